"""Scripts name each other by content: a device never mixes two editions."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from phaodai.project.static import StaticFiles

IMPORTED = re.compile(r"""(?:from|import\(|import)\s*['"](\.[^'"]+)['"]""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.js$")


@pytest.fixture(scope="module")
def named(tmp_path_factory) -> Path:
    """Return a folder with all files under their names by content."""
    folder = tmp_path_factory.mktemp("static")
    storage = StaticFiles(location=folder, base_url="/static/")
    source = FileSystemStorage(location=settings.BASE_DIR / "frontend")
    paths = {}
    for path in Path(source.location).rglob("*"):
        if path.is_file():
            name = path.relative_to(source.location).as_posix()
            paths[name] = (source, name)
            with path.open("rb") as file:
                storage.save(name, file)
    for _, _, processed in storage.post_process(paths):
        if isinstance(processed, Exception):
            raise processed
    return folder


def test_every_module_that_a_script_loads_is_named_by_its_content(named):
    found = [
        (script.name, address)
        for script in named.rglob("*.js")
        if HASHED.search(script.name)
        for address in IMPORTED.findall(script.read_text())
    ]
    assert len(found) > 10
    assert [(script, address) for script, address in found if not HASHED.search(address)] == []


def test_what_is_loaded_is_there(named):
    for script in named.rglob("*.js"):
        if HASHED.search(script.name):
            for address in IMPORTED.findall(script.read_text()):
                assert (script.parent / address).resolve().is_file(), (script, address)


def test_what_a_device_keeps_holds_every_module_of_its_page():
    from phaodai.delivery.web.reports.offline import ASSETS

    for name in ASSETS:
        path = finders.find(name)
        assert isinstance(path, str)
        if name.endswith(".js") and Path(path).name != "worker.js":
            for address in IMPORTED.findall(Path(path).read_text()):
                loaded = (Path(path).parent / address).resolve()
                assert loaded.relative_to(settings.BASE_DIR / "frontend").as_posix() in ASSETS
