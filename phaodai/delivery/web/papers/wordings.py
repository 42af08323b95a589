"""How a body words the paper of a form: kept by version, the product's own never lost."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from phaodai.delivery import clock
from phaodai.delivery.documents.compiled import names_of
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.editions.listing import compiling_bodies
from phaodai.delivery.web.papers import editing, shown, words
from phaodai.delivery.web.reports.words import said
from phaodai.engines.forms.definition import Form
from phaodai.engines.papers.templates import check, check_text
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.units import queries as units
from phaodai.registers.reports import wording
from phaodai.registers.reports.errors import NotFound, Refused
from phaodai.registers.reports.operations.papers import BrokenTemplate, keep_template
from phaodai.registers.reports.queries import board as boards
from phaodai.registers.reports.queries.papers import TemplateRow, list_templates, may_word
from phaodai.vocabulary.access import Actor, Permission
from phaodai.vocabulary.refs import BodyRef


@require_safe
@requires(Permission.REPORTS_VIEW)
def wordings(request: ActorRequest) -> HttpResponse:
    """List how the bodies of the reader word their papers."""
    rows = []
    for ref in _bodies(request.actor):
        body = agencies.get_body(BodyRef(ref))
        for form in _forms(request.actor, BodyRef(ref)):
            versions = list_templates(actor=request.actor, body=BodyRef(ref), form=form.code)
            rows.append((body, form, said(form.title), versions[0] if versions else None))
    return render(request, "papers/wordings.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REPORTS_VIEW)
def keep(request: ActorRequest, body: UUID, form: str) -> HttpResponse:
    """Show a body's wording with its versions; keep a new one."""
    ref = BodyRef(body)
    try:
        rows = list_templates(actor=request.actor, body=ref, form=form)
    except NotFound as error:
        raise Http404 from error
    found = next((each for each in _forms(request.actor, ref) if each.code == form), None)
    if found is None:
        raise Http404
    is_mine = may_word(request.actor, ref)
    if request.method != "POST":
        return _show(request, ref, found, rows, _chosen(request, rows), is_mine=is_mine)
    if not is_mine:
        raise Http404
    data, act = editing.data_of(request.POST.dict()), request.POST.get("do", "save")
    if act != "save":
        hand = editing.move(data, act)
        return _show(request, ref, found, rows, data, is_mine=True, at_hand=hand, unsaved=True)
    try:
        number = keep_template(
            actor=request.actor, body=ref, form=form, content=editing.content_of(data),
            names=names_of(found), now=clock.now(),
        )  # fmt: skip
    except BrokenTemplate:
        return _show(request, ref, found, rows, data, is_mine=True, unsaved=True)
    except Refused as error:
        return _show(
            request, ref, found, rows, data, is_mine=True, unsaved=True, problem=said(error)
        )
    messages.success(
        request, _("Đã lưu mẫu, bản %(n)s. Văn bản soạn từ nay dùng mẫu này.") % {"n": number}
    )
    return HttpResponseRedirect(reverse("papers:wording", args=[body, form]))


def _show(
    request: ActorRequest,
    body: BodyRef,
    form: Form,
    rows: list[TemplateRow],
    data: dict[str, Any],
    *,
    is_mine: bool,
    at_hand: int | None = None,
    unsaved: bool = False,
    problem: str = "",
) -> HttpResponse:
    names = names_of(form)
    faults = []
    if not problem:
        try:
            content = editing.content_of(data)
            faults = [*check_text(content.subject, names), *check(content.parts, names)]
        except Refused as error:
            problem = said(error)
    context = shown.editor(data, faults, form=form, at_hand=at_hand) | {
        "body": agencies.get_body(body),
        "form": form,
        "title": said(form.title),
        "versions": rows,
        "is_open": is_mine,
        "is_unsaved": unsaved,
        "problem": problem,
        "broken_at": [(str(each.block), words.fault_said(each)) for each in faults],
        "names": {
            "values": [
                (f"{{{name}}}", words.name_said(name, form), "") for name in sorted(names.values)
            ],
            "lists": [
                (name, words.name_said(name, form),
                 " ".join(f"{{{name}.{key}}}" for key in sorted(keys)), "")
                for name, keys in sorted(names.lists.items())
            ],
        },
    }  # fmt: skip
    return render(request, "papers/wording.html", context, status=422 if problem or faults else 200)


def _chosen(request: ActorRequest, rows: list[TemplateRow]) -> dict[str, Any]:
    """Return the version that is asked for, such as the product's own, or the last one."""
    if not rows:
        raise Http404
    asked = request.GET.get("version", str(rows[0].number))
    row = next((each for each in rows if str(each.number) == asked), None)
    if row is None:
        raise Http404
    return wording.written(row.content)


def _bodies(actor: Actor) -> list[UUID]:
    heads = [post.body for post in actor.posts_for(Permission.REPORTS_CERTIFY) if post.is_general]
    return list(dict.fromkeys([*compiling_bodies(actor), *heads]))


def _forms(actor: Actor, body: BodyRef) -> list[Form]:
    """Return the forms that those below a body file."""
    unit = units.get_unit(agencies.get_body(body).unit)
    found = boards.forms_below(actor=actor, now=clock.now(), unit_path=unit.path)
    return [form for form in found if form.filer.level != unit.level]
