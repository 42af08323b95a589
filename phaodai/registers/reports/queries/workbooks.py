"""What a spreadsheet would file: row by row, judged before anything is written."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import F

from phaodai.engines.forms.checking import Filled, check
from phaodai.engines.forms.definition import FieldKind, Form, Text
from phaodai.engines.forms.schedule import HERE
from phaodai.engines.sheets.layout import Merged, Rows, propose
from phaodai.engines.sheets.places import Places
from phaodai.engines.sheets.records import Reading, read
from phaodai.engines.sheets.words import Lexicon, Named
from phaodai.foundation.access.scoping import under
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports import definitions
from phaodai.registers.reports.errors import NotFound
from phaodai.registers.reports.models import Submission
from phaodai.registers.reports.queries.forms import version_on
from phaodai.registers.reports.queries.judging import Judge
from phaodai.registers.reports.workbookrows import Choices, Filer, Inspection
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef


def get_filers(
    *, actor: Actor, form: str, on: date, unit_path: str = ""
) -> tuple[Form, list[Filer]]:
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


def lexicon_of(form: Form) -> Lexicon:
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


def inspect(
    *,
    actor: Actor,
    form: str,
    rows: Rows,
    merged: Merged = (),
    choices: Choices,
    unit_path: str = "",
    now: datetime,
) -> Inspection:
    """Say what a sheet would file; the number of statements does not grow with its rows.

    Raises:
        NotFound: No form of that code holds, or the actor files it for nobody.
    """
    definition, filers = get_filers(
        actor=actor, form=form, on=choices.day or now.astimezone(HERE).date(), unit_path=unit_path
    )
    fields, places = lexicon_of(definition), places_of(filers)
    layout = propose(rows, fields=fields, places=places, merged=merged)
    if layout is None:
        return Inspection(definition, None)
    layout = layout.decided(choices.columns)
    only = str(filers[0].body) if len(filers) == 1 else ""
    reading = read(
        rows,
        layout,
        fields=fields,
        places=places,
        day=choices.day,
        place=only,
        merged=merged,
    )
    judge = Judge(form, definition, filers, reading, layout, _digest(rows), choices, now)
    return Inspection(
        form=definition,
        layout=layout,
        lines=tuple(judge.line(record) for record in reading.records),
        skipped=reading.skipped,
        sums=_sums(definition, reading),
        n_lines=reading.n_lines,
    )


def _sums(form: Form, reading: Reading) -> tuple[tuple[Text, str, str], ...]:
    """Return where a row of totals says something else than its rows make."""
    labels = {each.code: each.label for each in form.fields() if each.is_number}
    found = []
    for name, said in reading.sums.items():
        if name not in labels:
            continue
        amounts = check(form, Filled({name: said})).amounts
        parts = [
            check(form, Filled({name: record.values[name]})).amounts.get(name)
            for record in reading.records
            if name in record.values
        ]
        if name in amounts and None not in parts:
            total = sum(part for part in parts if part is not None)
            if total != amounts[name]:
                found.append((labels[name], said, f"{total / 100:g}"))
    return tuple(found)


def _digest(rows: Rows) -> str:
    """Return a digest of what stands in a sheet, wherever it ends."""
    said = [
        (y, x, cell) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell.strip()
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
