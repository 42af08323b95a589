"""The registers of incoming and outgoing documents, with the fields of Decree 30/2020/NĐ-CP."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives import cards, words
from phaodai.delivery.web.directives.confirming_cards import said
from phaodai.delivery.web.directives.forms import day_field
from phaodai.registers.directives import operations, queries
from phaodai.registers.directives.operations import RecordFields
from phaodai.registers.directives.paperrows import EntryRow
from phaodai.registers.directives.states import Direction
from phaodai.registers.reports.queries.signing import signers_of
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import DocumentRef

NONE = "none"  # what bears no number yet
SIDES = {"incoming": Direction.INCOMING, "outgoing": Direction.OUTGOING}


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=32_767,
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Ghi một số.")},
    )


class EntryForm(forms.Form):
    """What a clerk adds to a document, and its number where it has none."""

    day = day_field(gettext_lazy("Ngày đến"))
    number = _number(gettext_lazy("Số đến"))
    handling_day = day_field(gettext_lazy("Hạn giải quyết"))
    handling_at = forms.TimeField(
        label=gettext_lazy("Giờ"),
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%Hg%M", "%H"],
        widget=forms.TimeInput({"inputmode": "numeric", "placeholder": "17:00"}, "%H:%M"),
        error_messages={"invalid": gettext_lazy("Giờ không đúng. Gõ theo kiểu 17:00.")},
    )
    handling_note = forms.CharField(
        label=gettext_lazy("Chuyển đến ai, ý kiến phân phối"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 2}),
    )
    file_code = forms.CharField(label=gettext_lazy("Mã hồ sơ"), required=False, max_length=60)
    file_ordinal = _number(gettext_lazy("Số thứ tự trong hồ sơ"))
    document_language = forms.CharField(
        label=gettext_lazy("Ngôn ngữ"), required=False, max_length=30
    )
    n_pages = _number(gettext_lazy("Số trang"))
    n_copies = _number(gettext_lazy("Số bản phát hành"))
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=500)

    def __init__(self, *args: Any, row: EntryRow, **kwargs: Any) -> None:
        """Ask for a number only where there is none; each side has fields of its own."""
        due = timezone.localtime(row.handling_due) if row.handling_due else None
        names = ("handling_note", "file_code", "file_ordinal", "document_language", "n_pages",
                 "n_copies", "note")  # fmt: skip
        kwargs["initial"] = {name: getattr(row, name) for name in names} | {
            "handling_day": f"{due:%d/%m/%Y}" if due else "",
            "handling_at": f"{due:%H:%M}" if due else "",
            "day": f"{clock.today():%d/%m/%Y}" if row.direction is Direction.INCOMING else "",
        }
        super().__init__(*args, **kwargs)
        is_incoming = row.direction is Direction.INCOMING
        if not is_incoming or row.arrival_number is not None:
            del self.fields["number"]
        if row.arrival_number is not None or (not is_incoming and row.name.number):
            del self.fields["day"]
        elif not is_incoming:
            self.fields["day"].label = _("Cấp số, ngày ban hành")
        for name in ("n_copies",) if is_incoming else ("handling_day", "handling_at"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse an hour without its day."""
        data = super().clean() or self.cleaned_data
        if data.get("handling_at") and not data.get("handling_day"):
            self.add_error("handling_day", _("Ghi ngày cho giờ này."))
        return data

    def fields_of_record(self) -> RecordFields:
        """Return what is written beside the document, what was emptied too."""
        data = self.cleaned_data
        fields = RecordFields(
            handling_note=data["handling_note"],
            file_code=data["file_code"],
            file_ordinal=data["file_ordinal"],
            document_language=data["document_language"],
            n_pages=data["n_pages"],
            note=data["note"],
        )
        if "n_copies" in data:
            fields["n_copies"] = data["n_copies"]
        if "handling_day" in data:
            day, at = data["handling_day"], data["handling_at"] or time(23, 59, 59)
            fields["handling_due"] = datetime.combine(day, at, tzinfo=clock.HERE) if day else None
        return fields


@require_safe
@requires(Permission.DIRECTIVES_VIEW)
def register(request: ActorRequest, side: str) -> HttpResponse:
    """List a register, year by year; what is kept and not entered is one link away."""
    if side not in SIDES:
        raise Http404
    raw = request.GET.get("year", "")
    today = clock.today()
    year = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) == 4 else today.year
    number = request.GET.get("page", "1")
    found = queries.list_register(
        actor=request.actor,
        direction=SIDES[side],
        year=None if raw == NONE else year,
        page=int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1,
    )
    files = [row.file_sha256 for row in found.rows if row.file_sha256]
    signed = signers_of(files) if side == "outgoing" else {}
    context = {
        "side": side,
        "is_incoming": side == "incoming",
        "year": NONE if raw == NONE else str(year),  # a name, not an amount
        "years": [str(each) for each in sorted({*found.years, today.year}, reverse=True)],
        "n_unnumbered": found.n_unnumbered,
        "total": found.page.total,
        "page": Paginator(range(found.page.total), found.page.size).get_page(found.page.number),
        "rows": [
            {
                "row": row,
                "name": cards.name_words(row.name),
                "day": cards.day_words(row.name),
                "urgency": words.urgency_words(row.urgency, _=_),
                "signed": signed.get(row.file_sha256, ()),
            }
            for row in found.rows
        ],
    }
    return render(request, "directives/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DIRECTIVES_STORE)
def entry(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Enter a document in its register, and write beside it what a clerk writes."""
    try:
        row = queries.get_entry(actor=request.actor, ref=ref)
    except queries.DocumentNotFound as error:
        raise Http404 from error
    if not row.may_write:
        raise Http404
    form = EntryForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            _write(request, row, form)
        except operations.Refused as error:
            form.add_error(None, said(error))
        else:
            messages.success(request, _("Đã ghi vào sổ."))
            side = "incoming" if row.direction is Direction.INCOMING else "outgoing"
            return HttpResponseRedirect(reverse("directives:register", args=[side]) + f"#d{ref}")
    context = {
        "form": form,
        "row": row,
        "name": cards.name_words(row.name),
        "is_incoming": row.direction is Direction.INCOMING,
    }
    return render(request, "directives/entry.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _write(request: ActorRequest, row: EntryRow, form: EntryForm) -> None:
    document, now, day = DocumentRef(row.ref), clock.now(), form.cleaned_data.get("day")
    if day and row.direction is Direction.INCOMING:
        operations.register_arrival(
            actor=request.actor,
            document=document,
            day=day,
            number=form.cleaned_data.get("number"),
            now=now,
        )
    elif day:
        operations.assign_number(actor=request.actor, document=document, day=day, now=now)
    operations.set_record_fields(
        actor=request.actor, document=document, fields=form.fields_of_record(), now=now
    )
