"""Start the confined process for one file, wait for a bounded time, take a bounded answer."""

import contextlib
import dataclasses
import functools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.limits import MIB, Limits

WORKER = "phaodai.delivery.intake.worker"
_ROOT = Path(__file__).resolve().parents[3]
_PIECE_BYTES = 1 << 16
_BYTES_PER_CHAR = 12  # the longest that JSON makes of one character
_ANSWER_HEAD_BYTES = 1 << 16
_COULD_NOT_START = 1
_OUT_OF_TIME = frozenset({"SIGKILL", "SIGXCPU"})
_OUT_OF_MEMORY = frozenset({"SIGABRT", "SIGTRAP", "SIGILL"})


class WorkerBroken(RuntimeError):
    """The reading process could not do its work whatever the file: a fault of the installation."""


def ask_worker(
    content: bytes,
    *,
    task: str,
    filename: str,
    limits: Limits,
    seconds: float,
    **more: str,
) -> dict[str, Any]:
    """Have a file read by a confined process.

    Args:
        content: The file.
        task: "read", "recognise", "judge", "tabulate" or "signatures".
        filename: Its name as the sender gave it.
        limits: Ceilings, passed on to the process.
        seconds: Time by the clock, seconds.
        more: What else the task has to know.

    Returns:
        The fields of `extraction.Extraction`; of a judgement the media type; of a spreadsheet its
        sheets; of signatures a list of them.

    Raises:
        UnreadableFile: The file cannot be read.
        WorkerBroken: The process could not start or lacks a library.
    """
    command = _command(
        {"do": task, "filename": filename, "limits": dataclasses.asdict(limits), **more}
    )
    ceiling = limits.max_chars * _BYTES_PER_CHAR + _ANSWER_HEAD_BYTES
    with _in_memory(content) as given, _running(command, stdin=given) as process:
        printed = _collect(process, seconds=seconds, max_bytes=ceiling)
        status = process.wait()
    if status != 0:
        raise _death(status, seconds, limits)
    answer = json.loads(printed)
    if "fault" in answer:
        raise WorkerBroken(answer["fault"])
    if "error" in answer:
        error = answer["error"]
        raise UnreadableFile(UnreadableCode(error["code"]), **error["facts"])
    found: dict[str, Any] = answer["found"]
    return found


@functools.cache
def can_convert() -> bool:
    """Tell whether LibreOffice is installed; asked once per process."""
    return shutil.which("soffice") is not None


def convert_to_docx(content: bytes, *, limits: Limits) -> bytes | None:
    """Turn a .doc or .rtf into .docx with LibreOffice, in a confined process and its own folder.

    Args:
        content: The file.
        limits: Ceilings.

    Returns:
        The new file, None when LibreOffice cannot make one.

    Raises:
        UnreadableFile: It takes too long (TOO_SLOW).
    """
    with tempfile.TemporaryDirectory(prefix="phaodai-intake-") as folder:
        Path(folder, "source").write_bytes(content)
        task: dict[str, object] = {
            "do": "convert",
            "folder": folder,
            "limits": dataclasses.asdict(limits),
        }
        with _running(_command(task), stdin=subprocess.DEVNULL, folder=folder) as process:
            _collect(process, seconds=limits.convert_seconds, max_bytes=_ANSWER_HEAD_BYTES)
            process.wait()
        made = Path(folder, "out", "source.docx")
        if not made.is_file() or made.is_symlink() or made.stat().st_size > limits.max_bytes:
            return None
        return made.read_bytes()


def _command(task: dict[str, object]) -> list[str]:
    return [sys.executable, "-s", "-P", "-m", WORKER, json.dumps(task)]


@contextlib.contextmanager
def _in_memory(content: bytes) -> Iterator[IO[bytes]]:
    """Hold the file where no other process can find it and no disk keeps it."""
    if hasattr(os, "memfd_create"):
        opened: IO[bytes] = os.fdopen(os.memfd_create("phaodai-intake"), "w+b")
    else:
        opened = tempfile.TemporaryFile()  # noqa: SIM115 - closed just below
    with opened as holder:
        holder.write(content)
        holder.seek(0)
        yield holder


@contextlib.contextmanager
def _running(
    command: list[str], *, stdin: IO[bytes] | int, folder: str | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a process in a group of its own, with a bare environment; end the group afterwards."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "OMP_THREAD_LIMIT": "1",  # tesseract: each thread reserves memory and gains little
        "HOME": folder or "/nonexistent",
        "TMPDIR": folder or "/nonexistent",
    }
    if "TESSDATA_PREFIX" in os.environ:
        environment["TESSDATA_PREFIX"] = os.environ["TESSDATA_PREFIX"]
    process = subprocess.Popen(  # noqa: S603 - this interpreter, our module, JSON as one argument
        command,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder or "/",
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _collect(process: "subprocess.Popen[bytes]", *, seconds: float, max_bytes: int) -> bytes:
    """Read what a process prints until it closes, within a time and a size."""
    if process.stdout is None:
        return b""
    until = time.monotonic() + seconds
    source = process.stdout.fileno()
    pieces: list[bytes] = []
    n_bytes = 0
    while True:
        left = until - time.monotonic()
        if left <= 0 or not _is_ready(source, left):
            raise UnreadableFile(UnreadableCode.TOO_SLOW, limit=f"{seconds:.0f} s")
        piece = os.read(source, _PIECE_BYTES)
        if not piece:
            return b"".join(pieces)
        n_bytes += len(piece)
        if n_bytes > max_bytes:
            raise UnreadableFile(UnreadableCode.DAMAGED)
        pieces.append(piece)


def _is_ready(source: int, seconds: float) -> bool:
    """Wait for input; `poll` where there is one, because `select` stops at descriptor 1023."""
    if not hasattr(select, "poll"):
        return bool(select.select([source], [], [], seconds)[0])
    poll = select.poll()
    poll.register(source, select.POLLIN | select.POLLHUP)
    return bool(poll.poll(seconds * 1000))


def _death(status: int, seconds: float, limits: Limits) -> Exception:
    """Say what an unanswered end means."""
    if status == _COULD_NOT_START:
        return WorkerBroken(f"{WORKER} could not start")
    name = signal.Signals(-status).name if status < 0 else ""
    if name in _OUT_OF_TIME:
        return UnreadableFile(UnreadableCode.TOO_SLOW, limit=f"{seconds:.0f} s")
    if name in _OUT_OF_MEMORY:
        limit = f"{limits.memory_bytes // MIB} MB"
        return UnreadableFile(UnreadableCode.TOO_COMPLEX, limit=limit)
    return UnreadableFile(UnreadableCode.DAMAGED)
