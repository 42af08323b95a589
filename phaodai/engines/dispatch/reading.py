"""Read a Vietnamese administrative document into its head, clauses and obligations."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from phaodai.engines.dispatch.bodies import BodyReader
from phaodai.engines.dispatch.checks import check
from phaodai.engines.dispatch.citing import cite
from phaodai.engines.dispatch.clauses import Body, build_body
from phaodai.engines.dispatch.deadlines import DeadlineReader
from phaodai.engines.dispatch.enclosures import find_enclosures
from phaodai.engines.dispatch.footer import Footer, find_footer
from phaodai.engines.dispatch.head import MOTTO
from phaodai.engines.dispatch.header import read_header
from phaodai.engines.dispatch.layout import read_paragraphs
from phaodai.engines.dispatch.leads import LeadReader
from phaodai.engines.dispatch.lexicon import BodyTerm, compile_lexicon
from phaodai.engines.dispatch.obligations import ObligationReader
from phaodai.engines.dispatch.parties import Party
from phaodai.engines.dispatch.result import Reading
from phaodai.engines.dispatch.scopes import origin, scope
from phaodai.engines.dispatch.targets import TargetReader, find_disease, only_disease
from phaodai.engines.dispatch.text import Page, fold
from phaodai.engines.dispatch.warnings import Remark


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
    reader.learn(name for name, _, _ in header.addressees)
    leads = LeadReader(reader, header.issuer)
    body = build_body(page, read_paragraphs(page, header.end, footer.start))
    appendix = _appendix(page, footer, end)
    annex = build_body(page, read_paragraphs(page, *appendix)) if appendix else Body()
    reading.clauses = [*body.all_clauses(), *annex.all_clauses()]
    cite(reading, body, end)
    reading.enclosures = find_enclosures(page, header.end, footer.start, reading.carries_out)
    disease = find_disease(fold(header.subject or "")) or only_disease(page.folded[:end])
    addressees = [
        Party(start, stop, "addressees", is_named=False, code="", text=text)
        for text, start, stop in header.addressees
    ]
    obligations = ObligationReader(
        leads, DeadlineReader(page, header.date), TargetReader(page, indicators, disease),
        header.type, addressees,
    )  # fmt: skip
    reading.obligations = list(obligations.read(body))
    if appendix:
        reading.obligations = list(obligations.read(annex))
    reading.scopes = [
        scope(page, item.lead, origin(header.issuer, header.parent)) for item in reading.obligations
    ]
    check(reading, reader)
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
            result += [
                (item.text or page.plain(item.start, item.end), item.start, item.end)
                for item in phrases
            ]
        else:
            result.append((text, start, stop))
    return result


def _document_end(page: Page) -> tuple[int, tuple[int, int] | None]:
    """Return where the first document ends, and where a second one in the same text begins."""
    mottoes = list(MOTTO.finditer(page.folded))
    if len(mottoes) < 2:
        return len(page.text), None
    second = mottoes[1].start()
    if "\n" not in page.folded[mottoes[0].end() : second]:
        return len(page.text), None
    place = second
    lines = [line for line in page.lines if not line.is_blank and line.start <= second]
    while lines and lines[-1].start > mottoes[0].end():
        line = lines.pop()
        if line.start <= second <= line.end or page.is_caps(line.start, line.end):
            place = min(place, line.start)
            continue
        break
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
