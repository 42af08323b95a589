"""PostgreSQL is gone: filing is told to wait, and goes on when it is back."""

import asyncio
import time

import pytest

from tests.phaodai.delivery.filing_drills.conftest import Stage
from tests.phaodai.delivery.filing_drills.installation import serving
from tests.phaodai.delivery.filing_drills.senders import Sender, Slip, receipt_of
from tests.phaodai.delivery.filing_drills.wire import Answer, Line


async def live_through(stage: Stage) -> tuple[Answer, float]:
    """File, lose the database, be told to wait, file again; return what was said, and when."""
    assert stage.cluster is not None
    [commune, *_] = stage.world["communes"]
    async with Line("localhost", stage.installation.port) as line:
        sender = Sender(line, commune["token"])
        first = Slip(day=stage.world["today"], values=stage.world["values"])
        assert receipt_of(await sender.file(first)) is not None
        second = Slip(day=stage.world["today"], values=stage.world["values"], base=first.id)
        stage.cluster.kill()
        begun = time.monotonic()
        refused = await sender.send(second)
        took = time.monotonic() - begun
        await asyncio.to_thread(stage.cluster.start)
        said = receipt_of(await sender.file(second))
        assert said is not None
        assert said["number"] == 2
        again = receipt_of(await sender.file(first))
        assert again is not None
        assert again["is_replay"]
    return refused, took


@pytest.mark.slow
def test_a_database_that_goes_and_comes(on_postgres: Stage):
    with serving(on_postgres.installation, "--workers", "1"):
        refused, took = asyncio.run(live_through(on_postgres))
    print(f"told to wait after {took:.1f} s")  # noqa: T201
    assert refused.status == 503, refused.body
    assert int(refused.headers["retry-after"]) > 0
    assert "thử lại" in refused.json()["title"]
