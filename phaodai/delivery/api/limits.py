"""How much a machine may ask: calls a minute, bytes, depth."""

import re
import threading
import time

from django.core.cache import cache
from django.http import HttpRequest

from phaodai.delivery.api.problems import Problem
from phaodai.delivery.health.outages import is_unavailable
from phaodai.delivery.intake.json_objects import KeyTwice, read_json
from phaodai.delivery.intake.limits import MIB

CALLS = 600  # a minute, of one token
UNTOLD = 20  # that a process counts for itself before the others hear of them
MINUTE = 60
MOST_BYTES = 20 * MIB
ENVELOPE = MIB // 4  # of a multipart body around its file
DEPTH, PARTS = 20, 10_000  # of a JSON body: nested that deep, that many objects and arrays
# A string as a whole, so that brackets in it do not count; an open one runs to the end.
_MARKS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def count_call(token: str) -> None:
    """Count a call against its token.

    Raises:
        Problem: The minute's share is used up.
    """
    now = time.time()
    try:
        calls = _calls.count(token, int(now // MINUTE))
    except OSError as error:
        if not is_unavailable(error):
            raise
        return  # no room to count: reading goes on, and nothing can be written anyhow
    if calls > CALLS:
        wait = MINUTE - int(now % MINUTE)
        raise Problem("too_many_requests", headers={"Retry-After": str(wait)})


class _Calls:
    """The calls of a minute by token, which the processes tell each other of.

    Most machines call once a minute, and telling costs more than counting: a process tells of
    `UNTOLD` calls at once, and of each one after the share is used up by all that it knows.
    """

    def __init__(self) -> None:
        self._minute = 0
        self._of: dict[str, tuple[int, int]] = {}  # told by all, and by nobody yet
        self._lock = threading.Lock()

    def count(self, token: str, minute: int) -> int:
        """Count one more and return how many are known of."""
        with self._lock:
            if minute != self._minute:
                self._minute, self._of = minute, {}
            told, untold = self._of.get(token, (0, 0))
            untold += 1
            if untold >= UNTOLD or told + untold > CALLS:
                told, untold = _tell(f"api:{token}:{minute}", untold), 0
            self._of[token] = told, untold
            return told + untold


_calls = _Calls()


def _tell(key: str, calls: int) -> int:
    """Add calls to those of all processes and return the sum."""
    if cache.add(key, calls, timeout=2 * MINUTE):
        return calls
    try:
        return cache.incr(key, calls)
    except ValueError:  # forgotten between the two lines
        return calls


def read_body(request: HttpRequest, most: int) -> bytes:
    """Return the whole body, and leave it for the parsers.

    Args:
        request: Nothing of it was read yet.
        most: How many bytes it may have, an envelope around them not counted.

    Raises:
        Problem: It is larger than it may be, or ended too early.
    """
    try:
        declared = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        raise Problem("bad_request") from None
    if declared > most + ENVELOPE:
        raise _too_large(most)
    try:
        body = request.read(most + ENVELOPE + 1)
    except OSError:
        raise Problem("bad_request") from None
    if len(body) > most + ENVELOPE:
        raise _too_large(most)
    # Django would refuse 2.5 MB in memory for every page; here alone more is right.
    request._body = body  # noqa: SLF001
    return body


def _too_large(most: int) -> Problem:
    size = f"{most // MIB} MB"
    return Problem("too_large", detail=(f"Nhiều nhất {size}.", f"At most {size}."))


def check_depth(body: bytes) -> None:
    """Refuse JSON that would cost the parser more than its bytes.

    Raises:
        Problem: It is nested too deeply, or holds too many objects and arrays.
    """
    depth = parts = 0
    for mark in _MARKS.finditer(body):
        first = mark.group()[:1]
        if first in b"[{":
            depth, parts = depth + 1, parts + 1
            if depth > DEPTH or parts > PARTS:
                raise Problem("too_deep")
        elif first in b"]}":
            depth -= 1


def check_keys(body: bytes) -> None:
    """Refuse JSON in which an object has a key twice; what is no JSON is refused by its reader.

    Raises:
        Problem: One has.
    """
    try:
        read_json(body)
    except KeyTwice as error:
        raise Problem("invalid", errors=[{"at": error.key, "message": "given twice"}]) from None
    except (ValueError, RecursionError):
        return
