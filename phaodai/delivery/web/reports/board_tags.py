"""Boards that look again every few seconds are told cheaply that nothing has moved.

The tag of a board says what it is about and how many revisions lay behind it, signed for one
session and address. For half a minute it speaks for itself: as long as the session lives and no
revision has come, the answer is "unchanged", which tells nothing else. After that, and as soon as
anything has come, the board asks anew who looks and what all of it is.
"""

from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from importlib import import_module
from typing import Any, Self

from django.conf import settings
from django.core import signing
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers

from phaodai.delivery.web.accounts.middleware import GetResponse
from phaodai.registers.reports.queries.board_pulse import Watched

SPEAKS = 30  # seconds for which a tag speaks for itself


@dataclass(frozen=True, slots=True)
class Tag:
    """What a board was when it was sent.

    Attributes:
        print: what is another text as soon as anything on the board is another one.
        revisions: how many reports and revisions lay behind it.
    """

    print: str
    watched: Watched
    revisions: tuple[int, int]

    @classmethod
    def of(cls, watched: Watched, print_: str) -> Self:
        """Return the tag of a board before it is read: what comes meanwhile counts as new."""
        return cls(print_, watched, watched.revisions())

    @classmethod
    def shown(cls, request: HttpRequest, *, most_seconds: int | None = None) -> Self | None:
        """Return the tag that a browser shows, if we gave it to this session for this address."""
        written = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
        try:
            said: Any = signing.loads(written, salt=_salt(request), max_age=most_seconds)
        except signing.BadSignature:
            return None
        day = date.fromisoformat(said["watched"].pop("day"))
        watched = Watched(**said["watched"], day=day)
        return cls(said["print"], watched, tuple(said["revisions"]))

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether a browser that looks again has the part as it is now."""
        shown = Tag.shown(request) if "part" in request.GET else None
        return shown is not None and shown.print == self.print

    def on(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        """Let the browser ask next time whether anything has moved."""
        private(answer)
        if "part" not in request.GET:
            return answer
        said = asdict(self)
        said["watched"]["day"] = self.watched.day.isoformat()
        answer["ETag"] = f'"{signing.dumps(said, salt=_salt(request))}"'
        return answer


class UnmovedMiddleware:
    """Answers 304 before anything else is asked, where a tag speaks for itself."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the rest of the chain."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer at once, or let the board answer."""
        if request.method == "GET" and "If-None-Match" in request.headers and _is_board(request):
            try:
                if _has_not_moved(request):
                    return private(HttpResponse(status=304))
            except (OperationalError, InterfaceError):
                pass  # said by the page, as always
        return self._get_response(request)


def private(answer: HttpResponse) -> HttpResponse:
    """Let one browser keep an answer, and ask each time whether it still holds."""
    patch_cache_control(answer, private=True, no_cache=True)
    patch_vary_headers(answer, ["Cookie"])
    return answer


def _is_board(request: HttpRequest) -> bool:
    return request.path in {reverse("boards:board"), reverse("boards:tv")}


def _has_not_moved(request: HttpRequest) -> bool:
    tag = Tag.shown(request, most_seconds=SPEAKS)
    if tag is None:
        return False
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    is_alive: bool = store.exists(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    return is_alive and tag.watched.revisions() == tag.revisions


def _salt(request: HttpRequest) -> str:
    """Return what makes a tag worthless to another session, address or language."""
    names = settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME
    parts = [request.get_full_path(), *(request.COOKIES.get(name, "") for name in names)]
    return sha256("\n".join(parts).encode()).hexdigest()
