"""Reports of the past are taken over a day at a time, and keep the rules of their form."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events.models import Announcement
from phaodai.indicators.models import Value
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations.history import Earlier, import_history
from phaodai.vocabulary.access import NotAllowed, Role
from phaodai.vocabulary.refs import BodyRef
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, OPERATOR, TODAY, actor_of
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.reports import make_version
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.reports.test_acceptance import an_id

YESTERDAY = TODAY - timedelta(days=1)
GOOD = {"a": "3", "b": "1,5", "now": "4.5", "trend": "same"}


@pytest.fixture
def two(places) -> list[Body]:
    """Two communes that have to file."""
    other = make_body(UnitFactory(name="Phước Sơn", parent=places.district), "UBND xã Phước Sơn")
    pks = [places.commune_committee.pk, other.pk]
    Body.objects.filter(pk__in=pks).update(kind="people_committee")
    make_version(rules=[
        sheets.rule("falls", {"at_least": ["now", {"previous": "now"}]}, text="{left} < {right}"),
    ])  # fmt: skip
    return list(Body.objects.filter(pk__in=pks).order_by("pk"))


def earlier(number: int, body: Body, **changes: str) -> Earlier:
    return Earlier(
        id=an_id(number),
        body=BodyRef(body.ref),
        values={**GOOD, **changes},
        comments={},
        received_at=NOW - timedelta(days=1),
        sent_by="Trần Ngọc Bảo",
    )


def take(*reports: Earlier, actor=OPERATOR, day=YESTERDAY) -> int:
    return import_history(actor=actor, form="all-things", day=day, reports=reports, now=NOW)


def test_a_day_of_many_units(two):
    assert take(earlier(1, two[0]), earlier(2, two[1], a="8")) == 2
    assert set(Report.objects.values_list("head", "lateness")) == {(1, "ON_TIME")}
    sent = Submission.objects.get(submission=an_id(2))
    assert sent.values["a"] == "8"
    assert sent.receipt
    assert sent.received_at == NOW - timedelta(days=1)
    assert set(Value.objects.values_list("unit_id", flat=True)) == {row.unit_id for row in two}
    event = AuditEvent.objects.get(action="report.import")
    assert '"reports":2' in event.details
    assert not Announcement.objects.filter(name="ReportFiled").exists()


def test_one_that_keeps_no_rule_stops_all(two):
    take(earlier(1, two[0], now="9"), earlier(2, two[1]))
    with pytest.raises(Refused, match=r"UBND|Ủy ban"):
        take(earlier(3, two[1]), earlier(4, two[0], now="2"), day=TODAY)
    assert not Report.objects.filter(day=TODAY).exists()


def test_each_that_cannot_be_taken_over_is_named_and_nothing_is_written(two):
    take(earlier(1, two[0]))
    nobody = replace(earlier(5, two[0]), body=BodyRef(uuid4()))
    with pytest.raises(Refused) as caught:
        take(earlier(2, two[0]), earlier(3, two[1]), earlier(4, two[1]), nobody)
    for name in (two[0].name, two[1].name, str(nobody.body)):
        assert name in caught.value.vi
        assert name in caught.value.en
    assert "không nhận 3 báo cáo" in caught.value.vi
    assert "đã có báo cáo ở đây" in caught.value.vi
    with pytest.raises(Refused, match="mã gửi đã dùng"):
        take(earlier(1, two[1]))
    assert Report.objects.count() == Submission.objects.count() == 1
    assert AuditEvent.objects.filter(action="report.import").count() == 1


def test_only_the_operator(two):
    reporter = actor_of(make_user(at=two[0], role=Role.REPORTER))
    stranger = actor_of(make_user("la", at=two[1], role=Role.COMMANDER))
    for actor in (reporter, stranger):
        with pytest.raises(NotAllowed):
            take(earlier(1, two[0]), actor=actor)


def test_bodies_and_forms_that_are_not_there(two):
    with pytest.raises(Refused, match="there is no such body"):
        take(earlier(1, Body(ref=an_id(9))))
    with pytest.raises(NotFound):
        import_history(actor=OPERATOR, form="x", day=TODAY, reports=[], now=NOW)
