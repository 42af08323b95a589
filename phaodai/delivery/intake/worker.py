"""The process that alone touches untrusted files: confined, short-lived, one file each.

Run as `python -m phaodai.delivery.intake.worker`. The file comes on standard input, the task as
JSON in the one argument, the answer as JSON on standard output.
"""

import dataclasses
import json
import os
import sys

from phaodai.delivery.intake import confinement
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.limits import MIB, Limits

_OPEN_FILES = 64
_READ, _RECOGNISE, _CONVERT, _JUDGE, _TABULATE = "read", "recognise", "convert", "judge", "tabulate"
_SIGNATURES = "signatures"


def main() -> None:
    """Do the task of the argument and print the answer."""
    task = json.loads(sys.argv[1])
    limits = Limits(**task["limits"])
    answers = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    if task["do"] == _CONVERT:
        _become_converter(task["folder"], limits)
    recognising = task["do"] == _RECOGNISE
    confinement.limit_resources(
        cpu_seconds=int(limits.ocr_seconds) if recognising else limits.cpu_seconds,
        memory_bytes=limits.ocr_memory_bytes if recognising else limits.memory_bytes,
        written_bytes=0,
        open_files=_OPEN_FILES,
    )
    confinement.forbid_network()
    answers.write(_answer(task, limits))
    answers.close()
    os._exit(0)  # nothing to tidy up, and destructors of native libraries have nothing to add


def _answer(asked: dict[str, str], limits: Limits) -> bytes:
    """Read standard input; whatever the file does to a parser, something is answered."""
    task, filename = asked["do"], asked["filename"]
    try:
        raw = sys.stdin.buffer.read(limits.max_bytes + 1)
        if task == _JUDGE:
            from phaodai.delivery.intake.attachments import judge

            return _json({"found": {"media_type": judge(raw, filename=filename, limits=limits)}})
        if task == _TABULATE:
            from phaodai.delivery.intake.tables import tabulate

            return _json({"found": tabulate(raw, filename=filename, limits=limits)})
        if task == _SIGNATURES:
            from phaodai.delivery.intake.signatures import look

            return _json({"found": look(raw, trust=asked["trust"])})
        from phaodai.delivery.intake.extraction import extract

        recognising = task == _RECOGNISE
        out = extract(raw, filename=filename, limits=limits, recognise_scans=recognising)
        return _json({"found": dataclasses.asdict(out)})
    except UnreadableFile as error:
        return _json({"error": {"code": error.code, "facts": error.facts}})
    except MemoryError:
        limit = f"{limits.memory_bytes // MIB} MB"
        return _json({"error": {"code": UnreadableCode.TOO_COMPLEX, "facts": {"limit": limit}}})
    except ImportError as error:
        return _json({"fault": str(error)})
    except Exception:
        return _json({"error": {"code": UnreadableCode.DAMAGED, "facts": {}}})


def _json(answer: dict[str, object]) -> bytes:
    return json.dumps(answer).encode("ascii")


def _become_converter(folder: str, limits: Limits) -> None:
    """Turn this process into LibreOffice, which converts `source` in the folder to .docx."""
    import shutil

    program = shutil.which("soffice") or "soffice"
    confinement.limit_resources(
        cpu_seconds=int(limits.convert_seconds),
        memory_bytes=4096 * MIB,
        written_bytes=limits.max_unpacked_bytes,
        open_files=1024,
    )
    confinement.forbid_network(allow_local=True)
    os.execv(  # noqa: S606 - a program of the system, fixed words
        program,
        [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            f"{folder}/out",
            f"{folder}/source",
        ],
    )


if __name__ == "__main__":
    main()
