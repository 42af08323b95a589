"""From a register's figure to the board: published, judged, announced, copied, filtered."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from phaodai.decisions.obligations import operations as judging
from phaodai.foundation.events import bus
from phaodai.indicators import publishing
from phaodai.indicators.models import Series, Value
from phaodai.registers.directives.models import Assignment
from phaodai.registers.directives.states import Proof
from phaodai.vocabulary.access import Role
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.cascades import NOW, make_cascade, say_coverage


@pytest.fixture
def cascade(db):
    return make_cascade(n_communes=2)


def settle(now) -> None:
    """Let the clock judge and the courier deliver, as the worker does."""
    judging.assess(now=now)
    bus.deliver_due(now=now + timedelta(minutes=1))


def on_board(client, proof: Proof) -> str:
    answer = client.get(reverse("tasks:board"), {"proof": proof.value, "state": "all"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_a_register_counts_stands_on_the_board(cascade, client_of):
    first, second = cascade.districts
    chairman = make_user("chu.tich", at=cascade.province, role=Role.COMMANDER)
    client = client_of(chairman)

    settle(NOW)
    assert {row.proof for row in Assignment.objects.filter(body__in=cascade.districts)} == {
        Proof.NO_FIGURE
    }
    assert first.name in on_board(client, Proof.NO_FIGURE)
    assert first.name not in on_board(client, Proof.MET)

    percents = dict.fromkeys(cascade.communes[0], 97) | dict.fromkeys(cascade.communes[1], 80)
    say_coverage(cascade, percents)
    later = NOW + timedelta(minutes=5)
    settle(later)
    met, behind = (Assignment.objects.get(body=body) for body in (first, second))
    assert (met.proof, behind.proof) == (Proof.MET, Proof.NOT_MET)
    assert (met.proof_value, behind.proof_value) == (97, 80)
    assert (met.proof_reported, met.proof_expected) == (2, 2)
    assert first.name in on_board(client, Proof.MET)
    assert second.name not in on_board(client, Proof.MET)
    assert second.name in on_board(client, Proof.NOT_MET)


def test_a_figure_that_is_withdrawn_proves_nothing_any_more(cascade):
    first = cascade.districts[0]
    say_coverage(cascade, dict.fromkeys(cascade.communes[0], 97))
    settle(NOW)
    assert Assignment.objects.get(body=first).proof == Proof.MET
    withdraw_all(cascade)
    settle(NOW + timedelta(minutes=5))
    assert Assignment.objects.get(body=first).proof == Proof.NO_FIGURE


def withdraw_all(cascade) -> None:
    for source, basis in Series.objects.values_list("source__code", "basis").distinct():
        rows = Value.objects.filter(series__source__code=source).values_list("unit_id", "day")
        publishing.withdraw(
            source=source,
            basis=publishing.Basis(basis),
            units_and_days=[(unit, date.fromordinal(day)) for unit, day in set(rows)],
            now=NOW + timedelta(minutes=4),
        )
