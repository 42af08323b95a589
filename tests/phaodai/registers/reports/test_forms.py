"""Forms come into force by two persons, and what was approved never changes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from phaodai.engines.forms.tables import BadForm
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events.models import Announcement
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.models import Form, FormVersion
from phaodai.registers.reports.operations import forms
from phaodai.registers.reports.operations.errors import NotFound, Refused
from phaodai.registers.reports.queries import forms as queries
from phaodai.registers.reports.rules.versions import IllegalMove, Term, in_force, standing
from phaodai.registers.reports.states import VERSION_MOVES, Standing, VersionState
from phaodai.vocabulary.access import Actor, NotAllowed, Role
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.reports import definition, make_version

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def analyst(places) -> Actor:
    return actor_of(make_user(at=places.province_committee, role=Role.ANALYST))


@pytest.fixture
def chairman(places) -> Actor:
    return actor_of(make_user(at=places.province_committee, role=Role.COMMANDER))


def acts() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_from_proposal_to_force(analyst, chairman):
    ref = forms.propose(actor=analyst, definition=definition(), now=NOW)
    forms.approve(actor=chairman, version=ref, first_day=TODAY, reason="QĐ 5", now=NOW)

    row = queries.get_version(actor=analyst, code="all-things", on=TODAY)
    assert (row.number, row.state, row.standing) == (1, VersionState.APPROVED, Standing.ACTIVE)
    assert (row.proposed_by, row.decided_by, row.reason) == (analyst.name, chairman.name, "QĐ 5")
    assert row.form == definition()
    assert acts() == ["form.propose", "form.approve"]
    assert Announcement.objects.get().payload["first_day"] == TODAY.isoformat()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ANALYST])
def test_only_analysts_propose(places, role):
    actor = actor_of(make_user(at=places.province_committee, role=role))
    with pytest.raises(NotAllowed):
        forms.propose(actor=actor, definition=definition(), now=NOW)
    assert not Form.objects.exists()


def test_nobody_approves_what_he_proposed(places):
    user = make_user(at=places.province_committee, role=Role.ANALYST)
    actor = actor_of(user)
    ref = forms.propose(actor=actor, definition=definition(), now=NOW)
    for again in [
        Actor(name=actor.name, is_operator=True),
        Actor(name=f"{actor.name} (token)", user=actor.user, is_operator=True),
    ]:
        with pytest.raises(Refused):
            forms.approve(actor=again, version=ref, first_day=TODAY, now=NOW)
    assert FormVersion.objects.get().state == VersionState.PROPOSED


def test_the_database_wants_two_persons_too(analyst):
    forms.propose(actor=analyst, definition=definition(), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormVersion.objects.update(
            state="APPROVED", first_day=TODAY, decided_by=analyst.name, decided_at=NOW
        )


def test_only_the_top_unit_approves(places, analyst, chairman):
    ref = forms.propose(actor=analyst, definition=definition(), now=NOW)
    for body, role in [
        (places.committee, Role.COMMANDER),
        (places.commune_committee, Role.COMMANDER),
        (places.province_committee, Role.DUTY_OFFICER),
        (places.province_committee, Role.ADMINISTRATOR),
    ]:
        actor = actor_of(make_user(at=body, role=role))
        assert not policies.can_approve(actor, on=TODAY)
        with pytest.raises(NotAllowed):
            forms.approve(actor=actor, version=ref, first_day=TODAY, now=NOW)
        with pytest.raises(NotAllowed):
            forms.refuse(actor=actor, version=ref, reason="không", now=NOW)
    assert policies.can_approve(chairman, on=TODAY)


def test_of_two_commanders_side_by_side_neither_is_on_top(places):
    first = actor_of(make_user(at=places.committee, role=Role.COMMANDER))
    assert policies.can_approve(first, on=TODAY)
    make_user(at=places.next_committee, role=Role.COMMANDER)
    assert not policies.can_approve(first, on=TODAY)
    assert policies.can_approve(OPERATOR, on=TODAY)


def test_a_new_version_begins_tomorrow_at_the_earliest(analyst, chairman):
    make_version()
    ref = forms.propose(actor=analyst, definition=definition(version=2), now=NOW)
    with pytest.raises(Refused) as caught:
        forms.approve(actor=chairman, version=ref, first_day=TODAY, now=NOW)
    assert f"{TOMORROW:%d/%m/%Y}" in caught.value.vi
    forms.approve(actor=chairman, version=ref, first_day=TOMORROW, now=NOW)

    today = queries.get_versions(actor=analyst, on=TODAY, code="all-things")
    assert [row.standing for row in today] == [Standing.ACTIVE, Standing.COMING]
    later = queries.get_versions(actor=analyst, on=TOMORROW, code="all-things")
    assert [row.standing for row in later] == [Standing.RETIRED, Standing.ACTIVE]
    # A report of an old day is judged by the version of that day.
    assert queries.version_on("all-things", TODAY).number == 1
    assert queries.version_on("all-things", TOMORROW).number == 2


@pytest.mark.parametrize("number", [1, 3])
def test_numbers_follow_each_other(analyst, number):
    make_version()
    with pytest.raises(Refused):
        forms.propose(actor=analyst, definition=definition(version=number), now=NOW)


def test_one_proposal_at_a_time(analyst):
    forms.propose(actor=analyst, definition=definition(), now=NOW)
    with pytest.raises(Refused):
        forms.propose(actor=analyst, definition=definition(version=2), now=NOW)


def test_what_was_decided_is_not_decided_again(analyst, chairman):
    ref = forms.propose(actor=analyst, definition=definition(), now=NOW)
    forms.refuse(actor=chairman, version=ref, reason="thiếu ô", now=NOW)
    with pytest.raises(IllegalMove):
        forms.approve(actor=chairman, version=ref, first_day=TODAY, now=NOW)
    again = forms.propose(actor=analyst, definition=definition(version=2), now=NOW)
    forms.approve(actor=chairman, version=again, first_day=TODAY, now=NOW)
    with pytest.raises(IllegalMove):
        forms.refuse(actor=chairman, version=again, reason="nghĩ lại", now=NOW)


def test_refusing_says_why(analyst, chairman):
    ref = forms.propose(actor=analyst, definition=definition(), now=NOW)
    with pytest.raises(Refused):
        forms.refuse(actor=chairman, version=ref, reason="  ", now=NOW)


def test_who_proposed_takes_it_back(places, analyst, chairman):
    ref = forms.propose(actor=analyst, definition=definition(), now=NOW)
    other = actor_of(make_user(at=places.province_committee, role=Role.ANALYST))
    with pytest.raises(Refused):
        forms.withdraw(actor=other, version=ref, now=NOW)
    with pytest.raises(NotAllowed):
        forms.withdraw(actor=chairman, version=ref, now=NOW)
    forms.withdraw(actor=analyst, version=ref, now=NOW)
    assert acts() == ["form.propose", "form.withdraw"]
    with pytest.raises(IllegalMove):
        forms.approve(actor=chairman, version=ref, first_day=TODAY, now=NOW)
    assert forms.next_number("all-things") == 2


def end(actor, last_day, *, code="all-things", reason="CV 5/UBND-VX", now=NOW):
    forms.end_form(actor=actor, code=code, last_day=last_day, reason=reason, now=now)


def test_a_form_that_has_ended(analyst, chairman):
    make_version()
    end(chairman, TODAY)
    assert queries.version_on("all-things", TODAY) is not None
    assert queries.version_on("all-things", TOMORROW) is None
    assert queries.get_active(actor=analyst, on=TOMORROW) == []
    assert '"CV 5/UBND-VX"' in AuditEvent.objects.get(action="form.end").details
    with pytest.raises(Refused):
        end(chairman, TODAY)
    with pytest.raises(NotFound):
        end(chairman, TODAY, code="none")
    with pytest.raises(NotAllowed):
        end(analyst, TOMORROW)


def test_an_end_is_moved_or_taken_back_until_it_has_passed(chairman):
    make_version()
    with pytest.raises(Refused):
        end(chairman, TODAY, reason=" ")
    with pytest.raises(Refused):
        end(chairman, TODAY - timedelta(days=1))
    end(chairman, TODAY)
    end(chairman, TOMORROW)
    assert queries.version_on("all-things", TOMORROW) is not None
    end(chairman, None)
    assert queries.version_on("all-things", TOMORROW + timedelta(days=1)) is not None
    end(chairman, TODAY)
    with pytest.raises(Refused):
        end(chairman, None, now=NOW + timedelta(days=1))
    assert acts()[-4:] == ["form.end", "form.end", "form.resume", "form.end"]


def test_a_unit_states_a_figure_by_one_form_alone(analyst, chairman):
    make_version()
    again = definition(code="the-same-again")
    ref = forms.propose(actor=analyst, definition=again, now=NOW)
    with pytest.raises(Refused) as caught:
        forms.approve(actor=chairman, version=ref, first_day=TODAY, now=NOW)
    assert "all-things" in caught.value.en
    end(chairman, TODAY)
    forms.approve(actor=chairman, version=ref, first_day=TOMORROW, now=NOW)


def test_what_is_not_there(analyst, chairman):
    with pytest.raises(queries.UnknownForm):
        queries.get_version(actor=analyst, code="none", on=TODAY)
    with pytest.raises(NotFound):
        forms.approve(actor=chairman, version=uuid4(), first_day=TODAY, now=NOW)
    with pytest.raises(NotAllowed):
        queries.get_versions(actor=Actor(name="nobody"), on=TODAY)


def test_forms_of_the_product_are_installed_once(db):
    installed = forms.install_builtin(actor=OPERATOR, now=NOW)
    assert installed == ["daily-commune", "dengue-weekly", "district-summary"]
    assert forms.install_builtin(actor=OPERATOR, now=NOW) == []
    rows = queries.get_active(actor=OPERATOR, on=TODAY)
    assert [row.code for row in rows] == installed
    assert [row.form for row in rows] == list(definitions.builtin())


def test_a_later_version_of_the_product_waits_for_a_commander(db, monkeypatch):
    make_version()
    monkeypatch.setattr(definitions, "builtin", lambda: iter([definition(version=2)]))
    assert forms.install_builtin(actor=OPERATOR, now=NOW) == ["all-things"]
    rows = queries.get_versions(actor=OPERATOR, on=TODAY)
    assert [row.state for row in rows] == [VersionState.APPROVED, VersionState.PROPOSED]


def test_only_the_operator_installs(chairman):
    with pytest.raises(NotAllowed):
        forms.install_builtin(actor=chairman, now=NOW)


def test_another_disease_is_data_alone(db):
    """Not one name of the form below stands in the code."""
    data = {
        "code": "measles-weekly",
        "version": 1,
        "title": sheets.both("measles"),
        "filer": {"level": "COMMUNE", "body": "health_station", "role": "reporter"},
        "schedule": {"cadence": "weekly", "weekday": "sunday", "day_ends": "24:00",
                     "cutoff": "16:00"},
        "sections": [{"code": "cases", "title": sheets.both("cases"), "fields": [
            {"code": "new", "label": sheets.both("new"), "kind": "count", "required": True,
             "indicator": "cases.confirmed", "disease": "measles"}]}],
        "rules": [],
    }  # fmt: skip
    definitions.read(data)
    data["sections"][0]["fields"][0]["disease"] = "mpox"
    with pytest.raises(BadForm):
        definitions.read(data)


def test_local_indicators_and_diseases_may_be_asked_for(db):
    from phaodai.indicators import catalogue
    from phaodai.vocabulary.measures import Kind

    wordings = dict.fromkeys(("label_vi", "label_en", "definition_vi", "definition_en"), "x")
    field = {"code": "parcels", "label": sheets.both("p"), "kind": "count",
             "indicator": "local.parcels", "disease": "mpox"}  # fmt: skip
    data = sheets.data(rules=[])
    data["sections"][0]["fields"].append(field)
    with pytest.raises(BadForm):
        definitions.read(data)
    catalogue.add_local(actor=OPERATOR, code="local.parcels", kind=Kind.FLOW,
                        measure="households", now=NOW, **wordings)  # fmt: skip
    catalogue.add_disease(actor=OPERATOR, code="mpox", label_vi="x", label_en="x", now=NOW)
    assert definitions.read(data)


def test_an_old_version_stays_readable_when_its_indicator_is_gone(db):
    version = make_version()
    version.definition["sections"][0]["fields"][0]["indicator"] = "cases.forgotten"
    version.digest = "another"
    assert definitions.stored(version).code == "all-things"


def test_every_state_has_its_moves_listed():
    assert set(VERSION_MOVES) == set(VersionState)


def test_which_version_holds():
    terms = [Term(TODAY, 1), Term(TOMORROW, 3)]
    assert in_force(terms, on=TODAY - timedelta(days=1)) is None
    assert in_force(terms, on=TODAY) == 1
    assert in_force(terms, on=TOMORROW) == 3
    assert in_force(terms, on=TOMORROW, last_day=TODAY) is None
    # A version that would begin after the form has ended never comes.
    assert standing(3, terms, on=TODAY, last_day=TODAY) is Standing.RETIRED


@pytest.mark.parametrize("others", [0, 5])
def test_versions_are_read_in_one_statement(db, others, django_assert_num_queries):
    for at in range(others + 1):
        make_version(code=f"form-{at}")
    with django_assert_num_queries(1):
        assert len(queries.get_versions(actor=OPERATOR, on=TODAY)) == others + 1
