"""What a check says."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """How bad it is."""

    OK = "ok"
    INFO = "info"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence in both languages, with the remedy where there is something to mend."""

    code: str
    status: Status
    vi: str
    en: str


Check = Callable[[datetime], Iterator[Finding]]


def ok(code: str, vi: str, en: str) -> Finding:
    """Say that it is as it should be."""
    return Finding(code, Status.OK, vi, en)


def info(code: str, vi: str, en: str) -> Finding:
    """Say what is good to know."""
    return Finding(code, Status.INFO, vi, en)


def warn(code: str, vi: str, en: str) -> Finding:
    """Say what should be mended."""
    return Finding(code, Status.WARN, vi, en)


def bad(code: str, vi: str, en: str) -> Finding:
    """Say what must be mended."""
    return Finding(code, Status.BAD, vi, en)


def any_bad(findings: Iterable[Finding]) -> bool:
    """Say whether something must be mended."""
    return any(finding.status is Status.BAD for finding in findings)
