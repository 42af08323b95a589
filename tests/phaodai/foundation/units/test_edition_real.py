"""Real lists of units: the nation of 2021 and of 2025 as others publish them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from phaodai.foundation.units import operations, queries, validation
from phaodai.foundation.units.editions import files
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.units import UnitLevel

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 1, 1)
OPERATOR = Actor(name="operator:test", is_operator=True)
THEN, AFTER = date(2021, 11, 15), date(2025, 7, 1)
LISTS = Path(__file__).resolve().parents[5] / "shared" / "data" / "units"
NAMES = ("dvhcvn_2021-07-01.json", "gso_2021-11-06.xls", "vn_units_2025-07_full.json")
LEVELS = (UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(
        not LISTS.is_dir(), reason="needs the real lists of units in ../shared/data/units"
    ),
]


def counts(day):
    found = queries.counts_on(day)
    return tuple(found.get(level, 0) for level in LEVELS)


def load_list(name):
    edition = files.read(name, (LISTS / name).read_bytes(), day=None, today=TODAY)
    report = operations.load_edition(edition, actor=OPERATOR, now=NOW)
    assert report.n_read == (
        report.n_added + report.n_unchanged + report.n_updated + report.n_rejected
    )
    return report


@pytest.fixture(scope="module")
def real(django_db_setup, django_db_blocker):
    """The lists of 2021 and 2025 on an empty tree, in order of time."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {name: load_list(name) for name in NAMES}
        transaction.set_rollback(True)


def test_real_lists(real):
    assert {name: report.n_rejected for name, report in real.items()} == dict.fromkeys(real, 0)
    assert counts(date(2021, 7, 1)) == (63, 705, 10603)
    assert counts(THEN) == (63, 705, 10599)
    assert counts(AFTER) == (34, 0, 3321)
    assert validation.validate(AFTER).findings == ()


def test_a_real_list_again(real):
    report = load_list("gso_2021-11-06.xls")
    assert (report.n_added, report.n_updated, report.n_ended) == (0, 0, 0)


@pytest.mark.parametrize("name", ["splits.json", "merges.json"])
def test_real_steps(real, name):
    report = load_list(name)
    assert report.n_unchanged + report.n_added > 10_000
    assert all(rejection.why_vi and rejection.fix_en for rejection in report.rejections)
    assert validation.validate(AFTER).findings == ()
