"""The page that "/" leads to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from phaodai.delivery import clock
from phaodai.delivery.web import looking
from phaodai.delivery.web.access import ActorRequest, requires
from phaodai.delivery.web.directives.cards import name_words
from phaodai.delivery.web.tasks import labels
from phaodai.foundation.agencies import heads
from phaodai.foundation.agencies import queries as agencies
from phaodai.foundation.units import queries as units
from phaodai.registers.directives import queries as directives
from phaodai.vocabulary.access import Permission
from phaodai.vocabulary.folding import fold

SHORTEST, LONGEST = 2, 200  # letters
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found."""

    url: str
    text: str
    sub: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `total` is None where only the best are looked for."""

    code: str
    title: Promise | str
    hits: Sequence[Hit]
    total: int | None
    all: str  # where all of them are listed; "" where there is no such list


@require_safe
@requires(Permission.UNITS_VIEW)
def search(request: ActorRequest) -> HttpResponse:
    """Find what bears the words, however they are accented, kind by kind."""
    typed = request.GET.get("q", "")[:LONGEST]
    text = "".join(letter for letter in typed if letter.isprintable()).strip()
    is_short = len(fold(text).replace(" ", "")) < SHORTEST
    kinds: list[tuple[Permission, Callable[[ActorRequest, str], Group]]] = [
        (Permission.DIRECTIVES_VIEW, _documents),
        (Permission.DIRECTIVES_VIEW, _tasks),
        (Permission.UNITS_VIEW, _units),
        (Permission.AGENCIES_VIEW, _bodies),
        (Permission.AGENCIES_VIEW, _heads),
    ]
    found = [
        find(request, text)
        for permission, find in kinds
        if not is_short and request.actor.has(permission)
    ]
    context = {
        "text": text,
        "is_short": is_short,
        "groups": [group for group in found if group.hits],
        "shortest": SHORTEST,
    }
    return render(request, "search/search.html", context)


def _documents(request: ActorRequest, text: str) -> Group:
    found = directives.list_documents(
        actor=request.actor, wanted=directives.DocumentFilter(words=text), size=SHOWN
    )
    hits = [
        Hit(reverse("directives:detail", args=[row.ref]), name_words(row.name), row.subject)
        for row in found.rows
    ]
    return Group(
        "documents", _("Văn bản"), hits, found.page.total, _list("directives:list", q=text)
    )


def _tasks(request: ActorRequest, text: str) -> Group:
    now = clock.now()
    found = directives.get_tasks(
        actor=request.actor, wanted=directives.TaskFilter(words=text), now=now, size=SHOWN
    )
    hits = [
        Hit(
            reverse("tasks:task", args=[row.ref]),
            row.title,
            " · ".join((row.body_name, str(labels.STATES[row.state]), labels.due_words(row))),
        )
        for row in found.rows
    ]
    return Group(
        "tasks", _("Nhiệm vụ"), hits, found.page.total, _list("tasks:board", q=text, state="all")
    )


def _units(request: ActorRequest, text: str) -> Group:
    path = looking.around(request.actor, request.view) or None
    found = units.find_units(text, on=_day(request), under_path=path, limit=SHOWN)
    hits = [
        Hit(reverse("units:unit", args=[row.ref]), row.full_name[:1].upper() + row.full_name[1:],
            row.parent_name)
        for row in found
    ]  # fmt: skip
    return Group("units", _("Đơn vị"), hits, None, _list("units:list", q=text))


def _bodies(request: ActorRequest, text: str) -> Group:
    path = looking.around(request.actor, request.view) or None
    found = agencies.find_bodies(text, on=_day(request), under_path=path, limit=SHOWN)
    hits = [
        Hit(reverse("agencies:body", args=[row.ref]), row.name, row.unit_name) for row in found.rows
    ]
    return Group("bodies", _("Cơ quan"), hits, found.total, _list("agencies:list", q=text))


def _heads(request: ActorRequest, text: str) -> Group:
    found = heads.find_heads(
        text, on=_day(request), under_path=looking.around(request.actor, request.view), limit=SHOWN
    )
    hits = [
        Hit(reverse("agencies:body", args=[row.body]), row.holder, f"{row.title}, {row.body_name}")
        for row in found.rows
    ]
    return Group("heads", _("Người đứng đầu"), hits, found.total, "")


def _day(request: ActorRequest) -> date:
    return request.view.on(clock.today())


def _list(route: str, **filters: str) -> str:
    return f"{reverse(route)}?{urlencode(filters)}"
