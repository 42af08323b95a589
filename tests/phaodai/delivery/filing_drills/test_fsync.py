"""A receipt leaves after its report is on the disk; a database that does not wait is not served."""

import asyncio

import pytest

from tests.phaodai.delivery.filing_drills import traces
from tests.phaodai.delivery.filing_drills.conftest import Stage
from tests.phaodai.delivery.filing_drills.installation import HERE, Installation, serving
from tests.phaodai.delivery.filing_drills.postgres import family
from tests.phaodai.delivery.filing_drills.senders import Sender, Slip, receipt_of
from tests.phaodai.delivery.filing_drills.wire import Line

FEW, MANY = 20, 100


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("asked written synced answered", (1, 0)),
        ("asked written answered synced", (1, 1)),
        ("synced asked answered", (1, 1)),
        ("asked written synced written answered", (1, 1)),
    ],
)
def test_an_early_answer_is_told(told, counted):
    assert traces.early_answers(told.split()) == counted


async def file(stage: Stage, commune: dict[str, str], n: int) -> None:
    """File one report after the other."""
    base = None
    async with Line("localhost", stage.installation.port) as line:
        sender = Sender(line, commune["token"])
        for number in range(n):
            values = {**stage.world["values"], "samples_rapid": str(number)}
            slip = Slip(day=stage.world["today"], base=base, values=values)
            assert receipt_of(await sender.file(slip)) is not None
            base = slip.id
        assert sender.tries == n


def synced_before_answered(stage: Stage, n: int) -> None:
    if traces.STRACE is None:
        pytest.skip("it needs strace")
    first, second, *_ = stage.world["communes"]
    with serving(stage.installation, "--workers", "1", "--only", "web"):
        asyncio.run(file(stage, first, 1))
        processes = stage.installation.parts("web")[1:]
        if stage.cluster is not None:
            processes += family(stage.cluster.pid)
        trace = stage.installation.folder / "trace"
        try:
            with traces.traced(processes, trace):
                asyncio.run(file(stage, second, n))
        except PermissionError as error:
            pytest.skip(f"strace may not look here: {error}")
    told = traces.course(trace)
    print({sign: told.count(sign) for sign in sorted(set(told))})  # noqa: T201
    assert traces.early_answers(told) == (n, 0)


@pytest.mark.slow
def test_the_disk_before_the_receipt(stage: Stage):
    synced_before_answered(stage, FEW)


@pytest.mark.drill
def test_the_disk_before_a_hundred_receipts(stage: Stage):
    synced_before_answered(stage, MANY)


# --- what may lose commits is not served -----------------------------------------------------


def refusal(installation: Installation) -> str:
    """Return what the service says instead of starting."""
    installation.start()
    assert installation.process is not None
    assert installation.process.wait(timeout=60) == 1
    said = installation.log.read_text()
    installation.log.unlink()
    return said


@pytest.mark.slow
def test_sqlite_that_does_not_wait_for_the_disk(on_sqlite: Stage):
    on_sqlite.installation.environment["DJANGO_SETTINGS_MODULE"] = f"{HERE}.hasty_settings"
    assert "synchronous=1" in refusal(on_sqlite.installation)


@pytest.mark.slow
def test_postgres_that_does_not_wait_for_the_disk(on_postgres: Stage):
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        on_postgres.cluster.set(name, "off")
        assert f"{name}=off" in refusal(on_postgres.installation)
        on_postgres.cluster.set(name, "on")
