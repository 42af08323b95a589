"""The proof of an obligation by figures, in words, as a picture and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from phaodai.decisions.obligations.courses import Course, get_courses
from phaodai.decisions.obligations.pace import Trend
from phaodai.decisions.obligations.queries import AssessmentRow
from phaodai.decisions.obligations.states import Phase, State
from phaodai.delivery.web.directives import words
from phaodai.delivery.web.tasks.amounts import (
    amount_words,
    definition_of,
    is_english,
    name_of,
    plain_number,
)
from phaodai.delivery.web.tasks.charts import Chart, chart_of
from phaodai.delivery.web.tasks.labels import Chip
from phaodai.vocabulary.access import Actor
from phaodai.vocabulary.diseases import DISEASES
from phaodai.vocabulary.refs import UnitRef

MOST_NAMES = 12
EARLIEST, LATEST = 2000, 9000  # years that one may look back to
SOURCES: Mapping[str, Promise | str] = {
    "cases": gettext_lazy("sổ ca bệnh"),
    "census2019": gettext_lazy("Tổng điều tra dân số 2019"),
    "census2019:interpolated": gettext_lazy("Tổng điều tra dân số 2019, nội suy nhóm tuổi"),
    "command": gettext_lazy("sổ chỉ huy"),
    "isolation": gettext_lazy("sổ cách ly"),
    "levels": gettext_lazy("đánh giá cấp độ dịch"),
    "preparedness": gettext_lazy("sổ sẵn sàng"),
    "reports": gettext_lazy("báo cáo của đơn vị"),
    "residents_away": gettext_lazy("sổ người đi xa về"),
    "samples": gettext_lazy("sổ lấy mẫu"),
    "treatment": gettext_lazy("sổ điều trị"),
    "vaccination": gettext_lazy("sổ tiêm chủng"),
    "welfare": gettext_lazy("sổ an sinh"),
}
_STATES: Mapping[State, Chip] = {
    State.MET: Chip(gettext_lazy("Đạt"), "ok", "done"),
    State.NOT_MET: Chip(gettext_lazy("Chưa đạt"), "prog", ""),
    State.PARTLY: Chip(gettext_lazy("Thiếu số của nơi khác"), "none", "none"),
    State.NO_FIGURE: Chip(gettext_lazy("Chưa có số liệu"), "none", "none"),
}


FILED = "reports.filed_by_cutoff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One target of one unit, ready to be shown.

    `late` ends the sentence where the target will be, or was, missed. `board` is the address of the
    duty board behind it, to be followed by a day; "" where it is not about filing.
    """

    row: AssessmentRow
    title: str
    target: str
    sign: str
    definition: str
    parts: str  # of a ratio
    source: str
    other: str
    sentence: str
    late: str
    needed: str
    state: Chip
    chart: Chart | None
    alternative: str
    days: list[tuple[date, str, str, str]]
    silent: str
    csv: str
    board: str


def proofs_of(
    actor: Actor, obligation: UUID, unit: UnitRef, *, now: datetime, as_of: datetime | None
) -> list[Proof]:
    """Return what the figures of a unit say of an obligation, target by target."""
    courses = get_courses(actor=actor, obligation=obligation, unit=unit, now=now, as_of=as_of)
    fields = {"unit": str(unit)} | ({"as_of": as_of.isoformat()} if as_of else {})
    address = f"{reverse('obligations:figures', args=[obligation])}?{urlencode(fields)}"
    return [_proof(course, address, unit) for course in courses]


def state_chip(row: AssessmentRow) -> Chip:
    """Return what the figure says as shape and word; missed is past its last day."""
    if row.is_missed and row.state is State.NOT_MET:
        return Chip(_("Không đạt"), "over", "over")
    if row.is_stale:
        return Chip(_("Số liệu đã cũ"), "none", "none")
    return _STATES[row.state]


def basis_words(row: AssessmentRow) -> str:
    """Return whether the figure is counted or stated; "" where there is none."""
    if not row.source:
        return ""
    return _("đếm từ sổ") if row.is_counted else _("đơn vị khai")


def shown_value(row: AssessmentRow) -> str:
    """Return the value with its measure, on its own side of the target; "" where there is none."""
    if row.value is None:
        return ""
    return amount_words(row.value, row.entry, near=row.demanded)


def _source(source: str, *, is_counted: bool) -> str:
    if not source:
        return ""
    base = source if source in SOURCES else source.partition(":")[0]
    how = _("đếm từ sổ") if is_counted else _("đơn vị khai")
    return f"{SOURCES.get(base, source)}, {how}"


def _proof(course: Course, address: str, unit: UnitRef) -> Proof:
    row = course.row
    stratum = words.stratum_words(row.stratum, _=_)
    disease = DISEASES.get(row.disease) if row.disease else None
    parts = [name_of(row.entry), stratum]
    if disease is not None:
        parts.append(disease.label_en if is_english() else disease.label_vi)
    title = ", ".join(filter(None, parts))
    sign = words.COMPARATORS.get(row.comparator, row.comparator)
    sentence, late = _sentence(course)
    return Proof(
        row=row,
        title=title,
        target=f"{sign} {amount_words(row.demanded, row.entry)}",
        sign=sign,
        definition=definition_of(row.entry),
        parts=_parts(row),
        source=_source(row.source, is_counted=row.is_counted),
        other=_other(row),
        sentence=sentence,
        late=late,
        needed=_needed(course),
        state=state_chip(row),
        chart=chart_of(course),
        alternative=f"{title}. {_span(course)} {sentence}{', ' + late if late else ''}.",
        days=[
            (
                day.day,
                _("chưa có số liệu")
                if day.value is None
                else amount_words(day.value, row.entry, near=row.demanded),
                f"{day.n_reported}/{day.n_expected}",
                "" if day.is_new or day.value is None else _("số gần nhất, ngày này không có mới"),
            )
            for day in reversed(course.days)
        ],
        silent=_names(course.silent),
        csv=address,
        board=f"{reverse('boards:board')}?unit={unit}&day=" if row.entry.code == FILED else "",
    )


def _sentence(course: Course) -> tuple[str, str]:
    """Return where the figure stands and goes, and by how much it misses the target."""
    row = course.row
    value = shown_value(row)
    if not value:
        return _("Chưa có số liệu: chưa nơi nào báo"), ""
    if row.is_stale:
        fields = {"value": value, "day": _day(row.figure_day)}
        return _("Số cuối cùng là %(value)s ngày %(day)s, quá cũ để kết luận") % fields, ""
    if row.phase is Phase.OVER:
        begin = _("Hết hạn %(day)s ở %(value)s") % {"day": _day(row.last_day), "value": value}
    else:
        begin = _("Đang ở %(value)s") % {"value": value}
    if row.state is State.MET:
        return f"{begin}; " + _("đạt chỉ tiêu"), ""
    if row.state is State.PARTLY:
        some = _("mới có số của %(n)s/%(all)s nơi")
        begin = f"{begin}; {some % {'n': row.n_reported, 'all': row.n_expected}}"
    if row.phase is Phase.OVER:
        return begin, _("không đạt") if row.state is State.NOT_MET else ""
    more, late = _forecast(course)
    return f"{begin}; {more}", late


def _forecast(course: Course) -> tuple[str, str]:
    """Return where the pace of the last seven days leads."""
    row, pace = course.row, course.pace
    if pace.trend is Trend.ARRIVES and pace.arrives is not None:
        text = _("theo đà 7 ngày qua sẽ đạt ngày %(day)s") % {"day": _day(pace.arrives)}
        n_days = pace.late_by(row.last_day)
        if n_days is not None and n_days > 0:
            return text, ngettext("chậm %(n)s ngày", "chậm %(n)s ngày", n_days) % {"n": n_days}
        if n_days == 0:
            text = f"{text}, " + _("đúng hạn")
        elif n_days is not None:
            early = ngettext("sớm %(n)s ngày", "sớm %(n)s ngày", -n_days) % {"n": -n_days}
            text = f"{text}, {early}"
        return text, ""
    if pace.trend is Trend.UNKNOWN or pace.trend is Trend.MET:
        said = _("chưa tính được đà: 7 ngày qua có %(n)s ngày có số, cần ít nhất 4")
        return said % {"n": pace.n_days}, ""
    return {
        Trend.STANDS: _("7 ngày qua không đổi"),
        Trend.AWAY: _("7 ngày qua đi xa chỉ tiêu"),
        Trend.TOO_SLOW: _("7 ngày qua gần như không đổi"),
    }[pace.trend], _("theo đà này không đạt")


def _needed(course: Course) -> str:
    """Return what has to be won a day, beside what was won."""
    row, pace = course.row, course.pace
    wanted = row.per_day(course.days[-1].day) if row.state is State.NOT_MET else None
    if wanted is None or pace.per_day is None or row.entry.measure == "level":
        return ""
    said = _("Đà 7 ngày qua %(now)s mỗi ngày; để kịp hạn cần %(wanted)s mỗi ngày.")
    return said % {"now": _signed(pace.per_day, row), "wanted": _signed(wanted, row)}


def _signed(value: Decimal, row: AssessmentRow) -> str:
    if row.entry.measure == "percent":
        measure = _("điểm phần trăm")
    else:
        measure = row.entry.measure_en if is_english() else row.entry.measure_vi
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{plain_number(abs(value))} {measure}"


def _span(course: Course) -> str:
    known = [(day.day, day.value) for day in course.days if day.value is not None]
    if not known:
        return ""
    (first, before), (last, after) = known[0], known[-1]
    fields = {
        "first": f"{first:%d/%m}",
        "before": amount_words(before, course.row.entry, near=course.row.demanded),
        "last": f"{last:%d/%m}",
        "after": amount_words(after, course.row.entry, near=course.row.demanded),
    }
    return _("Từ %(before)s ngày %(first)s đến %(after)s ngày %(last)s.") % fields


def _parts(row: AssessmentRow) -> str:
    if row.numerator is None or row.denominator is None:
        return ""
    return f"{plain_number(row.numerator)} / {plain_number(row.denominator)}"


def _other(row: AssessmentRow) -> str:
    if row.other_value is None:
        return ""
    fields = {
        "source": _source(row.other_source, is_counted=row.is_other_counted),
        "value": amount_words(row.other_value, row.entry, near=row.demanded),
    }
    return _("Nguồn khác: %(source)s, %(value)s; hai nguồn không cộng với nhau.") % fields


def _names(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    if len(names) <= MOST_NAMES:
        return shown
    return _("%(names)s và %(n)s nơi khác") % {"names": shown, "n": len(names) - MOST_NAMES}


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def moment_of(text: str, now: datetime) -> tuple[datetime | None, str]:
    """Return the moment of `?as_of=`, or why it is none; a day alone means its end.

    A moment that is still to come is now.
    """
    said = text.strip()
    if not said:
        return None, ""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        moment = None
    if moment is None or not EARLIEST <= moment.year < LATEST:
        wrong = _("Không đọc được giờ “%(text)s”. Gõ như 2021-12-20 hoặc 2021-12-20T17:00.")
        return None, wrong % {"text": said[:40]}
    if len(said) == len("2021-12-20"):
        moment += timedelta(days=1, microseconds=-1)
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return (None if moment >= now else moment), ""
