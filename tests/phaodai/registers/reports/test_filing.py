"""A report is filed in one act: revision, figures, trail, receipt; by one way for all channels."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events.models import Announcement
from phaodai.indicators.models import PastValue, Value
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations import desk, filing, forms
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.errors import NotFound, Refused
from phaodai.registers.reports.operations.filing import file_report, release_waiting
from phaodai.registers.reports.rules.acceptance import (
    Accepted,
    Conflict,
    Fault,
    Held,
    Replayed,
    Stale,
)
from phaodai.registers.reports.rules.acceptance import Refused as RefusedAnswer
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.rules.receipts import read_receipt
from phaodai.registers.reports.sentences import in_the_way
from phaodai.registers.reports.states import Channel, HoldReason, Timeliness
from phaodai.vocabulary.access import NotAllowed, Role
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.reports import make_version
from tests.phaodai.registers.reports.test_acceptance import an_id

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
AFTER_TEN = NOW + timedelta(hours=1)
GOOD = {"a": "3", "b": "1,5", "now": "4.5", "trend": "same"}


@pytest.fixture
def commune(places) -> Body:
    """The committee of the commune, and a form that it has to file."""
    Body.objects.filter(pk__in=[places.commune_committee.pk, places.next_committee.pk]).update(
        kind="people_committee"
    )
    make_version(rules=[
        sheets.rule("falls", {"at_least": ["now", {"previous": "now"}]}, text="{left} < {right}"),
        sheets.rule("odd", {"at_most": ["a", 50]}, severity="warning"),
    ])  # fmt: skip
    places.commune_committee.refresh_from_db()
    return places.commune_committee


@pytest.fixture
def filer(commune):
    return actor_of(make_user(at=commune, role=Role.REPORTER))


def sending(number: int, base: int | None = None, **changes: object) -> Sending:
    one = Sending(
        id=an_id(number),
        version=1,
        base=None if base is None else an_id(base),
        values=GOOD,
        comments={} if base is None else {REASON: "đếm lại"},
        channel=Channel.PAGE,
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def file(actor, body, what: Sending, *, day: date = TODAY, now: datetime = NOW):
    return file_report(
        actor=actor, body=body.ref, form="all-things", day=day, sending=what, now=now
    )


def figures(unit_id: int, day: date = TODAY) -> dict[str, int]:
    rows = Value.objects.filter(unit_id=unit_id, day=day.toordinal())
    return {
        f"{indicator} {stratum}".strip(): amount
        for indicator, stratum, amount in rows.values_list(
            "series__indicator__code", "series__stratum__code", "amount"
        )
    }


def test_file(filer, commune):
    filed = file(filer, commune, sending(1))

    outcome = filed.outcome
    assert isinstance(outcome, Accepted)
    assert (outcome.number, outcome.lateness) == (1, Timeliness.ON_TIME)
    assert read_receipt(outcome.receipt) == outcome.receipt
    report = Report.objects.get()
    assert (report.head, report.unit, report.lateness) == (1, commune.unit, "ON_TIME")
    revision = Submission.objects.get()
    assert revision.values == {**GOOD, "b": "1.5", "rest": "2.5", "total": "5.5"}
    assert figures(commune.unit_id) == {
        "cases.confirmed": 55_000,
        "cases.confirmed found=community": 30_000,
        "cases.confirmed found=quarantine": 15_000,
        "cases.confirmed found=blocked": 25_000,
        "cases.current": 45_000,
    }
    assert set(Value.objects.values_list("publication__revision_ref", flat=True)) == {an_id(1)}
    event = AuditEvent.objects.filter(action="report.file").get()
    assert (event.unit_ref, event.subject_ref) == (commune.unit.ref, report.ref)
    assert outcome.receipt in event.details
    assert Announcement.objects.get(name="ReportFiled").payload["number"] == 1


def test_sent_twice_it_has_one_effect(filer, commune):
    first = file(filer, commune, sending(1))
    n_audit, n_values = AuditEvent.objects.count(), Value.objects.count()
    second = file(filer, commune, sending(1), now=AFTER_TEN)
    assert second.outcome == Replayed(first.outcome)
    assert second.report == first.report
    assert (AuditEvent.objects.count(), Value.objects.count()) == (n_audit, n_values)


def test_the_same_id_for_another_day_or_content(filer, commune):
    file(filer, commune, sending(1))
    other = sending(1, values={**GOOD, "a": "4"})
    assert isinstance(file(filer, commune, other).outcome, Conflict)
    assert isinstance(file(filer, commune, sending(1), day=YESTERDAY).outcome, Conflict)
    assert Report.objects.count() == Submission.objects.count() == 1


def test_a_repeat_that_overtook_the_first_look(filer, commune, monkeypatch):
    """Both looked before either had written; the lock lets the second see the first."""
    first = file(filer, commune, sending(1))
    monkeypatch.setattr(filing, "_answered", lambda *_: None)
    assert file(filer, commune, sending(1)).outcome == Replayed(first.outcome)
    other = sending(1, values={**GOOD, "a": "4"})
    assert isinstance(file(filer, commune, other).outcome, Conflict)
    assert Submission.objects.get().values["a"] == "3"


def test_a_correction_closes_the_old_figures(filer, commune):
    file(filer, commune, sending(1))
    values = {"a": "5", "b": "0", "trend": "worse"}
    filed = file(filer, commune, sending(2, 1, values=values), now=AFTER_TEN)

    assert isinstance(filed.outcome, Accepted)
    assert (filed.outcome.number, filed.outcome.lateness) == (2, Timeliness.LATE)
    assert Report.objects.get().lateness == "ON_TIME"  # of the first
    now = figures(commune.unit_id)
    assert now["cases.confirmed"] == 60_000
    assert now["cases.confirmed found=quarantine"] == 0
    assert "cases.current" not in now  # blank now: silent, not zero
    assert PastValue.objects.exists()  # what was said is still there


def test_what_waits_is_filed_with_what_it_waits_for(filer, commune):
    second = file(filer, commune, sending(2, 1, values={**GOOD, "a": "9"}))
    assert second.outcome == Held(HoldReason.BASE_UNKNOWN, NOW)
    assert figures(commune.unit_id) == {}
    file(filer, commune, sending(1), now=AFTER_TEN)
    assert Report.objects.get().head == 2
    assert figures(commune.unit_id)["cases.confirmed found=community"] == 90_000
    again = file(filer, commune, sending(2, 1, values={**GOOD, "a": "9"}))
    assert isinstance(again.outcome, Replayed)
    assert isinstance(again.outcome.answer, Accepted)
    assert again.outcome.answer.lateness is Timeliness.ON_TIME  # it came in time
    # The first revision came late, though the second was here before.
    assert Report.objects.get().lateness == "LATE"


@pytest.mark.parametrize("comments", [{}, {REASON: " \u200b\n"}, {"a": "đếm lại"}])
@pytest.mark.parametrize("channel", list(Channel))
def test_a_correction_without_a_reason_is_refused_by_every_way(filer, commune, channel, comments):
    file(filer, commune, sending(1))
    done = file(filer, commune, sending(2, 1, comments=comments, channel=channel))
    assert done.outcome == RefusedAnswer((Fault("reason_missing"),))
    assert "Lý do sửa: chưa ghi" in in_the_way(done.findings, done.outcome)[0].vi
    assert Report.objects.get().head == 1
    again = file(filer, commune, sending(3, 2, comments={REASON: "đếm lại"}, channel=channel))
    assert isinstance(again.outcome, Accepted)


def test_what_follows_something_refused_corrects_nothing(filer, commune):
    file(filer, commune, sending(1, values={**GOOD, "a": "x"}))
    assert isinstance(file(filer, commune, sending(2, 1, comments={})).outcome, Accepted)


def test_two_at_once_are_laid_side_by_side(filer, commune):
    file(filer, commune, sending(1))
    file(filer, commune, sending(2, 1, values={**GOOD, "a": "4"}))
    third = file(filer, commune, sending(3, 1, values={**GOOD, "b": "2"}))
    assert isinstance(third.outcome, Stale)
    assert third.outcome.merge.proposal["a"] == "4"
    assert third.outcome.merge.proposal["b"] == "2"
    assert Report.objects.get().head == 2
    again = file(filer, commune, sending(3, 1, values={**GOOD, "b": "2"}))
    assert again.outcome == Replayed(third.outcome)
    assert AuditEvent.objects.filter(action="report.compare").count() == 1


def test_an_error_is_refused_with_its_field(filer, commune):
    filed = file(filer, commune, sending(1, values={**GOOD, "a": "1,5"}))
    assert isinstance(filed.outcome, RefusedAnswer)
    assert [(each.code, each.field) for each in filed.outcome.faults] == [("not_integer", "a")]
    assert filed.findings[0].text.en.startswith("en a:")
    assert figures(commune.unit_id) == {}
    assert Report.objects.get().head == 0
    again = file(filer, commune, sending(1, values={**GOOD, "a": "1,5"}))
    assert again.outcome == Replayed(filed.outcome)


def test_a_warning_needs_its_comment(filer, commune):
    many = {**GOOD, "a": "99"}
    assert isinstance(file(filer, commune, sending(1, values=many)).outcome, RefusedAnswer)
    told = sending(2, 1, values=many, comments={"odd": "ổ dịch mới ở chợ"})
    assert isinstance(file(filer, commune, told).outcome, Accepted)
    assert Submission.objects.get(number=1).comments == {"odd": "ổ dịch mới ở chợ"}


def test_rules_look_at_the_day_before(filer, commune):
    file(filer, commune, sending(1, values={**GOOD, "now": "10"}), day=YESTERDAY)
    filed = file(filer, commune, sending(2))
    assert isinstance(filed.outcome, RefusedAnswer)
    assert filed.findings[0].text.en == "en 4.5 < 10"
    # Where the day before is silent the rule is too.
    assert isinstance(file(filer, commune, sending(3), day=TOMORROW).outcome, Accepted)


def test_a_day_that_has_not_begun_waits_for_it(filer, commune):
    day = TODAY + timedelta(days=3)
    filed = file(filer, commune, sending(1), day=day)
    assert isinstance(filed.outcome, Held)
    assert release_waiting(actor=filer, report=filed.report, now=NOW) == 0
    later = NOW + timedelta(days=3)
    assert release_waiting(actor=filer, report=filed.report, now=later) == 1
    assert release_waiting(actor=filer, report=filed.report, now=later) == 0
    assert figures(commune.unit_id, day)["cases.confirmed"] == 55_000


def test_the_clock_takes_up_what_has_begun(filer, commune):
    for number, ahead in [(1, 2), (2, 3), (3, 30)]:
        file(filer, commune, sending(number), day=TODAY + timedelta(days=ahead))
    assert filing.release_begun(now=NOW) == 0
    assert filing.release_begun(now=NOW + timedelta(days=2)) == 2
    assert filing.release_begun(now=NOW + timedelta(days=2)) == 0
    assert Submission.objects.filter(state="HELD").count() == 1
    assert AuditEvent.objects.filter(action="report.file", actor="system:reports").count() == 2


def test_a_unit_that_was_merged_waits_for_an_officer(filer, commune):
    commune.unit.valid_to = YESTERDAY
    commune.unit.save()
    assert file(filer, commune, sending(1)).outcome == Held(HoldReason.UNIT_ENDED, NOW)
    assert isinstance(file(filer, commune, sending(2), day=YESTERDAY).outcome, Accepted)


def test_two_forms_of_one_day_stand_beside_each_other(filer, commune):
    field = sheets.found("dengue_cases", "community", disease="dengue")
    section = {"code": "s", "title": sheets.both("s"), "fields": [field]}
    make_version(code="dengue-daily", sections=[section], rules=[])
    file(filer, commune, sending(1))
    file_report(actor=filer, body=commune.ref, form="dengue-daily", day=TODAY, now=NOW,
                sending=sending(2, values={"dengue_cases": "7"}))  # fmt: skip
    file(filer, commune, sending(3, 1, values={**GOOD, "a": "4"}))
    rows = Value.objects.filter(series__stratum__code="found=community")
    assert dict(rows.values_list("series__disease__code", "amount")) == {
        "COVID-19": 40_000, "dengue": 70_000,
    }  # fmt: skip


@pytest.mark.parametrize("outsider", ["next_committee", "police", "health"])
def test_others_do_not_find_the_body(outsider, places, commune):
    actor = actor_of(make_user(at=getattr(places, outsider), role=Role.REPORTER))
    with pytest.raises(NotFound):
        file(actor, commune, sending(1))
    assert not Report.objects.exists()


@pytest.mark.parametrize("role", [Role.COMMANDER, Role.ANALYST, Role.INSPECTOR])
def test_who_sees_it_may_not_file_it(role, commune):
    with pytest.raises(NotAllowed):
        file(actor_of(make_user(at=commune, role=role)), commune, sending(1))


def test_a_duty_officer_above_types_in_what_came_on_paper(places, commune):
    actor = actor_of(make_user(at=places.committee, role=Role.DUTY_OFFICER))
    filed = file(actor, commune, sending(1, channel=Channel.PAPER))
    assert isinstance(filed.outcome, Accepted)
    stranger = actor_of(make_user(at=places.next_committee, role=Role.DUTY_OFFICER))
    with pytest.raises(NotFound):
        release_waiting(actor=stranger, report=filed.report, now=NOW)


def test_what_is_not_asked(filer, places, commune):
    with pytest.raises(Refused):
        file(filer, commune, sending(1, version=2))
    with pytest.raises(Refused):
        file(filer, commune, sending(1), day=date(2021, 1, 1))
    with pytest.raises(Refused):
        file(filer, commune, sending(1, values={"why": "x" * 300_000}))
    with pytest.raises(Refused):
        file(OPERATOR, places.committee, sending(1))
    with pytest.raises(NotFound):
        file_report(actor=filer, body=uuid4(), form="all-things", day=TODAY,
                    sending=sending(1), now=NOW)  # fmt: skip
    assert not Submission.objects.exists()


def test_a_weekly_report_is_of_its_last_day(filer, commune):
    weekly = {"cadence": "weekly", "weekday": "sunday", "day_ends": "24:00", "cutoff": "16:00"}
    make_version(code="weekly", schedule=weekly, rules=[])
    with pytest.raises(Refused):
        file_report(actor=filer, body=commune.ref, form="weekly", day=TODAY,
                    sending=sending(1), now=NOW)  # fmt: skip


def test_a_failure_leaves_nothing(filer, commune, monkeypatch):
    def break_down(**_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(desk.publishing, "publish_day", break_down)
    with pytest.raises(RuntimeError):
        file(filer, commune, sending(1))
    assert not Report.objects.exists()
    assert not Submission.objects.exists()
    assert not AuditEvent.objects.filter(action="report.file").exists()


def test_the_number_of_statements_is_fixed(filer, commune, django_assert_max_num_queries):
    for at in range(1, 20):
        file(filer, commune, sending(at), day=TODAY - timedelta(days=20 - at))
    with django_assert_max_num_queries(34):
        file(filer, commune, sending(99))


def test_a_day_like_any_other_on_the_forms_of_the_product(filer, commune):
    """Zero everywhere is a report; nothing at all is none."""
    forms.install_builtin(actor=OPERATOR, now=NOW)
    values = {
        "trend": "same",
        **{field.code: "0" for field in _daily().fields() if field.is_number},
    }
    filed = file_report(actor=filer, body=commune.ref, form="daily-commune", day=TODAY,
                        sending=sending(1, values=values), now=NOW)  # fmt: skip
    assert isinstance(filed.outcome, Accepted), filed.findings
    assert len(figures(commune.unit_id)) == len([f for f in _daily().fields() if f.binding])
    empty = file_report(actor=filer, body=commune.ref, form="daily-commune", day=YESTERDAY,
                        sending=sending(2, values={}), now=NOW)  # fmt: skip
    assert isinstance(empty.outcome, RefusedAnswer)
    assert len(empty.findings) > 60


def _daily():
    from phaodai.registers.reports import definitions

    return next(each for each in definitions.builtin() if each.code == "daily-commune")
