"""Read the data of a form, strictly: every fault with its key, all of them at once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from phaodai.engines.forms.definition import (
    NUMBERS,
    Binding,
    Choice,
    Field,
    FieldKind,
    FieldSource,
    Filer,
    Form,
    Rule,
    Section,
    Severity,
)
from phaodai.engines.forms.expressions import Compare, Term, Usual, decimals_of, has_previous, named
from phaodai.engines.forms.schedule import Cadence, Schedule
from phaodai.engines.forms.tables import BadForm, Fault, Table
from phaodai.engines.forms.trees import Trees
from phaodai.engines.forms.vocabularies import Vocabularies

FORM_CODE = re.compile(r"[a-z][a-z0-9-]{2,39}")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SOURCE = "reports"  # the publisher in whose name figures of forms are stated
MOST_FIELDS = 300

# Kind of field -> kind of indicator that it can state.
STATES = {FieldKind.COUNT: "FLOW", FieldKind.STOCK: "STOCK", FieldKind.PERCENT: "OWN"}


def load(data: object, *, names: Vocabularies | None) -> Form:
    """Return the form that data define.

    Args:
        data: A table as TOML or JSON gives it; see `docs/how-to/forms.md`.
        names: What fields and filers may point at. None where that was looked at before: an old
            version stays readable when an indicator has left the catalogue.

    Raises:
        BadForm: With every fault and its key.
    """
    faults: list[Fault] = []
    codes = [*_codes(data)]
    if (n := _n_fields(data)) > MOST_FIELDS:
        raise BadForm(
            [
                Fault(
                    "sections",
                    f"có {n} ô, nhiều nhất là {MOST_FIELDS}; bỏ bớt, hoặc chia thành hai mẫu",
                    f"has {n} fields and may have {MOST_FIELDS}; leave some out, or make two forms",
                )
            ]
        )
    trees = Trees(
        numbers={code for code, kind in codes if kind in NUMBERS},
        fields={code for code, _ in codes},
        faults=faults,
    )
    form = _Loader(names, trees).form(Table(data, "", faults))
    if faults:
        raise BadForm(faults)
    return form


def _n_fields(data: object) -> int:
    sections = data.get("sections") if isinstance(data, Mapping) else None
    rows = (
        section.get("fields")
        for section in (sections if isinstance(sections, list) else ())
        if isinstance(section, Mapping)
    )
    return sum(len(fields) for fields in rows if isinstance(fields, list))


def _codes(data: object) -> Iterator[tuple[str, str]]:
    """Yield code and kind of what looks like a field: trees name fields that stand below them."""
    sections = data.get("sections") if isinstance(data, Mapping) else None
    for section in sections if isinstance(sections, list) else ():
        fields = section.get("fields") if isinstance(section, Mapping) else None
        for field in fields if isinstance(fields, list) else ():
            if isinstance(field, Mapping):
                code, kind = field.get("code"), field.get("kind")
                if isinstance(code, str) and isinstance(kind, str):
                    yield code, kind


@dataclass(frozen=True, slots=True)
class _Loader:
    names: Vocabularies | None
    trees: Trees

    def form(self, table: Table) -> Form:
        form = Form(
            code=table.code("code", FORM_CODE),
            version=table.number("version", least=1, most=9_999),
            title=table.text("title", most=200),
            filer=self._filer(table.inner("filer")),
            schedule=_schedule(table.inner("schedule")),
            sections=tuple(table.rows("sections", self._section)),
            rules=tuple(table.rows("rules", self._rule, needed=False)),
        )
        fields = [*form.fields()]
        _once(table, "sections", [each.code for each in form.sections])
        _once(table, "sections.fields", [each.code for each in fields])
        _check_series(table, fields)
        _once(table, "rules", [each.code for each in form.rules])
        by_code = {each.code: each for each in fields}
        for each in fields:
            _check_formula(table, each, by_code)
        table.close()
        return form

    def _filer(self, table: Table) -> Filer:
        names = self.names
        filer = Filer(
            table.one_of("level", names.levels if names else None),
            table.one_of("body", names.bodies if names else None),
            table.one_of("role", names.roles if names else None),
        )
        table.close()
        return filer

    def _section(self, table: Table) -> Section:
        section = Section(
            table.code("code"),
            table.text("title", most=200),
            tuple(table.rows("fields", self._field)),
        )
        table.close()
        return section

    def _field(self, table: Table) -> Field:
        kind = table.word_of("kind", FieldKind, FieldKind.TEXT)
        source = table.word_of("source", FieldSource, FieldSource.TYPED, needed=False)
        is_register, is_computed = source is FieldSource.REGISTER, source is FieldSource.COMPUTED
        field = Field(
            code=table.code("code"),
            label=table.text("label", most=200),
            help=table.text("help", most=1_000) if table.has("help") else None,
            kind=kind,
            source=source,
            is_required=table.flag("required"),
            decimals=table.number("decimals", least=0, most=2, default=0),
            binding=self._binding(table, kind) if table.has("indicator") else None,
            register=(
                table.one_of("register", self.names.registers if self.names else None)
                if is_register
                else ""
            ),
            formula=self._formula(table) if is_computed else None,
            choices=tuple(table.rows("choices", _choice)) if kind is FieldKind.CHOICE else (),
        )
        if field.is_number and field.binding is None:
            table.fail(
                "indicator",
                "mỗi ô số phải gắn với một chỉ tiêu",
                "every field of figures states an indicator",
            )
        if not field.is_number and (field.binding or field.decimals or is_register or is_computed):
            table.fail(
                "kind",
                "ô chữ không có chỉ tiêu, số lẻ, sổ đếm hay công thức",
                "a field of words has no indicator, decimals, register or formula",
            )
        _once(table, "choices", [each.code for each in field.choices])
        table.close()
        return field

    def _formula(self, table: Table) -> Term:
        key = table.path("formula")
        term = self.trees.term(table.take("formula"), key)
        if has_previous(term):
            table.fail(
                "formula",
                "không dùng số hôm trước: hôm trước có thể không có báo cáo",
                "may not look back: there may be no report of the day before",
            )
        return term

    def _binding(self, table: Table, kind: FieldKind) -> Binding:
        binding = Binding(
            table.words("indicator", most=80),
            table.words("disease", most=40, default=""),
            table.words("stratum", most=120, default=""),
        )
        if self.names is None:
            return binding
        entry = self.names.indicators.get(binding.indicator)
        if entry is None:
            if binding.indicator:
                table.fail(
                    "indicator",
                    f"không có chỉ tiêu “{binding.indicator}”; xem `phaodai indicator list`",
                    f"there is no indicator “{binding.indicator}”; see `phaodai indicator list`",
                )
            return binding
        if entry.kind != STATES.get(kind):
            table.fail(
                "kind",
                f"“{kind.value}” không nêu được chỉ tiêu loại {entry.kind}",
                f"“{kind.value}” cannot state an indicator of kind {entry.kind}",
            )
        if not entry.may_be_published_by(SOURCE):
            table.fail("indicator", "không nhận số từ báo cáo", "takes no figures of reports")
        if binding.disease and not entry.of_disease:
            table.fail("disease", "chỉ tiêu không theo bệnh", "the indicator is of no disease")
        if binding.disease not in self.names.diseases:
            table.fail(
                "disease",
                f"không có bệnh “{binding.disease}”",
                f"there is no disease “{binding.disease}”",
            )
        if not entry.has_stratum(binding.stratum):
            table.fail(
                "stratum",
                f"chỉ tiêu không chia theo “{binding.stratum}”",
                f"the indicator is not broken down by “{binding.stratum}”",
            )
        return binding

    def _rule(self, table: Table) -> Rule:
        rule = Rule(
            code=table.code("code"),
            severity=table.word_of("severity", Severity, Severity.ERROR),
            at=table.one_of("at", self.trees.fields),
            text=table.text("text", most=500),
            expect=self.trees.condition(table.take("expect"), table.path("expect")),
            when=(
                self.trees.condition(table.take("when"), table.path("when"))
                if table.has("when")
                else None
            ),
        )
        _check_placeholders(table, rule)
        table.close()
        return rule


def _check_formula(table: Table, field: Field, by_code: Mapping[str, Field]) -> None:
    """Refuse a formula that names computed fields, or makes more decimals than its field takes."""
    if field.formula is None:
        return
    key = f"sections.fields.{field.code}"
    parts = [by_code[code] for code in named(field.formula) if code in by_code]
    if any(part.formula is not None for part in parts):
        table.fail(
            f"{key}.formula",
            "chỉ được dùng các ô nhập tay, không dùng ô máy tính",
            "may name typed fields alone, no computed ones",
        )
    finest = max([decimals_of(field.formula), *(part.decimals for part in parts)])
    if field.decimals < finest:
        table.fail(
            f"{key}.decimals",
            f"công thức có {finest} số sau dấu phẩy",
            f"the formula makes {finest} decimals",
        )
    if field.kind is FieldKind.PERCENT:
        table.fail(
            f"{key}.formula",
            "tỷ lệ không tính bằng cộng trừ; chỉ tiêu tỷ lệ tự tính từ tử số và mẫu số",
            "a percentage is no sum; indicators that are ratios are computed from their parts",
        )


def _schedule(table: Table) -> Schedule:
    cadence = table.word_of("cadence", Cadence, Cadence.DAILY)
    is_weekly = cadence is Cadence.WEEKLY
    weekday = table.one_of("weekday", WEEKDAYS) if is_weekly else WEEKDAYS[-1]
    schedule = Schedule(
        cadence=cadence,
        day_ends=table.clock("day_ends", least=1, most=24 * 60),
        cutoff=table.clock("cutoff", least=0, most=24 * 60 - 1),
        grace=table.number("grace_minutes", least=0, most=24 * 60, default=0),
        weekday=WEEKDAYS.index(weekday) if weekday in WEEKDAYS else 6,
    )
    table.close()
    return schedule


def _choice(table: Table) -> Choice:
    choice = Choice(table.code("code"), table.text("label", most=200))
    table.close()
    return choice


def _check_placeholders(table: Table, rule: Rule) -> None:
    allowed: set[str] = set()
    if isinstance(rule.expect, Compare):
        allowed = {"left", "right"}
    elif isinstance(rule.expect, Usual):
        allowed = {"value", "low", "high"}
    for text in (rule.text.vi, rule.text.en):
        for found in PLACEHOLDER.finditer(text):
            if found[1] not in allowed:
                table.fail(
                    "text",
                    f"không điền được {found[0]}; dùng được: {sorted(allowed)}",
                    f"nothing fills {found[0]}; there is: {sorted(allowed)}",
                )


def _check_series(table: Table, fields: list[Field]) -> None:
    """Refuse two fields that state the same figure: nobody could say which of them holds."""
    first: dict[Binding, Field] = {}
    for field in fields:
        if field.binding is None:
            continue
        other = first.setdefault(field.binding, field)
        if other is not field:
            said = field.binding
            figure = " ".join(filter(None, (said.indicator, said.disease, said.stratum)))
            for here, there in ((field, other), (other, field)):
                table.fail(
                    f"sections.fields.{here.code}.indicator",
                    f"số “{figure}” cũng do ô “{there.code}” khai; bỏ một ô, hoặc chọn phần khác",
                    f"“{figure}” is stated by “{there.code}” too; leave one out, or take another "
                    "part",
                )


def _once(table: Table, name: str, codes: list[str]) -> None:
    for code, times in Counter(codes).items():
        if code and times > 1:
            table.fail(
                name,
                f"mã “{code}” có {times} lần; đổi để mỗi mã chỉ có một",
                f"“{code}” is there {times} times; each code may be there once",
            )
