"""What a spreadsheet would file: row by row, judged before anything is written."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from phaodai.engines.forms.definition import FieldKind, Text
from phaodai.engines.forms.definition import Form as Definition
from phaodai.engines.forms.numbers import NumberFault, read_number, write_number
from phaodai.engines.forms.schedule import HERE
from phaodai.engines.sheets.layout import Layout, Merged, Rows, propose
from phaodai.engines.sheets.places import Places
from phaodai.engines.sheets.records import Reading, Record, read
from phaodai.engines.sheets.words import Lexicon, Named
from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports import definitions
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Form, Submission
from phaodai.registers.reports.queries.forms import version_on
from phaodai.registers.reports.queries.judging import Judge
from phaodai.registers.reports.workbookrows import Choices, Filer, Inspection, Line
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef


def get_filers(
    *, actor: Actor, form: str, on: date, unit_path: str = ""
) -> tuple[Definition, list[Filer]]:
    """Return a form and the bodies for which the actor files it; three statements.

    Args:
        actor: Who files.
        form: Code.
        on: The day.
        unit_path: Only units at or below it.

    Raises:
        NotFound: No form of that code holds on the day, or the actor files it for nobody.
    """
    version = version_on(form, on)
    if version is None:
        raise NotFound(form)
    definition = definitions.stored(version)
    bodies = (
        Body.objects.valid_on(on)
        .filter(
            ref__in=agencies.body_refs_below(actor, Permission.REPORTS_FILE),
            kind=definition.filer.body,
            unit__level=definition.filer.level,
        )
        .select_related("unit")
        .order_by("unit__code", "unit__name_key", "pk")
    )
    if unit_path:
        bodies = bodies.filter(under("unit__path", unit_path))
    found = [
        Filer(
            body=BodyRef(body.ref),
            body_name=body.name,
            unit_id=body.unit_id,
            unit_name=body.unit.full_name[:1].upper() + body.unit.full_name[1:],
            short_name=body.unit.name,
            code=body.unit.code,
        )
        for body in bodies
    ]
    if not found:
        raise NotFound(form)
    return definition, found


def get_filed(*, form: str, day: date, filers: Sequence[Filer]) -> dict[int, Mapping[str, str]]:
    """Return what holds of a period, by unit, of bodies that `get_filers` has given."""
    rows = Submission.objects.filter(
        report__unit_id__in=[each.unit_id for each in filers],
        report__form__code=form,
        report__day=day,
        number=F("report__head"),
    )
    return dict(rows.values_list("report__unit_id", "values"))


def lexicon_of(form: Definition) -> Lexicon:
    """Return what the headings of a sheet may mean by a form."""
    return Lexicon(
        Named(
            field.code,
            tuple(
                dict.fromkeys(
                    [
                        field.label.vi,
                        field.label.en,
                        f"{section.title.vi} {field.label.vi}",
                        f"{section.title.en} {field.label.en}",
                    ]
                )
            ),
            (field.code,),
            is_percent=field.kind is FieldKind.PERCENT,
            is_figure=field.is_number,
        )
        for section in form.sections
        for field in section.fields
    )


def places_of(filers: Sequence[Filer]) -> Places:
    """Return the units that a sheet may speak of."""
    return Places(
        Named(str(each.body), (each.unit_name, each.short_name), (each.code,) if each.code else ())
        for each in filers
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet read by its layout, its rows not yet judged.

    Attributes:
        layout: None where no heading of the form was found.
        digest: of what stands in it.
    """

    form: Definition
    filers: Sequence[Filer]
    layout: Layout | None
    reading: Reading
    digest: str
    choices: Choices

    def judge(self, records: Sequence[Record], now: datetime) -> list[Line]:
        """Say what would come of some of its rows; three statements."""
        if self.layout is None:
            return []
        judge = Judge(self.form, self.filers, records, self.layout, self.digest, self.choices, now)
        return [judge.line(record) for record in records]


def open_sheet(
    *,
    actor: Actor,
    form: str,
    rows: Rows,
    merged: Merged = (),
    choices: Choices,
    unit_path: str = "",
    title: str = "",
    now: datetime,
) -> Opened:
    """Read a sheet by what its headings mean.

    Args:
        actor: Who would file it.
        form: Code.
        rows: The cells as text.
        merged: Ranges that are one cell.
        choices: What a person said of it.
        unit_path: Only units at or below it.
        title: Name of the sheet; may name the unit where nothing else does.
        now: The present moment.

    Raises:
        NotFound: No form of that code holds, or the actor files it for nobody.
    """
    definition, filers = get_filers(
        actor=actor, form=form, on=choices.day or now.astimezone(HERE).date(), unit_path=unit_path
    )
    fields, places = lexicon_of(definition), places_of(filers)
    layout = propose(rows, fields=fields, places=places, merged=merged)
    if layout is None:
        return Opened(definition, filers, None, Reading((), {}), "", choices)
    layout = layout.decided(choices.columns)
    only = str(filers[0].body) if len(filers) == 1 else ""
    if not (only or layout.places or layout.strangers):
        titled = places.find(title)
        only = next(iter(titled)) if len(titled) == 1 else ""
    reading = read(
        rows,
        layout,
        fields=fields,
        places=places,
        day=choices.day,
        place=only,
        merged=merged,
    )
    return Opened(definition, filers, layout, reading, _digest(rows), choices)


def open_any(
    *, actor: Actor, rows: Rows, merged: Merged = (), title: str = "", now: datetime
) -> Opened | None:
    """Read a sheet by the form that it is about; for senders who name none.

    Args:
        actor: Who would file it.
        rows: The cells as text.
        merged: Ranges that are one cell.
        title: Name of the sheet; templates carry the code of their form there.
        now: The present moment.

    Returns:
        The sheet; None where no form that the actor files fits, or two fit alike.
    """
    found: list[tuple[int, Opened]] = []
    for code in Form.objects.order_by("code").values_list("code", flat=True):
        try:
            opened = open_sheet(
                actor=actor, form=code, rows=rows, merged=merged,
                choices=Choices(day=None), title=title, now=now,
            )  # fmt: skip
        except NotFound:
            continue
        if opened.layout is not None and code[:31] == title:
            return opened
        if opened.layout is not None:
            found.append((len(opened.layout.fields()), opened))
    found.sort(key=lambda each: -each[0])
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    return found[0][1]


def inspect(
    *,
    actor: Actor,
    form: str,
    rows: Rows,
    merged: Merged = (),
    choices: Choices,
    unit_path: str = "",
    title: str = "",
    now: datetime,
) -> Inspection:
    """Say what a sheet would file; the number of statements does not grow with its rows.

    Raises:
        NotFound: No form of that code holds, or the actor files it for nobody.
    """
    opened = open_sheet(
        actor=actor,
        form=form,
        rows=rows,
        merged=merged,
        choices=choices,
        unit_path=unit_path,
        title=title,
        now=now,
    )
    return Inspection(
        form=opened.form,
        layout=opened.layout,
        lines=tuple(opened.judge(opened.reading.records, now)),
        skipped=opened.reading.skipped,
        sums=sums_of(opened),
        n_lines=opened.reading.n_lines,
    )


def sums_of(opened: Opened) -> tuple[tuple[Text, str, str], ...]:
    """Return where a row of totals says something else than its rows make."""
    found = []
    fields = {each.code: each for each in opened.form.fields() if each.is_number}
    for name, said in opened.reading.sums.items():
        if name not in fields:
            continue
        texts = [said, *(r.values[name] for r in opened.reading.records if name in r.values)]
        amounts = [read_number(text, fields[name].decimals) for text in texts]
        whole = [each for each in amounts if not isinstance(each, NumberFault)]
        if len(whole) == len(amounts) and whole[0] != sum(whole[1:]):
            found.append((fields[name].label, said, write_number(sum(whole[1:]))))
    return tuple(found)


def _digest(rows: Rows) -> str:
    """Return a digest of what stands in a sheet, wherever it ends."""
    said = [
        (y, x, cell) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell.strip()
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
