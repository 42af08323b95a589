"""Look over a reading for gaps and oddities."""

from __future__ import annotations

import re

from phaodai.engines.dispatch.bodies import BodyReader
from phaodai.engines.dispatch.dates import impossible_days
from phaodai.engines.dispatch.references import symbol_key
from phaodai.engines.dispatch.result import Reading
from phaodai.engines.dispatch.text import fold
from phaodai.engines.dispatch.warnings import Remark


def check(reading: Reading, reader: BodyReader) -> None:  # noqa: C901 - one branch per form
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
    _warn_circle(reading)
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
    _warn_days(reading)
    if not reading.obligations:
        reading.warnings.append(Remark("no_obligation", "The document orders nothing."))


def _warn_days(reading: Reading) -> None:
    """Note the days on no calendar, in orders and wherever else the body names one."""
    folded, issued = reading.page.folded, reading.header.date
    year = issued.year if issued is not None else None
    found = set(impossible_days(folded, reading.header.end, len(folded), year))
    for item in reading.obligations:
        if item.due_cell is not None:
            found |= {
                (start, end)
                for start, end in impossible_days(folded, *item.due_cell, year, is_cell=True)
                if not any(first < end and start < last for first, last in found)
            }
    reading.warnings += (
        Remark("impossible_day", "No calendar has this day.", span) for span in sorted(found)
    )


def _warn_circle(reading: Reading) -> None:
    """Note a document that says it carries out itself; longer circles show in the register."""
    header = reading.header
    if header.number is None or header.symbol is None:
        return
    own = symbol_key(header.symbol)
    for cited in reading.carries_out:
        if cited.key == (header.number.lstrip("0"), own):
            reading.warnings.append(
                Remark(
                    "circular_carries_out",
                    "The document says that it carries out itself.",
                    (cited.start, cited.end),
                )
            )
