"""`phaodai agency` through its command line."""

import json

import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.agency import agency
from phaodai.foundation.agencies import queries
from phaodai.foundation.agencies.models import Body
from tests.phaodai.factories.agencies import body_of, fill
from tests.phaodai.factories.units import country

pytestmark = pytest.mark.django_db
DAY = "2021-12-23"


def run(*arguments):
    return CliRunner().invoke(agency, arguments)


@pytest.fixture
def filled(places):
    """The cast's units with standard bodies next to its own."""
    for number, body in enumerate(Body.objects.order_by("pk")):  # the cast's own step aside
        Body.objects.filter(pk=body.pk).update(name=f"Cũ {number}", name_key=f"cu {number}")
    fill(country(), places.province, places.district, places.commune)
    return places


def test_fill(places):
    result = run("fill", "--unit", places.province.code, "--below", "--level", "district",
                 "--on", DAY)  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "3 đơn vị" in result.stdout
    assert not Body.objects.filter(unit=places.commune, kind="health_station").exists()
    again = json.loads(run("fill", "--unit", "VN", "--below", "--on", DAY, "--json").stdout)
    assert again["n_units"] == 5
    assert json.loads(run("fill", "--unit", "VN", "--json").stdout)["n_added"] == 0


def test_list(filled):
    result = run("list", "--unit", "huyện Ninh Phước", "--branch", "health", "--on", DAY)
    assert "Trung tâm Y tế huyện Ninh Phước  [health_centre]" in result.stdout
    assert "Công an" not in result.stdout
    answer = json.loads(run("list", "y te", "--below", "Ninh Thuận", "--on", DAY, "--json").stdout)
    assert "Sở Y tế tỉnh Ninh Thuận" in {row["name"] for row in answer}
    few = run("list", "--below", "Ninh Thuận", "--limit", "1", "--on", DAY)
    assert "--limit" in few.stderr


def test_list_without_bodies(db):
    assert "phaodai agency fill" in run("list").stderr


def test_resolve(filled):
    result = run("resolve", "Sở Y tế", "--unit", "huyện Ninh Phước", "--on", DAY)
    assert (result.exit_code, "Sở Y tế tỉnh Ninh Thuận" in result.stdout) == (0, True)
    many = run("resolve", "UBND các xã", "--unit", "huyện Ninh Phước", "--on", DAY)
    assert "1 × people_committee  COMMUNE  huyện Ninh Phước" in many.stdout
    answer = json.loads(
        run("resolve", "Huyện ủy", "--unit", "Ninh Phước", "--on", DAY, "--json").stdout
    )
    assert [match["why"] for match in answer["matches"]] == ["kind_here"]
    nothing = run("resolve", "Vô danh", "--unit", "Ninh Phước", "--on", DAY)
    assert (nothing.exit_code, "agency alias add" in nothing.stderr) == (1, True)


def test_heads(filled):
    def put(post, name, day):
        result = run("head", "set", "UBND huyện", post, name, "--unit", "Ninh Phước", "--from", day)
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "Nguyễn Văn An" in put("Chủ tịch", "Nguyễn Văn An", "01/07/2021")
    assert "instead of Nguyễn Văn An" in put("Chủ tịch", "Trần Thị Bích", "2021-12-01")
    put("Phó Chủ tịch", "Lò Văn Cường", "2021-07-01")
    shown = run("show", "UBND huyện", "--unit", "Ninh Phước", "--on", DAY).stdout
    assert "Chủ tịch: Trần Thị Bích" in shown
    assert "01/07/2021 – 30/11/2021  Nguyễn Văn An" in shown
    assert "Phó Chủ tịch: Lò Văn Cường" in shown
    refused = run("head", "set", "UBND huyện", "Chủ tịch", "Ai", "--unit", "Ninh Phước",
                  "--from", "2021-08-01")  # fmt: skip
    assert (refused.exit_code, "on record" in refused.stderr) == (1, True)


def test_show_by_reference(filled):
    body = body_of(filled.district, "police")
    answer = json.loads(run("show", str(body.ref), "--json").stdout)
    assert (answer["name"], answer["superior_name"]) == (
        "Công an huyện Ninh Phước",
        "Công an tỉnh Ninh Thuận",
    )
    assert [seat["title_vi"] for seat in answer["heads"]] == ["Trưởng Công an"]


def test_alias(filled):
    arguments = ("alias", "add", "Ban Chỉ đạo", "Sở chỉ huy tiền phương", "--unit", "Ninh Phước",
                 "--on", DAY)  # fmt: skip
    assert run(*arguments).exit_code == 0
    assert "already" in run(*arguments).stdout
    found = queries.resolve(
        "Sở Chỉ huy tiền phương", near=filled.commune.ref, on=filled.commune.valid_from
    )
    assert [match.why for match in found] == ["alias"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "Vô danh", "--unit", "Ninh Phước", "--on", DAY], "is not exactly one body"),
        (["show", "UBND huyện", "--on", DAY], "add --unit"),
        (["alias", "add", "UBND huyện", " ", "--unit", "Ninh Phước", "--on", DAY], "printable"),
        (["list", "--unit", "không đâu"], "phaodai unit find"),
    ],
)
def test_refusals_say_how_to_mend(filled, arguments, words):
    result = run(*arguments)
    assert (result.exit_code, words in result.stderr) == (1, True), result.output


def test_no_tree_yet(db):
    result = run("show", "UBND huyện")
    assert (result.exit_code, "phaodai unit load" in result.stderr) == (1, True)


@pytest.mark.parametrize("verb", [["list"], ["show"], ["resolve"], ["fill"], ["head", "set"],
                                  ["alias", "add"]])  # fmt: skip
def test_every_verb_explains_itself(verb):
    result = run(*verb, "--help")
    assert (result.exit_code, f"phaodai agency {' '.join(verb)}" in result.stdout) == (0, True)
