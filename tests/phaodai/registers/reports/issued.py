"""A paper that is issued and printed, for the tests of what becomes of it."""

from dataclasses import replace
from functools import cache
from uuid import UUID

from phaodai.engines.papers import pdf
from phaodai.engines.papers.model import Signature
from phaodai.foundation.files import checking
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.operations.papers import (
    draft_paper,
    issue_paper,
    keep_template,
    number_paper,
)
from phaodai.vocabulary.access import Actor
from tests.engines.papers.papers import NOW as THEN
from tests.engines.papers.papers import REPORT
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.registers.reports.test_papers import NAMES, WORDING, WORDS
from tests.phaodai.registers.reports.watching import DAY, FORM, Watch, send

SIGNER = "Mai Quốc Thịnh"
PROVINCE = "Ủy ban nhân dân tỉnh Ninh Thuận"
PARTY = "Thường trực Tỉnh ủy"
NAMED = replace(
    WORDING, signer=SIGNER, addressees=(PROVINCE, PARTY), copies=("Như trên", "Lưu: VT")
)


@cache
def printed() -> bytes:
    return pdf.write(replace(REPORT, signature=Signature("Chủ tịch", SIGNER)), now=THEN)


def make_issued(watch: Watch, officer: Actor, head: Actor, *, day_before: bool = False) -> UUID:
    body = watch.places.committee.ref
    keep_template(actor=officer, body=body, form=FORM, content=NAMED, names=NAMES, now=NOW)
    day = TODAY - DAY if day_before else TODAY
    send(watch.bodies["hai"], day=day)
    made = compile_day(actor=officer, body=body, form=FORM, day=day, now=NOW)
    paper = draft_paper(actor=officer, edition=made.edition, now=NOW)
    number_paper(actor=officer, paper=paper, day=TODAY, now=NOW)
    issue_paper(
        actor=head, paper=paper, version=1, subject="Tình hình", words=WORDS, typed=(), now=NOW,
        printed=[checking.examine(printed(), name="bao-cao-1.pdf")],
    )  # fmt: skip
    return paper
