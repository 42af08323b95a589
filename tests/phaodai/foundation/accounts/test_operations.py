from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator

from phaodai.foundation.accounts import operations, queries, rules
from phaodai.foundation.accounts.models import Posting, User
from phaodai.foundation.audit.models import AuditEvent
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef, UserRef
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import PASSWORD, make_posting

REASON = "mất điện thoại, đã gọi lại"


def add(actor, **changes):
    arguments = {
        "actor": actor,
        "username": "moi.nguyen",
        "name": "Nguyễn  Văn Mới",
        "password": PASSWORD,
        "phone": "0900 000 031",
        "role": Role.REPORTER,
        "basis": "QĐ 512/QĐ-UBND",
        "now": NOW,
        "today": TODAY,
    }
    return operations.add_user(**(arguments | changes))


def change(act, actor, user, **more):
    return act(actor=actor, user=UserRef(user.ref), today=TODAY, now=NOW, **more)


ACTS = [
    (operations.disable_user, {"reason": REASON}),
    (operations.enable_user, {"reason": REASON}),
    (operations.reset_second_factor, {"reason": REASON}),
    (operations.set_password, {"password": PASSWORD}),
    (operations.change_user, {"name": "Tên khác", "phone": ""}),
]
acts = pytest.mark.parametrize(
    ("act", "more"), ACTS, ids=lambda value: getattr(value, "__name__", "")
)


def test_add_user(places, administrator):
    ref = add(actor_of(administrator), body=BodyRef(places.commune_committee.ref))

    user = User.objects.get(ref=ref)
    assert (user.name, user.phone, user.password_must_change) == (
        "Nguyễn Văn Mới",
        "0900000031",
        True,
    )
    assert user.check_password(PASSWORD)
    assert user.postings.get().first_day == TODAY
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "account.add",
        "account.post",
    ]
    assert {event.body_ref for event in AuditEvent.objects.all()} == {places.commune_committee.ref}


def test_add_user_keeps_to_the_administrators_bodies(places, administrator, sister, commander):
    for actor, body in [
        (actor_of(administrator), places.next_committee),  # the stranger of the next unit
        (actor_of(administrator), places.province_committee),  # above
        (actor_of(sister), places.health),  # the sister body of the same unit
        (actor_of(commander), places.committee),  # another role at the same body
    ]:
        with pytest.raises(NotAllowed):
            add(actor, body=BodyRef(body.ref))
    with pytest.raises(NotAllowed):
        add(actor_of(administrator), role=None)
    assert not User.objects.filter(username="moi.nguyen").exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"username": "Hạnh"}, rules.BadUsername),
        ({"username": "QUAN.LE "}, rules.UsernameTaken),
        ({"phone": "gọi sau"}, rules.BadPhone),
        ({"password": "12345678"}, rules.WeakPassword),
        ({"password": "moi.nguyen.moi"}, rules.WeakPassword),
        ({"body": BodyRef(uuid4())}, rules.UnknownBody),
    ],
)
def test_add_user_refuses(places, administrator, changes, refusal):
    with pytest.raises(refusal):
        add(actor_of(administrator), **({"body": BodyRef(places.committee.ref)} | changes))
    assert not User.objects.filter(username="moi.nguyen").exists()


def test_the_operator_may_leave_the_post_for_later(db):
    user = User.objects.get(ref=add(OPERATOR, role=None))
    assert not user.postings.exists()


def post(actor, user, body, **changes):
    arguments = {
        "actor": actor,
        "user": UserRef(user.ref),
        "body": BodyRef(body.ref),
        "role": Role.TRACER,
        "first_day": TODAY,
        "basis": "QĐ 2",
        "now": NOW,
    }
    return operations.post_user(**(arguments | changes))


def test_post_user(places, administrator, reporter):
    ref = post(actor_of(administrator), reporter, places.health)
    assert Posting.objects.get(ref=ref).body == places.health
    assert AuditEvent.objects.get().action == "account.post"


def test_post_user_stops_at_the_border_and_before_oneself(
    places, administrator, sister, stranger, reporter
):
    for actor, user, body in [
        (actor_of(sister), reporter, places.health),
        (actor_of(stranger), reporter, places.health),
        (actor_of(administrator), reporter, places.province_committee),
        (actor_of(administrator), administrator, places.committee),
    ]:
        with pytest.raises(NotAllowed):
            post(actor, user, body)


def test_one_role_at_one_body_at_a_time(places, administrator, reporter):
    actor = actor_of(administrator)
    post(actor, reporter, places.health, last_day=TODAY + timedelta(5))
    with pytest.raises(rules.AlreadyPosted):
        post(actor, reporter, places.health, first_day=TODAY + timedelta(5))
    post(actor, reporter, places.health, first_day=TODAY + timedelta(6))
    post(actor, reporter, places.police)
    with pytest.raises(rules.BadPeriod):
        post(actor, reporter, places.police, role=Role.HOTLINE, last_day=TODAY - timedelta(1))


def test_end_posting(places, administrator, reporter, sister, stranger):
    posting = reporter.postings.get()
    arguments = {"user": UserRef(reporter.ref), "posting": posting.ref, "reason": "", "now": NOW}
    for other in (actor_of(sister), actor_of(stranger)):
        with pytest.raises(NotAllowed):
            operations.end_posting(actor=other, last_day=TODAY, **arguments)
    with pytest.raises(rules.BadPeriod):
        operations.end_posting(
            actor=actor_of(administrator), last_day=TODAY.replace(year=2020), **arguments
        )

    operations.end_posting(actor=actor_of(administrator), last_day=TODAY, **arguments)

    assert queries.actor_of(reporter, on=TODAY).posts
    assert not queries.actor_of(reporter, on=TODAY + timedelta(1)).posts
    with pytest.raises(rules.UnknownPosting):
        operations.end_posting(actor=actor_of(administrator), last_day=TODAY, **arguments)


@acts
def test_whoever_administers_the_body_may(administrator, reporter, act, more):
    change(act, actor_of(administrator), reporter, **more)
    assert AuditEvent.objects.get().subject_ref == reporter.ref


@acts
def test_nobody_else_may(places, administrator, sister, stranger, commander, reporter, act, more):
    for actor in (actor_of(sister), actor_of(stranger), actor_of(commander)):
        with pytest.raises(NotAllowed):
            change(act, actor, reporter, **more)
    with pytest.raises(NotAllowed):
        change(act, actor_of(administrator), administrator, **more)
    make_posting(reporter, places.province_committee, Role.ANALYST, first=TODAY + timedelta(9))
    with pytest.raises(NotAllowed):
        change(act, actor_of(administrator), reporter, **more)
    assert not AuditEvent.objects.exists()


@acts
def test_acts_that_need_a_reason_say_so(administrator, reporter, act, more):
    if "reason" in more:
        with pytest.raises(rules.NoReason):
            change(act, actor_of(administrator), reporter, reason="  vì   thế ")


def test_disable_and_enable(administrator, reporter):
    change(operations.disable_user, actor_of(administrator), reporter, reason=REASON)
    before = reporter.get_session_auth_hash()
    reporter.refresh_from_db()
    assert not reporter.is_active
    assert reporter.get_session_auth_hash() != before

    change(operations.enable_user, actor_of(administrator), reporter, reason=REASON)
    reporter.refresh_from_db()
    assert reporter.is_active
    assert reporter.get_session_auth_hash() != before


def test_reset_second_factor(administrator, reporter):
    change(operations.reset_second_factor, actor_of(administrator), reporter, reason=REASON)
    assert not Authenticator.objects.filter(user=reporter).exists()
    assert REASON in AuditEvent.objects.get().details


def test_a_user_may_be_added_before_he_has_a_password(places):
    ref = add(OPERATOR, password=None, body=BodyRef(places.committee.ref))
    assert not User.objects.get(ref=ref).has_usable_password()


def test_a_shared_password_is_hashed_once_and_changes_no_other(places, reporter):
    body = BodyRef(places.committee.ref)
    refs = [add(OPERATOR, password=None, body=body, username=name) for name in ("mot", "hai")]
    before = reporter.password
    operations.share_password(
        actor=OPERATOR, users=[*refs, UserRef(reporter.ref)], password="mật khẩu chung", now=NOW
    )
    first, second = User.objects.filter(ref__in=refs)
    assert first.check_password("mật khẩu chung")
    assert first.password == second.password
    assert not first.password_must_change
    reporter.refresh_from_db()
    assert reporter.password == before
    assert AuditEvent.objects.filter(action="account.share_password").count() == 2


def test_only_the_operator_shares_a_password(administrator, reporter):
    with pytest.raises(NotAllowed):
        operations.share_password(
            actor=actor_of(administrator),
            users=[UserRef(reporter.ref)],
            password="mật khẩu chung",
            now=NOW,
        )


def test_set_password_is_for_one_sign_in(administrator, reporter):
    new = "một mật khẩu tạm khác"
    change(operations.set_password, actor_of(administrator), reporter, password=new)
    reporter.refresh_from_db()
    assert reporter.check_password(new)
    assert reporter.password_must_change
    assert new not in AuditEvent.objects.get().details

    operations.choose_password(actor=actor_of(reporter), password=PASSWORD, now=NOW)
    reporter.refresh_from_db()
    assert not reporter.password_must_change


def test_an_unknown_user(administrator):
    with pytest.raises(queries.UnknownUser):
        operations.disable_user(
            actor=OPERATOR, user=UserRef(uuid4()), reason=REASON, today=TODAY, now=NOW
        )
