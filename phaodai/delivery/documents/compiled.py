"""The paper of a compiled report: every figure in it is bound to what it adds and to its moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from phaodai.engines.forms.definition import Field, FieldKind, Form
from phaodai.engines.forms.numbers import PER_ONE
from phaodai.engines.forms.schedule import HERE
from phaodai.engines.papers.model import Figure, Paper, Run, Seal, Signature, Table, Words
from phaodai.engines.papers.templates import Contents, Names, fill, fill_text
from phaodai.registers.reports.queries.editions import Compilation, PartRow
from phaodai.registers.reports.queries.gathering import SUMMED
from phaodai.registers.reports.rules.compiling import Sum
from phaodai.registers.reports.states import PartStanding
from phaodai.registers.reports.wording import Content

MOST_RISING, MAIN = 5, 6  # units named as rising, columns of the table of units
NO_FIGURE = "chưa có số liệu"
TABLES = ("units", "figures")


@dataclass(frozen=True, slots=True)
class Known:
    """What a paper is drafted from.

    Attributes:
        issuer: the body's own name.
        today: the compiled report.
        before: what is known of the period before; None where nothing is.
        week: sums of events over the seven days that end with the period, by field; a field that
            is silent on one of them is absent.
    """

    issuer: str
    today: Compilation
    before: Compilation | None = None
    week: Mapping[str, Sum] | None = None


def names_of(form: Form) -> Names:
    """Return what a template of the paper may name."""
    fields = [each.code for each in form.fields() if each.kind in SUMMED]
    values = {"issuer", "unit", "day", "day_before", "week", "as_of", "n_expected", "n_reported",
              "n_missing", "n_late", "missing_names", "late_names",
              "carried_names"}  # fmt: skip
    values |= {f"{code}{end}" for code in fields for end in ("", "_before", "_change", "_week")}
    lists = {
        "missing": frozenset({"unit"}),
        "late": frozenset({"unit"}),
        "carried": frozenset({"unit", "day"}),
        "rising": frozenset({"unit", "count", "change"}),
    }
    for each in form.fields():
        if each.kind is FieldKind.TEXT:
            lists[each.code] = frozenset({"unit", "text"})
    return Names(frozenset(values), lists, frozenset(TABLES))


def contents_of(known: Known) -> Contents:
    """Return what fills a template: words, bound figures, lists of units, tables."""
    today, form = known.today, known.today.form
    bind = _Binder(today)
    values: dict[str, tuple[Run, ...]] = {
        "issuer": (Words(known.issuer),),
        "unit": (Words(today.unit_name),),
        "day": (Words(f"{today.day:%d/%m/%Y}"),),
        "day_before": (Words(f"{known.before.day:%d/%m/%Y}"),) if known.before else (),
        "week": (Words(f"{today.day.isocalendar().week}"),),
        "as_of": (Words(_moment(today.as_of)),),
        "n_expected": bind.number("reports.expected", today.n_expected),
        "n_reported": bind.number("reports.reported", today.n_reported),
        "n_missing": bind.number("reports.missing", today.n_expected - today.n_reported),
        "n_late": bind.number("reports.late", sum(map(_is_late, today.parts))),
    }
    lists = _lists(known, bind)
    for name, rows in (("missing", lists["missing"]), ("late", lists["late"]),
                       ("carried", lists["carried"])):  # fmt: skip
        values[f"{name}_names"] = _joined([row["unit"] for row in rows])
    for each in form.fields():
        if each.kind in SUMMED:
            values |= _values(each, known, bind)
    return Contents(values, lists, {"units": _units(known, bind), "figures": _figures(known, bind)})


def paper_of(
    content: Content,
    known: Known,
    *,
    parent: str,
    place: str,
    number: int | None,
    day: date | None,
    seal: Seal | None = None,
) -> Paper:
    """Return the paper of a wording, filled.

    Args:
        content: The wording, which names nothing that is not there.
        known: What it is drafted from.
        parent: The body above, as its head names it; "" for none.
        place: Where it is issued.
        number: Its number; None until it has one.
        day: Its day; None until then.
        seal: What proves the page.
    """
    contents = contents_of(known)
    return Paper(
        form=content.form,
        parent=parent,
        issuer=known.issuer,
        number=str(number) if number is not None else "",
        symbol=content.symbol,
        place=content.place or place,
        day=day,
        kind=content.kind,
        subject="".join(run.text for run in fill_text(content.subject, contents)),
        addressees=content.addressees,
        body=fill(content.parts, contents),
        signature=Signature(content.post, content.signer, content.authority),
        copies=content.copies,
        urgency=content.urgency,
        seal=seal,
    )


@dataclass(frozen=True, slots=True)
class _Binder:
    """Binds figures to their source and to the moment as of which they are known."""

    today: Compilation

    def amount(self, field: str, amount: int | None, unit: str = "") -> tuple[Run, ...]:
        """Return a sum in hundredths; silence is said to be silence."""
        text = NO_FIGURE if amount is None else write_amount(amount)
        return (Figure(text, self._source(field, unit), self.today.as_of),)

    def number(self, source: str, number: int) -> tuple[Run, ...]:
        return (Figure(f"{number:,}".replace(",", "."), source, self.today.as_of),)

    def change(self, field: str, now: int | None, before: int | None) -> tuple[Run, ...]:
        if now is None or before is None:
            return (Words("chưa so sánh được"),)
        if now == before:
            return (Words("không đổi"),)
        verb = "tăng " if now > before else "giảm "
        return (Words(verb), *self.amount(f"{field} Δ", abs(now - before)))

    def _source(self, field: str, unit: str) -> str:
        parts = (self.today.form.code, field, unit, f"{self.today.day:%Y-%m-%d}")
        return "|".join(part for part in parts if part)


def write_amount(amount: int) -> str:
    """Return hundredths as a Vietnamese reads them: 1.234,5."""
    whole, rest = divmod(amount, PER_ONE)
    text = f"{whole:,}".replace(",", ".")
    return f"{text},{rest:02}".rstrip("0") if rest else text


def _values(each: Field, known: Known, bind: _Binder) -> dict[str, tuple[Run, ...]]:
    code = each.code
    now, before = _amount(known.today, code), _amount(known.before, code)
    week = (known.week or {}).get(code)
    return {
        code: bind.amount(code, now),
        f"{code}_before": bind.amount(f"{code} -1", before),
        f"{code}_change": _change(code, known, bind),
        f"{code}_week": bind.amount(f"{code} Σ7", week.amount if week and week.n else None),
    }


def _change(code: str, known: Known, bind: _Binder) -> tuple[Run, ...]:
    """Compare with the period before, like with like: who is silent now has not fallen."""
    now, before = known.today.sums.get(code), known.before.sums.get(code) if known.before else None
    if now is None or before is None or not now.n or not before.n:
        return bind.change(code, None, None)
    pairs = _pairs(code, known)
    if now.n == before.n == sum(one.n for one, _ in pairs):
        return bind.change(code, now.amount, before.amount)
    if not pairs:
        return bind.change(code, None, None)
    said = bind.change(
        code, *(sum(each.amount for each in side) for side in zip(*pairs, strict=True))
    )
    return (Words("riêng các đơn vị đã báo cáo cả hai kỳ "), *said)


def _pairs(code: str, known: Known) -> list[tuple[Sum, Sum]]:
    """Return what each unit said now and before, of those of whom as many spoke both times."""
    before = {part.unit: part.sums.get(code) for part in known.before.parts} if known.before else {}
    return [
        (now, old)
        for part in known.today.parts
        if (now := part.sums.get(code)) is not None
        and (old := before.get(part.unit)) is not None
        and now.n == old.n > 0
    ]


def _amount(compilation: Compilation | None, field: str) -> int | None:
    found = compilation.sums.get(field) if compilation else None
    return found.amount if found is not None and found.n else None


def _lists(known: Known, bind: _Binder) -> dict[str, Sequence[Mapping[str, tuple[Run, ...]]]]:
    parts = known.today.parts
    named = {
        "missing": [p for p in parts if p.standing is not PartStanding.INCLUDED],
        "late": [p for p in parts if _is_late(p)],
    }
    found: dict[str, Sequence[Mapping[str, tuple[Run, ...]]]] = {
        name: [{"unit": (Words(p.unit_name),)} for p in some] for name, some in named.items()
    }
    found["carried"] = [
        {"unit": (Words(p.unit_name),), "day": (Words(f"{p.day:%d/%m/%Y}" if p.day else ""),)}
        for p in parts
        if p.standing is PartStanding.CARRIED
    ]
    found["rising"] = _rising(known, bind)
    for each in known.today.form.fields():
        if each.kind is FieldKind.TEXT:
            found[each.code] = [
                {"unit": (Words(p.unit_name),), "text": (Words(p.words[each.code].strip()),)}
                for p in parts
                if p.standing is PartStanding.INCLUDED and p.words.get(each.code, "").strip()
            ]
    return found


def _rising(known: Known, bind: _Binder) -> list[dict[str, tuple[Run, ...]]]:
    """Return the units whose first event of the form rose most; those that did not are left out."""
    fields = main_fields(known.today.form)
    if not fields or known.before is None:
        return []
    main = fields[0].code
    before = {part.unit: _of_part(part, main) for part in known.before.parts}
    rows = [
        (now - old, now, part)
        for part in known.today.parts
        if (now := _of_part(part, main)) is not None
        and (old := before.get(part.unit)) is not None
        and now > old
    ]
    return [
        {
            "unit": (Words(part.unit_name),),
            "count": bind.amount(main, now, part.unit_name),
            "change": bind.change(main, now, now - more),
        }
        for more, now, part in sorted(rows, key=lambda row: (-row[0], row[2].unit_name))[
            :MOST_RISING
        ]
    ]


def _of_part(part: PartRow, field: str) -> int | None:
    found = part.sums.get(field)
    return found.amount if found is not None and found.n else None


def _is_late(part: PartRow) -> bool:
    return part.lateness not in ("", "ON_TIME")


def _joined(names: Sequence[tuple[Run, ...]]) -> tuple[Run, ...]:
    return (Words(", ".join("".join(run.text for run in runs) for runs in names)),) if names else ()


def _units(known: Known, bind: _Binder) -> Table:
    """Return the main figures by unit, with those who said nothing and the sum at the end."""
    fields = main_fields(known.today.form)
    rows = [
        (
            _name(part),
            *(_cell(bind, part, each.code) for each in fields),
        )
        for part in known.today.parts
    ]
    total = tuple(
        (Figure(run.text, run.source, run.as_of, bold=True) if isinstance(run, Figure) else run,)
        for each in fields
        for run in bind.amount(each.code, _amount(known.today, each.code))
    )
    return Table(
        headings=("Đơn vị", *(each.label.vi for each in fields)),
        rows=(*rows, ((Words("Tổng cộng", bold=True),), *total)),
        widths=(2.6, *(1.0 for _ in fields)),
    )


def _name(part: PartRow) -> tuple[Run, ...]:
    silent = (Words(" (chưa báo cáo)", italic=True),)
    return (Words(part.unit_name), *(silent if part.standing is PartStanding.MISSING else ()))


def _cell(bind: _Binder, part: PartRow, field: str) -> tuple[Run, ...]:
    amount = _of_part(part, field)
    carried = part.sums.get(field)
    if amount is None and carried is not None and carried.n_carried:
        return (Words("(", italic=True), *bind.amount(field, carried.carried, part.unit_name),
                Words(")", italic=True))  # fmt: skip
    if amount is None:
        return (Words("–"),)
    return bind.amount(field, amount, part.unit_name)


def main_fields(form: Form) -> list[Field]:
    """Return the fields that stand for a report: the first figure of each section."""
    firsts = (
        next((each for each in section.fields if each.kind in SUMMED), None)
        for section in form.sections
    )
    return [each for each in firsts if each is not None][:MAIN]


def _figures(known: Known, bind: _Binder) -> Table:
    rows = [
        (
            (Words(each.label.vi),),
            bind.amount(each.code, _amount(known.today, each.code)),
            bind.amount(f"{each.code} -1", _amount(known.before, each.code)),
            bind.number(f"{each.code} n", known.today.sums[each.code].n)
            if each.code in known.today.sums
            else (Words("–"),),
        )
        for each in known.today.form.fields()
        if each.kind in SUMMED
    ]
    return Table(
        headings=("Chỉ tiêu", "Kỳ này", "Kỳ trước", "Số đơn vị báo cáo"),
        rows=tuple(rows),
        widths=(3.0, 1.0, 1.0, 1.0),
    )


def _moment(moment: datetime) -> str:
    here = moment.astimezone(HERE)
    return f"{here:%H} giờ {here:%M} phút ngày {here:%d/%m/%Y}"
