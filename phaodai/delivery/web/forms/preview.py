"""The very page on which a version is filled in, with an invented unit and an invented past.

Nothing can be filed from it: its form leads back to itself, and only says what would be answered.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.forms.sketching import find_sketch, frame
from phaodai.delivery.web.reports import filling
from phaodai.delivery.web.reports.sheet import COMMENT, VALUE, Paper
from phaodai.engines.forms.definition import Field, FieldKind, Form
from phaodai.engines.forms.starting import carried
from phaodai.registers.reports.queries import forms
from phaodai.registers.reports.queries.past import PERIODS, Reported, past_from
from phaodai.registers.reports.queries.sheets import Sheet
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.refs import BodyRef

INVENTED = UUID(int=0)  # the body of the preview: there is none of that reference


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FORMS_PROPOSE)
def of_sketch(request: ActorRequest, ref: UUID) -> HttpResponse:
    """Show the page of a sketch, once it is a form."""
    row = find_sketch(request, ref)
    if row.form is None:
        return render(request, "forms/preview_none.html", frame(row), status=422)
    back = reverse("forms:sketch", args=[ref])
    return _page(request, row.form, row.digest, back)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FORMS_VIEW)
def of_version(request: ActorRequest, form: str, number: int) -> HttpResponse:
    """Show the page of a version, whether or not it is in force."""
    try:
        row = forms.get_version(actor=request.actor, code=form, on=clock.today(), number=number)
    except forms.UnknownForm as error:
        raise Http404 from error
    return _page(request, row.form, row.digest, reverse("forms:version", args=[form, number]))


def _page(request: ActorRequest, form: Form, digest: str, back: str) -> HttpResponse:
    sheet = invented(form, digest, clock.today())
    paper = Paper(sheet, carried(form, sheet.past.previous))
    notice = ""
    if request.method == "POST":
        paper = Paper(sheet, _written(request, VALUE), _written(request, COMMENT), speaks=True)
        if not paper.stops:
            notice = _("Báo cáo như thế này sẽ được nhận. Đây là trang xem thử: chưa gửi gì.")
    context = filling.context_of(paper, uuid4()) | {
        "address": request.path,
        "afresh": request.path,
        "earlier": request.path,
        "may_repeat": False,
        "passed": notice,
        "back": back,
    }
    return render(request, "forms/preview.html", context)


def _written(request: ActorRequest, before: str) -> dict[str, str]:
    posted = request.POST.items()
    return {
        name.removeprefix(before): str(text) for name, text in posted if name.startswith(before)
    }


def invented(form: Form, digest: str, day: date) -> Sheet:
    """Return a sheet of a unit that does not exist, with four weeks of made-up reports."""
    schedule = form.schedule
    while not schedule.is_period(day):
        day += timedelta(days=1)
    step, chance = day - schedule.before(day), Random(form.code)  # noqa: S311 - no secret
    rows = [
        Reported(day - step * n, UUID(int=n), _values(form, chance)) for n in range(PERIODS, 0, -1)
    ]
    return Sheet(
        body=BodyRef(INVENTED),
        body_name=_("Ủy ban nhân dân xã Thí Dụ"),
        unit_name=_("Xã Thí Dụ"),
        is_own=True,
        ended_on=None,
        form=form,
        digest=digest,
        day=day,
        past=past_from(rows, schedule.before(day)),
        head=None,
        draft=None,
    )


def _values(form: Form, chance: Random) -> Mapping[str, str]:
    return {each.code: _value(each, chance) for each in form.fields() if each.formula is None}


def _value(field: Field, chance: Random) -> str:
    match field.kind:
        case FieldKind.COUNT:
            return str(chance.randint(0, 6))
        case FieldKind.STOCK:
            return str(chance.randint(20, 30))
        case FieldKind.PERCENT:
            return str(chance.randint(40, 60))
        case FieldKind.CHOICE:
            return field.choices[0].code
    return ""
