"""Installations of the drills: prepared once for all processes of the suite, then copied."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connection

from tests.phaodai.delivery.filing_drills.installation import Installation
from tests.phaodai.delivery.filing_drills.postgres import Cluster, cluster, programs

COMMUNES = 32
NUMBERS = count(1)


class Stage(NamedTuple):
    """An installation, what its senders need to know, and its PostgreSQL where it has one."""

    installation: Installation
    world: dict[str, Any]
    cluster: Cluster | None


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder on SQLite with a province of communes, made by the first who asks."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if base.name.startswith("popen-") else base) / "filing-drills"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "world.json").exists():
            (folder / "data").mkdir()
            world = Installation(folder / "data").ask("prepare", COMMUNES)
            (folder / "world.json").write_text(json.dumps(world))
    return folder


@pytest.fixture
def on_sqlite(prepared: Path, tmp_path: Path) -> Stage:
    """An installation of its own on SQLite."""
    if connection.vendor != "sqlite":
        pytest.skip("it plays on a file of its own")
    shutil.copytree(prepared / "data", tmp_path / "data")
    world = json.loads((prepared / "world.json").read_text())
    return Stage(Installation(tmp_path / "data"), world, None)


@pytest.fixture(scope="session")
def prepared_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The same on a PostgreSQL of our own, which waits for the disk and may be killed."""
    with cluster() as found:
        folder = tmp_path_factory.mktemp("prepared")
        found.create("prepared")
        installation = Installation(folder, url=found.url("prepared"))
        yield Stage(installation, installation.ask("prepare", COMMUNES), found)


@pytest.fixture
def on_postgres(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    """An installation of its own on PostgreSQL."""
    if connection.vendor != "postgresql":
        pytest.skip("it needs PostgreSQL (make test-postgres)")
    if programs() is None:
        pytest.skip("it starts PostgreSQL from Debian's package")
    prepared, world, found = request.getfixturevalue("prepared_postgres")
    name = f"drill_{next(NUMBERS)}"
    found.create(name, like="prepared")
    shutil.copytree(prepared.folder, tmp_path / "data")
    return Stage(Installation(tmp_path / "data", url=found.url(name)), world, found)


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Stage:
    """An installation on the database of this run."""
    name = "on_postgres" if connection.vendor == "postgresql" else "on_sqlite"
    found: Stage = request.getfixturevalue(name)
    return found
