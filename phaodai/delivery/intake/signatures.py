"""Signatures of PDF files from outside, looked at in the confined process."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from phaodai.delivery.intake import kinds, supervision
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.kinds import Kind
from phaodai.delivery.intake.limits import MIB, Limits
from phaodai.engines.signatures.signing import Holder
from phaodai.engines.signatures.verifying import (
    NoPdf,
    Signature,
    Stamp,
    Verdict,
    holders_of,
    read_trust,
    verify,
)

LIMITS = Limits(memory_bytes=512 * MIB, cpu_seconds=20, wall_seconds=25.0)
SUFFIXES = frozenset({".pem", ".crt", ".cer", ".der"})


@dataclass(frozen=True, slots=True)
class Trusted:
    """One file of the folder of trust; without holders it cannot be read."""

    file: str
    holders: tuple[Holder, ...]


def check_signatures(content: bytes, *, name: str, trust: Path) -> tuple[Signature, ...]:
    """Have the signatures of a file looked at.

    Args:
        content: The file.
        name: As the sender gave it.
        trust: Folder with certificates of those whom we trust.

    Returns:
        The signatures in the order in which they were made; none where nobody signed.

    Raises:
        UnreadableFile: It is no PDF, or cannot be read; says why and how to mend it.
    """
    if not content:
        raise UnreadableFile(UnreadableCode.EMPTY)
    if len(content) > LIMITS.max_bytes:
        raise UnreadableFile(UnreadableCode.TOO_LARGE, limit=f"{LIMITS.max_bytes // MIB} MB")
    found = supervision.ask_worker(
        content, task="signatures", filename=name, limits=LIMITS, seconds=LIMITS.wall_seconds,
        trust=str(trust),
    )  # fmt: skip
    return tuple(_read(each) for each in found["signatures"])


def sentences_of(error: UnreadableFile) -> tuple[str, str]:
    """Say in both languages why the signatures of a file cannot be looked at."""
    if error.code is UnreadableCode.WRONG_KIND:
        return (
            "Tệp này không phải PDF; chữ ký số nằm trong tệp PDF. Xin bản PDF đã ký rồi thử lại.",
            "This is no PDF, and signatures are inside PDF files. Get the signed PDF and try that.",
        )
    return error.message_vi, error.message_en


def list_trusted(trust: Path) -> list[Trusted]:
    """Return the files of the folder of trust, with whom they vouch for."""
    found = []
    for path in _files(trust):
        try:
            found.append(Trusted(path.name, holders_of(read_trust(path.read_bytes()))))
        except (ValueError, OSError):
            found.append(Trusted(path.name, ()))
    return found


def trust_file(trust: Path, *, name: str, content: bytes) -> None:
    """Trust the certificates of a file from now on.

    Raises:
        ValueError: It holds none, or its name does not end as one of `SUFFIXES`.
    """
    if Path(name).suffix.lower() not in SUFFIXES:
        raise ValueError(name)
    read_trust(content)
    (trust / Path(name).name).write_bytes(content)


def remove_trusted(trust: Path, *, name: str) -> bool:
    """Trust a file of the folder no more; say whether there was one."""
    found = next((path for path in _files(trust) if path.name == name), None)
    if found is not None:
        found.unlink()
    return found is not None


def look(raw: bytes, *, trust: str) -> dict[str, Any]:
    """Look at the signatures of a file; runs in the confined process alone.

    Raises:
        UnreadableFile: It is no PDF, or cannot be read.
    """
    kind, _ = kinds.recognise(raw, filename="")
    if kind is not Kind.PDF:
        raise UnreadableFile(
            UnreadableCode.WRONG_KIND, what_vi="tệp không phải PDF", what_en="no PDF"
        )
    try:
        found = verify(raw, trusted=certificates_of(Path(trust)))
    except NoPdf:
        raise UnreadableFile(UnreadableCode.DAMAGED) from None
    return {"signatures": [_written(each) for each in found]}


def certificates_of(trust: Path) -> list[Any]:
    """Return the certificates of those whom we trust."""
    found: list[Any] = []
    for path in _files(trust):
        with suppress(ValueError):  # `list_trusted` says so
            found += read_trust(path.read_bytes())
    return found


def _files(trust: Path) -> list[Path]:
    if not trust.is_dir():
        return []
    return sorted(path for path in trust.iterdir() if path.suffix.lower() in SUFFIXES)


def _written(found: Signature) -> dict[str, Any]:
    data = asdict(found)
    data["signed_at"] = found.signed_at.isoformat() if found.signed_at else None
    if found.stamp is not None:
        data["stamp"] |= {"at": found.stamp.at.isoformat()}
    if found.holder is not None:
        data["holder"] |= {
            "first": found.holder.first.isoformat(),
            "last": found.holder.last.isoformat(),
        }
    return data


def _read(data: dict[str, Any]) -> Signature:
    holder, at, stamp = data["holder"], data["signed_at"], data["stamp"]
    if stamp is not None:
        stamp = Stamp(**(stamp | {"at": datetime.fromisoformat(stamp["at"])}))
    if holder is not None:
        ends = {name: datetime.fromisoformat(holder[name]) for name in ("first", "last")}
        holder = Holder(**(holder | ends))
    return Signature(
        **(
            data
            | {
                "holder": holder,
                "stamp": stamp,
                "verdict": Verdict(data["verdict"]),
                "signed_at": datetime.fromisoformat(at) if at else None,
            }
        )
    )
