"""The catalogue, what an installation adds to it, and who may."""

from pathlib import Path
from uuid import UUID

import pytest

from phaodai.delivery.commands.indicator_page import render
from phaodai.foundation.audit.models import AuditEvent
from phaodai.indicators import catalogue, policies, publishing, queries, reading, targets
from phaodai.indicators.models import Disease, Indicator
from phaodai.vocabulary.access import Actor, NotAllowed, Permission, Role
from phaodai.vocabulary.diseases import DISEASES
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.measures import MEASURES, Kind
from phaodai.vocabulary.strata import SETS, project, read, write
from phaodai.vocabulary.units import UnitLevel
from tests.phaodai.conftest import OPERATOR, actor_of
from tests.phaodai.factories.indicators import DAY, at, say, stated
from tests.phaodai.indicators.conftest import Land, ref

ROOT = Path(__file__).resolve().parents[3]
PARCELS = {
    "code": "local.food_parcels", "kind": Kind.FLOW, "measure": "households",
    "label_vi": "Hộ nhận túi an sinh", "label_en": "Households given parcels",
    "definition_vi": "Số hộ nhận túi an sinh trong ngày.",
    "definition_en": "Households that were given a parcel on the day.",
}  # fmt: skip


def add(actor: Actor = OPERATOR, **changes):
    catalogue.add_local(actor=actor, now=at(0), **{**PARCELS, **changes})


def test_the_page_is_current():
    """Mended by `phaodai indicator page docs/indicators.md`."""
    assert (ROOT / "docs" / "indicators.md").read_text() == render()


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_every_entry_is_whole(entry):
    assert entry.measure in MEASURES
    assert all([entry.label_vi, entry.label_en, entry.definition_vi, entry.definition_en])
    assert len(entry.code) <= 80
    assert not entry.code.startswith("local.")
    assert all(each in SETS for each in entry.strata)
    if entry.kind is Kind.RATIO:
        parts = [CATALOGUE[entry.numerator], CATALOGUE[entry.denominator]]
        assert all(part.kind in (Kind.FLOW, Kind.STOCK) for part in parts)
        assert not entry.publishers
        assert entry.scale == (100 if entry.measure == "percent" else 1)
    else:
        assert entry.publishers
        assert (entry.numerator, entry.denominator, entry.scale) == ("", "", 1)


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.code)
def test_strata_are_written_in_one_way(each):
    assert len(set(each.strata)) == len(each.strata)
    for stratum in each.strata:
        assert write(read(stratum)) == stratum
        assert len(stratum) <= 120
        assert project(stratum, each.dimensions) == stratum
        assert project(stratum, ()) == ""


def test_the_database_knows_the_catalogue(db):
    assert set(Indicator.objects.values_list("code", flat=True)) == set(CATALOGUE)
    assert set(Disease.objects.values_list("code", flat=True)) == set(DISEASES)
    n = Indicator.objects.count()
    catalogue.write_catalogue()
    assert Indicator.objects.count() == n


def test_a_code_that_left_the_catalogue_keeps_its_values(land: Land, monkeypatch):
    commune = land.communes[0]
    say({commune: 2}, indicator="command.tracing_teams")
    row = Indicator.objects.get(code="command.tracing_teams")
    Indicator.objects.filter(pk=row.pk).update(code="command.old_teams")
    catalogue.write_catalogue()
    with pytest.raises(publishing.UnknownIndicator):
        say({commune: 3}, indicator="command.old_teams")
    assert reading.spoken("command.old_teams")


def test_a_local_indicator_is_stated_and_summed(land: Land):
    add()
    a, b, *_ = land.communes
    say({a: 3, b: 4}, indicator=PARCELS["code"])
    figure = reading.total(
        measure=stated(PARCELS["code"]), unit=ref(land.province), level=UnitLevel.COMMUNE,
        first=DAY, last=DAY,
    )  # fmt: skip
    assert (figure.value, figure.n_reported, figure.n_expected) == (7, 2, 4)
    assert queries.get_indicators(actor=OPERATOR)[-1].entry.label_vi == PARCELS["label_vi"]
    assert queries.get_indicator(actor=OPERATOR, code=PARCELS["code"]).is_local


def test_nothing_is_decided_on_a_local_indicator(land: Land):
    add()
    demand = targets.Demand(PARCELS["code"], targets.Comparator.AT_LEAST, 1, first_day=DAY)
    with pytest.raises(targets.NeverDecidedOn):
        targets.set_targets(
            obligation=UUID(int=1), unit_ids=[land.province.pk],
            demands=[demand], now=at(0),
        )  # fmt: skip


def test_no_register_counts_a_local_indicator(land: Land):
    add()
    with pytest.raises(publishing.NotItsPublisher):
        say({land.communes[0]: 1}, indicator=PARCELS["code"], source="cases")
    with pytest.raises(publishing.NotItsPublisher):
        say({land.communes[0]: 1}, indicator=PARCELS["code"], basis=publishing.Basis.COUNTED)


@pytest.mark.parametrize(
    "code", ["parcels", "local.", "local.ab", "local.A_b", "local.túi", "local.a b c"]
)
def test_a_local_code_says_so(db, code):
    with pytest.raises(catalogue.BadLocalCode):
        add(code=code)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": Kind.RATIO}, {"kind": Kind.OWN}, {"measure": "parsecs"}, {"label_vi": "  "},
        {"label_en": "x" * 201}, {"definition_en": ""},
    ],
)  # fmt: skip
def test_a_local_indicator_is_whole(db, change):
    with pytest.raises(catalogue.BadLocalIndicator):
        add(**change)
    assert not Indicator.objects.filter(is_local=True).exists()


def test_a_code_is_taken_once(db):
    add()
    with pytest.raises(catalogue.CodeTaken):
        add()


def test_adding_is_on_the_trail(db):
    add()
    catalogue.add_disease(
        actor=OPERATOR, code="mpox", label_vi="Đậu mùa khỉ", label_en="Mpox", now=at(0)
    )
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "indicator.add", "disease.add",
    ]  # fmt: skip


def test_an_administrator_may_add_and_nobody_else(places, administrator, commander, reporter):
    add(actor_of(administrator))
    for user in (commander, reporter):
        with pytest.raises(NotAllowed):
            add(actor_of(user), code="local.other")
        with pytest.raises(NotAllowed):
            catalogue.add_disease(
                actor=actor_of(user), code="mpox", label_vi="x", label_en="x", now=at(0)
            )
    assert not Disease.objects.filter(code="mpox").exists()


def test_a_new_disease_has_figures_of_its_own(land: Land):
    catalogue.add_disease(
        actor=OPERATOR, code="mpox", label_vi="Đậu mùa khỉ", label_en="Mpox", now=at(0)
    )
    say({land.communes[0]: 1}, disease="mpox")
    assert reading.spoken("cases.confirmed") == [stated(disease="mpox")]
    with pytest.raises(catalogue.CodeTaken):
        catalogue.add_disease(actor=OPERATOR, code="MPOX", label_vi="x", label_en="x", now=at(0))
    with pytest.raises(catalogue.BadLocalCode):
        catalogue.add_disease(actor=OPERATOR, code="m pox", label_vi="x", label_en="x", now=at(0))


def test_every_role_sees_figures():
    from phaodai.vocabulary.access import ROLE_PERMISSIONS

    assert all(Permission.INDICATORS_VIEW in ROLE_PERMISSIONS[role] for role in Role)


def test_figures_of_a_unit_are_for_those_at_it_and_above(places, duty_officer, stranger, sister):
    """The police of a district see its figures: figures are of units and name nobody."""
    for user, sees in ((duty_officer, True), (sister, True), (stranger, False)):
        actor = actor_of(user)
        asked = {
            "actor": actor, "measure": stated(), "unit": ref(places.commune),
            "first": DAY, "last": DAY,
        }  # fmt: skip
        assert policies.can_view(actor, places.commune.path) is sees
        if sees:
            assert queries.get_own_series(**asked) == {}
            assert queries.get_series(**asked, level=UnitLevel.COMMUNE) == {}
        else:
            with pytest.raises(NotAllowed):
                queries.get_own_series(**asked)
            with pytest.raises(NotAllowed):
                queries.get_series(**asked, level=UnitLevel.COMMUNE)
        with pytest.raises(NotAllowed):
            queries.get_own_series(**{**asked, "unit": ref(places.province)})


def test_without_a_post_there_is_nothing(db):
    nobody = Actor(name="nobody")
    for read_all in (queries.get_indicators, queries.get_diseases):
        with pytest.raises(NotAllowed):
            read_all(actor=nobody)
    assert next(row.code for row in queries.get_diseases(actor=OPERATOR)) == ""
