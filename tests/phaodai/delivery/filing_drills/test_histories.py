"""Whatever is sent twice, out of order or not at all ends in the database as the oracle says."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit.models import AuditEvent
from phaodai.indicators.models import Value
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.operations.desk import Sending
from phaodai.registers.reports.operations.filing import file_report
from phaodai.registers.reports.rules import acceptance
from phaodai.registers.reports.rules.notes import REASON
from phaodai.registers.reports.states import Channel
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.reports import make_version
from tests.phaodai.registers.reports.test_acceptance import REFUSED, histories, oracle

FEW, MANY = 60, 1_000
FATES = {"ACCEPTED": "taken", "STALE": "beside", "REFUSED": "refused", "HELD": "waits"}
KEPT = settings(deadline=None, suppress_health_check=list(HealthCheck))
pytestmark = pytest.mark.django_db


@pytest.fixture
def commune(places) -> Body:
    body = places.commune_committee
    body.kind = "people_committee"
    body.save()
    make_version(rules=[])
    return body


@pytest.fixture
def filer(commune):
    return actor_of(make_user(at=commune, role=Role.REPORTER))


def sending(one: acceptance.Submission, refused) -> Sending:
    """Return what a history sends as a report; one that is to be refused has less than nothing."""
    amount = ("-" if one.id in refused else "") + str(int(one.values["f0"]) + 1)
    return Sending(
        id=one.id,
        version=1,
        base=one.base,
        values={"a": amount, "b": "0", "now": "1", "trend": "same"},
        comments={REASON: "đếm lại"},
        channel=Channel.API,
    )


def ends_as_the_oracle_says(filer, commune, sends, refused) -> None:
    with transaction.atomic():
        for each in sends:
            file_report(
                actor=filer, body=commune.ref, form="all-things", day=TODAY,
                sending=sending(each, refused), now=NOW,
            )  # fmt: skip
        path, fate = oracle(sends, refused)
        rows = Submission.objects.order_by("number")
        assert {row.submission: FATES[row.state] for row in rows} == fate
        assert [row.submission for row in rows if row.number] == path
        assert sum(Report.objects.values_list("head", flat=True)) == len(path)
        answered = AuditEvent.objects.exclude(action="report.hold").filter(subject_kind="report")
        assert answered.count() == sum(word != "waits" for word in fate.values())
        said = Value.objects.filter(series__stratum__code="found=community")
        assert list(said.values_list("amount", flat=True)) == [
            int(row.values["a"]) * 10_000 for row in rows if path and row.submission == path[-1]
        ]
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(KEPT, max_examples=FEW)
@given(sends=histories(), refused=REFUSED)
def test_some_histories(filer, commune, sends, refused):
    ends_as_the_oracle_says(filer, commune, sends, refused)


@pytest.mark.drill
@settings(KEPT, max_examples=MANY)
@given(sends=histories(), refused=REFUSED)
def test_a_thousand_histories(filer, commune, sends, refused):
    ends_as_the_oracle_says(filer, commune, sends, refused)
