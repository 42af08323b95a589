"""Acts on bodies and their heads."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from phaodai.foundation.agencies import operations, queries
from phaodai.foundation.agencies.models import Body, BodyAlias, HeadPost, Tenure
from phaodai.foundation.agencies.operations import Refused
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.units import operations as units
from phaodai.vocabulary.access import NotAllowed
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import actor_of
from tests.phaodai.factories.agencies import OPERATOR, body_of, fill

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 12, 23, tzinfo=UTC)
DAY = date(2021, 12, 23)
SINCE = date(2021, 1, 1)


def act(operation, **arguments):
    return operation(**({"actor": OPERATOR, "now": NOW} | arguments))


def state():
    return (
        list(Body.objects.order_by("pk").values()),
        BodyAlias.objects.count(),
        HeadPost.objects.count(),
        list(Tenure.objects.order_by("pk").values()),
        AuditEvent.objects.count(),
    )


@pytest.fixture
def seat(places):
    return HeadPost.objects.create(body=places.committee, title_vi="Chủ tịch")


ACTS = {
    "add": lambda p, _s: (
        operations.add_body,
        {"unit": p.district.ref, "name": "Bệnh viện dã chiến số 1", "valid_from": DAY},
    ),
    "rename": lambda p, _s: (
        operations.rename_body,
        {"body": p.health.ref, "name": "Trung tâm Y tế khu vực Ninh Phước"},
    ),
    "alias": lambda p, _s: (operations.add_alias, {"body": p.health.ref, "text": "TTYT"}),
    "seat": lambda p, _s: (operations.add_seat, {"body": p.health.ref, "title": "Giám đốc"}),
    "appoint": lambda _p, s: (
        operations.appoint,
        {"seat": s.ref, "holder": "Nguyễn Văn An", "first_day": DAY},
    ),
    "first_heads": lambda p, _s: (
        operations.seat_first_heads,
        {"holders": {p.committee.ref: ("Nguyễn Văn An", None)}, "first_day": DAY},
    ),
    "set_head": lambda p, _s: (
        operations.set_head,
        {"body": p.health.ref, "title": "Giám đốc", "holder": "Lê Thị Bình", "first_day": DAY},
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_administrator_acts_in_the_unit(places, seat, administrator, name):
    operation, arguments = ACTS[name](places, seat)
    act(operation, actor=actor_of(administrator), **arguments)
    assert {event.actor for event in AuditEvent.objects.all()} == {administrator.username}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", ["stranger", "sister", "commander"])
def test_nobody_else_does(places, seat, name, who, request):
    operation, arguments = ACTS[name](places, seat)
    actor = actor_of(request.getfixturevalue(who))
    before = state()
    with pytest.raises(NotAllowed):
        act(operation, actor=actor, **arguments)
    assert state() == before


def test_a_body_manages_what_it_directs(places, sister):
    """The administrator of the police may change the police, not its sister."""
    act(operations.add_alias, actor=actor_of(sister), body=places.police.ref, text="CA huyện")
    assert queries.aliases_of(places.police.ref) == ["CA huyện"]


def test_add_body_of_a_kind(places):
    fill(places.province)
    ref = act(
        operations.add_body,
        unit=places.district.ref,
        kind="general_hospital",
        name="Bệnh viện đa khoa khu vực Ninh Phước",
        valid_from=DAY,
    )
    row, superior = queries.get_body(ref), body_of(places.province, "health_department")
    assert (row.branch, row.superior) == ("HEALTH", superior.ref)
    assert row.path == f"{superior.path}{Body.objects.get(ref=ref).pk}/"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": uuid4()}, "no such unit"),
        ({"valid_from": date(1999, 1, 1)}, "does not exist on"),
        ({"kind": "health_station"}, "does not exist on this level"),
        ({"kind": "gì đó"}, "does not exist on this level"),
        ({"name": " "}, "printable"),
        ({"name": "x" * 251}, "printable"),
        ({"name": "trung tâm y tế huyện Ninh Phước"}, "already has"),
    ],
)
def test_add_body_refuses(places, changes, message):
    before = state()
    arguments = {"unit": places.district.ref, "name": "Mới", "valid_from": DAY}
    with pytest.raises(Refused, match=message):
        act(operations.add_body, **(arguments | changes))
    assert state() == before


def test_an_old_name_stays_readable(places):
    act(operations.rename_body, body=places.health.ref, name="Trung tâm Y tế khu vực Ninh Phước")
    (match,) = queries.resolve("Trung tâm Y tế huyện Ninh Phước", near=places.district.ref, on=DAY)
    assert (match.ref, match.why) == (places.health.ref, "alias")


def test_a_name_of_another_body_is_refused(places):
    with pytest.raises(Refused, match="already has"):
        act(operations.rename_body, body=places.health.ref, name="Công an huyện Ninh Phước")


def test_heads_follow_each_other(places, seat):
    first = act(operations.appoint, seat=seat.ref, holder="Một", first_day=SINCE)
    second = act(operations.appoint, seat=seat.ref, holder="Hai", first_day=DAY)
    assert (first.replaced, second.replaced) == ("", "Một")
    assert queries.head_on(places.committee.ref, date(2021, 12, 22)).holder == "Một"
    assert queries.head_on(places.committee.ref, DAY).holder == "Hai"
    assert queries.head_on(places.committee.ref, date(2020, 1, 1)) is None
    (row,) = queries.heads_of(places.committee.ref)
    assert [(t.holder, t.last_day) for t in row.tenures] == [
        ("Hai", None),
        ("Một", date(2021, 12, 22)),
    ]
    assert (row.holder_on(SINCE), row.holder_on(DAY), row.holder_on(date(2020, 1, 1))) == (
        "Một",
        "Hai",
        "",
    )


def test_first_heads_take_only_seats_that_nobody_held(places, seat):
    empty = HeadPost.objects.create(body=places.health, title_vi="Giám đốc")
    act(operations.appoint, seat=seat.ref, holder="Một", first_day=SINCE)
    holders = {
        BodyRef(places.committee.ref): ("Hai", None),
        BodyRef(places.health.ref): ("Ba", None),
        BodyRef(places.police.ref): ("Bốn", None),  # has no seat
    }
    for expected in (1, 0):
        assert act(operations.seat_first_heads, holders=holders, first_day=DAY) == expected
    assert queries.head_on(places.committee.ref, DAY).holder == "Một"
    assert Tenure.objects.get(head_post=empty).holder == "Ba"
    assert AuditEvent.objects.filter(action="agency.seat_first_heads").count() == 1


@pytest.mark.parametrize(
    ("holder", "day", "message"),
    [
        ("Ba", SINCE, "on record"),
        ("Ba", date(2021, 6, 1), "on record"),
        ("Ba", date(2020, 1, 1), "exists only from"),
        ("", date(2022, 1, 1), "printable"),
        ("x" * 161, date(2022, 1, 1), "printable"),
    ],
)
def test_appoint_refuses(places, seat, holder, day, message):
    act(operations.appoint, seat=seat.ref, holder="Một", first_day=date(2021, 6, 1))
    before = state()
    with pytest.raises(Refused, match=message):
        act(operations.appoint, seat=seat.ref, holder=holder, first_day=day)
    assert state() == before


def test_a_seat_may_stand_empty(places, seat):
    with pytest.raises(Refused, match="nobody holds"):
        act(operations.end_tenure, seat=seat.ref, last_day=DAY)
    act(operations.appoint, seat=seat.ref, holder="Một", first_day=SINCE)
    act(operations.end_tenure, seat=seat.ref, last_day=date(2021, 6, 30))
    assert queries.head_on(places.committee.ref, date(2021, 6, 30)).holder == "Một"
    assert queries.head_on(places.committee.ref, date(2021, 7, 1)) is None
    act(operations.appoint, seat=seat.ref, holder="Hai", first_day=DAY)
    assert queries.head_on(places.committee.ref, DAY).holder == "Hai"


def test_deputies_have_seats_of_their_own(places):
    for title, holder in (("Chủ tịch", "Một"), ("Phó Chủ tịch", "Hai"), ("chủ tịch", "Ba")):
        day = DAY if holder == "Ba" else SINCE
        act(
            operations.set_head,
            body=places.committee.ref,
            title=title,
            holder=holder,
            first_day=day,
        )
    seats = queries.heads_of(places.committee.ref)
    assert [(s.title_vi, s.rank, s.is_deputy) for s in seats] == [
        ("Chủ tịch", 1, False),
        ("Phó Chủ tịch", 2, True),
    ]
    assert seats[0].holder_on(DAY) == "Ba"


def test_a_refused_appointment_leaves_no_seat(places):
    before = state()
    with pytest.raises(Refused):
        act(
            operations.set_head,
            body=places.committee.ref,
            title="Chủ tịch",
            holder=" ",
            first_day=DAY,
        )
    assert state() == before


def test_heads_of_a_body_that_has_ended(places):
    """History may be written down afterwards, but nobody heads what has ended."""
    fill(places.commune)
    committee = Body.objects.filter(unit=places.commune).first()
    units.close(actor=OPERATOR, now=NOW, unit=places.commune.ref, last_day=DAY)
    fill(places.commune)
    act(operations.set_head, body=committee.ref, title="Chủ tịch", holder="Một", first_day=SINCE)
    assert queries.heads_of(committee.ref)[0].tenures[0].last_day == DAY
    with pytest.raises(Refused, match="exists only from"):
        act(
            operations.set_head,
            body=committee.ref,
            title="Chủ tịch",
            holder="Hai",
            first_day=date(2022, 1, 1),
        )
    with pytest.raises(Refused, match="ended"):
        act(operations.rename_body, body=committee.ref, name="Khác")


def test_unknown_things(places):
    for operation, arguments in (
        (operations.add_alias, {"body": uuid4(), "text": "x"}),
        (operations.appoint, {"seat": uuid4(), "holder": "x", "first_day": DAY}),
    ):
        with pytest.raises(operations.UnknownBody):
            act(operation, **arguments)
    with pytest.raises(queries.UnknownBody):
        queries.get_body(uuid4())
    with pytest.raises(queries.UnknownBody):
        queries.seat_of(uuid4())
