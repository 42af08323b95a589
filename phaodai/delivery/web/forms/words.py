"""What forms, their parts and their changes are called on pages."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery.web.accounts.labels import ROLE_LABELS
from phaodai.delivery.web.reports.words import language, said
from phaodai.delivery.web.units.labels import LEVEL_LABELS
from phaodai.engines.forms.comparing import Edit, Subject, Verb
from phaodai.engines.forms.definition import Filer, Text
from phaodai.engines.forms.schedule import Cadence, Schedule
from phaodai.registers.reports.queries.forms import VersionRow
from phaodai.registers.reports.states import Standing, VersionState
from phaodai.vocabulary.access import ROLE_PERMISSIONS, Permission, Role
from phaodai.vocabulary.bodies import CATALOGUE as BODIES

Words = Promise | str

KINDS: Mapping[str, Words] = {
    "count": gettext_lazy("số phát sinh trong kỳ"),
    "stock": gettext_lazy("số hiện có cuối kỳ"),
    "percent": gettext_lazy("phần trăm"),
    "text": gettext_lazy("chữ"),
    "choice": gettext_lazy("chọn một"),
}
SOURCES: Mapping[str, Words] = {
    "typed": gettext_lazy("người báo cáo nhập"),
    "carried": gettext_lazy("điền sẵn số kỳ trước"),
    "computed": gettext_lazy("máy tính từ ô khác"),
    "register": gettext_lazy("điền sẵn số do sổ đếm"),
}
SEVERITIES: Mapping[str, Words] = {
    "error": gettext_lazy("chặn, không gửi được"),
    "warning": gettext_lazy("hỏi lý do, vẫn gửi được"),
}
CADENCES: Mapping[str, Words] = {
    "daily": gettext_lazy("hằng ngày"),
    "weekly": gettext_lazy("hằng tuần"),
}
WEEKDAYS: Mapping[str, Words] = {
    "monday": gettext_lazy("thứ Hai"),
    "tuesday": gettext_lazy("thứ Ba"),
    "wednesday": gettext_lazy("thứ Tư"),
    "thursday": gettext_lazy("thứ Năm"),
    "friday": gettext_lazy("thứ Sáu"),
    "saturday": gettext_lazy("thứ Bảy"),
    "sunday": gettext_lazy("Chủ nhật"),
}
REGISTERS: Mapping[str, Words] = {
    "reports": gettext_lazy("sổ báo cáo"),
    "residents_away": gettext_lazy("sổ người đi xa"),
}
STANDINGS: Mapping[Standing, tuple[Words, str, str]] = {  # words, glyph, tone
    Standing.ACTIVE: (gettext_lazy("đang dùng"), "done", "done"),
    Standing.COMING: (gettext_lazy("sẽ dùng"), "wait", ""),
    Standing.RETIRED: (gettext_lazy("đã thay"), "none", "none"),
}
STATES: Mapping[VersionState, tuple[Words, str, str]] = {
    VersionState.PROPOSED: (gettext_lazy("chờ phê duyệt"), "wait", "late"),
    VersionState.REFUSED: (gettext_lazy("không phê duyệt"), "no", "none"),
}
ASPECTS: Mapping[str, Words] = {
    "code": gettext_lazy("mã"),
    "text": gettext_lazy("câu báo"),
    "title_vi": gettext_lazy("tên tiếng Việt"),
    "title_en": gettext_lazy("tên tiếng Anh"),
    "level": gettext_lazy("cấp phải nộp"),
    "body": gettext_lazy("cơ quan phải nộp"),
    "role": gettext_lazy("người nộp"),
    "cadence": gettext_lazy("kỳ báo cáo"),
    "weekday": gettext_lazy("ngày cuối tuần báo cáo"),
    "day_ends": gettext_lazy("giờ kết thúc ngày báo cáo"),
    "cutoff": gettext_lazy("giờ chốt"),
    "grace_minutes": gettext_lazy("số phút chờ trước khi nhắc"),
    "label_vi": gettext_lazy("câu hỏi tiếng Việt"),
    "label_en": gettext_lazy("câu hỏi tiếng Anh"),
    "help_vi": gettext_lazy("giải thích tiếng Việt"),
    "help_en": gettext_lazy("giải thích tiếng Anh"),
    "kind": gettext_lazy("loại ô"),
    "source": gettext_lazy("giá trị đầu"),
    "required": gettext_lazy("bắt buộc"),
    "decimals": gettext_lazy("số chữ số thập phân"),
    "indicator": gettext_lazy("chỉ tiêu"),
    "disease": gettext_lazy("bệnh"),
    "stratum": gettext_lazy("phần của chỉ tiêu"),
    "register": gettext_lazy("sổ đếm"),
    "formula": gettext_lazy("công thức"),
    "choices": gettext_lazy("các lựa chọn"),
    "severity": gettext_lazy("mức"),
    "at": gettext_lazy("ô hiện lỗi"),
    "text_vi": gettext_lazy("câu báo tiếng Việt"),
    "text_en": gettext_lazy("câu báo tiếng Anh"),
    "expect": gettext_lazy("điều phải đúng"),
    "when": gettext_lazy("chỉ xét khi"),
    "tolerance": gettext_lazy("độ lệch cho phép"),
    "usual": gettext_lazy("ô xét mức thường"),
    "spread": gettext_lazy("số lần độ lệch trung vị"),
    "least": gettext_lazy("độ lệch nhỏ không tính"),
    "enough": gettext_lazy("số kỳ cần có"),
}
CONDITIONS: Mapping[str, Words] = {
    "equal": gettext_lazy("hai vế bằng nhau"),
    "at_most": gettext_lazy("vế trái không lớn hơn vế phải"),
    "at_least": gettext_lazy("vế trái không nhỏ hơn vế phải"),
    "usual": gettext_lazy("số nằm trong mức thường"),
    "given": gettext_lazy("ô được điền"),
    "raw": gettext_lazy("khác: viết biểu thức"),
}
LEVELS: Mapping[str, Words] = {level.value: label for level, label in LEVEL_LABELS.items()}
ROLES: Mapping[str, Words] = {
    role.value: ROLE_LABELS[role]
    for role in Role
    if Permission.REPORTS_FILE in ROLE_PERMISSIONS[role]
}
_CODES: Mapping[str, Mapping[str, Words]] = {  # aspects whose values have words of their own
    "kind": KINDS,
    "source": SOURCES,
    "severity": SEVERITIES,
    "cadence": CADENCES,
    "weekday": WEEKDAYS,
    "register": REGISTERS,
    "required": {"True": gettext_lazy("có"), "False": gettext_lazy("không")},
    "level": LEVELS,
    "role": ROLES,
}
_WHOLE: Mapping[tuple[Subject, Verb], Words] = {
    (Subject.SECTION, Verb.ADDED): gettext_lazy("Thêm phần “%(name)s”"),
    (Subject.SECTION, Verb.REMOVED): gettext_lazy("Bỏ phần “%(name)s”"),
    (Subject.SECTION, Verb.MOVED): gettext_lazy("Phần “%(name)s” đổi chỗ"),
    (Subject.FIELD, Verb.ADDED): gettext_lazy("Thêm ô “%(name)s” vào phần “%(new)s”"),
    (Subject.FIELD, Verb.REMOVED): gettext_lazy("Bỏ ô “%(name)s” khỏi phần “%(old)s”"),
    (Subject.FIELD, Verb.MOVED): gettext_lazy("Ô “%(name)s” đổi chỗ, nay ở phần “%(new)s”"),
    (Subject.RULE, Verb.ADDED): gettext_lazy("Thêm quy tắc %(code)s: %(new)s"),
    (Subject.RULE, Verb.REMOVED): gettext_lazy("Bỏ quy tắc %(code)s: %(old)s"),
}
_OF: Mapping[Subject, Words] = {
    Subject.FORM: gettext_lazy("Mẫu"),
    Subject.SECTION: gettext_lazy("Phần “%(name)s”"),
    Subject.FIELD: gettext_lazy("Ô “%(name)s”"),
    Subject.RULE: gettext_lazy("Quy tắc %(code)s"),
}


def edit_words(edit: Edit) -> str:
    """Return one change as a sentence."""
    old, new = (value_words(edit.aspect, side) for side in (edit.old, edit.new))
    named = {"name": said(edit.name), "code": edit.code, "old": old, "new": new}
    if edit.verb is not Verb.CHANGED:
        return str(_WHOLE[edit.subject, edit.verb]) % named
    what = str(_OF[edit.subject]) % named
    return f"{what}: {ASPECTS.get(edit.aspect, edit.aspect)} {old} → {new}"


def value_words(aspect: str, value: Text | None) -> str:
    """Return what stood under a key, with the words of the reader."""
    if value is None:
        return "–"
    text = said(value)
    if aspect == "body":
        return body_words(text)
    return str(_CODES.get(aspect, {}).get(text, text))


def body_words(kind: str) -> str:
    """Return what a kind of body is called."""
    entry = BODIES.get(kind)
    if entry is None:
        return kind
    plain = entry.name_en.replace("{kind}", "").replace("{name}", "").strip(" ,")
    short = entry.short_vi.replace("{kind}", "").replace("{name}", "").strip()
    return (short if language() == "vi" else plain.removesuffix(" of").strip()) or kind


def filer_words(filer: Filer) -> str:
    """Return who files a form."""
    level, role = LEVELS.get(filer.level, filer.level), ROLES.get(filer.role, filer.role)
    return f"{level} · {body_words(filer.body)} · {role}"


def schedule_words(schedule: Schedule) -> str:
    """Return when a report is due, as a sentence."""
    ends, due = clock_words(schedule.day_ends), clock_words(schedule.cutoff)
    if schedule.cadence is Cadence.WEEKLY:
        weekday = [*WEEKDAYS.values()][schedule.weekday]
        return _("hằng tuần, tuần hết lúc %(ends)s %(weekday)s, chốt lúc %(due)s") % {
            "ends": ends,
            "weekday": weekday,
            "due": due,
        }
    return _("hằng ngày, ngày báo cáo hết lúc %(ends)s, chốt lúc %(due)s") % {
        "ends": ends,
        "due": due,
    }


def clock_words(minutes: int) -> str:
    """Return minutes after midnight as a clock time."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def standing_words(row: VersionRow) -> tuple[Words, str, str]:
    """Return how a version stands: words, glyph and tone."""
    return STANDINGS[row.standing] if row.standing is not None else STATES[row.state]
