"""What the first page says of reports that wait for the reader's word."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.reports import words
from phaodai.registers.reports.queries.awaiting import Awaiting, awaiting
from phaodai.registers.reports.queries.editions import EditionRow
from phaodai.registers.reports.queries.expectations import asked_on
from phaodai.vocabulary.access import Permission

T = TypeVar("T")
K = TypeVar("K")
ASKS = (Permission.REPORTS_CERTIFY, Permission.REPORTS_WATCH)


def waiting(request: ActorRequest) -> dict[str, Any]:
    """Return what waits to be certified, accepted, signed or compiled anew."""
    if not any(request.actor.has(permission) for permission in ASKS):
        return {}
    found = awaiting(actor=request.actor, now=clock.now())
    if not found:
        return {}
    titles = {code: words.said(asked.form.title) for code, asked in asked_on(clock.today()).items()}
    items = [
        *_to_certify(found), *_to_accept(found), *_to_issue(found), *_of_editions(found),
    ]  # fmt: skip
    return {"vouching": [item | {"title": titles.get(item["form"], "")} for item in items]}


def _to_certify(found: Awaiting) -> Iterator[dict[str, Any]]:
    for key, (one, *earlier) in _by(found.to_certify, lambda one: (one.form, one.body_name)):
        url = reverse("editions:certify-report", args=[one.submission])
        what = _("bản %(n)s chờ người đứng đầu xác nhận") % {"n": one.number}
        yield _item(one.form, one.day, url, _with(what, earlier), _("Xem và xác nhận"), key[1])


def _to_accept(found: Awaiting) -> Iterator[dict[str, Any]]:
    for _key, (one, *earlier) in _by(found.to_accept, lambda one: one.form):
        where = urlencode({"form": one.form, "day": one.day.isoformat()})
        what = ngettext(
            "%(n)s báo cáo cấp dưới chờ chấp nhận", "%(n)s báo cáo cấp dưới chờ chấp nhận", one.n
        ) % {"n": one.n}
        url = f"{reverse('editions:reports')}?{where}"
        yield _item(one.form, one.day, url, _with(what, earlier), _("Chấp nhận"))


def _by(rows: list[T], key: Callable[[T], K]) -> Iterable[tuple[K, list[T]]]:
    """Return rows together whose key is the same, the latest period first."""
    found: dict[K, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found.items()


def _with(what: str, earlier: list[Any]) -> str:
    """Say of how many earlier periods the same waits; their pages are one step away."""
    n = len(earlier)
    more = ngettext("%(n)s kỳ trước cũng chờ", "%(n)s kỳ trước cũng chờ", n) % {"n": n}
    return f"{what}; {more}" if n else what


def _to_issue(found: Awaiting) -> Iterator[dict[str, Any]]:
    for one in found.to_issue:
        if one.is_numbered:
            url, what = reverse("papers:issue", args=[one.paper]), _("chờ ban hành")
            yield _item(one.form, one.day, url, what, _("Xem và ban hành"), one.name)
        else:
            url, what = reverse("papers:paper", args=[one.paper]), _("dự thảo chờ duyệt, lấy số")
            yield _item(one.form, one.day, url, what, _("Xem dự thảo"), one.name)


def _of_editions(found: Awaiting) -> Iterator[dict[str, Any]]:
    for row in found.to_sign:
        yield _edition(row, _("tổng hợp lần %(n)s chờ ký"), _("Xem và ký"))
    for row in found.to_take:
        yield _edition(row, _("tổng hợp lần %(n)s đã ký, chờ chấp nhận"), _("Xem và chấp nhận"))
    for one in found.stirred:
        what = ngettext(
            "%(n)s báo cáo mới từ lần tổng hợp trước",
            "%(n)s báo cáo mới từ lần tổng hợp trước",
            one.n_new,
        ) % {"n": one.n_new}
        yield _edition(one.edition, what, _("Xem và tổng hợp lại"))


def _edition(row: EditionRow, what: str, verb: str) -> dict[str, Any]:
    url = reverse("editions:edition", args=[row.edition])
    said = what % {"n": row.number} if "%(n)s" in what else what
    return _item(row.form, row.day, url, said, verb, row.unit_name)


def _item(form: str, day: date, url: str, what: str, verb: str, who: str = "") -> dict[str, Any]:
    return {"form": form, "day": day, "url": url, "what": what, "verb": verb, "who": who}
