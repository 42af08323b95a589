"""An installation of its own, in a process of its own: prepared, then counted."""
# ruff: noqa: E402, T201 - Django starts first; what is printed is the answer

import json
import sys
from datetime import UTC, datetime

import django

django.setup()

from django.core.management import call_command

from phaodai.engines.papers import pdf
from phaodai.foundation.accounts.operations import set_mail_address
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.files import operations as files
from phaodai.foundation.units.models import Unit
from phaodai.registers.reports import wording
from phaodai.registers.reports.models import (
    Edition,
    Letter,
    Paper,
    PaperSending,
    Report,
    Submission,
)
from phaodai.registers.reports.operations import sending
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.operations.sending import Addressee
from phaodai.registers.reports.states import PaperState
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef
from tests.engines.papers.papers import REPORT
from tests.phaodai.conftest import OPERATOR
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.letters import SENDER
from tests.phaodai.factories.reports import make_version
from tests.phaodai.factories.units import UnitFactory
from tests.phaodai.registers.reports.watching import send


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


def send_paper() -> dict[str, str]:
    """Issue a paper of the district, and put one letter of it in line."""
    now = datetime.now(UTC)
    district = Unit.objects.get(name="Ninh Phước")
    body = make_body(district, "Ủy ban nhân dân huyện Ninh Phước", general=True)
    send(Body.objects.get(unit__name="Phước Hải"), day=now.date(), now=now)
    made = compile_day(
        actor=OPERATOR, body=BodyRef(body.ref), form="all-things", day=now.date(), now=now
    )
    paper = Paper.objects.create(
        unit=district, body=body, edition=Edition.objects.get(ref=made.edition),
        content=wording.written(dict(wording.builtin())["daily-commune"]), number=1,
        state=PaperState.ISSUED, day=now.date(), code="23456789AB", written_by="Hạnh",
        written_at=now, issued_by="Thịnh", issued_at=now, words="BÁO CÁO\nTình hình\nCó 3 ca.",
    )  # fmt: skip
    files.keep(
        actor=OPERATOR, content=pdf.write(REPORT, now=now), name="bao-cao.pdf",
        owner_kind="paper", owner_ref=paper.ref, unit_ref=None, body_ref=None, now=now,
    )  # fmt: skip
    sending.send_paper(
        actor=OPERATOR, paper=paper.ref, to=[Addressee("Tỉnh ủy", address="vp@tinhuy.example.vn")],
        site="https://phaodai.example.vn", domain="ninhthuan.example.vn", now=now,
    )  # fmt: skip
    return {"paper": str(paper.ref)}


def count_sendings() -> dict[str, object]:
    rows = PaperSending.objects.values_list("state", "tries", "problem", "message_id")
    return {"rows": [list(row) for row in rows]}


def count() -> dict[str, object]:
    return {
        "letters": Letter.objects.count(),
        "answers": list(Letter.objects.values_list("answer_state", flat=True)),
        "revisions": list(Report.objects.values_list("head", flat=True)),
        "submissions": Submission.objects.count(),
        "filed": AuditEvent.objects.filter(action="report.file").count(),
    }


PLAYS = {
    "prepare": prepare, "count": count, "send_paper": send_paper, "count_sendings": count_sendings,
}  # fmt: skip
print(json.dumps(PLAYS[sys.argv[1]]()))
