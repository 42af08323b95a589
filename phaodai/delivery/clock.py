"""The business clock: the hour at which duties fall due and reports arrive.

It is real time, except in a demo that plays an outbreak of the past: there it shows
`PHAODAI_CLOCK` when it is first asked, or what `demo load` let it begin with, and ticks on from
there, over restarts too. Processes of one data folder agree, because the first of them writes down
when that was. `make run` lets it stand still for as long as nobody was served.

Security goes by `real_now` always: sessions, sign-in, posts, limits, the seals of the trail.
"""

import contextlib
import json
import os
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
FILE = "clock"  # in the data folder
_NONE = timedelta(0)


def now() -> datetime:
    """Return the present moment of business, aware, in UTC."""
    if not settings.DEMO:
        return real_now()
    start = settings.CLOCK
    shown, since = _began(str(settings.DATA_DIR), start.isoformat() if start else "")
    if since is None:
        return real_now()
    # A real clock that is set back does not lead to before the beginning of the play.
    return max(shown, shown + (real_now() - since))


def today() -> date:
    """Return the present day of business in Vietnam."""
    return now().astimezone(HERE).date()


def real_now() -> datetime:
    """Return the moment that the machine shows, whatever the demo plays, aware, in UTC."""
    return datetime.now(UTC)


def offset() -> timedelta:
    """Return how far business is from real time; nothing outside a demo."""
    return now() - real_now() if is_set() else timedelta(0)


def is_set() -> bool:
    """Say whether the clock shows another hour than the machine."""
    return bool(settings.DEMO) and (settings.CLOCK is not None or file().exists())


def file() -> Path:
    """Return the file that says what the clock showed, and since when."""
    return Path(settings.DATA_DIR) / FILE


def begin(moment: datetime) -> None:
    """Let the clock of a demo show a moment now, whatever it showed before."""
    _write(file(), moment.isoformat(), first=False)
    _began.cache_clear()


def stand_still(since: datetime) -> None:
    """Let the clock of a demo go on from what it showed at a real moment: nobody was there since.

    Args:
        since: When the machine last served, by its own clock; before the beginning is the
            beginning.
    """
    found = _read(file())
    if found is not None:
        shown, began = found
        _write(file(), shown.isoformat(), first=False, since=real_now() - max(since - began, _NONE))
        _began.cache_clear()


@lru_cache(maxsize=8)
def _began(folder: str, start: str) -> tuple[datetime, datetime | None]:
    """Return what the clock showed first and the real moment of that.

    Args:
        folder: The data folder, where another process may have written it down.
        start: What it should show first, ISO 8601; empty to go on with what is there.
    """
    path = Path(folder) / FILE
    for _ in range(3):
        found = _read(path)
        if found is None and not start:
            return real_now(), None
        if found is not None and start in {"", found[0].isoformat()}:
            return found
        _write(path, start, first=found is None)
    raise RuntimeError(
        f"{path}: hai tiến trình đặt PHAODAI_CLOCK khác nhau; dừng một bên. "
        f"Two processes with different PHAODAI_CLOCK; stop one of them."
    )


def _read(path: Path) -> tuple[datetime, datetime] | None:
    try:
        kept = json.loads(path.read_text())
        return datetime.fromisoformat(kept["shown"]), datetime.fromisoformat(kept["since"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise RuntimeError(
            f"{path} hỏng: xóa tệp này, đồng hồ chạy lại từ PHAODAI_CLOCK. "
            f"{path} is damaged: delete it, and the clock starts again from PHAODAI_CLOCK."
        ) from None


def _write(path: Path, start: str, *, first: bool, since: datetime | None = None) -> None:
    """Write the file whole; the first of several processes wins."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}-")
    with os.fdopen(handle, "w") as new:
        json.dump({"shown": start, "since": (since or real_now()).isoformat()}, new)
        new.flush()
        os.fsync(new.fileno())
    if not first:
        os.replace(draft, path)
        return
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()
