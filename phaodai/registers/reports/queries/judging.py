"""What would come of each row of a sheet, judged as it would be when it is filed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from phaodai.engines.forms.checking import Filled, Finding, check
from phaodai.engines.forms.definition import Field, FieldSource, Form, Severity, Text
from phaodai.engines.sheets import wordings
from phaodai.engines.sheets.layout import Layout
from phaodai.engines.sheets.places import Places
from phaodai.engines.sheets.records import Fault, Record, SheetFault
from phaodai.engines.sheets.words import Named, fold
from phaodai.foundation.units.models import Succession
from phaodai.registers.reports.models import Submission
from phaodai.registers.reports.queries.forms import versions_on
from phaodai.registers.reports.queries.past import PERIODS, Reported, past_from
from phaodai.registers.reports.workbookrows import Choices, Filer, Line, Verdict

_NAMED_MISSING = 3  # fields that a sentence about missing columns names


@dataclass(frozen=True, slots=True)
class Gone:
    """Units that became part of those that one files for.

    Attributes:
        heirs: by reference, its day and those that it became part of.
    """

    places: Places
    heirs: Mapping[str, tuple[date, Sequence[str]]]

    def said(self, name: str) -> Text | None:
        """Say what a unit became part of; None where no such unit is known."""
        found = self.places.find(name)
        if len(found) != 1:
            return None
        day, names = self.heirs[next(iter(found))]
        heirs = ", ".join(names)
        return Text(
            f"Đơn vị: “{name[:60]}” đã nhập vào {heirs} từ ngày {day:%d/%m/%Y}. Ghi số vào dòng "
            f"của {heirs}.",
            f"Unit: “{name[:60]}” became part of {heirs} on {day.isoformat()}. Write its figures "
            f"into the row of {heirs}.",
        )


class Judge:
    """Judges rows of one sheet; what was filed before is asked for once."""

    def __init__(
        self,
        form: Form,
        filers: Sequence[Filer],
        records: Sequence[Record],
        layout: Layout,
        digest: str,
        choices: Choices,
        now: datetime,
    ) -> None:
        """Ask for what holds of the units and days of some rows at once."""
        self.form, self.digest, self.choices, self.now = form, digest, choices, now
        self.filers = {str(each.body): each for each in filers}
        self.columns = layout.fields()
        self.fields = {each.code: each for each in form.fields()}
        named = {each.place for each in records if each.place}
        units = [self.filers[place].unit_id for place in named]
        days = {each.day for each in records if each.day is not None}
        self.versions = versions_on(form.code, days)
        self.reported = _reported(form.code, form, units, days)
        faults = (fault.code for each in records for fault in each.faults)
        self.gone = _gone(filers) if SheetFault.UNKNOWN_PLACE in faults else Gone(Places(()), {})

    def line(self, record: Record) -> Line:
        """Judge one row."""
        filer = self.filers.get(record.place)
        problems = [self._said(fault) for fault in record.faults]
        if filer is not None and record.day is not None:
            problems += self._of_day(record.day)
        if filer is None or record.day is None or problems:
            return Line(
                record.line, record.named, filer, record.day, None, None, record.values, {},
                Verdict.REJECTED, problems=tuple(problems),
            )  # fmt: skip
        return self._judged(record, filer, record.day)

    def _judged(self, record: Record, filer: Filer, day: date) -> Line:
        reported = self.reported.get(filer.unit_id, ())
        head = next((each for each in reported if each.day == day), None)
        before = self.form.schedule.before(day)
        past = past_from([each for each in reported if each.day < day], before)
        values = {
            name: self._answer(self.fields[name], text) for name, text in record.values.items()
        }
        carried: list[str] = []
        if head is not None:
            values = {**self._kept(head.values), **values}
        elif self.choices.carries and past.previous is not None:
            carried = [
                each.code
                for each in self.form.fields()
                if each.source is FieldSource.CARRIED
                and each.code not in self.columns
                and each.code in past.previous
            ]
            values |= {name: past.previous[name] for name in carried}
        checked = check(self.form, Filled(values, {}, past.previous, past.history))
        comments = (
            {
                found.rule: record.note
                for found in checked.findings
                if found.severity is Severity.WARNING and found.rule
            }
            if record.note
            else {}
        )
        checked = check(self.form, Filled(values, comments, past.previous, past.history))
        problems = self._findings(checked.findings)
        base = None if head is None else head.submission
        is_same = head is not None and dict(head.values) == dict(checked.values)
        verdict = Verdict.NEW if head is None else Verdict.SAME if is_same else Verdict.CHANGED
        return Line(
            number=record.line,
            named=record.named,
            filer=filer,
            day=day,
            id=_id(self.digest, self.form, filer, day, base, values, comments),
            base=base,
            values=values,
            comments=comments,
            verdict=Verdict.REJECTED if problems else verdict,
            changes=self._changes({} if head is None else head.values, checked.values, head),
            carried=tuple(self.fields[name].label for name in carried),
            problems=tuple(problems),
            note=record.note,
        )

    def _kept(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what was filed and is typed: what a sheet does not say it does not take away."""
        return {
            name: text
            for name, text in values.items()
            if name in self.fields and self.fields[name].formula is None
        }

    def _changes(
        self, old: Mapping[str, str], new: Mapping[str, str], head: Reported | None
    ) -> tuple[tuple[Text, str, str], ...]:
        if head is None:
            return ()
        return tuple(
            (each.label, old.get(each.code, ""), new.get(each.code, ""))
            for each in self.form.fields()
            if old.get(each.code, "") != new.get(each.code, "")
        )

    def _findings(self, findings: Sequence[Finding]) -> list[Text]:
        """Return what stops a row; required fields without a column are one sentence."""
        told: list[Text] = []
        missing: list[Text] = []
        for found in findings:
            if not found.stops:
                continue
            is_missing = found.rule.startswith("required") and found.field not in self.columns
            if is_missing:
                missing.append(self.fields[found.field].label)
            elif found.severity is Severity.WARNING:
                told.append(
                    Text(
                        f"{found.text.vi} Nếu số đúng, ghi lý do vào cột “Giải trình”.",
                        f"{found.text.en} If it is right, say why in the column “Giải trình”.",
                    )
                )
            else:
                told.append(found.text)
        if missing:
            told.append(_missing(missing))
        return told

    def _of_day(self, day: date) -> list[Text]:
        version = self.versions.get(day)
        if version is None or version.number != self.form.version:
            return [
                Text(
                    f"Ngày: {day:%d/%m/%Y} dùng bản khác của mẫu. Nhập riêng các dòng ngày này.",
                    f"Day: another version of the form holds on {day:%d/%m/%Y}. Import these rows "
                    "on their own.",
                )
            ]
        if not self.form.schedule.is_period(day):
            return [
                Text(
                    f"Ngày: kỳ báo cáo không kết thúc ngày {day:%d/%m/%Y}. Ghi ngày cuối của kỳ.",
                    f"Day: no period ends on {day:%d/%m/%Y}. Write the last day of the period.",
                )
            ]
        if self.form.schedule.begins_at(day) > self.now:
            return [
                Text(
                    f"Ngày: {day:%d/%m/%Y} chưa đến. Kiểm tra lại ngày báo cáo.",
                    f"Day: {day:%d/%m/%Y} has not begun. See whether the day is right.",
                )
            ]
        return []

    def _answer(self, field: Field, text: str) -> str:
        """Return the code of a choice that is written in words."""
        key = fold(text)
        for choice in field.choices:
            if key in (fold(choice.code), fold(choice.label.vi), fold(choice.label.en)):
                return choice.code
        return text

    def _said(self, fault: Fault) -> Text:
        if fault.code is SheetFault.UNKNOWN_PLACE and (said := self.gone.said(fault.value)):
            return said
        vi, en = wordings.FAULTS[fault.code]
        label = self.fields[fault.field].label if fault.field else Text("", "")
        value = fault.value[:60]
        return Text(vi.format(label=label.vi, value=value), en.format(label=label.en, value=value))


def _gone(filers: Sequence[Filer]) -> Gone:
    steps = Succession.objects.filter(new__in=[each.unit_id for each in filers])
    named: dict[str, Named] = {}
    heirs: dict[str, tuple[date, list[str]]] = {}
    for step in steps.exclude(old=F("new")).select_related("old", "new").order_by("new__path"):
        key, old = str(step.old.ref), step.old
        named[key] = Named(key, (old.full_name, old.name), (old.code,) if old.code else ())
        heirs.setdefault(key, (step.day, []))[1].append(step.new.full_name)
    return Gone(Places(named.values()), heirs)


def _missing(labels: Sequence[Text]) -> Text:
    more = len(labels) - _NAMED_MISSING
    vi = "; ".join(label.vi for label in labels[:_NAMED_MISSING])
    en = "; ".join(label.en for label in labels[:_NAMED_MISSING])
    return Text(
        f"Bảng thiếu {len(labels)} ô bắt buộc: {vi}{f' và {more} ô nữa' if more > 0 else ''}. "
        "Thêm cột, hoặc chọn lấy số hôm qua cho ô giữ nguyên.",
        f"The sheet lacks {len(labels)} required fields: {en}"
        f"{f' and {more} more' if more > 0 else ''}. Add columns, or take yesterday's figures "
        "where they carry over.",
    )


def _reported(
    code: str, form: Form, units: Sequence[int], days: set[date]
) -> dict[int, list[Reported]]:
    """Return what holds of the days of a sheet and the periods before, by unit; one query."""
    if not units or not days:
        return {}
    step = min(days) - form.schedule.before(min(days))
    rows = (
        Submission.objects.filter(
            report__unit_id__in=units,
            report__form__code=code,
            report__day__gte=min(days) - PERIODS * step,
            report__day__lte=max(days),
            number=F("report__head"),
        )
        .order_by("report__day")
        .values_list("report__unit_id", "report__day", "submission", "values")
    )
    found: dict[int, list[Reported]] = {}
    for unit, day, submission, values in rows:
        found.setdefault(unit, []).append(Reported(day, submission, values))
    return found


def _id(
    digest: str,
    form: Form,
    filer: Filer,
    day: date,
    base: UUID | None,
    values: Mapping[str, str],
    comments: Mapping[str, str],
) -> UUID:
    """Return a UUIDv7 that the same row of the same sheet has again; its time is the day."""
    said = json.dumps(
        [digest, form.code, form.version, str(filer.body), day.isoformat(), str(base),
         sorted(values.items()), sorted(comments.items())]
    )  # fmt: skip
    chance = int.from_bytes(hashlib.sha256(said.encode()).digest()[:10])
    moment = (day.toordinal() - date(1970, 1, 1).toordinal()) * 86_400_000
    high, low = chance >> 64 & 0xFFF, chance & (1 << 62) - 1
    return UUID(int=moment << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)
