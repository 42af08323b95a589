"""Many file at once on the SQLite that an installation begins with: all of it is kept.

How fast is a matter for `benchmarks/load.py`.
"""

import asyncio

from benchmarks.loading.crowd import plan, send_all
from benchmarks.loading.service import ground

REPORTS, CLIENTS = 200, 16


def test_all_that_sixteen_clients_were_promised_is_there():
    with ground("SQLite", REPORTS, 2) as service:
        sendings = plan(service.world, service.world["communes"], ((1, REPORTS),))
        seen = asyncio.run(send_all(service.installation.port, sendings, n_lines=CLIENTS))
        found = service.verify(seen)
        locked = service.n_locked()
    assert set(seen.answers) == {200, 201}
    assert (seen.faults, locked, seen.n_lost_answers) == ([], 0, 0)
    assert (found["acknowledged"], found["kept"]) == (REPORTS, REPORTS)
    assert (found["lost"], found["doubled"], found["untold"], found["wrong_totals"]) == (0, 0, 0, 0)
