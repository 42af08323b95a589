"""What the first page says of reports that wait for the reader's word."""

from collections.abc import Iterator
from datetime import date
from typing import Any
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

ASKS = (Permission.REPORTS_CERTIFY, Permission.REPORTS_WATCH)


def waiting(request: ActorRequest) -> dict[str, Any]:
    """Return what waits to be certified, accepted, signed or compiled anew."""
    if not any(request.actor.has(permission) for permission in ASKS):
        return {}
    found = awaiting(actor=request.actor, now=clock.now())
    if not found:
        return {}
    titles = {code: words.said(asked.form.title) for code, asked in asked_on(clock.today()).items()}
    items = [*_to_certify(found), *_to_accept(found), *_of_editions(found)]
    return {"vouching": [item | {"title": titles.get(item["form"], "")} for item in items]}


def _to_certify(found: Awaiting) -> Iterator[dict[str, Any]]:
    for one in found.to_certify:
        url = reverse("editions:certify-report", args=[one.submission])
        what = _("bản %(n)s chờ người đứng đầu xác nhận") % {"n": one.number}
        yield _item(one.form, one.day, url, what, _("Xem và xác nhận"), one.body_name)


def _to_accept(found: Awaiting) -> Iterator[dict[str, Any]]:
    for one in found.to_accept:
        where = urlencode({"form": one.form, "day": one.day.isoformat()})
        what = ngettext(
            "%(n)s báo cáo cấp dưới chờ chấp nhận", "%(n)s báo cáo cấp dưới chờ chấp nhận", one.n
        ) % {"n": one.n}
        yield _item(one.form, one.day, f"{reverse('editions:reports')}?{where}", what,
                    _("Chấp nhận"))  # fmt: skip


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
