"""A trail in the database and a clock that the test moves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

from phaodai.foundation.audit import operations
from phaodai.vocabulary.access import Actor

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path: Path) -> Path:
    """Give every test a file of anchors of its own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def write() -> Callable[..., None]:
    """Record some acts."""

    def acts(count: int = 1, **changes: object) -> None:
        with transaction.atomic():
            for number in range(count):
                arguments = {
                    "actor": Actor(name="Nguyễn Thị Hoà"),
                    "action": "unit.rename",
                    "subject_kind": "unit",
                    "subject_ref": uuid4(),
                    "details": {"n": number},
                    "at": NOW,
                }
                operations.record(**(arguments | changes))

    return acts


@pytest.fixture
def seal() -> Callable[..., operations.Sealed]:
    """Lay the chain some minutes after eight."""

    def run(minutes: float = 0, **changes: object) -> operations.Sealed:
        return operations.seal(now=NOW + timedelta(minutes=minutes), **changes)

    return run
