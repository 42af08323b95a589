"""An installation of its own, in a process of its own: prepared, then counted."""
# ruff: noqa: E402, T201 - Django starts first; what is printed is the answer

import json
import sys
from datetime import UTC, datetime

import django

django.setup()

from django.core.management import call_command

from phaodai.foundation.accounts.operations import set_mail_address
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit.models import AuditEvent
from phaodai.registers.reports.models import Letter, Report, Submission
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import OPERATOR
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.letters import SENDER
from tests.phaodai.factories.reports import make_version
from tests.phaodai.factories.units import UnitFactory


def prepare() -> dict[str, str]:
    call_command("migrate", verbosity=0)
    province = UnitFactory(province=True, name="Ninh Thuận")
    district = UnitFactory(district=True, name="Ninh Phước", parent=province)
    commune = UnitFactory(name="Phước Hải", parent=district)
    body = make_body(commune, "Ủy ban nhân dân xã Phước Hải", general=True)
    Body.objects.filter(pk=body.pk).update(kind="people_committee")
    make_version()
    user = make_user(at=body, role=Role.REPORTER)
    now = datetime.now(UTC)
    set_mail_address(actor=OPERATOR, user=user.ref, address=SENDER, today=now.date(), now=now)
    return {"body": str(body.ref)}


def count() -> dict[str, object]:
    return {
        "letters": Letter.objects.count(),
        "answers": list(Letter.objects.values_list("answer_state", flat=True)),
        "revisions": list(Report.objects.values_list("head", flat=True)),
        "submissions": Submission.objects.count(),
        "filed": AuditEvent.objects.filter(action="report.file").count(),
    }


print(json.dumps({"prepare": prepare, "count": count}[sys.argv[1]]()))
