"""The command line of indicators."""

import json

import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.main import main
from phaodai.delivery.commands.runtime import Exit
from phaodai.indicators.publishing import Basis
from tests.phaodai.factories.indicators import DAY, say
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.indicators.conftest import Land
from tests.phaodai.indicators.test_census import DISTRICTS, district, rows

LOCAL = [
    "indicator", "add-local", "local.food_parcels", "--kind", "FLOW", "--measure", "households",
    "--vi", "Hộ nhận túi an sinh", "--en", "Households given parcels",
    "--definition-vi", "Số hộ nhận túi.", "--definition-en", "Households given a parcel.",
]  # fmt: skip


def run(*args):
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def series(unit, *args, code="cases.confirmed"):
    return run("indicator", "series", code, "--unit", unit.code, "--from", DAY, "--to", DAY, *args)


def test_the_catalogue_is_listed(db):
    codes = [row["code"] for row in json.loads(run("indicator", "list", "--json").stdout)]
    assert "population.count" in codes
    assert "vaccination.coverage" in run("indicator", "list").output


def test_an_indicator_is_shown_with_its_parts(db):
    shown = run("indicator", "show", "vaccination.coverage")
    assert shown.exit_code == 0
    assert "= vaccination.people / population.count × 100" in shown.output
    plain = json.loads(run("indicator", "show", "population.count", "--json").stdout)
    assert "age=0-4;area=urban" in plain["strata"]
    assert plain["said_by"] == []


def test_an_unknown_indicator_is_explained_in_both_languages(db):
    result = run("indicator", "show", "cases.imagined")
    assert result.exit_code == Exit.FAILED
    assert "không có chỉ tiêu" in result.output
    assert "no indicator" in result.output


def test_a_local_indicator_is_added_once(db):
    assert run(*LOCAL).exit_code == 0
    assert run(*LOCAL).exit_code == Exit.FAILED
    assert "local.food_parcels" in run("indicator", "list").output


@pytest.mark.parametrize(("place", "wrong"), [(2, "parcels"), (6, "parsecs"), (8, " ")])
def test_a_bad_local_indicator_is_a_matter_of_usage(db, place, wrong):
    args = list(LOCAL)
    args[place] = wrong
    assert run(*args).exit_code == Exit.USAGE


def test_a_disease_is_added_once(db):
    args = ("indicator", "add-disease", "mpox", "--vi", "Đậu mùa khỉ", "--en", "Mpox")
    assert run(*args).exit_code == 0
    assert run(*args).exit_code == Exit.FAILED
    assert (
        run("indicator", "add-disease", "m pox", "--vi", "x", "--en", "x").exit_code == Exit.USAGE
    )


def test_a_series_says_how_many_reported(land: Land):
    a, b, *_ = land.communes
    say({a: 3, b: 4})
    result = series(land.province, "--level", "commune", "--json")
    (day,) = json.loads(result.stdout)
    assert (day["value"], day["n_reported"], day["n_expected"]) == ("7", 2, 4)
    assert "2/4" in series(land.province, "--level", "commune").output
    assert series(a).stdout.split()[-4:-2] == ["3", "1/1"]


def test_silence_is_said_and_no_zero(land: Land):
    say({land.communes[0]: 3})
    result = series(land.communes[3])
    assert result.exit_code == Exit.FAILED
    assert "silence is not zero" in result.output


def test_sources_are_never_mixed_by_themselves(land: Land):
    a = land.communes[0]
    say({a: 3})
    say({a: 4}, source="cases", basis=Basis.COUNTED)
    result = series(a)
    assert result.exit_code == Exit.USAGE
    assert "--source cases --basis counted" in result.output
    assert series(a, "--source", "cases").exit_code == 0
    assert series(a, "--basis", "stated").exit_code == 0


def test_a_series_as_it_was_known(land: Land):
    a = land.communes[0]
    say({a: 3})  # at 10:00 in Vietnam
    say({a: 4}, minutes=10)
    for moment, value in (("2021-12-20T10:05", "3"), ("2021-12-20 10:10", "4")):
        (day,) = json.loads(series(a, "--as-of", moment, "--json").stdout)
        assert day["value"] == value
    assert series(a, "--as-of", "2021-12-20T09:59").exit_code == Exit.FAILED


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--disease", "dengue"), "there is: reports stated"),
        (("--stratum", "age=1+"), "there is: reports stated"),
        (("--source", "census2019"), "there is: reports stated"),
    ],
)
def test_what_nobody_said_is_explained(land: Land, args, says):
    say({land.communes[0]: 3})
    result = series(land.communes[0], *args)
    assert result.exit_code == Exit.FAILED
    assert says in result.output


def test_a_level_is_not_summed(land: Land):
    say({land.districts[0]: 2}, indicator="levels.level", source="levels", basis=Basis.COUNTED)
    assert series(land.districts[0], code="levels.level").exit_code == 0
    result = series(land.province, "--level", "district", code="levels.level")
    assert result.exit_code == Exit.USAGE


def test_a_ratio_day_by_day(land: Land):
    a, b, *_ = land.communes
    say({a: 1, b: 2}, indicator="samples.positive")
    say({a: 10, b: 20}, indicator="samples.answered")
    result = series(land.province, "--level", "commune", "--json", code="samples.positive_share")
    (day,) = json.loads(result.stdout)
    assert float(day["value"]) == 10
    assert day["is_complete"] is False
    assert "2/4" in series(
        land.province, "--level", "commune", code="samples.positive_share"
    ).output  # fmt: skip


def test_the_whole_country(land: Land):
    say({land.communes[0]: 3})
    result = run("indicator", "series", "cases.confirmed", "--unit", "VN", "--level", "commune",
                 "--to", DAY)  # fmt: skip
    assert "1/4" in result.output


def test_days_that_run_back(land: Land):
    assert series(land.province, "--to", "2021-01-01").exit_code == Exit.USAGE


def test_the_census_is_taken_from_files(db, tmp_path):
    province = UnitFactory(province=True, name="Cao Bằng", code="04")
    district(province, "042", "Bảo Lâm")
    file = tmp_path / "census.csv"
    file.write_text(DISTRICTS + rows("042,Huyện Bảo Lâm"))
    result = run("indicator", "import-census", file)
    assert result.exit_code == 0
    assert "read 36 = taken 36 + rejected 0 rows" in result.output
    file.write_text(DISTRICTS + rows("042,Huyện Bảo Lâm") + rows("043,Huyện Bảo Lạc"))
    result = run("indicator", "import-census", file)
    assert result.exit_code == Exit.PARTLY
    assert "043 Huyện Bảo Lạc" in result.output
    (report,) = json.loads(run("indicator", "import-census", file, "--json").stdout)
    assert (report["n_read"], report["n_ok"], report["n_rejected"]) == (72, 36, 36)
    file.write_text(DISTRICTS + rows("043,Huyện Bảo Lạc"))
    assert run("indicator", "import-census", file).exit_code == Exit.FAILED
    file.write_text("nothing")
    result = run("indicator", "import-census", file)
    assert result.exit_code == Exit.FAILED
    assert "lacks the columns" in result.output
    assert run("indicator", "import-census", tmp_path / "none.csv").exit_code == Exit.USAGE


def test_the_page_is_written(tmp_path):
    file = tmp_path / "indicators.md"
    assert run("indicator", "page", file).exit_code == 0
    assert file.read_text() == run("indicator", "page").stdout
    assert run("indicator", "page", tmp_path / "no" / "folder.md").exit_code == Exit.FAILED


def test_every_command_shows_an_example():
    for name in ("list", "show", "add-local", "add-disease", "series", "import-census", "page"):
        assert "phaodai indicator" in run("indicator", name, "--help").output
