"""A version tried on reports that were filed: which findings how many of them would have got."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F

from phaodai.engines.forms.checking import Filled, Finding, check
from phaodai.engines.forms.definition import Form, Severity
from phaodai.registers.reports import definitions, policies
from phaodai.registers.reports.models import FormVersion, Report, Submission
from phaodai.registers.reports.queries.past import PERIODS, Reported, past_from
from phaodai.vocabulary.access import Actor, Permission

MOST = 300  # reports; a trial is answered while one waits
MOST_PAST = 15_000  # earlier reports that rules look back on
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A report that would have got a finding."""

    submission: UUID
    body_name: str
    day: date


@dataclass(slots=True)
class Hit:
    """One finding over all reports.

    Attributes:
        rule: code of the rule or of the wording.
        at: the field at which it is shown.
        n: reports that get it by the new version.
        n_before: reports that get it by the version by which they were filed.
    """

    rule: str
    at: str
    severity: Severity
    n: int = 0
    n_before: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it.

    Attributes:
        n_reports: how many were judged.
        first_day: of their periods.
        last_day: of their periods.
        n_stopped: those that could not have been sent as they are.
        n_stopped_before: the same by the versions by which they were filed.
        hits: findings, those of most reports first.
        n_new_fields: fields that no report had yet: nothing is said of them.
    """

    n_reports: int
    first_day: date | None
    last_day: date | None
    n_stopped: int
    n_stopped_before: int
    hits: Sequence[Hit]
    n_new_fields: int


@dataclass(frozen=True, slots=True)
class _Filed:
    unit: int
    version: int
    comments: Mapping[str, str]
    body_name: str
    reported: Reported


def try_out(*, actor: Actor, form: Form, most: int = MOST) -> Trial:
    """Judge the latest reports in sight by another version; three statements.

    Comments that explained a warning count again where the rule kept its code.

    Raises:
        NotAllowed: The actor may see no forms.
    """
    policies.check_can_view_forms(actor)
    filed = _latest(actor, form.code, most)
    versions = {
        row.pk: definitions.stored(row)
        for row in FormVersion.objects.filter(pk__in={each.version for each in filed})
    }
    known = {each.code for version in versions.values() for each in version.fields()}
    fresh = {each.code for each in form.fields()} - known
    # What nobody was asked for is not said to be missing.
    relaxed = _without_required(form, fresh)
    earlier = _earlier(form.code, filed)
    hits: dict[tuple[str, str], Hit] = {}
    stopped = [0, 0]
    for each in filed:
        past = earlier.get(each.unit, ())
        for side, judge in enumerate((relaxed, versions[each.version])):
            findings = _findings(judge, each, past)
            stopped[side] += any(found.stops for found in findings)
            for rule, name, severity in {(f.rule, f.field, f.severity) for f in findings}:
                hit = hits.setdefault((rule, name), Hit(rule, name, severity))
                if side:
                    hit.n_before += 1
                    continue
                hit.n, hit.severity = hit.n + 1, severity
                if len(hit.examples) < EXAMPLES:
                    hit.examples.append(
                        Example(each.reported.submission, each.body_name, each.reported.day)
                    )
    days = [each.reported.day for each in filed]
    return Trial(
        n_reports=len(filed),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        n_stopped=stopped[0],
        n_stopped_before=stopped[1],
        hits=sorted(hits.values(), key=lambda hit: (-hit.n, -hit.n_before, hit.rule, hit.at)),
        n_new_fields=len(fresh) if filed else 0,
    )


def _latest(actor: Actor, code: str, most: int) -> list[_Filed]:
    rows = (
        Submission.objects.filter(
            report__in=Report.objects.visible_to(actor, Permission.REPORTS_VIEW),
            report__form__code=code,
            number=F("report__head"),
        )
        .order_by("-report__day", "-received_at")
        .values_list(
            "report__unit_id",
            "version_id",
            "comments",
            "report__body__name",
            "report__day",
            "submission",
            "values",
        )
    )
    return [
        _Filed(unit, version, comments, name, Reported(day, submission, values))
        for unit, version, comments, name, day, submission, values in rows[: min(most, MOST)]
    ]


def _earlier(code: str, filed: Iterable[_Filed]) -> dict[int, list[Reported]]:
    """Return what the same units reported, the latest last."""
    days = [each.reported.day for each in filed]
    if not days:
        return {}
    rows = (
        Submission.objects.filter(
            report__form__code=code,
            report__unit_id__in={each.unit for each in filed},
            report__day__gte=min(days) - timedelta(days=7 * PERIODS),
            report__day__lt=max(days),
            number=F("report__head"),
        )
        .order_by("-report__day")
        .values_list("report__unit_id", "report__day", "submission", "values")[:MOST_PAST]
    )
    found: dict[int, list[Reported]] = {}
    for unit, day, submission, values in rows:
        found.setdefault(unit, []).append(Reported(day, submission, values))
    return {unit: past[::-1] for unit, past in found.items()}


def _findings(form: Form, filed: _Filed, past: Sequence[Reported]) -> tuple[Finding, ...]:
    names = {each.code for each in form.fields()}
    looked_at, day = form.recalled(), filed.reported.day
    before = form.schedule.before(day)
    first = day - PERIODS * (day - before)
    found = past_from([each for each in past if first <= each.day < day], before)
    values = {name: text for name, text in filed.reported.values.items() if name in names}
    history = {name: found.history[name] for name in looked_at if name in found.history}
    return check(form, Filled(values, filed.comments, found.previous, history)).findings


def _without_required(form: Form, codes: set[str]) -> Form:
    return replace(
        form,
        sections=tuple(
            replace(
                section,
                fields=tuple(
                    replace(each, is_required=each.is_required and each.code not in codes)
                    for each in section.fields
                ),
            )
            for section in form.sections
        ),
    )
