"""The whole nation in the built-in editions, loaded once."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from phaodai.foundation.units import operations, queries, validation
from phaodai.foundation.units.editions import builtin
from phaodai.foundation.units.editions.statements import Unreadable
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.units import UnitLevel

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPERATOR = Actor(name="operator:test", is_operator=True)
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
THEN = date(2021, 11, 15)


@pytest.fixture(scope="module")
def nation(django_db_setup, django_db_blocker):
    """Both built-in editions, in order of time."""
    with django_db_blocker.unblock(), transaction.atomic():
        reports = [
            operations.load_builtin(name, actor=OPERATOR, now=NOW) for name in ("2024", "2025")
        ]
        yield reports
        transaction.set_rollback(True)


def counts(day):
    found = queries.counts_on(day)
    return tuple(found.get(level, 0) for level in (UnitLevel.PROVINCE, UnitLevel.DISTRICT,
                                                   UnitLevel.COMMUNE))  # fmt: skip


def test_both_trees(nation):
    assert counts(BEFORE) == (63, 696, 10035)
    assert counts(AFTER) == (34, 0, 3321)
    assert counts(THEN) == (63, 696, 10035)
    assert all(report.rejections == [] for report in nation)
    assert nation[1].n_ended_without_successor == 0


def test_they_are_sound(nation):
    checked = validation.validate(AFTER)
    assert checked.findings == ()
    assert checked.n_units == 14014


def test_the_planner_knows_of_them_before_the_commit(nation):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no planner that counts")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'units_unit'")
        assert cursor.fetchone()[0] > 10_000


def test_twice_changes_nothing(nation):
    for name, n in (("2024", 10794), ("2025", 3355)):
        report = operations.load_builtin(name, actor=OPERATOR, now=NOW)
        assert (report.n_read, report.n_unchanged) == (n, n)


@pytest.mark.parametrize(
    ("code", "before", "after", "same"),
    [
        ("14", "tỉnh Sơn La", "tỉnh Sơn La", True),
        ("12", "tỉnh Lai Châu", "tỉnh Lai Châu", True),
        ("01", "thành phố Hà Nội", "thành phố Hà Nội", True),
        ("56", "tỉnh Khánh Hòa", "tỉnh Khánh Hòa", False),  # with Ninh Thuận it is another one
        ("00008", "phường Liễu Giai", "phường Ngọc Hà", False),
    ],
)
def test_what_goes_on(nation, code, before, after, same):
    old, new = queries.unit_by_code(code, on=BEFORE), queries.unit_by_code(code, on=AFTER)
    assert (old.full_name, new.full_name, old.ref == new.ref) == (before, after, same)


@pytest.mark.parametrize(
    ("old", "new"), [("58", "56"), ("06", "19"), ("77", "79"), ("74", "79"), ("24", "24")]
)
def test_what_became_of_provinces(nation, old, new):
    unit = queries.unit_by_code(old, on=BEFORE)
    (step,) = queries.successors(unit.ref)
    assert (step.unit.code, step.share, step.day) == (new, 1.0, AFTER)


def test_island_districts_became_communes(nation):
    con_dao = queries.unit_by_code("755", on=BEFORE)
    (step,) = queries.successors(con_dao.ref)
    assert (step.unit.full_name, step.unit.level) == ("đặc khu Côn Đảo", UnitLevel.COMMUNE)


def test_a_divided_commune_has_no_shares(nation):
    unit = queries.unit_by_code("00007", on=BEFORE)
    steps = queries.successors(unit.ref)
    assert len(steps) > 1
    assert {step.share for step in steps} == {None}


def test_the_seeds(nation):
    def find(text):
        return [(row.code, row.full_name) for row in queries.find_units(text, on=THEN, limit=1)]

    assert find("huyện Mai Sơn") == [("125", "huyện Mai Sơn")]
    assert find("Tân Uyên, Lai Châu") == [("111", "huyện Tân Uyên")]
    assert find("TP. Phan Rang-Tháp Chàm") == [("582", "thành phố Phan Rang - Tháp Chàm")]
    assert find("bac kan") == [("06", "tỉnh Bắc Kạn")]
    mai_son = queries.unit_by_code("125", on=THEN)
    assert len(queries.children_on(mai_son.ref, THEN)) == 22
    assert [row.name for row in queries.ancestors_on(mai_son.ref, THEN)] == ["Việt Nam", "Sơn La"]


def test_unknown_edition():
    with pytest.raises(Unreadable, match="no edition"):
        builtin.edition("1999")
