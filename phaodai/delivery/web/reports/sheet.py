"""The form as a page shows it: fields with what was said before, and what has to be mended."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from phaodai.delivery.web.reports import words
from phaodai.delivery.web.reports.counted import Counted, asks_registers
from phaodai.engines.forms.checking import Checked, Filled, Finding, check
from phaodai.engines.forms.definition import Field, FieldKind, Form, Severity
from phaodai.engines.forms.starting import uneventful
from phaodai.registers.reports.queries.sheets import Sheet
from phaodai.registers.reports.rules import notes

SHOWN = 14  # periods that are shown where one asks for a field's past
VALUE, COMMENT = "v-", "c-"  # before the names of what a form sends


@dataclass(frozen=True, slots=True)
class Cell:
    """One field on the page.

    Attributes:
        was: what it is compared with: the latest revision, or a period without events.
        before: the figure of the period before, as readers expect it; "" where there is none.
        findings: what is to be said of it, with the comment that a warning has so far.
        asks_register: whether a register is to count it.
        counted: what it counted; None where it did not.
        is_changed: whether it differs from what it is compared with.
    """

    field: Field
    label: str
    help: str
    value: str
    was: str
    before: str
    choices: Sequence[tuple[str, str]]
    findings: Sequence[tuple[Finding, str, str]]
    note: str
    asks_register: bool
    counted: Counted | None
    is_changed: bool

    @property
    def is_wrong(self) -> bool:
        """Say whether the report cannot be sent because of it."""
        return any(found.stops for found, _, _ in self.findings)

    @property
    def is_words(self) -> bool:
        """Say whether words are written in it."""
        return self.field.kind is FieldKind.TEXT


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is not as it was."""

    label: str
    was: str
    now: str


@dataclass(slots=True)
class Paper:
    """A sheet with what somebody wrote on it.

    Attributes:
        values: text by field, as it was written.
        comments: by rule, field (`notes.of_field`) or `notes.REASON`.
        speaks: whether to say what is wrong; not before somebody sent it.
        counted: what registers count, by field; None where nobody has looked.
    """

    sheet: Sheet
    values: Mapping[str, str]
    comments: Mapping[str, str] = field(default_factory=dict)
    speaks: bool = False
    counted: Mapping[str, Counted] | None = None
    checked: Checked = field(init=False)

    def __post_init__(self) -> None:
        """Judge it once."""
        past = self.sheet.past
        self.checked = check(
            self.sheet.form, Filled(self.values, self.comments, past.previous, past.history)
        )

    @property
    def compared(self) -> Mapping[str, str]:
        """What changes are counted against: what holds, or a period without events."""
        if self.sheet.head is not None:
            return self.sheet.head.values
        previous = self.sheet.past.previous
        return {} if previous is None else uneventful(self.sheet.form, previous)

    @property
    def findings(self) -> list[Finding]:
        """What is said aloud: everything once it was sent, before that what has its comment."""
        return [each for each in self.checked.findings if self.speaks or each.is_answered]

    @property
    def stops(self) -> list[tuple[str, str]]:
        """What stands in the way, each with the address of its place on the page."""
        return [(_place(found), words.said(found.text)) for found in self.findings if found.stops]

    @property
    def changes(self) -> list[Change]:
        """What differs from what it is compared with; computed fields follow the others."""
        written = {**self.checked.values, **self.values_with_faults}
        found = differences(self.sheet.form, self.compared, written)
        # Before anything holds, a blank field is one that nobody has come to yet.
        return found if self.sheet.head is not None else [each for each in found if each.now]

    @property
    def values_with_faults(self) -> dict[str, str]:
        """What cannot be read as it was written."""
        return {name: text for name, text in self.values.items() if name not in self.checked.values}

    @property
    def is_whole(self) -> bool:
        """Say whether nothing is blank that was not blank before."""
        return all(self.values.get(name) for name, text in self.compared.items() if text)

    @property
    def left_over(self) -> list[tuple[str, str]]:
        """What was written in fields that the form does not have any more."""
        known = {each.code for each in self.sheet.form.fields()}
        return [(name, text) for name, text in self.values.items() if name not in known and text]

    def sections(self) -> list[dict[str, Any]]:
        """Return the sections with their cells."""
        at: dict[str, list[tuple[Finding, str, str]]] = {}
        for found in self.findings:
            entry = (found, words.said(found.text), self.comments.get(found.rule, ""))
            at.setdefault(found.field, []).append(entry)
        compared = self.compared
        return [
            {
                "code": section.code,
                "title": words.said(section.title),
                "cells": [self._cell(each, compared, at) for each in section.fields],
            }
            for section in self.sheet.form.sections
        ]

    def _cell(
        self,
        each: Field,
        compared: Mapping[str, str],
        at: Mapping[str, Sequence[tuple[Finding, str, str]]],
    ) -> Cell:
        value = self.values.get(each.code, "")
        if each.formula is not None:
            value = words.shown(each, self.checked.values.get(each.code, ""))
        was = compared.get(each.code, "")
        return Cell(
            field=each,
            label=words.said(each.label),
            help=words.said(each.help) if each.help else "",
            value=value,
            was=was,
            before=words.shown(each, (self.sheet.past.previous or {}).get(each.code, "")),
            choices=[(choice.code, words.said(choice.label)) for choice in each.choices],
            findings=at.get(each.code, ()),
            note=self.comments.get(notes.of_field(each.code), ""),
            asks_register=asks_registers(each),
            counted=(self.counted or {}).get(each.code),
            is_changed=bool(compared)
            and each.formula is None
            and bool(value or self.sheet.head)
            and self.checked.values.get(each.code, value) != was,
        )


def differences(form: Form, old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """Return what differs between two sets of values, by the order of the form."""
    return [
        Change(
            words.said(each.label),
            words.shown(each, old.get(each.code, "")),
            words.shown(each, new.get(each.code, "")),
        )
        for each in form.fields()
        if each.formula is None and old.get(each.code, "") != new.get(each.code, "")
    ]


def figures(form: Form, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what a report says, section by section; blank fields are silent, not zero."""
    return [
        {
            "title": words.said(section.title),
            "rows": [
                (words.said(each.label), words.shown(each, values.get(each.code, "")))
                for each in section.fields
            ],
        }
        for section in form.sections
    ]


def judged_by(sheet: Sheet) -> dict[str, Any]:
    """Return what the rules look back at, for scripts: no more than they need."""
    past, recalled, preceding = sheet.past, sheet.form.recalled(), sheet.form.preceding()

    def only(values: Mapping[str, Any], codes: Collection[str]) -> dict[str, Any]:
        return {code: value for code, value in values.items() if code in codes}

    return {
        "previous": None if past.previous is None else only(past.previous, preceding),
        "history": only(past.history, recalled),
    }


def past_columns(sheet: Sheet) -> dict[str, Any]:
    """Return earlier periods to look at: days, and by field the values of those days or None."""
    reported = sheet.past.reported[-SHOWN:]
    return {
        "days": [row.day.isoformat() for row in reported],
        "values": {
            each.code: [row.values.get(each.code) for row in reported]
            for each in sheet.form.fields()
        },
    }


def _place(found: Finding) -> str:
    if not found.field:
        return ""
    return f"c-{found.rule}" if found.severity is Severity.WARNING else f"v-{found.field}"
