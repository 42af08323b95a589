"""The paper of an edition as it stands: what it is drafted from, and the files made of it."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from phaodai.delivery.documents import compiled
from phaodai.delivery.documents.compiled import Known, paper_of
from phaodai.engines.forms.schedule import HERE, Cadence
from phaodai.engines.papers import pdf, word
from phaodai.engines.papers.model import Form, Paper, Seal
from phaodai.engines.papers.templates import Names
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.units import queries as units
from phaodai.registers.reports.queries.editions import as_known, get_edition
from phaodai.registers.reports.queries.papers import PaperRow, week_of
from phaodai.registers.reports.states import PaperState
from phaodai.registers.reports.wording import Content
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.refs import BodyRef
from phaodai.vocabulary.units import UnitLevel

PARTY_KIND, STANDING_KIND = "party_committee", "party_standing_committee"
ROOT_LETTERS = 12  # of the audit trail, on the page
_PARTY_NAMES = {"quận": ("Quận ủy", "QU"), "thị xã": ("Thị ủy", "TU"), "huyện": ("Huyện ủy", "HU")}


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues a paper in one form, as its head names it.

    Attributes:
        parent: the body above that its head names; "" where the form names none.
        mark: what stands for it in a symbol, such as "UBND" or "HU".
        addressees: to whom it reports.
        archive: the last line of "Nơi nhận".
    """

    name: str
    parent: str
    place: str
    mark: str
    addressees: tuple[str, ...]
    archive: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a paper is drafted from, and who issues it in either form."""

    known: Known
    issuers: dict[Form, Issuer]

    @property
    def names(self) -> Names:
        """What its words may name."""
        return compiled.names_of(self.known.today.form)


def draft_of(*, actor: Actor, row: PaperRow, now: datetime) -> Draft:
    """Return what the paper of an edition is drafted from: all of it as known when it was compiled.

    Raises:
        NotFound: The edition is not in the actor's sight.
    """
    today = get_edition(actor=actor, edition=row.edition, now=now)
    schedule = today.form.schedule
    before = as_known(
        actor=actor, body=row.body, form=row.form, day=schedule.before(today.day),
        moment=today.as_of,
    )  # fmt: skip
    week = (
        week_of(actor=actor, body=row.body, form=row.form, day=today.day, moment=today.as_of)
        if schedule.cadence is Cadence.DAILY
        else None
    )
    issuers = issuers_of(row.body)
    known = Known(
        issuers[row.content.form].name, today, before if before.n_reported else None, week
    )
    return Draft(known, issuers)


def issuers_of(ref: BodyRef) -> dict[Form, Issuer]:
    """Return who issues in either form: the body itself, and the Party committee of its unit."""
    body = agencies.get_body(ref)
    unit = units.get_unit(body.unit)
    parent = "" if body.is_general else body.superior_name
    name, mark = _party_of(unit.level, unit.kind, unit.name)
    kept = {each.kind: each.name for each in agencies.bodies_of(unit.ref)}
    above = ""
    if unit.parent is not None:
        upper = units.get_unit(unit.parent)
        if upper.level in (UnitLevel.PROVINCE, UnitLevel.DISTRICT):
            above = _party_of(upper.level, upper.kind, upper.name)[0]
    to = tuple(filter(None, (kept.get(STANDING_KIND), body.superior_name)))
    state = Issuer(body.name, parent, unit.name, "UBND", to, "Lưu: VT, YT")
    party = Issuer(
        kept.get(PARTY_KIND, name), above, unit.name, mark,
        (f"Ban Thường vụ {above}",) if above else (), "Lưu: VP",
    )  # fmt: skip
    return {Form.STATE: state, Form.PARTY: party}


def in_form(content: Content, form: Form, draft: Draft) -> Content:
    """Return a wording in another form: head, addressees and signer follow it, the words stay."""
    if content.form is form:
        return content
    old, new = draft.issuers[content.form], draft.issuers[form]
    kind = content.symbol.replace("/", "-").partition("-")[0] or "BC"
    others = tuple(name for name in content.addressees if name not in old.addressees)
    is_usual = len(others) < len(content.addressees)
    joint, authority, post = (
        ("/", "T/M Ban Thường vụ", "Bí thư")
        if form is Form.PARTY
        else ("-", "TM. Ủy ban nhân dân", "Chủ tịch")
    )
    return replace(
        content,
        form=form,
        symbol=f"{kind}{joint}{new.mark}",
        addressees=(*new.addressees, *others) if is_usual else content.addressees,
        copies=tuple(new.archive if name.startswith("Lưu:") else name for name in content.copies),
        authority=(authority,),
        post=post,
        signer="",
    )


def drawn(draft: Draft, row: PaperRow, content: Content, *, target: str = "") -> Paper:
    """Return the paper in some wording.

    Args:
        draft: What it is drafted from.
        row: Its number, day and code.
        content: The wording, which names nothing that is not there.
        target: The address that proves it; "" while nothing does.
    """
    issuer = draft.issuers[content.form]
    return paper_of(
        content,
        replace(draft.known, issuer=issuer.name),
        parent=issuer.parent,
        place=issuer.place,
        number=row.number,
        day=row.day,
        seal=seal_of(row, target) if row.number is not None and target else None,
    )


def seal_of(row: PaperRow, target: str) -> Seal:
    """Return what proves the printed page."""
    root = f"; vết kiểm toán {row.root[:ROOT_LETTERS]}" if row.root else ""
    if row.root_at is not None:
        root += f" niêm phong lúc {row.root_at.astimezone(HERE):%H:%M:%S %d/%m/%Y}"
    return Seal(
        code=f"{row.code[:5]}-{row.code[5:]}",
        target=target,
        note=f"Mã kiểm chứng{root}",
    )


def written(paper: Paper, kind: str, *, now: datetime) -> bytes:
    """Return a paper as a file of a kind, "docx" or "pdf".

    Raises:
        FaceMissing: No face for printing is installed.
    """
    return word.write(paper, now=now) if kind == "docx" else pdf.write(paper, now=now)


def file_name(row: PaperRow, kind: str) -> str:
    """Return how a file of a paper is called where it is saved."""
    if row.number is not None and row.day is not None:
        symbol = re.sub(r"[^\w-]+", "-", row.content.symbol)
        begin = "" if row.state is PaperState.ISSUED else "du-thao-"
        return f"{begin}{row.number:02d}-{symbol}-{row.day:%Y-%m-%d}.{kind}"
    return f"du-thao-{row.form}-{row.period:%Y-%m-%d}-lan-{row.edition_number}.{kind}"


def _party_of(level: UnitLevel, kind: str, name: str) -> tuple[str, str]:
    """Return name and mark of the Party committee of a unit."""
    if level is UnitLevel.PROVINCE:
        return (f"Thành ủy {name}", "TU") if kind == "thành phố" else (f"Tỉnh ủy {name}", "TU")
    if level is UnitLevel.DISTRICT:
        words, mark = _PARTY_NAMES.get(kind, ("Thành ủy", "TU"))
        return f"{words} {name}", mark
    return f"Đảng ủy {kind} {name}", "ĐU"
