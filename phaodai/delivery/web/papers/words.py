"""What parts of papers are called, and what is wrong with one."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phaodai.delivery.documents.compiled import TABLES
from phaodai.delivery.web.reports.words import said
from phaodai.engines.forms.definition import Form
from phaodai.engines.papers.model import Form as PaperForm
from phaodai.engines.papers.model import Urgency
from phaodai.engines.papers.templates import Fault
from phaodai.registers.reports.states import PaperState

KINDS: Mapping[str, Promise | str] = {
    "heading:1": gettext_lazy("Đề mục I"),
    "heading:2": gettext_lazy("Đề mục 1"),
    "heading:3": gettext_lazy("Đề mục a)"),
    "paragraph": gettext_lazy("Đoạn văn"),
    "item": gettext_lazy("Gạch đầu dòng"),
    "basis": gettext_lazy("Căn cứ"),
    "table:units": gettext_lazy("Bảng theo đơn vị"),
    "table:figures": gettext_lazy("Bảng mọi chỉ tiêu"),
}
FORMS: Mapping[str, Promise | str] = {
    PaperForm.STATE: gettext_lazy("Hành chính (Nghị định 30)"),
    PaperForm.PARTY: gettext_lazy("Của Đảng"),
}
URGENCIES: Mapping[str, Promise | str] = {
    "": gettext_lazy("Không"),
    Urgency.URGENT: gettext_lazy("Khẩn"),
    Urgency.VERY_URGENT: gettext_lazy("Thượng khẩn"),
    Urgency.EXPRESS: gettext_lazy("Hỏa tốc"),
}
STATES: Mapping[PaperState, tuple[Promise | str, str]] = {  # words, tone and glyph
    PaperState.DRAFT: (gettext_lazy("dự thảo"), "none"),
    PaperState.NUMBERED: (gettext_lazy("đã có số, chưa ban hành"), "late"),
    PaperState.ISSUED: (gettext_lazy("đã ban hành"), "done"),
    PaperState.DROPPED: (gettext_lazy("đã bỏ"), "over"),
}
NAMES: Mapping[str, Promise | str] = {
    "issuer": gettext_lazy("cơ quan ban hành"),
    "unit": gettext_lazy("tên đơn vị"),
    "day": gettext_lazy("kỳ báo cáo"),
    "day_before": gettext_lazy("kỳ trước"),
    "week": gettext_lazy("số tuần trong năm"),
    "as_of": gettext_lazy("thời điểm tổng hợp"),
    "n_expected": gettext_lazy("số đơn vị phải báo cáo"),
    "n_reported": gettext_lazy("số đơn vị đã báo cáo"),
    "n_missing": gettext_lazy("số đơn vị chưa báo cáo"),
    "n_late": gettext_lazy("số đơn vị báo cáo muộn"),
    "missing_names": gettext_lazy("tên các đơn vị chưa báo cáo"),
    "late_names": gettext_lazy("tên các đơn vị báo cáo muộn"),
    "carried_names": gettext_lazy("tên các đơn vị lấy số kỳ trước"),
    "missing": gettext_lazy("từng đơn vị chưa báo cáo"),
    "late": gettext_lazy("từng đơn vị báo cáo muộn"),
    "carried": gettext_lazy("từng đơn vị lấy số kỳ trước"),
    "rising": gettext_lazy("năm đơn vị tăng nhiều nhất"),
}
_FAULTS: Mapping[str, Promise | str] = {
    "brace": gettext_lazy("dấu ngoặc nhọn lẻ ở “{word}”; viết {{{{ hoặc }}}} nếu muốn in dấu ấy"),
    "unknown": gettext_lazy("không có số liệu nào tên “{word}”; chọn tên trong danh sách"),
    "unknown_list": gettext_lazy("không có danh sách nào tên “{word}”"),
    "unknown_table": gettext_lazy("không có bảng nào tên “{word}”"),
    "level": gettext_lazy("đề mục chỉ có ba cấp"),
    "long": gettext_lazy("dài quá: {word} ký tự; tách thành nhiều khối"),
    "many": gettext_lazy("quá nhiều khối: {word}; gộp bớt lại"),
    "empty": gettext_lazy("chưa có chữ nào; viết vào hoặc bỏ khối này"),
    "outside": gettext_lazy("“{word}” chỉ dùng trong khối lặp theo danh sách ấy"),
}


def fault_said(fault: Fault) -> str:
    """Return what is wrong, and where in its text."""
    text = str(_FAULTS[fault.code]).format(word=fault.word)
    return _("cột %(n)s: %(text)s") % {"n": fault.column, "text": text} if fault.column else text


def name_said(name: str, form: Form) -> str:
    """Return what a name of a template stands for."""
    if name in NAMES:
        return str(NAMES[name])
    ends = (
        ("_change", _("%(label)s: so với kỳ trước")),
        ("_before", _("%(label)s: kỳ trước")),
        ("_week", _("%(label)s: bảy ngày")),
        ("", "%(label)s"),
    )
    labels = {each.code: said(each.label) for each in form.fields()}
    for end, text in ends:
        if name.endswith(end) and (label := labels.get(name.removesuffix(end))):
            return text % {"label": label}
    return name


assert set(TABLES) == {key.partition(":")[2] for key in KINDS if key.startswith("table:")}  # noqa: S101
