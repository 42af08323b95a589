"""The report without a network: what a browser installs, fetches beforehand and sends later."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from phaodai.delivery import clock
from phaodai.delivery.intake.queue_files import LARGEST, BadQueue, read_item, read_json
from phaodai.delivery.web.access import ActorRequest, public
from phaodai.delivery.web.reports.offline_filing import file_queued
from phaodai.engines.forms.dumping import for_browser
from phaodai.engines.forms.schedule import Schedule
from phaodai.registers.reports.queries.duties import Duty, get_duties
from phaodai.registers.reports.queries.sheets import get_sheet
from phaodai.registers.reports.states import Channel
from phaodai.vocabulary.access import Permission

LANGUAGES = ("vi", "en")
AHEAD = 7  # periods that a device may fill in before it sees a network again
STYLES = ("tokens", "base", "controls", "data", "report", "offline")
SCRIPTS = (
    "js/forms/editing.js",
    "js/forms/ids.js",
    "js/forms/paste.js",
    "js/forms/pasting.js",
    "js/forms/placing.js",
    "js/forms/rules.js",
    "js/offline/page.js",
    "js/offline/form.js",
    "js/offline/list.js",
    "js/offline/words.js",
    "js/offline/sending.js",
    "js/offline/receipts.js",
    "js/offline/store.js",
    "js/offline/start.js",
    "js/offline/watch.js",
    "js/offline/attach.js",
)
ICONS = ("icons/favicon.svg", "icons/glyphs.svg", "icons/app-192.png", "icons/app-512.png")
ASSETS = (*(f"css/{name}.css" for name in STYLES), *SCRIPTS, *ICONS)

Page = Callable[[ActorRequest], HttpResponseBase]


def for_devices(view: Page) -> Page:
    """Open a view to those who file reports; a script is told plainly to sign in."""

    @wraps(view)
    def guarded(request: ActorRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            said = {"service": "phaodai", "outcome": "sign_in"}
            return JsonResponse(said, status=401, headers={"Cache-Control": "no-store"})
        if not request.actor.has(Permission.REPORTS_FILE):
            raise Http404
        return view(request)

    guarded.permission = Permission.REPORTS_FILE  # type: ignore[attr-defined]
    return guarded


@public
@require_safe
def shell(request: HttpRequest, language: str) -> HttpResponse:
    """Show the page that a device opens without a network; it holds nothing of anybody."""
    del request
    answer = HttpResponse(_shell(language))
    answer["Content-Language"] = language
    answer["Cache-Control"] = "no-cache"
    return answer


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the script that answers in place of the network, with what it is to keep."""
    del request
    answer = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Say what the browser installs on the home screen."""
    del request
    sizes = (192, 512)
    said = {
        "name": "Pháo Đài",
        "short_name": "Pháo Đài",
        "lang": "vi",
        "id": "/reports/",
        "start_url": "/reports/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b4a6f",
        "icons": [
            {
                "src": static(f"icons/app-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in sizes
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@require_safe
@for_devices
def state(request: ActorRequest) -> HttpResponse:
    """Say who has signed in and what time it is, and give what a sending has to bear."""
    return JsonResponse(
        {
            "service": "phaodai",
            "user": str(request.actor.user),
            "name": request.user.name,  # type: ignore[union-attr]
            "csrf": get_token(request),
            "now": round(clock.now().timestamp() * 1000),
        }
    )


@require_safe
@for_devices
def pack(request: ActorRequest) -> HttpResponse:
    """Give the forms that the user files, with the figures before: aggregates alone."""
    now = clock.now()
    duties = get_duties(actor=request.actor, now=now)
    return JsonResponse(
        {
            "service": "phaodai",
            "user": str(request.actor.user),
            "now": round(now.timestamp() * 1000),
            "forms": [_packed(request, duty) for duty in duties],
        }
    )


@require_POST
@for_devices
def send(request: ActorRequest) -> HttpResponse:
    """Take one report of the queue; the answer names the id that it is about."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        said = {
            "service": "phaodai",
            "outcome": "too_large",
            "vi": f"Báo cáo lớn hơn {LARGEST // 1_000_000} MB. Viết ngắn lại các ô chữ, hoặc gửi "
            f"kèm tệp.",
            "en": f"The report is over {LARGEST // 1_000_000} MB. Shorten the fields of words, or "
            f"attach a file.",
        }
        return JsonResponse(said, status=413)
    try:
        # A form was read before, and its body is gone.
        is_json = request.content_type == "application/json"
        data = read_json(request.body if is_json else b"")
        queued = read_item(data)
    except BadQueue as error:
        said = {"service": "phaodai", "outcome": "bad", "vi": error.vi, "en": error.en}
        return JsonResponse(said, status=400)
    is_direct = isinstance(data, dict) and data.get("direct") is True
    channel = Channel.PAGE if is_direct else Channel.QUEUE
    said_of_it = file_queued(actor=request.actor, queued=queued, channel=channel, now=clock.now())
    return JsonResponse(said_of_it.as_json(), status=said_of_it.status)


def _packed(request: ActorRequest, duty: Duty) -> dict[str, Any]:
    sheet = get_sheet(actor=request.actor, form=duty.form.code, day=duty.day, body=duty.body)
    reported = [(each.day, each.submission, each.values) for each in sheet.past.reported]
    if sheet.head is not None:
        reported.append((sheet.day, sheet.head.submission, sheet.head.values))
    return {
        "body": str(sheet.body),
        "body_name": sheet.body_name,
        "unit_name": sheet.unit_name,
        "sheet": for_browser(sheet.form),
        "days": [_period(sheet.form.schedule, day) for day in _days(sheet.form.schedule, duty.day)],
        "reported": [
            {"day": day.isoformat(), "id": str(submission), "values": dict(values)}
            for day, submission, values in reported
        ],
    }


def _days(schedule: Schedule, due: date) -> list[date]:
    step = due - schedule.before(due)
    return [due + n * step for n in range(-1, AHEAD + 1)]


def _period(schedule: Schedule, day: date) -> dict[str, Any]:
    return {
        "day": day.isoformat(),
        "begins_at": _milliseconds(schedule.begins_at(day).timestamp()),
        "ends_at": _milliseconds(schedule.ends_at(day).timestamp()),
        "due_at": _milliseconds(schedule.due_at(day).timestamp()),
    }


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


@lru_cache(maxsize=len(LANGUAGES))
def _shell(language: str) -> str:
    with translation.override(language):
        return render_to_string("reports/offline.html")


@lru_cache(maxsize=1)
def _worker() -> str:
    """Return the script with the names of what it keeps; another file is another version."""
    assets = [static(name) for name in ASSETS]
    pages = {language: reverse("offline-page", args=[language]) for language in LANGUAGES}
    source = _source("js/offline/worker.js")
    contents = "".join([source, *map(_shell, LANGUAGES), *assets])
    for name in ASSETS:
        contents += hashlib.sha256(_bytes(name)).hexdigest()
    version = hashlib.sha256(contents.encode()).hexdigest()[:16]
    return (
        f"const ASSETS = {json.dumps(assets)}\n"
        f"const PAGES = {json.dumps(pages)}\n"
        f"const VERSION = {json.dumps(version)}\n{source}"
    )


def _source(name: str) -> str:
    return _bytes(name).decode()


def _bytes(name: str) -> bytes:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    with open(path, "rb") as file:
        return file.read()
