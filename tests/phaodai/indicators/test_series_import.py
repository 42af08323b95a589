"""Tables of series: every row is taken or named, and a second time nothing changes."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units.models import UnitAlias
from phaodai.indicators import facts, reading, rollup
from phaodai.indicators.history.importing import Unreadable, import_series
from phaodai.indicators.publishing import Basis, Written
from phaodai.indicators.reading import Measure
from phaodai.vocabulary.access import NotAllowed
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import OPERATOR, actor_of
from tests.phaodai.factories.indicators import CASES, at
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import ref

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "covid"
SOURCE = "reports:bulletin"
TABLE = """date,province_code,province,cases,deaths
2021-08-01,58,Ninh Thuận,5,0
02/08/2021,58,NINH THUAN,7.0,
2021-08-01,06,Bắc Kạn,,
"""


@pytest.fixture
def provinces(db):
    return (
        UnitFactory(province=True, name="Ninh Thuận", code="58"),
        UnitFactory(province=True, name="Bắc Kạn", code="06"),
    )


def take(text, *, minutes=0, columns=None, is_dry_run=False, actor=OPERATOR, source=SOURCE):
    return import_series(
        actor=actor, raw=text.encode(), source=source, basis=Basis.STATED, disease="COVID-19",
        columns=columns or {"cases": CASES, "deaths": "deaths.count"}, now=at(minutes),
        is_dry_run=is_dry_run,
    )  # fmt: skip


def said(unit, code=CASES):
    measure = Measure(code, SOURCE, Basis.STATED, "COVID-19")
    found = reading.own_series(
        measure=measure, units=[ref(unit)], first=date(2021, 8, 1), last=date(2021, 8, 2)
    )
    return {day.day: value for day, value in found[ref(unit)].items()}


def test_a_table_is_published_and_empty_cells_are_silence(provinces):
    report = take(TABLE)
    assert (report.n_read, report.n_ok, report.n_rejected) == (3, 3, 0)
    assert report.written == Written(3, 0, 0, 0)
    assert said(provinces[0]) == {1: 5, 2: 7}
    assert said(provinces[0], "deaths.count") == {1: 0}
    assert said(provinces[1]) == {}
    assert rollup.check().n_wrong == 0
    assert AuditEvent.objects.filter(action="indicator.import_series").count() == 1


def test_a_second_time_nothing_changes_and_a_correction_is_one(provinces):
    take(TABLE)
    assert take(TABLE, minutes=1).written == Written(0, 0, 3, 0)
    assert take(TABLE.replace(",5,0", ",6,0"), minutes=2).written == Written(0, 1, 2, 0)


def test_trying_it_out_keeps_nothing(provinces):
    assert take(TABLE, is_dry_run=True).written.n_added == 3
    assert said(provinces[0]) == {}
    assert not AuditEvent.objects.filter(action="indicator.import_series").exists()


@pytest.mark.parametrize(
    "row",
    [
        "2021-02-31,58,Ninh Thuận,5,0",
        ",58,Ninh Thuận,5,0",
        "2021-08-01,58,Ninh Thuận,-5,0",
        "2021-08-01,58,Ninh Thuận,năm,0",
        "2021-08-01,58,Ninh Thuận,NaN,0",
        "2021-08-01,58,Ninh Thuận,0.00001,0",
        "2021-08-01,58,Lai Châu,5,0",
        "2021-08-01,99,Ninh Thuận,5,0",
        "2021-08-01,,Nơi Khác,5,0",
        "2021-08-01,,,5,0",
        "1990-08-01,58,Ninh Thuận,5,0",
    ],
)
def test_a_row_that_is_not_taken_is_named(provinces, row):
    report = take(f"{TABLE.splitlines()[0]}\n2021-08-03,06,Bắc Kạn,1,0\n{row}\n")
    assert (report.n_read, report.n_ok, report.n_rejected) == (2, 1, 1)
    (rejection,) = report.rejections
    assert rejection.lines == (3,)
    assert rejection.vi
    assert rejection.en


def test_a_day_that_stands_there_twice_is_taken_once(provinces):
    report = take(TABLE + "2021-08-01,58,Ninh Thuận,9,0\n")
    assert (report.n_ok, report.n_rejected) == (3, 1)
    assert said(provinces[0])[1] == 5


def test_a_unit_answers_to_its_former_name_and_a_name_alone_will_do(provinces):
    city = UnitFactory(province=True, name="Huế", kind="thành phố", code="46")
    UnitAlias.objects.create(unit=city, text="Thừa Thiên Huế", key="thua thien hue")
    header = TABLE.splitlines()[0]
    assert take(f"{header}\n2021-08-01,46,Thừa Thiên Huế,4,0\n").n_ok == 1
    assert take(f"{header}\n2021-08-02,,Tỉnh Ninh Thuận,4,0\n").n_ok == 1
    assert said(city) == {1: 4}


def test_without_a_unit_it_is_the_country(provinces):
    assert take("date,cases\n2021-08-01,100\n", columns={"cases": CASES}).n_ok == 1
    measure = Measure(CASES, SOURCE, Basis.STATED, "COVID-19")
    country = ref(provinces[0].parent)
    day = date(2021, 8, 1)
    assert reading.own(measures=[measure], units=[country], day=day)[country, measure].value == 100


@pytest.mark.parametrize(
    "text", ["", "date,cases\n", "day,cases\n1,2\n", "date,deaths\n2021-08-01,1\n"]
)
def test_what_is_no_table_is_refused(provinces, text):
    with pytest.raises(Unreadable):
        take(text, columns={"cases": CASES})


def test_only_who_manages_indicators_imports(provinces, duty_officer):
    with pytest.raises(NotAllowed):
        take(TABLE, actor=actor_of(duty_officer))


def test_a_source_that_may_not_publish_is_refused(provinces):
    with pytest.raises(facts.NotItsPublisher):
        take(TABLE, source="welfare")


@pytest.mark.skipif(not REAL.is_dir(), reason="needs the real series in ../shared/data/covid")
def test_two_real_sources_of_one_province(provinces):
    """Both speak of Bắc Kạn; they agree on most days, and where they do not, both stay."""
    bac_kan = provinces[1]
    for name, source in (
        ("covid_province_day_vnexpress.csv", "reports:vnexpress"),
        ("ncsc_lai_chau_bac_kan.csv", "reports:ncsc"),
    ):
        report = import_series(
            actor=OPERATOR, raw=(REAL / name).read_bytes(), columns={"cases": CASES},
            source=source, basis=Basis.STATED, disease="COVID-19", now=at(0),
        )  # fmt: skip
        assert report.n_read == report.n_ok + report.n_rejected
        assert report.n_units >= 1
    totals = {
        source: reading.total(
            measure=Measure(CASES, source, Basis.STATED, "COVID-19"), unit=ref(bac_kan),
            level=UnitLevel.PROVINCE, first=date(2021, 4, 27), last=date(2021, 10, 25),
        )
        for source in ("reports:vnexpress", "reports:ncsc")
    }  # fmt: skip
    assert totals["reports:vnexpress"].n_reported == 182
    assert (
        totals["reports:ncsc"].n_reported < 182
    )  # it is silent on some days: no zeros are made up
    assert all(
        figure.value is not None and figure.value >= Decimal(0) for figure in totals.values()
    )
