from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import transaction

from phaodai.foundation.accounts import operations as accounts
from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.accounts.tokens import operations, queries, rules
from phaodai.foundation.accounts.tokens.models import Call, Token
from phaodai.foundation.audit.models import AuditEvent
from phaodai.vocabulary.access import Actor, NotAllowed, Role
from phaodai.vocabulary.refs import UserRef
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_posting, make_user

YEAR = timedelta(days=365)


def add(user, *, actor=None, **changes):
    posting = changes.pop("posting", None) or Posting.objects.filter(user=user).first().ref
    arguments = {
        "actor": actor or actor_of(user),
        "user": user.ref,
        "posting": posting,
        "purpose": "đồng bộ với trục liên thông",
        "expires_at": NOW + YEAR,
        "now": NOW,
        "today": TODAY,
    }
    return operations.add_token(**(arguments | changes))


def bearer(text, *, now=NOW, today=TODAY):
    return queries.find_bearer(text, now=now, today=today)


def test_a_token_speaks_for_one_post_of_its_user(duty_officer, places):
    make_posting(duty_officer, places.next_committee, Role.COMMANDER)
    posting = Posting.objects.get(user=duty_officer, body=places.committee)
    ref, text = add(duty_officer, posting=posting.ref)

    found = bearer(text)

    assert [(post.role, post.body) for post in found.actor.posts] == [
        (Role.DUTY_OFFICER, places.committee.ref)
    ]
    assert found.actor.user == duty_officer.ref
    assert found.actor.name == f"hanh.nguyen (token {found.token.public_id})"
    assert found.token.ref == ref


def test_only_a_hash_is_kept(duty_officer):
    _, text = add(duty_officer)
    prefix, public, secret = text.split("_", 2)
    token = Token.objects.get()
    assert (prefix, public) == ("phd", token.public_id)
    assert token.digest == sha256(secret.encode()).hexdigest()
    assert secret not in repr([vars(row) for row in (*AuditEvent.objects.all(), token)])


def test_find_bearer_is_one_query(duty_officer, django_assert_num_queries):
    _, text = add(duty_officer)
    with django_assert_num_queries(1):
        assert bearer(text)


@pytest.mark.parametrize("text", ["", "phd_", "phd_0123456789ab_x", "phd_" + "a" * 60, "Ünsinn"])
def test_what_is_no_token_asks_the_database_nothing(text, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert bearer(text) is None


def test_another_secret_under_a_known_id_opens_nothing(duty_officer):
    _, text = add(duty_officer)
    other = rules.new_secret().text
    assert bearer(text[:17] + other[17:]) is None


def test_a_token_ends_with_its_time(duty_officer):
    _, text = add(duty_officer)
    assert bearer(text, now=NOW + YEAR - timedelta(seconds=1))
    assert bearer(text, now=NOW + YEAR) is None


def test_a_token_ends_with_the_post(duty_officer):
    _, text = add(duty_officer)
    Posting.objects.filter(user=duty_officer).update(last_day=TODAY - timedelta(days=1))
    assert bearer(text) is None


def test_a_token_ends_when_its_user_is_shut_out(duty_officer):
    _, text = add(duty_officer)
    accounts.disable_user(
        actor=OPERATOR, user=duty_officer.ref, reason="nghỉ việc từ nay", today=TODAY, now=NOW
    )
    assert bearer(text) is None


def test_an_end_is_an_act_of_the_trail(duty_officer):
    ref, text = add(duty_officer)
    for _ in range(2):
        operations.revoke_token(actor=actor_of(duty_officer), token=ref, now=NOW, today=TODAY)
    assert bearer(text) is None
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["account.add_token", "account.revoke_token"]


def test_an_administrator_above_ends_it(duty_officer, administrator):
    ref, text = add(duty_officer)
    operations.revoke_token(actor=actor_of(administrator), token=ref, now=NOW, today=TODAY)
    assert bearer(text) is None


def test_strangers_do_not_know_of_it(duty_officer, stranger, sister, reporter):
    ref, text = add(duty_officer)
    for user in (stranger, sister, reporter):
        with pytest.raises(operations.UnknownToken):
            operations.revoke_token(actor=actor_of(user), token=ref, now=NOW, today=TODAY)
        assert queries.get_tokens(actor_of(user), now=NOW, today=TODAY) == []
    assert bearer(text)


def test_an_administrator_does_not_end_what_reaches_beyond_him(duty_officer, administrator, places):
    make_posting(duty_officer, places.next_committee, Role.REPORTER)
    posting = Posting.objects.get(user=duty_officer, body=places.committee)
    ref, _ = add(duty_officer, posting=posting.ref)
    with pytest.raises(NotAllowed):
        operations.revoke_token(actor=actor_of(administrator), token=ref, now=NOW, today=TODAY)


def test_nobody_makes_a_token_for_another(duty_officer, administrator):
    with pytest.raises(NotAllowed):
        add(duty_officer, actor=actor_of(administrator))
    assert add(duty_officer, actor=OPERATOR)


def test_a_token_has_no_post_of_another(duty_officer, commander):
    posting = Posting.objects.get(user=commander)
    with pytest.raises(operations.UnknownPosting):
        add(duty_officer, posting=posting.ref)


def test_what_a_token_must_say(duty_officer):
    with pytest.raises(operations.NoPurpose):
        add(duty_officer, purpose=" x ")
    for end in (NOW, NOW - YEAR, NOW + timedelta(days=367)):
        with pytest.raises(operations.BadLife):
            add(duty_officer, expires_at=end)
    assert not Token.objects.exists()


def test_twenty_are_enough(duty_officer):
    refs = [add(duty_officer)[0] for _ in range(20)]
    with pytest.raises(operations.TooManyTokens):
        add(duty_officer)
    operations.revoke_token(actor=OPERATOR, token=refs[0], now=NOW, today=TODAY)
    assert add(duty_officer)


def test_lists(duty_officer, administrator, commander, django_assert_num_queries):
    add(duty_officer)
    add(commander)
    with django_assert_num_queries(1):
        own = queries.get_own_tokens(
            Actor(name="hanh.nguyen", user=UserRef(duty_officer.ref)), now=NOW, today=TODAY
        )
    assert [row.username for row in own] == ["hanh.nguyen"]
    seen = queries.get_tokens(actor_of(administrator), now=NOW, today=TODAY)
    assert {row.username for row in seen} == {"hanh.nguyen", "quoc.mai"}
    assert all(row.is_living for row in seen)


def test_use_is_noted_once_a_minute(duty_officer):
    ref, _ = add(duty_officer)
    for seconds, noted in ((0, 0), (30, 0), (61, 61)):
        operations.mark_used(token=ref, now=NOW + timedelta(seconds=seconds))
        assert Token.objects.get().last_used_at == NOW + timedelta(seconds=noted)


def claim(token, *, key="a1", fingerprint="f", now=NOW):
    return operations.claim_call(token=token, key=key, fingerprint=fingerprint, now=now)


def test_a_call_is_answered_once(duty_officer):
    token, _ = add(duty_officer)
    first = claim(token)
    operations.finish_call(first, status=201, body="{}")
    assert claim(token) == operations.Answer(status=201, body="{}")
    with pytest.raises(operations.KeyReused):
        claim(token, fingerprint="g")


def test_two_calls_at_once_are_one(duty_officer):
    token, _ = add(duty_officer)
    claim(token)
    with pytest.raises(operations.InFlight):
        claim(token)


def test_a_call_that_changed_nothing_may_be_sent_again(duty_officer):
    token, _ = add(duty_officer)
    operations.give_up_call(claim(token))
    assert isinstance(claim(token), operations.Claim)


def test_a_call_that_died_is_taken_over_and_cannot_come_back(duty_officer):
    token, _ = add(duty_officer)
    dead = claim(token)
    later = claim(token, now=NOW + timedelta(minutes=11))
    with pytest.raises(operations.InFlight), transaction.atomic():
        operations.finish_call(dead, status=201, body="{}")
    operations.finish_call(later, status=201, body="{}")


def test_keys_of_two_tokens_do_not_meet(duty_officer, commander):
    for user in (duty_officer, commander):
        assert isinstance(claim(add(user)[0]), operations.Claim)


def test_answers_are_forgotten_after_a_week(duty_officer):
    token, _ = add(duty_officer)
    operations.finish_call(claim(token), status=201, body="{}")
    claim(token, key="b", now=NOW + timedelta(days=8))
    assert [call.key for call in Call.objects.all()] == ["b"]


def test_a_user_without_a_post_has_no_token(places):
    user = make_user("khong.chuc")
    with pytest.raises(operations.UnknownPosting):
        add(user, posting=user.ref)
