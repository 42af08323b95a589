"""What a service asks of the kernel, in order: to read, write, bring to the disk, answer."""

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.phaodai.delivery.filing_drills.senders import PATH

STRACE = shutil.which("strace")
CALLS = "read,recvfrom,write,writev,sendto,pwrite64,pwritev,fsync,fdatasync"
# What a line of the trace tells of; the first that fits.
SIGNS = (
    ("asked", re.compile(rf'(?:read|recvfrom)\(.*"POST {PATH} ')),
    ("synced", re.compile(r"f(?:data)?sync\(\d+<[^>]*(?:-wal|/pg_wal/[0-9A-F]+)>\) = 0")),
    ("written", re.compile(r"pwritev?(?:64)?\(\d+<[^>]*-wal>")),
    ("written", re.compile(r'recvfrom\(.*"Q\\0\\0\\0\\vCOMMIT\\0')),
    ("answered", re.compile(r'(?:write|writev|sendto)\(.*"HTTP/1\.1 201 ')),
)


@contextmanager
def traced(processes: Sequence[int], file: Path) -> Iterator[None]:
    """Write down what processes and their threads ask of the kernel, in order of its answers."""
    assert STRACE is not None
    words = [STRACE, "-f", "-y", "-z", "-s", "64", "-e", f"trace={CALLS}", "-o", str(file)]
    for process in processes:
        words += ["-p", str(process)]
    tracer = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    try:
        assert tracer.stderr is not None
        for _ in processes:
            said = tracer.stderr.readline()
            if "attached" not in said:
                raise PermissionError(said)
        time.sleep(0.2)
        yield
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate(timeout=30)


def course(file: Path) -> list[str]:
    """Return what a trace tells: "asked", "written", "synced" and "answered", in order."""
    found = []
    for line in file.read_text(errors="replace").splitlines():
        sign = next((name for name, pattern in SIGNS if pattern.search(line)), None)
        if sign is not None:
            found.append(sign)
    return found


def early_answers(told: Sequence[str]) -> tuple[int, int]:
    """Count the answers, and those that left before what they promise was on the disk.

    Returns:
        How many answers there were, and before how many of them nothing was brought to the disk
        since the request, or something was written after that.
    """
    answers = early = 0
    last = ""
    for sign in told:
        if sign == "answered":
            answers += 1
            early += last != "synced"
        last = sign
    return answers, early
