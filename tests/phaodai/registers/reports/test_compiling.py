"""Editions: who is in them, what they cite, what is locked, and what was known when."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Edition, Report, Submission
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.operations.editions import (
    accept_edition,
    certify_edition,
    return_edition,
    unlock_edition,
)
from phaodai.registers.reports.operations.returning import return_report
from phaodai.registers.reports.operations.vouching import (
    accept,
    certify,
    relock,
    set_rigour,
    unlock,
)
from phaodai.registers.reports.queries.arrivals import arrivals_since
from phaodai.registers.reports.queries.awaiting import awaiting
from phaodai.registers.reports.queries.editions import (
    as_known,
    changes_between,
    get_edition,
    list_editions,
)
from phaodai.registers.reports.rules.acceptance import Accepted, Held
from phaodai.registers.reports.states import HoldReason, PartStanding, Vouching
from phaodai.vocabulary.access import NotAllowed, Role
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.watching import DAY, FORM, GOOD, make_watch, send

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WHY = "Bệnh viện huyện gửi bổ sung ba ca"


@pytest.fixture
def watch(places):
    return make_watch(places)


@pytest.fixture
def officer(watch):
    return actor_of(watch.officer)


@pytest.fixture
def chairman(places):
    return actor_of(make_user(name="Mai Quốc Thịnh", at=places.committee, role=Role.COMMANDER))


@pytest.fixture
def chief(watch):
    """The chairman of the commune Phước Hải."""
    return actor_of(make_user(name="Đạo Văn Thử", at=watch.bodies["hai"], role=Role.COMMANDER))


def compiled(actor, places, now=NOW, **how):
    return compile_day(actor=actor, body=places.committee.ref, form=FORM, day=TODAY, now=now, **how)


def report_of(body) -> Report:
    return Report.objects.get(unit=body.unit, day=TODAY)


def test_the_missing_are_named_and_never_counted(watch, officer, places):
    send(watch.bodies["hai"])
    made = compiled(officer, places)
    found = get_edition(actor=officer, edition=made.edition, now=NOW)
    assert [(p.unit_name, p.standing) for p in found.parts] == [
        ("xã Phước Hải", PartStanding.INCLUDED),
        ("xã Phước Dan", PartStanding.MISSING),
        ("xã Phước Hau", PartStanding.MISSING),
    ]
    assert (found.n_expected, found.n_reported) == (3, 1)
    assert found.sums["a"].amount == 300
    assert found.sums["a"].n == 1
    assert [part.unit_name for part in found.missing] == ["xã Phước Dan", "xã Phước Hau"]


def test_each_figure_leads_to_the_revision_that_it_adds(watch, officer, places):
    first, _ = send(watch.bodies["hai"])
    second, _ = send(watch.bodies["hai"], base=first, values=GOOD | {"a": "7", "now": "8"})
    made = compiled(officer, places)
    part = get_edition(actor=officer, edition=made.edition, now=NOW).parts[0]
    assert (part.submission, part.number) == (second.id, 2)
    assert part.sums["a"].amount == 700


def test_a_later_report_makes_a_new_edition_and_the_change_is_shown_line_by_line(
    watch, officer, places
):
    one, _ = send(watch.bodies["hai"])
    first = compiled(officer, places)
    assert compiled(officer, places, NOW + MINUTE) == type(first)(first.edition, 1, is_new=False)
    send(watch.bodies["hai"], base=one, values=GOOD | {"a": "5", "now": "6"}, now=NOW + 2 * MINUTE)
    send(watch.bodies["dan"], now=NOW + 2 * MINUTE)
    second = compiled(officer, places, NOW + 3 * MINUTE)
    assert (second.number, second.is_new) == (2, True)
    lines = changes_between(actor=officer, before=first.edition, after=second.edition)
    assert [
        (c.before, c.after) for c in lines if (c.unit_name, c.field) == ("xã Phước Hải", "a")
    ] == [(300, 500)]
    assert [
        (c.before, c.after) for c in lines if (c.unit_name, c.field) == ("xã Phước Dan", "a")
    ] == [(None, 300)]
    assert [(c.before, c.after) for c in lines if (c.unit_name, c.field) == ("", "a")] == [
        (300, 800)
    ]
    assert [row.number for row in list_editions(actor=officer)] == [2, 1]
    assert [row.is_latest for row in list_editions(actor=officer)] == [True, False]


def test_what_was_known_at_a_moment_stays_answerable(watch, officer, places):
    one, _ = send(watch.bodies["hai"], now=NOW)
    send(watch.bodies["hai"], base=one, values=GOOD | {"a": "9"}, now=NOW + HOUR)

    def known(moment):
        found = as_known(
            actor=officer, body=places.committee.ref, form=FORM, day=TODAY, moment=moment
        )
        return found.sums["a"].amount if "a" in found.sums else None

    assert known(NOW - MINUTE) is None
    assert known(NOW + MINUTE) == 300
    assert known(NOW + 2 * HOUR) == 900


def test_states_are_carried_forward_beside_the_sum(watch, officer, places):
    send(watch.bodies["hai"])
    send(watch.bodies["dan"], day=TODAY - 2 * DAY, now=NOW - 2 * DAY)
    made = compiled(officer, places, carries=True)
    found = get_edition(actor=officer, edition=made.edition, now=NOW)
    part = next(p for p in found.parts if p.unit_name == "xã Phước Dan")
    assert (part.standing, part.day) == (PartStanding.CARRIED, TODAY - 2 * DAY)
    assert found.sums["now"].amount == 400
    assert (found.sums["now"].carried, found.sums["now"].n_carried) == (400, 1)
    assert (found.sums["a"].carried, found.sums["a"].n) == (0, 1)  # events do not happen again
    assert (found.n_reported, part in found.missing) == (1, True)


def test_a_province_adds_editions_and_those_whose_district_made_none(watch, officer, places):
    send(watch.bodies["hai"])
    send(watch.bodies["dan"])
    send(watch.bodies["nam"])
    compiled(officer, places)
    above = actor_of(
        make_user(name="Lê Thị Trực", at=places.province_committee, role=Role.DUTY_OFFICER)
    )
    made = compile_day(
        actor=above, body=places.province_committee.ref, form=FORM, day=TODAY, now=NOW
    )
    found = get_edition(actor=above, edition=made.edition, now=NOW)
    assert [(p.unit_name, bool(p.lower), p.n_reported, p.n_expected) for p in found.parts] == [
        ("huyện Ninh Phước", True, 2, 3),
        ("xã Phước Nam", False, 1, 1),
    ]
    assert found.sums["a"].amount == 900
    assert (found.n_expected, found.n_reported) == (4, 3)


def test_a_day_of_nothing_tomorrow_and_another_unit_are_refused(watch, officer, places):
    with pytest.raises(Refused, match="chưa đơn vị nào gửi"):
        compiled(officer, places)
    send(watch.bodies["hai"])
    with pytest.raises(Refused, match="chưa kết thúc"):
        compile_day(actor=officer, body=places.committee.ref, form=FORM, day=TODAY + DAY, now=NOW)
    with pytest.raises(NotFound):
        compile_day(actor=officer, body=places.next_committee.ref, form=FORM, day=TODAY, now=NOW)
    with pytest.raises(Refused, match="không có kỳ"):
        compile_day(actor=officer, body=places.committee.ref, form="none", day=TODAY, now=NOW)


def test_a_unit_that_was_merged_compiles_nothing_after_its_end(watch, officer, places):
    send(watch.bodies["hai"])
    places.district.valid_to = TODAY - DAY
    places.district.save()
    with pytest.raises(Refused, match="không tồn tại vào ngày"):
        compiled(officer, places)


def test_nobody_compiles_for_a_unit_below_or_without_the_post(watch, places, reporter, chairman):
    send(watch.bodies["hai"])
    above = actor_of(
        make_user(name="Lê Thị Trực", at=places.province_committee, role=Role.DUTY_OFFICER)
    )
    for actor in (above, chairman):
        with pytest.raises(NotAllowed):
            compiled(actor, places)


# --- certify, accept, lock --------------------------------------------------------------------


def test_the_head_certifies_the_district_accepts_and_then_nothing_changes(watch, officer, chief):
    sent, _ = send(watch.bodies["hai"])
    row = report_of(watch.bodies["hai"])
    certify(actor=chief, report=row.ref, number=1, now=NOW)
    assert accept(actor=officer, reports=[(row.ref, 1)], now=NOW) == ()
    _, filed = send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "9"}, now=NOW + MINUTE)
    assert filed.outcome == Held(HoldReason.LOCKED, NOW + MINUTE)
    row.refresh_from_db()
    assert (row.head, row.certified, row.accepted) == (1, 1, 1)
    assert [v.act for v in row.vouchers.order_by("pk")] == [Vouching.CERTIFY, Vouching.ACCEPT]
    assert AuditEvent.objects.filter(action="report.accept").count() == 1


def test_unlocking_takes_up_what_waited_and_ends_by_itself(watch, officer):
    sent, _ = send(watch.bodies["hai"])
    row = report_of(watch.bodies["hai"])
    accept(actor=officer, reports=[(row.ref, 1)], now=NOW)
    second, _ = send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "9"}, now=NOW + MINUTE)
    unlock(actor=officer, report=row.ref, reason=WHY, until=NOW + HOUR, now=NOW + 2 * MINUTE)
    taken = Submission.objects.get(submission=second.id)
    assert (taken.number, taken.accepted_at) == (2, NOW + 2 * MINUTE)
    assert taken.received_at == NOW + MINUTE
    third, filed = send(watch.bodies["hai"], base=second, values=GOOD, now=NOW + 30 * MINUTE)
    assert isinstance(filed.outcome, Accepted)
    _, filed = send(watch.bodies["hai"], base=third, values=GOOD | {"a": "8"}, now=NOW + HOUR)
    assert filed.outcome == Held(HoldReason.LOCKED, NOW + HOUR)


def test_an_exception_can_end_before_its_time(watch, officer):
    sent, _ = send(watch.bodies["hai"])
    row = report_of(watch.bodies["hai"])
    accept(actor=officer, reports=[(row.ref, 1)], now=NOW)
    with pytest.raises(Refused, match="không có lần mở khóa"):
        relock(actor=officer, report=row.ref, now=NOW)
    unlock(actor=officer, report=row.ref, reason=WHY, until=NOW + HOUR, now=NOW)
    relock(actor=officer, report=row.ref, now=NOW + MINUTE)
    _, filed = send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "8"}, now=NOW + 2 * MINUTE)
    assert isinstance(filed.outcome, Held)


@pytest.mark.parametrize(
    ("reason", "until", "says"),
    [("          ", HOUR, "lý do"), ("x" * 9, HOUR, "lý do"), ("x" * 1001, HOUR, "lý do"),
     (WHY, -MINUTE, "thời hạn"), (WHY, 73 * HOUR, "thời hạn")],
)  # fmt: skip
def test_an_exception_needs_a_reason_and_an_end(watch, officer, reason, until, says):
    send(watch.bodies["hai"])
    row = report_of(watch.bodies["hai"])
    accept(actor=officer, reports=[(row.ref, 1)], now=NOW)
    with pytest.raises(Refused, match=says):
        unlock(actor=officer, report=row.ref, reason=reason, until=NOW + until, now=NOW)


def test_who_may_certify_accept_and_unlock(watch, officer, chief, chairman, reporter, places):
    send(watch.bodies["hai"])
    row = report_of(watch.bodies["hai"])
    stranger = actor_of(make_user(name="Trần Xa", at=places.next_committee, role=Role.DUTY_OFFICER))
    for actor in (officer, chairman, actor_of(reporter)):  # nobody vouches from above or below
        with pytest.raises(NotAllowed):
            certify(actor=actor, report=row.ref, number=1, now=NOW)
    for actor in (chief, actor_of(reporter)):
        with pytest.raises(NotAllowed):
            accept(actor=actor, reports=[(row.ref, 1)], now=NOW)
        with pytest.raises(NotAllowed):
            unlock(actor=actor, report=row.ref, reason=WHY, until=NOW + HOUR, now=NOW)
    for act in (
        lambda: certify(actor=stranger, report=row.ref, number=1, now=NOW),
        lambda: accept(actor=stranger, reports=[(row.ref, 1)], now=NOW),
        lambda: unlock(actor=stranger, report=row.ref, reason=WHY, until=NOW + HOUR, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_accepting_many_holds_up_none_for_another(watch, officer):
    for body in watch.bodies.values():
        send(body)
    rows = {name: report_of(watch.bodies[name]) for name in ("hai", "dan", "hau")}
    return_report(actor=officer, report=rows["dan"].ref, number=1, reason="sai số", now=NOW)
    asked = [(rows["hai"].ref, 1), (rows["dan"].ref, 1), (rows["hau"].ref, 2)]
    refused = accept(actor=officer, reports=asked, now=NOW)
    assert {each.report for each in refused} == {rows["dan"].ref, rows["hau"].ref}
    assert {row.accepted for row in Report.objects.filter(pk=rows["hai"].pk)} == {1}
    assert accept(actor=officer, reports=asked[:1], now=NOW) == ()  # twice changes nothing
    assert rows["hai"].vouchers.count() == 1


def test_a_district_may_ask_for_the_word_of_the_head_and_for_two_persons(
    watch, officer, chairman, chief, places
):
    set_rigour(
        actor=chairman, body=places.committee.ref, certified_first=True, two_persons=True, now=NOW
    )
    set_rigour(
        actor=chief, body=watch.bodies["hai"].ref, certified_first=False, two_persons=True, now=NOW
    )
    send(watch.bodies["hai"])
    row = report_of(watch.bodies["hai"])
    (refused,) = accept(actor=officer, reports=[(row.ref, 1)], now=NOW)
    assert "chưa xác nhận" in refused.vi
    Submission.objects.filter(report=row).update(sent_by=chief.name, sent_by_ref=chief.user)
    with pytest.raises(Refused, match="hai người"):
        certify(actor=chief, report=row.ref, number=1, now=NOW)
    deputy = actor_of(make_user(name="Phó Văn Thử", at=watch.bodies["hai"], role=Role.COMMANDER))
    certify(actor=deputy, report=row.ref, number=1, now=NOW)
    assert accept(actor=officer, reports=[(row.ref, 1)], now=NOW) == ()


def test_a_newer_revision_is_not_certified_unread(watch, officer, chief):
    sent, _ = send(watch.bodies["hai"])
    row = report_of(watch.bodies["hai"])
    send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "9"})
    with pytest.raises(Refused, match="bản mới hơn"):
        certify(actor=chief, report=row.ref, number=1, now=NOW)
    (refused,) = accept(actor=officer, reports=[(row.ref, 1)], now=NOW)
    assert "bản mới hơn" in refused.vi


# --- the same one level up --------------------------------------------------------------------


@pytest.fixture
def above(places):
    return actor_of(
        make_user(name="Lê Thị Trực", at=places.province_committee, role=Role.DUTY_OFFICER)
    )


def test_an_edition_is_signed_accepted_locked_and_opened_again(
    watch, officer, chairman, above, places
):
    send(watch.bodies["hai"])
    made = compiled(officer, places)
    with pytest.raises(Refused, match="chưa ký"):
        accept_edition(actor=above, edition=made.edition, now=NOW)
    with pytest.raises(NotAllowed):
        certify_edition(actor=above, edition=made.edition, now=NOW)
    certify_edition(actor=chairman, edition=made.edition, now=NOW)
    accept_edition(actor=above, edition=made.edition, now=NOW)
    send(watch.bodies["dan"])
    with pytest.raises(Refused, match="đã chấp nhận và khóa"):
        compiled(officer, places, NOW + MINUTE)
    with pytest.raises(Refused, match="lý do"):
        unlock_edition(actor=above, edition=made.edition, reason=" ", until=NOW + HOUR, now=NOW)
    unlock_edition(actor=above, edition=made.edition, reason=WHY, until=NOW + HOUR, now=NOW)
    second = compiled(officer, places, NOW + 2 * MINUTE)
    assert second.number == 2
    with pytest.raises(Refused, match="mới hơn"):
        return_edition(actor=above, edition=made.edition, reason=WHY, now=NOW)


def test_an_edition_that_was_sent_back_is_compiled_anew(watch, officer, chairman, above, places):
    send(watch.bodies["hai"])
    made = compiled(officer, places)
    return_edition(actor=above, edition=made.edition, reason=WHY, now=NOW)
    with pytest.raises(Refused, match="trả lại"):
        certify_edition(actor=chairman, edition=made.edition, now=NOW)
    assert compiled(officer, places, NOW + MINUTE).number == 2


def test_whoever_compiled_does_not_sign_where_two_are_asked_for(watch, places, chairman):
    both = make_user(name="Kiêm Nhiệm", at=places.committee, role=Role.DUTY_OFFICER)
    both.postings.create(
        body=places.committee, role=Role.COMMANDER, first_day=TODAY - DAY, basis="QĐ 1"
    )
    actor = actor_of(both)
    send(watch.bodies["hai"])
    made = compiled(actor, places)
    set_rigour(
        actor=chairman, body=places.committee.ref, certified_first=False, two_persons=True, now=NOW
    )
    with pytest.raises(Refused, match="hai người"):
        certify_edition(actor=actor, edition=made.edition, now=NOW)
    certify_edition(actor=chairman, edition=made.edition, now=NOW)


# --- whatever happens -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_a_figure_is_the_sum_of_what_it_cites_and_a_lock_never_leaks(
    seed, watch, officer, places
):
    chance = random.Random(seed)
    heads, locked, now = {}, {}, NOW
    for _ in range(60):
        now += MINUTE
        name = chance.choice(("hai", "dan", "hau"))
        body = watch.bodies[name]
        act = chance.choice(("file", "file", "accept", "unlock", "compile"))
        if act == "file":
            values = GOOD | {"a": str(chance.randrange(50)), "now": str(chance.randrange(50))}
            sent, filed = send(body, base=heads.get(name), values=values, now=now)
            if isinstance(filed.outcome, Accepted):
                assert locked.get(name, NOW) <= now
                heads[name] = sent
        elif act == "accept" and name in heads:
            row = report_of(body)
            if not accept(actor=officer, reports=[(row.ref, row.head)], now=now):
                locked[name] = now + 999 * DAY
        elif act == "unlock" and locked.get(name, NOW) > now:
            until = now + chance.randrange(1, 9) * MINUTE
            unlock(actor=officer, report=report_of(body).ref, reason=WHY, until=until, now=now)
            locked[name] = now
            last = Submission.objects.filter(report=report_of(body)).exclude(number=None)
            heads[name] = last.order_by("-number").values_list("submission", flat=True)[0]
            relock(actor=officer, report=report_of(body).ref, now=now)
            locked[name] = now + 999 * DAY
        elif act == "compile" and heads:
            compiled(officer, places, now)
    for edition in Edition.objects.all():
        cited = edition.parts.filter(standing=PartStanding.INCLUDED)
        for name in ("a", "now"):
            values = [part.submission.values[name] for part in cited]
            assert edition.sums[name][:2] == [sum(map(int, values)) * 100, len(values)]


def test_the_number_of_queries_does_not_grow(watch, officer, places):
    send(watch.bodies["hai"])
    made = compiled(officer, places)
    few = _count(lambda: get_edition(actor=officer, edition=made.edition, now=NOW))
    for name in ("dan", "hau"):
        send(watch.bodies[name], now=NOW + MINUTE)
    made = compiled(officer, places, NOW + 2 * MINUTE)
    assert _count(lambda: get_edition(actor=officer, edition=made.edition, now=NOW)) == few
    assert few < 15


def _count(call):
    with CaptureQueriesContext(connection) as context:
        call()
    return len(context)


def test_the_operator_may_do_it_all(watch, places):
    send(watch.bodies["hai"])
    made = compiled(OPERATOR, places)
    certify_edition(actor=OPERATOR, edition=made.edition, now=NOW)
    accept_edition(actor=OPERATOR, edition=made.edition, now=NOW)


def test_across_a_merger_each_day_has_the_units_that_existed_on_it(watch, officer, places):
    """Phước Hậu joins Phước Dân: it reports for its last day, and is not asked after it."""
    yesterday = TODAY - DAY
    for name in ("hai", "dan", "hau"):
        send(watch.bodies[name], day=yesterday, now=NOW - DAY)
    gone = watch.bodies["hau"].unit
    gone.valid_to = yesterday
    gone.save()
    for name in ("hai", "dan"):
        send(watch.bodies[name])
    _, filed = send(watch.bodies["hau"])
    assert filed.outcome == Held(HoldReason.UNIT_ENDED, NOW)

    def edition(day):
        made = compile_day(
            actor=officer, body=places.committee.ref, form=FORM, day=day, carries=True, now=NOW
        )
        return get_edition(actor=officer, edition=made.edition, now=NOW)

    before, after = edition(yesterday), edition(TODAY)
    assert (before.n_expected, before.n_reported, before.sums["a"].amount) == (3, 3, 900)
    assert (after.n_expected, after.n_reported, after.sums["a"].amount) == (2, 2, 600)
    assert after.missing == []  # nor is it carried


def test_an_exception_that_ran_out_keeps_no_period_open(watch, officer, chairman, above, places):
    send(watch.bodies["hai"])
    made = compiled(officer, places)
    certify_edition(actor=chairman, edition=made.edition, now=NOW)
    accept_edition(actor=above, edition=made.edition, now=NOW)
    unlock_edition(actor=above, edition=made.edition, reason=WHY, until=NOW + HOUR, now=NOW)
    send(watch.bodies["dan"])
    second = compiled(officer, places, NOW + MINUTE)
    assert second.number == 2
    send(watch.bodies["hau"])
    with pytest.raises(Refused, match="đã chấp nhận và khóa lần tổng hợp 1"):
        compiled(officer, places, NOW + HOUR)
    return_edition(actor=above, edition=second.edition, reason=WHY, now=NOW + HOUR)
    assert compiled(officer, places, NOW + HOUR).number == 3


def test_a_report_that_is_locked_is_opened_before_it_is_returned(watch, officer):
    send(watch.bodies["hai"])
    row = report_of(watch.bodies["hai"])
    accept(actor=officer, reports=[(row.ref, 1)], now=NOW)
    with pytest.raises(Refused, match="mở khóa"):
        return_report(actor=officer, report=row.ref, number=1, reason="sai số", now=NOW)
    unlock(actor=officer, report=row.ref, reason=WHY, until=NOW + HOUR, now=NOW)
    return_report(actor=officer, report=row.ref, number=1, reason="sai số", now=NOW)


def test_what_came_since_an_edition_is_what_the_next_one_would_cite_otherwise(
    watch, officer, places
):
    sent, _ = send(watch.bodies["hai"])
    made = compiled(officer, places)
    assert arrivals_since(actor=officer, edition=made.edition, now=NOW + MINUTE) == []
    newer, _ = send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "9"}, now=NOW + MINUTE)
    send(watch.bodies["dan"], now=NOW + MINUTE)
    found = arrivals_since(actor=officer, edition=made.edition, now=NOW + 2 * MINUTE)
    assert [(each.unit_name, each.number, each.was_cited) for each in found] == [
        ("xã Phước Hải", 2, True),
        ("xã Phước Dan", 1, False),
    ]
    assert found[0].submission == newer.id
    stranger = actor_of(make_user(at=places.next_committee, role=Role.DUTY_OFFICER))
    with pytest.raises(NotFound):
        arrivals_since(actor=stranger, edition=made.edition, now=NOW)


def test_what_awaits_a_word_is_told_to_whom_it_awaits(watch, officer, chairman, chief, above,
                                                       places):  # fmt: skip
    send(watch.bodies["hai"])
    assert [one.number for one in awaiting(actor=chief, now=NOW).to_certify] == [1]
    assert [one.n for one in awaiting(actor=officer, now=NOW).to_accept] == [1]
    assert not awaiting(actor=above, now=NOW)  # communes are not just below a province
    made = compiled(officer, places)
    assert [row.edition for row in awaiting(actor=chairman, now=NOW).to_sign] == [made.edition]
    certify_edition(actor=chairman, edition=made.edition, now=NOW)
    assert [row.edition for row in awaiting(actor=above, now=NOW).to_take] == [made.edition]
    send(watch.bodies["dan"], now=NOW + MINUTE)
    (stirred,) = awaiting(actor=officer, now=NOW + MINUTE).stirred
    assert (stirred.edition.edition, stirred.n_new) == (made.edition, 1)
    accept_edition(actor=above, edition=made.edition, now=NOW + MINUTE)
    assert not awaiting(actor=chairman, now=NOW).to_sign
    assert not awaiting(actor=above, now=NOW).to_take
