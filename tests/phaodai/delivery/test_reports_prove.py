"""From a report's hour to the board of tasks: an order "before 10:00 daily" proves itself."""

from datetime import timedelta

import pytest
from django.urls import reverse

from phaodai.decisions.obligations import operations as judging
from phaodai.foundation.events import bus
from phaodai.registers.directives import operations as directives
from phaodai.registers.directives.models import Assignment, Obligation, ProposalBody
from phaodai.registers.directives.states import Proof
from phaodai.registers.reports.operations.closing import close_periods
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR, TODAY
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import due, order, reading
from tests.phaodai.registers.reports.watching import CUTOFF, DAY, Watch, make_watch, send

BY_TEN = {
    "indicator": "reports.filed_by_cutoff",
    "disease": None,
    "stratum": None,
    "comparator": ">=",
    "value": 100,
    "unit": "percent",
    "by": None,
    "span": [0, 4],
}


@pytest.fixture
def watch(places):
    return make_watch(places)


def issue(watch: Watch) -> Obligation:
    """Let the district order its communes to report before 10:00 every day."""
    kept = directives.import_document(
        actor=OPERATOR,
        keeper=BodyRef(watch.places.committee.ref),
        reading=reading(
            order(
                "UBND các xã báo cáo trước 10 giờ 00 hằng ngày.",
                lead=("Công an huyện",),
                deadline=due("recurring", rrule="FREQ=DAILY", time="10:00"),
                targets=(BY_TEN,),
            ),
            issuer=watch.places.committee.name,
            number="77",
        ),
        file=None,
        file_name="",
        media_type="text/plain",
        now=NOW - DAY,
    )
    bulk = directives.confirm_all(actor=OPERATOR, document=kept.ref, now=NOW - DAY)
    assert bulk.left == []
    proposed = ProposalBody.objects.get(proposal__document__ref=kept.ref)
    for name in ("hai", "dan"):
        proposed.body, proposed.level, proposed.within = watch.bodies[name], "", None
        proposed.text = watch.bodies[name].name
        proposed.save()
        proposed.pk, proposed.ordinal = None, proposed.ordinal + 1
    directives.issue(actor=OPERATOR, document=kept.ref, now=NOW - DAY)
    return Obligation.objects.get(document__ref=kept.ref)


def settle(now) -> None:
    """Let the clock count and judge, and the courier deliver, as the worker does."""
    close_periods(now=now)
    judging.assess(now=now + timedelta(minutes=1))
    bus.deliver_due(now=now + timedelta(minutes=2))


def proofs(obligation: Obligation) -> dict[str, Proof]:
    rows = Assignment.objects.filter(obligation=obligation, user_ref=None)
    return {row.body.unit.name: Proof(row.proof) for row in rows.select_related("body__unit")}


def test_an_order_to_report_before_ten_is_proved_by_the_hour_of_the_report(watch, client_of):
    obligation = issue(watch)
    send(watch.bodies["hai"])
    send(watch.bodies["dan"], now=CUTOFF + timedelta(minutes=3))

    settle(CUTOFF - timedelta(minutes=1))
    assert set(proofs(obligation).values()) == {Proof.NO_FIGURE}  # nobody is judged before the hour

    settle(CUTOFF + timedelta(minutes=5))
    assert proofs(obligation) == {"Phước Hải": Proof.MET, "Phước Dan": Proof.NOT_MET}
    chairman = make_user(at=watch.places.committee, role=Role.COMMANDER)
    answer = client_of(chairman).get(
        reverse("tasks:board"), {"proof": Proof.NOT_MET.value, "state": "all"}
    )
    assert "Phước Dan" in answer.content.decode()
    assert "Phước Hải" not in answer.content.decode().partition("<tbody")[2]


def test_silence_at_the_cut_off_does_not_prove_it(watch):
    obligation = issue(watch)
    send(watch.bodies["hai"], day=TODAY)
    settle(CUTOFF + timedelta(minutes=5))
    assert proofs(obligation)["Phước Dan"] == Proof.NOT_MET


def test_the_figures_lead_to_the_board_of_the_day(watch, client_of, monkeypatch):
    obligation = issue(watch)
    send(watch.bodies["hai"])
    settle(CUTOFF + timedelta(minutes=5))
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: CUTOFF + timedelta(hours=1))
    client = client_of(make_user(at=watch.places.committee, role=Role.COMMANDER))
    row = Assignment.objects.get(obligation=obligation, body=watch.bodies["dan"])
    page = client.get(reverse("tasks:task", args=[row.ref])).content.decode()
    where = f"{reverse('boards:board')}?unit={row.body.unit.ref}&amp;day={TODAY.isoformat()}"
    assert "Ai đã nộp, ai chưa ngày 23/12" in page
    assert page.count(where) == 2  # under the figure, and in the table of days
    board = client.get(where.replace("&amp;", "&")).content.decode()
    assert "1 trong 1 đơn vị chưa nộp." in board
