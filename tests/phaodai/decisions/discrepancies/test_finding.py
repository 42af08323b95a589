"""Found once, however often one looks; mended by a correction; escalated by the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from phaodai.decisions.discrepancies import handlers, rulebook
from phaodai.decisions.discrepancies.models import Claim, Finding, Step
from phaodai.decisions.discrepancies.operations import answering, claiming, finding, watching
from phaodai.decisions.discrepancies.rules import BadFigure, key_of, named
from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.foundation.units import closure
from phaodai.indicators import publishing
from phaodai.indicators.publishing import Basis, Fact
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.events import CasesClaimed, Event, ReportFiled
from phaodai.vocabulary.refs import UnitRef
from tests.phaodai.conftest import NOW, TODAY, Places, actor_of
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.discrepancies import COVID, find_one, state_cases
from tests.phaodai.factories.units import UnitFactory


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for row in Finding.objects.all():
        found[row.state] = found.get(row.state, 0) + 1
    return found


def test_the_rules_of_the_product_name_figures_of_the_catalogue():
    assert len(rulebook.builtin()) >= 15
    assert {rule.kind.value for rule in rulebook.builtin().values()} >= {
        "SUM", "FALLS", "BALANCE", "SAME", "RATIO", "UNLIKELY", "MISSING", "DIGITS", "COPIED",
        "CLAIMED",
    }  # fmt: skip


@pytest.mark.parametrize(
    "figure",
    [
        "",
        "cases",
        "cases.nothing",
        "cases.confirmed[found=moon]",
        "cases.confirmed@welfare",
        "x.y/z",
    ],
)
def test_a_figure_of_nothing_is_refused(figure):
    with pytest.raises(BadFigure):
        named(figure)


def test_the_name_of_a_figure():
    name = named("cases.confirmed[found=community]@reports:health")
    assert (name.source, name.stratum, name.is_stated) == (
        "reports:health",
        "found=community",
        True,
    )
    assert named("cases.confirmed@cases").is_stated is False
    assert named("cases.confirmed/below").is_below


def test_a_disagreement_is_found_with_its_figures_and_who_answers(places: Places):
    seat = HeadPost.objects.create(body=places.commune_committee, title_vi="Chủ tịch", rank=1)
    Tenure.objects.create(head_post=seat, holder="Trần Văn Minh", first_day=TODAY.replace(month=1))
    row = find_one(places.commune, TODAY, now=NOW)
    assert (row.head_title, row.head_name) == ("Chủ tịch", "Trần Văn Minh")
    assert row.body == places.commune_committee
    assert [cell["value"] for cell in row.figures] == ["10", "4", "3", "0", "0", "0"]
    assert (row.evidence["left"], row.evidence["right"]) == ("10", "7")
    assert row.due_at - row.found_at == timedelta(hours=4)


def test_looking_again_changes_nothing(places: Places):
    row = find_one(places.commune, TODAY, now=NOW)
    for minutes in (10, 20):
        looked = finding.look(now=NOW + timedelta(minutes=minutes))
        assert (looked.n_found, looked.n_opened, looked.n_changed, looked.n_corrected) == (
            1,
            0,
            0,
            0,
        )
    assert Step.objects.filter(finding=row).count() == 1


def test_a_correction_closes_it_by_itself_when_the_report_is_heard_of(places: Places):
    row = find_one(places.commune, TODAY, now=NOW)
    later = NOW + timedelta(hours=1)
    state_cases(places.commune, TODAY, now=later, total=7, parts=(4, 3, 0, 0, 0))
    handlers.judge_again([
        ReportFiled(occurred_at=later, report=row.ref, form="daily-commune",
                    unit=UnitRef(places.commune.ref), day=TODAY, number=2)
    ])  # fmt: skip
    row.refresh_from_db()
    assert (row.state, row.closed_at) == ("CORRECTED", later)
    last = row.steps.order_by("pk").last()
    assert last is not None
    assert [cell["value"] for cell in last.figures][:3] == ["7", "4", "3"]


def test_a_correction_that_still_disagrees_asks_again(places: Places, commander):
    row = find_one(places.commune, TODAY, now=NOW)
    head = make_user("minh.tran", at=places.commune_committee, role=Role.COMMANDER)
    answering.explain(actor=actor_of(head), finding=row.ref, text="Ba ca chờ phân loại", now=NOW)
    later = NOW + timedelta(hours=1)
    state_cases(places.commune, TODAY, now=later, total=9, parts=(4, 3, 0, 0, 0))
    looked = finding.look(now=later)
    row.refresh_from_db()
    assert looked.n_changed == 1
    assert (row.state, row.asked_at) == ("OPEN", later)


def test_what_was_accepted_stays_accepted_until_the_figures_are_others(
    places: Places, duty_officer
):
    row = find_one(places.commune, TODAY, now=NOW)
    head = make_user("minh.tran", at=places.commune_committee, role=Role.COMMANDER)
    answering.explain(actor=actor_of(head), finding=row.ref, text="Ba ca chờ phân loại", now=NOW)
    answering.accept(actor=actor_of(duty_officer), finding=row.ref, now=NOW)
    finding.look(now=NOW + timedelta(minutes=5))
    assert states() == {"ACCEPTED": 1}
    state_cases(
        places.commune, TODAY, now=NOW + timedelta(minutes=6), total=10, parts=(1, 1, 1, 1, 1)
    )
    finding.look(now=NOW + timedelta(minutes=7))
    assert states() == {"ACCEPTED": 1, "OPEN": 1}


def test_a_withdrawn_report_disagrees_with_nothing(places: Places):
    find_one(places.commune, TODAY, now=NOW)
    publishing.withdraw(
        source="reports", basis=Basis.STATED, units_and_days=[(places.commune.pk, TODAY)],
        now=NOW + timedelta(minutes=5),
    )  # fmt: skip
    finding.look(now=NOW + timedelta(minutes=6))
    assert states() == {"CORRECTED": 1}


def test_a_district_and_its_communes_are_compared_when_all_have_spoken(places: Places):
    other = UnitFactory(name="Phước Nam", parent=places.district)
    closure.renew([other.pk])
    make_body(other, "Ủy ban nhân dân xã Phước Nam", general=True)
    state_cases(places.commune, TODAY, now=NOW, total=3)
    publishing.publish(
        source="reports", basis=Basis.STATED, now=NOW,
        facts=[Fact(places.district.pk, TODAY, "cases.confirmed", 5, disease=COVID)],
    )  # fmt: skip
    finding.look(now=NOW)
    assert not Finding.objects.exists()
    state_cases(other, TODAY, now=NOW, total=4)
    finding.look_at(changes=[(UnitRef(other.ref), TODAY)], now=NOW)
    row = Finding.objects.get()
    assert (row.rule, row.unit) == ("f0_levels", places.district)
    assert [cell["value"] for cell in row.figures] == ["5", "7"]


def test_a_case_claimed_by_two_is_a_finding_of_both_and_withdrawn_by_either(places: Places):
    other = UnitFactory(name="Phước Nam", parent=places.district)
    make_body(other, "Ủy ban nhân dân xã Phước Nam", general=True)
    claiming.keep(unit=UnitRef(places.commune.ref), day=TODAY, codes=["BN-12", "BN13"], now=NOW)
    event = CasesClaimed(
        occurred_at=NOW, unit=UnitRef(other.ref), day=TODAY, codes=("bn 12", "--", "BN99")
    )
    handlers.keep_claims(Event.load("CasesClaimed", event.dump()))  # type: ignore[arg-type]
    assert {row.unit_id for row in Finding.objects.all()} == {places.commune.pk, other.pk}
    assert Claim.objects.count() == 4
    claiming.keep(unit=UnitRef(other.ref), day=TODAY, codes=["BN99"], now=NOW)
    assert states() == {"CORRECTED": 2}


def test_a_unit_is_reminded_then_the_office_then_the_chairman_is_told(places: Places):
    row = find_one(places.commune, TODAY, now=NOW)
    assert watching.watch(now=NOW + timedelta(hours=1)) == 0
    assert watching.watch(now=NOW + timedelta(hours=3)) == 1
    assert watching.watch(now=NOW + timedelta(hours=3)) == 0
    assert watching.watch(now=NOW + timedelta(hours=5)) == 1
    row.refresh_from_db()
    assert row.reached == "OFFICE"
    watching.watch(now=NOW + timedelta(hours=9))
    row.refresh_from_db()
    assert row.reached == "CHAIRMAN"
    assert watching.watch(now=NOW + timedelta(days=9)) == 0
    assert [step.act for step in row.steps.order_by("pk")] == [
        "FOUND", "REMINDED", "ESCALATED", "ESCALATED",
    ]  # fmt: skip


def test_a_correction_that_comes_while_one_looks_is_not_overrun(places: Places, monkeypatch):
    state_cases(places.commune, TODAY, now=NOW, total=10, parts=(4, 3, 0, 0, 0))
    before = finding.find

    def slow(**asked):
        found = before(**asked)
        state_cases(places.commune, TODAY, now=NOW, total=7, parts=(4, 3, 0, 0, 0))
        return found

    monkeypatch.setattr(finding, "find", slow)
    assert finding.look(now=NOW).n_opened == 0


def test_what_was_found_while_one_looks_is_not_closed(places: Places, monkeypatch):
    before = finding.find

    def slow(**asked):
        found = before(**asked)
        monkeypatch.setattr(finding, "find", before)
        find_one(places.commune, TODAY, now=NOW + timedelta(seconds=5))
        return found

    monkeypatch.setattr(finding, "find", slow)
    assert finding.look(now=NOW).n_corrected == 0
    assert states() == {"OPEN": 1}


def test_one_disagreement_cannot_be_open_twice(places: Places):
    row = find_one(places.commune, TODAY, now=NOW)
    row.pk = None
    row.ref = places.commune.ref
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_number_of_queries_does_not_grow_with_the_units(places: Places):
    day = datetime(2021, 12, 23, 3, tzinfo=UTC)

    def cost(n: int) -> int:
        for place in range(n):
            unit = UnitFactory(name=f"Xã {place}", parent=places.district)
            make_body(unit, f"Ủy ban nhân dân xã {place}", general=True)
            state_cases(unit, TODAY, now=day, total=place)
        finding.look(now=day)
        with CaptureQueriesContext(
            connection,
        ) as told:
            finding.look(now=day)
        return len(told)

    first = cost(2)
    assert cost(8) == first


def test_a_key_tells_two_findings_apart():
    assert key_of(rule="r", unit=1, day=TODAY) != key_of(rule="r", unit=11, day=TODAY)
