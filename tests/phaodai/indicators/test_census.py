"""The census: an invented province with bad rows, and the real tables where they are at hand."""

from datetime import date
from pathlib import Path

import pytest

from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units import operations as units
from phaodai.foundation.units.models import Unit
from phaodai.indicators import reading
from phaodai.indicators.census import changes, importing
from phaodai.indicators.models import Value
from phaodai.indicators.publishing import Basis
from phaodai.vocabulary.access import NotAllowed
from phaodai.vocabulary.strata import FIVE_YEARS
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import NOW, OPERATOR, actor_of
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import ref

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "population"
DAY = date(2019, 4, 1)
DISTRICTS = "province_code,province,district_code,district,area,age,population\n"
PROVINCES = "province_code,province,age,population\n"
AGES = [age if age == "85+" else "-".join(f"{int(n):02d}" for n in age.split("-"))
        for age in FIVE_YEARS]  # fmt: skip


def rows(district, *, province="04,Cao Bằng", urban=1, rural=10, ages=AGES):
    return "".join(
        f"{province},{district},{area},{age},{n}\n"
        for area, n in (("urban", urban), ("rural", rural))
        for age in ages
    )


def run(text, **rest):
    return importing.import_census(actor=OPERATOR, raw=text.encode(), now=NOW, **rest)


def people(unit, stratum="", *, source="census2019", **rest):
    measure = reading.Measure("population.count", source, Basis.STATED, "", stratum)
    found = reading.own(measures=[measure], units=[ref(unit)], day=DAY, **rest)
    figure = found.get((ref(unit), measure))
    return None if figure is None else figure.value


@pytest.fixture
def cao_bang(db):
    return UnitFactory(province=True, name="Cao Bằng", code="04")


def district(province, code, name, **rest):
    return UnitFactory(district=True, name=name, code=code, parent=province, **rest)


def test_a_district_has_its_people_by_area_and_age(cao_bang):
    unit = district(cao_bang, "042", "Bảo Lâm")
    report = run(DISTRICTS + rows("042,Huyện Bảo Lâm"))
    assert (report.n_read, report.n_ok, report.n_rejected, report.n_units) == (36, 36, 0, 1)
    assert (report.people_read, report.people_stored, report.is_national_sum) == (198, 198, False)
    assert people(unit) == 18 * 11
    assert people(unit, "area=urban") == 18
    assert people(unit, "age=0-4") == 11
    assert people(unit, "age=85+;area=rural") == 10
    assert people(unit, "age=65+") == 5 * 11
    assert people(unit, "age=18+") is None  # not counted: ages were asked in fives
    estimate = "census2019:interpolated"
    assert people(unit, "age=18+", source=estimate) == 4 + 14 * 11  # two fifths of 15-19
    assert people(unit, "age=12-17", source=estimate) == 13  # three fifths of 22
    assert people(unit, "age=5-11", source=estimate) == 15  # 11 and two fifths of 11
    assert people(unit, "age=50+", source=estimate) == people(unit, "age=50+")


def test_a_second_time_nothing_changes(cao_bang):
    district(cao_bang, "042", "Bảo Lâm")
    text = DISTRICTS + rows("042,Huyện Bảo Lâm")
    first = run(text).written
    again = run(text).written
    assert (again.n_added, again.n_unchanged) == (0, first.n_added)
    assert AuditEvent.objects.filter(action="indicator.import_census").count() == 2


def test_a_corrected_table_corrects(cao_bang):
    unit = district(cao_bang, "042", "Bảo Lâm")
    run(DISTRICTS + rows("042,Huyện Bảo Lâm"))
    run(DISTRICTS + rows("042,Huyện Bảo Lâm", urban=2))
    assert people(unit, "area=urban") == 36
    assert people(unit, "area=rural") == 180


def test_a_dry_run_keeps_nothing(cao_bang):
    district(cao_bang, "042", "Bảo Lâm")
    report = run(DISTRICTS + rows("042,Huyện Bảo Lâm"), is_dry_run=True)
    assert report.written.n_added > 0
    assert not Value.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_province_by_age(cao_bang):
    text = PROVINCES + "".join(f"04,Cao Bằng,{age},5\n" for age in AGES)
    report = run(text)
    assert (report.level, report.n_ok) == (UnitLevel.PROVINCE, 18)
    assert people(cao_bang) == 90
    assert people(cao_bang, "area=urban") is None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("042,Huyện Bảo Lâm,urban,00-04,x", "population “x”"),
        ("042,Huyện Bảo Lâm,urban,00-04,-1", "population “-1”"),
        ("042,Huyện Bảo Lâm,urban,00-04,1.5", "population “1.5”"),
        ("042,Huyện Bảo Lâm,urban,00-04,", "population “”"),
        ("042,Huyện Bảo Lâm,urban,00-04,٣", "population “٣”"),
        ("042,Huyện Bảo Lâm,urban,00-04,999999999", "over all"),
        ("042,Huyện Bảo Lâm,urban,00-05,1", "age group “00-05”"),
        ("042,Huyện Bảo Lâm,suburban,00-04,1", "area “suburban”"),
        ("042,Huyện Bảo Lâm,rural,00-04,1", "twice"),
        ("042,Huyện Bảo Lâm", "age group"),
    ],
)
def test_a_unit_with_a_bad_row_is_refused_whole(cao_bang, wrong, reason):
    bad = district(cao_bang, "042", "Bảo Lâm")
    good = district(cao_bang, "043", "Bảo Lạc")
    spoilt = rows("042,Huyện Bảo Lâm").split("\n", 1)[1]
    text = DISTRICTS + f"04,Cao Bằng,{wrong}\n" + spoilt + rows("043,Huyện Bảo Lạc")
    report = run(text)
    assert (report.n_read, report.n_ok, report.n_rejected) == (72, 36, 36)
    (rejection,) = report.rejections
    assert reason in rejection.en
    assert rejection.name == "Huyện Bảo Lâm"
    assert people(bad) is None
    assert people(good) == 198


def test_a_unit_that_lacks_a_group_is_refused(cao_bang):
    district(cao_bang, "042", "Bảo Lâm")
    report = run(DISTRICTS + rows("042,Huyện Bảo Lâm", ages=AGES[:-1]))
    assert report.rejections[0].en == "lacks 2 of 36"


@pytest.mark.parametrize(
    ("census", "matches"),
    [
        ("042,Huyện Bảo Lâm", True),
        ("42,Huyện Bảo Lâm", True),  # a spreadsheet ate the zero
        ("042,Thị xã Bảo Lâm", True),  # the kind may have changed since
        ("042,huyện BẢO LÂM", True),
        ("999,Huyện Bảo Lâm", True),  # by name, within its province
        ("042,Huyện Bảo Lộc", False),  # a code without its name
        ("999,Huyện Khác", False),
    ],
)
def test_units_are_known_by_code_and_name(cao_bang, census, matches):
    unit = district(cao_bang, "042", "Bảo Lâm")
    report = run(DISTRICTS + rows(census))
    assert bool(report.n_ok) is matches
    assert (people(unit) == 198) is matches
    assert report.n_read == report.n_ok + report.n_rejected


def test_a_namesake_in_another_province_is_not_meant(cao_bang):
    lam_dong = UnitFactory(province=True, name="Lâm Đồng", code="68")
    elsewhere = district(lam_dong, "680", "Bảo Lâm")
    report = run(DISTRICTS + rows("042,Huyện Bảo Lâm"))
    assert report.n_ok == 0
    assert people(elsewhere) is None


def test_a_district_in_the_wrong_province_is_refused(cao_bang):
    district(UnitFactory(province=True, name="Hà Giang", code="02"), "042", "Bảo Lâm")
    report = run(DISTRICTS + rows("042,Huyện Bảo Lâm"))
    assert report.rejections[0].en.endswith("lies in another province in the tree")


def test_a_unit_that_began_after_the_census_is_not_meant(cao_bang):
    district(cao_bang, "042", "Bảo Lâm", valid_from=date(2020, 1, 1))
    assert run(DISTRICTS + rows("042,Huyện Bảo Lâm")).n_ok == 0


def test_merged_units_are_summed_into_their_heir(cao_bang):
    heir = district(cao_bang, "049", "Quảng Hòa")
    report = run(DISTRICTS + rows("049,Huyện Quảng Uyên") + rows("050,Huyện Phục Hoà", urban=0))
    assert (report.n_units, report.n_merged, report.n_ok) == (1, 1, 72)
    assert people(heir) == 198 + 180
    assert report.merged == (("huyện Quảng Hòa", ("Huyện Quảng Uyên", "Huyện Phục Hoà")),)


def test_an_heir_is_not_given_a_part_of_its_people(cao_bang):
    heir = district(cao_bang, "045", "Hà Quảng")
    report = run(DISTRICTS + rows("045,Huyện Hà Quảng"))
    assert report.rejections[0].en == "lacks Thông Nông, which went into it"
    assert people(heir) is None


def test_a_tree_that_still_knows_the_part_needs_no_heir(cao_bang):
    own = district(cao_bang, "045", "Hà Quảng")
    part = district(cao_bang, "044", "Thông Nông")
    run(DISTRICTS + rows("045,Huyện Hà Quảng") + rows("044,Huyện Thông Nông", urban=0))
    assert (people(own), people(part)) == (198, 180)


def test_a_wrong_part_spoils_the_heir(cao_bang):
    district(cao_bang, "045", "Hà Quảng")
    text = rows("045,Huyện Hà Quảng") + rows("044,Huyện Thông Nông", urban="x")
    report = run(DISTRICTS + text)
    assert (report.n_ok, report.n_rejected) == (0, 72)


def test_a_divided_unit_belongs_to_none_of_its_parts(db):
    bac_giang = UnitFactory(province=True, name="Bắc Giang", code="24")
    left = district(bac_giang, "219", "Lục Ngạn")
    district(bac_giang, "224", "Chũ")
    report = run(DISTRICTS + rows("219,Huyện Lục Ngạn", province="24,Bắc Giang"))
    assert "was divided" in report.rejections[0].en
    assert people(left) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\n", b"a,b\n1,2\n", DISTRICTS.encode(), b"\xff\xfe\x00", b"\x00" * 50,
        "mã,tên\n".encode("utf-16"), b"province_code,province,age\n04,Cao Bang,0-4\n",
        b'province_code,province,age,population\n"04,Cao', b"PK\x03\x04 no table",
    ],
)  # fmt: skip
def test_what_is_no_table_of_the_census(db, raw):
    with pytest.raises(importing.Unreadable) as refusal:
        importing.import_census(actor=OPERATOR, raw=raw, now=NOW)
    assert refusal.value.vi
    assert refusal.value.en


def test_a_stranger_may_not(places, reporter):
    with pytest.raises(NotAllowed):
        importing.import_census(actor=actor_of(reporter), raw=b"", now=NOW)


def test_the_real_census(db):
    files = [REAL / f"census2019_{name}.csv" for name in ("district_age_urban", "province_age")]
    if missing := [file.name for file in files if not file.is_file()]:
        pytest.skip(f"the tables of the census are not at hand: {', '.join(missing)}")
    units.load_builtin("2024", actor=OPERATOR, now=NOW)
    by_district, by_province = (
        importing.import_census(actor=OPERATOR, raw=file.read_bytes(), now=NOW) for file in files
    )
    assert by_district.n_read == by_district.n_ok + by_district.n_rejected == 25_632
    assert by_district.is_national_sum
    assert by_province.is_national_sum
    lost = sum(each.n_people for each in by_district.rejections)
    assert by_district.people_stored + lost == importing.NATIONAL
    assert by_province.people_stored == importing.NATIONAL
    assert by_province.rejections == ()
    # What became of the others cannot be told from the counts.
    assert {each.name for each in by_district.rejections} == {"Huyện Lục Ngạn", "Thành phố Huế"}
    assert (by_district.n_units, by_district.n_merged) == (691, 17)
    # Provinces state what their districts sum to.
    codes = {each.name: each for each in Unit.objects.filter(level=UnitLevel.PROVINCE)}
    ninh_thuan = codes["Ninh Thuận"]
    measure = reading.Measure("population.count", "census2019", Basis.STATED)
    below = reading.total(
        measure=measure, unit=ref(ninh_thuan), level=UnitLevel.DISTRICT, first=DAY, last=DAY
    )
    assert below.value == people(ninh_thuan) == 590_467
    assert below.is_complete


def test_every_heir_of_the_list_stands_in_the_tree_of_2024(db):
    units.load_builtin("2024", actor=OPERATOR, now=NOW)
    for level, heirs in changes.HEIRS.items():
        found = {
            (unit.code.lstrip("0"), unit.name)
            for unit in Unit.objects.valid_on(DAY).filter(level=level.value)
        }
        assert set(heirs.values()) <= found
