"""What every test may lean on."""

import os
import shutil
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _data_folder_is_removed() -> Iterator[None]:
    """Leave nothing in the temporary folder that `tests.settings` made."""
    yield
    shutil.rmtree(os.environ["PHAODAI_DATA"], ignore_errors=True)
