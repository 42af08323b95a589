"""Which act of this browser can still be taken back, and for how long."""

from uuid import UUID

from phaodai.delivery import clock
from phaodai.delivery.web.access import ActorRequest
from phaodai.foundation.events.bus import UNDO_HOLD

UNDO = "undo"  # of the session: what the last act was about and until when it can be taken back


def remember(request: ActorRequest, ref: UUID) -> None:
    """Offer to take back what was done to a thing just now."""
    request.session[UNDO] = {"ref": str(ref), "until": (clock.now() + UNDO_HOLD).timestamp()}


def forget(request: ActorRequest) -> None:
    """Offer it no longer."""
    request.session.pop(UNDO, None)


def seconds_left(request: ActorRequest, ref: UUID) -> int:
    """Return how long the last act on a thing can still be taken back."""
    kept = request.session.get(UNDO)
    if not isinstance(kept, dict) or kept.get("ref") != str(ref):
        return 0
    return max(0, int(kept["until"] - clock.now().timestamp()))
