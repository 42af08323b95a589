"""How static files are named: by their content, also where one script loads another."""

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names every file after its content, the modules that scripts import included.

    A device that keeps files for times without a network holds one edition whole, never a new
    page with an old module.
    """

    support_js_module_import_aggregation = True
    # Django's own want a semicolon at the end of an import; our scripts have none.
    _js_module_import_aggregation_patterns = (
        "*.js",
        (
            (
                r"""(?m)^(?P<matched>import (?P<names>\{[^}]*\}) from '(?P<url>\.[^']*)')""",
                "import %(names)s from '%(url)s'",
            ),
            (r"""(?P<matched>import\('(?P<url>\.[^']*)'\))""", "import('%(url)s')"),
        ),
    )
