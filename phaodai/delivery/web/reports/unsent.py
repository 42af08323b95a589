"""What somebody sent after his session had ended: kept until he has signed in again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.core import signing
from django.http.response import HttpResponseBase

from phaodai.delivery.web.access import ActorRequest
from phaodai.delivery.web.reports.ids import read_id
from phaodai.delivery.web.reports.sheet import COMMENT, VALUE
from phaodai.registers.reports.rules.texts import LONGEST

_KEY, _SALT = "reports.unsent", "phaodai.reports.unsent"
_LONGEST_WAIT = 24 * 3600  # seconds between the opening of a form and its sending


@dataclass(frozen=True, slots=True)
class Unsent:
    """What was written, and under which id on what it was to be sent."""

    values: dict[str, str]
    comments: dict[str, str]
    id: UUID | None
    base: UUID | None


def owner_of(request: ActorRequest) -> str:
    """Return what a form carries to say whose it is; nobody else can write it."""
    return signing.dumps(str(request.actor.user), salt=_SALT)


def keeps_unsent(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep what a form of ours sends without a session; the view then asks to sign in."""

    @wraps(view)
    def keeping(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            _keep(request)
        return view(request, *args, **kwargs)

    return keeping


def take_unsent(request: ActorRequest) -> Unsent | None:
    """Return what the reader sent here after his session had ended, once."""
    kept = request.session.get(_KEY)
    if kept is None or kept["path"] != request.get_full_path():
        return None
    del request.session[_KEY]
    if kept["owner"] != str(request.actor.user):
        return None
    return Unsent(kept["values"], kept["comments"], read_id(kept["id"]), read_id(kept["base"]))


def _keep(request: ActorRequest) -> None:
    sent = request.POST
    try:
        owner = signing.loads(sent.get("owner", ""), salt=_SALT, max_age=_LONGEST_WAIT)
    except signing.BadSignature:
        return  # whoever never had a session leaves nothing here
    written = {name: str(text) for name, text in sent.items()}
    if sum(map(len, written.values())) > LONGEST:
        return
    request.session[_KEY] = {
        "owner": owner,
        "path": request.get_full_path(),
        "id": written.get("id", ""),
        "base": written.get("base", ""),
        **{
            key: {k.removeprefix(at): v for k, v in written.items() if k.startswith(at) and v}
            for key, at in (("values", VALUE), ("comments", COMMENT))
        },
    }
