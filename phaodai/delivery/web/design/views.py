"""The page of components."""

from hashlib import sha256
from uuid import uuid4

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, signed_in
from phaodai.delivery.web.tasks.charts import Chart, Mark
from phaodai.foundation.files.queries import FileRow
from phaodai.vocabulary.refs import FileRef

INKS = ("ink", "ink-2", "ink-3", "rule-2", "rule", "wash")
ACCENTS = ("accent-2", "accent", "focus", "accent-wash")
WARNINGS = ("st-over", "st-over-wash")
GLYPHS = (
    "none", "draft", "wait", "prog", "done", "ok", "back", "neq", "late", "over", "off", "no",
)  # fmt: skip

COURSE = Chart(
    lines=["0,60 20,48 40,40", "50,34 70,22"],
    dots=[Mark("45%", "96")],
    grid=[Mark("0%", "24", "100 %", "19"), Mark("0%", "124", "90 %", "119")],
    ticks=[Mark("0%", "244", "1/12"), Mark("100%", "244", "31/12", anchor="te")],
    target=Mark("26%", "56", "95 %", "50"),
    last=Mark("70%", "68", "93,8 %", "90", "te"),
    deadline=Mark("90%", "24", "28/12", "18", "te"),
    pace="M70,22 L90,12",
)


class SampleForm(forms.Form):
    """One field of each kind."""

    plain = forms.CharField(label=_("Bình thường"), help_text=_("Ngày theo kiểu 23/12/2021"))
    due = forms.CharField(label=_("Hạn hoàn thành"))
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=forms.Textarea({"rows": 2}))
    role = forms.ChoiceField(
        label=_("Vai trò"), choices=[("a", _("trực ban")), ("b", _("cán bộ báo cáo"))]
    )
    kind = forms.ChoiceField(
        label=_("Loại"),
        choices=[("a", _("công văn")), ("b", _("chỉ thị"))],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(label=_("Tôi đã đọc căn cứ"))
    locked = forms.CharField(label=_("Đã khóa"), disabled=True, initial="26", required=False)


@require_safe
@signed_in
def components(request: ActorRequest) -> HttpResponse:
    """Show each component in each state."""
    wrong = SampleForm({"plain": "28/12/2021", "due": "31/02/2022", "role": "a", "kind": "a"})
    wrong.full_clean()
    wrong.add_error("due", _("Ngày 31/02/2022 không có trong lịch. Gõ ngày từ 01 đến 28."))
    context = {
        "form": wrong,
        "page": Paginator(range(204), 40).get_page(request.GET.get("page", 2)),
        "now": timezone.localtime(clock.now()),
        "inks": INKS,
        "accents": ACCENTS,
        "warnings": WARNINGS,
        "glyphs": GLYPHS,
        "files": [_file("Biên bản điểm tiêm.pdf"), _file("Danh sách.xlsx")],
        "course": COURSE,
    }
    return render(request, "design/components.html", context)


def _file(name: str) -> FileRow:
    """Return a file that is nowhere."""
    return FileRow(
        ref=FileRef(uuid4()),
        name=name,
        media_type="application/pdf",
        size=412_310,
        sha256=sha256(name.encode()).hexdigest(),
        owner_kind="",
        owner_ref=uuid4(),
        kept_at=clock.now(),
        kept_by="Võ Hoài An, trực ban, Ủy ban nhân dân huyện",
        keep_until=None,
    )
