"""Every route says who may enter."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from phaodai.delivery.api.operations import Open
from phaodai.vocabulary.access import Permission

# Signing in and out is allauth's: it asks for a session wherever one is needed.
FOREIGN = ("accounts/",)


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        name = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield name, entry.callback
        else:
            yield from views(entry, name)


def test_every_route_names_its_permission_or_says_that_it_is_public():
    silent = [
        name
        for name, view in views(get_resolver())
        if not name.startswith(FOREIGN)
        and not hasattr(view, "permission")
        and not getattr(view, "is_public", False)
    ]
    assert silent == []


def test_public_routes_are_few_and_known():
    public = {name for name, view in views(get_resolver()) if getattr(view, "is_public", False)}
    assert public <= {
        "healthz",
        "language/",
        "api/v1/openapi.json",
        "api/v1/",
        # what a browser installs holds nothing of anybody
        "reports/worker.js",
        "reports/app.webmanifest",
        "reports/^offline/(?P<language>vi|en)/$",
        # whoever holds a printed page, or the secret of a letter, has no account here
        "k/<slug:code>/",
        "papers/receipt/<str:token>/",
    }


def test_every_method_of_the_machine_interface_names_its_permission():
    """One address answers several methods there: each of them is an operation of its own."""
    for name, view in views(get_resolver()):
        if name.startswith("api/") and not getattr(view, "is_public", False):
            assert view.permission, name
            for method, permission in view.permission.items():
                assert method in {"GET", "POST"}
                assert isinstance(permission, Permission | Open), name


def test_only_public_addresses_of_the_machine_interface_lack_an_operation():
    open_to_all = {
        name
        for name, view in views(get_resolver())
        if name.startswith("api/") and not isinstance(getattr(view, "permission", None), dict)
    }
    assert open_to_all == {"api/v1/openapi.json", "api/v1/"}


def test_routes_were_seen_at_all():
    assert len(list(views(get_resolver()))) > 10
