"""Read a Vietnamese administrative document into its head, clauses and obligations."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from phaodai.engines.dispatch.bodies import BodyReader
from phaodai.engines.dispatch.clauses import Body, Clause, build_body
from phaodai.engines.dispatch.deadlines import DeadlineReader
from phaodai.engines.dispatch.enclosures import Enclosure, find_enclosures
from phaodai.engines.dispatch.footer import Footer, find_footer
from phaodai.engines.dispatch.header import MOTTO, Header, read_header
from phaodai.engines.dispatch.layout import read_paragraphs
from phaodai.engines.dispatch.leads import LeadReader
from phaodai.engines.dispatch.lexicon import BodyTerm, compile_lexicon
from phaodai.engines.dispatch.obligations import Obligation, ObligationReader, Party
from phaodai.engines.dispatch.references import (
    Citation,
    date_as_dict,
    find_citations,
    find_laws,
    merge,
)
from phaodai.engines.dispatch.targets import TargetReader, find_disease
from phaodai.engines.dispatch.text import Page, fold
from phaodai.engines.dispatch.warnings import Remark

NAME: Final = "phaodai.engines.dispatch"
VERSION: Final = "1.0.0"
"""Changes whenever the reading of any text changes."""


@dataclass(slots=True)
class Reading:
    """All that was read from one text, each fact with the place it was read from."""

    page: Page
    header: Header
    footer: Footer
    carries_out: list[Citation] = field(default_factory=list)
    bases: list[Citation] = field(default_factory=list)
    references: list[Citation] = field(default_factory=list)
    enclosures: list[Enclosure] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    scopes: list[list[dict[str, object]]] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    is_issuer_inferred: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the reading as the contract's JSON object, keys in its order."""
        return {
            "text": self.page.text,
            "document": self._document(),
            "clauses": [clause.as_dict() for clause in self.clauses],
            "obligations": [
                self._obligation(item, scope)
                for item, scope in zip(self.obligations, self.scopes, strict=True)
            ],
            "warnings": [item.as_dict() for item in self.warnings],
            "reader": {"name": NAME, "version": VERSION},
        }

    def _document(self) -> dict[str, Any]:
        header, footer = self.header, self.footer
        return {
            "type": header.type,
            "number": header.number,
            "symbol": header.symbol,
            "issuer": header.issuer,
            "parent_issuer": header.parent,
            "place": header.place,
            "date": date_as_dict(header.date),
            "urgency": header.urgency,
            "subject": header.subject,
            "addressees": [item[0] for item in header.addressees],
            "recipients": [item[0] for item in footer.recipients],
            "carries_out": [item.as_dict() for item in self.carries_out],
            "bases": [item.as_dict() for item in self.bases],
            "references": [item.as_dict() for item in self.references],
            "enclosures": [item.text for item in self.enclosures],
            "signer": {
                "authority": list(footer.authority),
                "post": footer.post,
                "name": footer.name,
            },
            "evidence": self._evidence(),
        }

    def _evidence(self) -> dict[str, Any]:
        header, footer = self.header, self.footer
        inferred_type = header.type is not None and header.type_span is None
        rows: list[tuple[str, tuple[int, int] | None, float, bool]] = [
            ("/type", header.type_span, 0.7 if inferred_type else 0.97, inferred_type),
            ("/number", header.number_span, 0.97, False),
            ("/symbol", header.symbol_span, 0.97, False),
            ("/issuer", header.issuer_span, 0.5 if self.is_issuer_inferred else 0.95,
             self.is_issuer_inferred),
            ("/parent_issuer", header.parent_span, 0.9, False),
            ("/place", header.place_span, 0.95, False),
            ("/date", header.date_span, 0.97 if header.date else 0.3, False),
            ("/urgency", header.urgency_span, 0.97, False),
            ("/subject", header.subject_span, 0.9, False),
            ("/signer/authority", footer.authority_span, 0.95, False),
            ("/signer/post", footer.post_span, 0.93, False),
            ("/signer/name", footer.name_span, 0.9, False),
        ]  # fmt: skip
        rows += [
            (f"/addressees/{index}", (item[1], item[2]), 0.93, False)
            for index, item in enumerate(header.addressees)
        ]
        rows += [
            (f"/recipients/{index}", (item[1], item[2]), 0.9, False)
            for index, item in enumerate(footer.recipients)
        ]
        for key, cited in (
            ("carries_out", self.carries_out), ("bases", self.bases), ("references",
            self.references),
        ):  # fmt: skip
            rows += [
                (f"/{key}/{index}", (item.start, item.end), 0.85, False)
                for index, item in enumerate(cited)
            ]
        rows += [
            (f"/enclosures/{index}", item.span, 0.7, item.is_inferred)
            for index, item in enumerate(self.enclosures)
        ]
        penalty = 0.2 if self.page.is_accentless else 0.0
        return {
            pointer: {
                "span": list(span) if span else None,
                "confidence": round(max(0.05, confidence - penalty), 2),
                "inferred": inferred,
                "raw": self.page.text[span[0] : span[1]] if span else None,
            }
            for pointer, span, confidence, inferred in rows
            if span is not None or inferred
        }

    def _obligation(self, item: Obligation, scope: list[dict[str, object]]) -> dict[str, Any]:
        page = self.page
        return {
            "clause": item.clause,
            "span": [item.start, item.end],
            "text": page.slice(item.start, item.end),
            "lead": [party.as_dict(page) for party in item.lead],
            "coordinate": [party.as_dict(page) for party in item.coordinate],
            "accountable": [party.as_dict(page) for party in item.accountable],
            "scope": scope,
            "due": item.due.as_dict(page),
            "targets": [target.as_dict() for target in item.targets],
            "confidence": item.confidence,
        }


def read(text: str, *, bodies: Sequence[BodyTerm], indicators: Collection[str]) -> Reading:
    """Read one document.

    Args:
        text: the extracted text, in any Unicode form, with any line ends.
        bodies: the bodies that the caller knows; others are recognised by their form.
        indicators: codes of the indicators that targets may name.

    Returns:
        The reading; of an empty text an empty one with a warning.
    """
    page = Page(text)
    lexicon = compile_lexicon(bodies)
    end, second = _document_end(page)
    header = read_header(page, 0, end, lexicon)
    footer = find_footer(page, header.end, end, lexicon)
    reading = Reading(page, header, footer)
    if second is not None:
        reading.warnings.append(
            Remark("two_documents", "A second document begins here; it was not read.", second)
        )
    _infer_issuer(reading, header.end, footer.start)
    reader = BodyReader(page, lexicon)
    header.addressees = _one_each(page, reader, header.addressees)
    leads = LeadReader(reader, header.issuer)
    body = build_body(page, read_paragraphs(page, header.end, footer.start))
    appendix = _appendix(page, footer, end)
    annex = build_body(page, read_paragraphs(page, *appendix)) if appendix else Body()
    reading.clauses = [*body.all_clauses(), *annex.all_clauses()]
    _cite(reading, body, end)
    reading.enclosures = find_enclosures(page, header.end, footer.start, reading.carries_out)
    disease = find_disease(fold(header.subject or "")) or find_disease(page.folded[:end])
    addressees = [
        Party(start, stop, "addressees", _level(reader, start, stop), False, "")
        for _, start, stop in header.addressees
    ]
    obligations = ObligationReader(
        page, leads, DeadlineReader(page, header.date), TargetReader(page, indicators, disease),
        header.type, header.issuer, addressees,
    )  # fmt: skip
    reading.obligations = list(obligations.read(body))
    if appendix:
        reading.obligations = list(obligations.read(annex))
    reading.scopes = [obligations.scope(item) for item in reading.obligations]
    _warn(reading, reader)
    return reading


def _one_each(
    page: Page, reader: BodyReader, addressees: list[tuple[str, int, int]]
) -> list[tuple[str, int, int]]:
    """Cut an addressee line that lists several bodies by name; groups stay as printed."""
    result: list[tuple[str, int, int]] = []
    for text, start, stop in addressees:
        last = page.token_at(stop)
        phrases = reader.list_at(page.token_at(start), last)
        if (
            len(phrases) > 1
            and phrases[-1].after >= last
            and all(item.is_named for item in phrases)
        ):
            result += [(page.plain(item.start, item.end), item.start, item.end) for item in phrases]
        else:
            result.append((text, start, stop))
    return result


def _level(reader: BodyReader, start: int, stop: int) -> str:
    at = reader.page.token_at(start)
    phrase = reader.phrase_at(at, reader.page.token_at(stop), is_listed=True)
    return phrase.level if phrase is not None else "agency"


def _document_end(page: Page) -> tuple[int, tuple[int, int] | None]:
    """Return where the first document ends, and where a second one in the same text begins."""
    mottoes = list(MOTTO.finditer(page.folded))
    if len(mottoes) < 2:
        return len(page.text), None
    second = mottoes[1].start()
    if "\n" not in page.folded[mottoes[0].end() : second]:
        return len(page.text), None
    place = second
    previous: int | None = None
    for line in page.lines:
        if line.start >= second or line.is_blank:
            continue
        previous = line.start
    lines = [line for line in page.lines if not line.is_blank and line.start <= second]
    while lines and lines[-1].start > mottoes[0].end():
        line = lines.pop()
        if line.start <= second <= line.end or page.is_caps(line.start, line.end):
            place = min(place, line.start)
            continue
        break
    del previous
    return place, (place, mottoes[1].end())


_APPENDIX = re.compile(
    r"(?:phu\s+luc|ke\s+hoach|phuong\s+an|quy\s+che|quy\s+dinh|huong\s+dan|chuong\s+trinh|de\s+an)"
)


def _appendix(page: Page, footer: Footer, end: int) -> tuple[int, int] | None:
    """Return the stretch of a plan or rules issued with the document, below its signature."""
    for line in page.lines:
        if line.start < footer.end or line.is_blank or line.start >= end:
            continue
        if _APPENDIX.match(page.folded, line.start) and page.is_caps(
            line.start, min(line.end, line.start + 9)
        ):
            return (line.end, end) if footer.end > footer.start else None
    return None


def _infer_issuer(reading: Reading, start: int, end: int) -> None:
    """Name the issuer of a letter that lost its head, from its signature, place and words."""
    header, footer, page = reading.header, reading.footer, reading.page
    if header.issuer is not None or footer.collective is None:
        return
    collective = footer.collective
    folded = page.folded[start:end]
    if fold(collective) in {"ban thuong vu", "thuong truc", "ban chap hanh"}:
        counts = {
            name: len(re.findall(rf"(?<!\w){fold(name)}(?!\w)", folded))
            for name in ("Tỉnh ủy", "Thành ủy", "Huyện ủy", "Thị ủy", "Quận ủy", "Đảng ủy")
        }
        best = max(counts, key=lambda name: counts[name])
        if not counts[best]:
            return
        collective = best
    place = (
        f" {header.place}" if header.place and fold(header.place) not in fold(collective) else ""
    )
    header.issuer = f"{collective}{place}"
    header.issuer_span = footer.authority_span
    reading.is_issuer_inferred = True


_CARRIES = re.compile(
    r"(?<!\w)(?:thuc\s+hien|trien\s+khai|thi\s+hanh|chap\s+hanh|tiep\s+tuc\s+thuc\s+hien"
    r"|quan\s+triet|cu\s+the\s+hoa)(?!\w)[^;.]{0,60}$"
)
_BASED = re.compile(
    r"(?<!\w)(?:can\s+cu|theo|xet|tren\s+co\s+so|sau\s+khi\s+xem\s+xet|tai)(?!\w)[^;.]{0,60}$"
)


def _cite(reading: Reading, body: Body, end: int) -> None:
    """Sort the documents named: carried out, bases of the preamble, references elsewhere."""
    page, header, footer = reading.page, reading.header, reading.footer
    border = body.clauses[0].start if body.clauses else (
        body.opening[0].end if body.opening else header.end
    )  # fmt: skip
    head_span = header.subject_span or (0, 0)
    in_subject = find_citations(page, *head_span)
    carried_keys = {
        item.key for item in in_subject if _governed(page, item, head_span[0], _CARRIES)
    }
    opening = find_citations(page, header.end, border)
    carried: list[Citation] = []
    bases: list[Citation] = []
    followed = False
    for item in opening:
        since = _paragraph_start(body, item.start, header.end)
        is_carried = _governed(page, item, since, _CARRIES) and not _nearer_base(page, item, since)
        if not is_carried and followed and _continues(page, carried[-1].end, item.start):
            is_carried = True
        followed = is_carried
        if is_carried or item.key in carried_keys:
            carried.append(item)
            followed = True
        else:
            bases.append(item)
    carried = merge([*carried, *[item for item in in_subject if item.key in carried_keys]])
    keys = {item.key for item in carried}
    laws = find_laws(page, header.end, border)
    bases += [item for item in in_subject if item.key not in keys]
    bases = sorted(merge([item for item in [*bases, *laws] if item.key not in keys]),
                   key=lambda item: item.start)  # fmt: skip
    keys |= {item.key for item in bases}
    own = (
        (header.number or "").lstrip("0"),
        (header.symbol or "").replace("-", "/").upper().replace("Đ", "D"),
    )
    later = find_citations(page, border, footer.start)
    if footer.end < end:
        later += find_citations(page, footer.end, end)
    reading.carries_out = carried
    reading.bases = bases
    reading.references = [item for item in merge(later) if item.key not in keys and item.key != own]


def _paragraph_start(body: Body, at: int, default: int) -> int:
    for item in body.opening:
        if item.start <= at <= item.end:
            return item.start
    return default


def _governed(page: Page, item: Citation, start: int, pattern: re.Pattern[str]) -> bool:
    left = max(start, item.start - 90)
    return pattern.search(page.folded[left : item.start] + " ") is not None


def _nearer_base(page: Page, item: Citation, start: int) -> bool:
    """Say whether "theo" or "căn cứ" stands nearer to the document than "thực hiện" does."""
    before = page.folded[max(start, item.start - 90) : item.start]
    base = max(
        (match.start() for match in re.finditer(r"(?<!\w)(?:can\s+cu|theo)(?!\w)", before)),
        default=-1,
    )
    carry = max(
        (
            match.start()
            for match in re.finditer(r"(?<!\w)(?:thuc\s+hien|trien\s+khai|thi\s+hanh)", before)
        ),
        default=-1,
    )
    return base > carry


def _continues(page: Page, start: int, end: int) -> bool:
    """Say whether two documents are listed together ("thực hiện A …, B … và C")."""
    between = page.folded[start:end]
    return len(between) < 260 and not re.search(
        r"[.]\s|(?<!\w)(?:theo|can\s+cu|tai)(?!\w)", between
    )


def _warn(reading: Reading, reader: BodyReader) -> None:
    """Note the gaps and oddities of the document."""
    header, footer, page = reading.header, reading.footer, reading.page
    note = reading.warnings.append
    letters = sum(1 for char in page.text if char.isalpha())
    if letters == 0:
        note(Remark("empty", "The text holds no words."))
    elif page.is_accentless:
        vietnamese = len(
            re.findall(
                r"(?<!\w)(?:cac|cua|va|thuc|hien|dich|nhan|dan|phong|chong|ngay|thang)(?!\w)",
                page.folded,
            )
        )
        if vietnamese * 25 < len(page.folded.split()):
            note(Remark("not_vietnamese", "The text does not look Vietnamese."))
        else:
            note(Remark("accents_lost", "The accents were lost; check names and words."))
    if header.number is None:
        place = header.symbol_span
        note(Remark("no_number", "The number is blank or was not found.", place))
    if header.symbol is None:
        note(Remark("no_symbol", "The symbol was not found."))
    if header.type is None:
        note(Remark("no_type", "The type of the document was not found."))
    if header.issuer is None:
        note(Remark("no_issuer", "The issuer was not found."))
    elif reading.is_issuer_inferred:
        note(
            Remark(
                "issuer_inferred", "The issuer was inferred from the signature.", header.issuer_span
            )
        )
    if header.date is None:
        note(Remark("no_date", "The date was not found.", header.date_span))
    elif header.date.precision != "day":
        note(
            Remark(
                "date_incomplete", "The day or the month of the date is blank.", header.date_span
            )
        )
    if header.subject is None:
        note(Remark("no_subject", "The subject was not found."))
    if footer.name is None:
        note(Remark("no_signer", "The signer's name was not found."))
    _warn_bodies(reading, reader)
    _warn_obligations(reading)


def _warn_bodies(reading: Reading, reader: BodyReader) -> None:
    page = reading.page
    seen: set[str] = set()
    named: list[tuple[int, int]] = []
    for _, start, stop in reading.header.addressees:
        phrase = reader.phrase_at(page.token_at(start), page.token_at(stop), is_listed=True)
        if phrase is not None and phrase.is_named and not phrase.code:
            named.append((phrase.start, phrase.end))
    for item in reading.obligations:
        for party in (*item.lead, *item.coordinate, *item.accountable):
            if party.is_named and not party.code:
                named.append((party.start, party.end))
    for start, stop in named:
        name = page.plain(start, stop)
        if fold(name) not in seen:
            seen.add(fold(name))
            reading.warnings.append(
                Remark(
                    "unknown_body", f"The catalogue does not know this body: {name}.", (start, stop)
                )
            )


def _warn_obligations(reading: Reading) -> None:
    issued = reading.header.date
    inherited = False
    for item in reading.obligations:
        span = (item.start, item.end)
        due = item.due
        place = (due.start, due.end) if due.start is not None and due.end is not None else span
        if not item.lead:
            reading.warnings.append(Remark("no_lead", "No body was found for this order.", span))
        elif item.lead[0].by == "addressees" and not inherited:
            inherited = True
            reading.warnings.append(
                Remark("lead_inherited_from_addressees",
                        "Orders from here on name nobody; they were given to the addressees.", span)
            )  # fmt: skip
        if due.kind == "date" and due.date is None:
            reading.warnings.append(
                Remark("deadline_incomplete", "The year of the deadline is unknown.", place)
            )
        elif due.kind == "date" and due.date is not None:
            if due.is_inferred:
                reading.warnings.append(
                    Remark(
                        "deadline_year_inferred",
                        "The year of the deadline was taken from the document.",
                        place,
                    )
                )
            if issued is not None and due.date < issued.first_day.isoformat():
                reading.warnings.append(
                    Remark(
                        "deadline_before_document",
                        "The deadline lies before the document's date.",
                        place,
                    )
                )
    if not reading.obligations:
        reading.warnings.append(Remark("no_obligation", "The document orders nothing."))
