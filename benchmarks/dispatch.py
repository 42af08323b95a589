"""How fast and how well dispatches are read.

A page is 2,000 characters of text. Beside the reader runs a naive splitter, in the same process
on the same texts: it finds numbered clauses and dates by two regular expressions and knows
nothing of bodies, deadlines or targets. It says what the machine can do at all, and both must
agree on where the numbered clauses begin.

    python benchmarks/dispatch.py [--quick]

The last line is JSON: a list of {"claim", "goal", "measured", "holds"}; a goal of null is a
measurement without a limit. The five dispatches are looked for in ../shared/dispatches; without
them the invented ones in tests/engines/dispatch/texts speak alone.
"""

import argparse
import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from phaodai.engines.dispatch.evaluation import Scores, evaluate, total  # noqa: E402
from phaodai.registers.directives import lexicon  # noqa: E402

PAGE = 2_000  # characters
FIVE_PAGES_SECONDS = 0.2  # goal: five pages are read before a person notices
LEAST_AGREEMENT = 0.95  # share of numbered clauses that both place at the same letter
SOURCES = (
    ("dispatches", ROOT.parent / "shared" / "dispatches", ROOT / "tests/engines/dispatch/gold"),
    (
        "invented",
        ROOT / "tests/engines/dispatch/texts",
        ROOT / "tests/engines/dispatch/texts/gold",
    ),
)
SHOWN = ("obligations", "deadlines_stated", "targets", "lead", "coordinate", "clauses")

_NUMBERED = re.compile(r"(?m)^[ \t*]*(\d{1,2})[.)]\**[ \t]+(?=\S)")
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}")


def split_naively(text: str) -> tuple[list[int], list[str]]:
    """Return where numbered clauses begin, and the dates."""
    return [match.start(1) for match in _NUMBERED.finditer(text)], _DATE.findall(text)


def load(folder: Path) -> dict[str, str]:
    """Return the texts of a folder as the annotations count them: NFC, LF."""
    files = sorted(folder.glob("*.txt")) if folder.is_dir() else []
    return {
        file.stem: unicodedata.normalize("NFC", file.read_text(encoding="utf-8-sig"))
        for file in files
    }


def seconds_of(act: Callable[[str], object], text: str, *, times: int) -> float:
    """Return the median time of an act on one text, seconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act(text)
        taken.append(time.perf_counter() - begun)
    return sorted(taken)[len(taken) // 2]


def agreement(text: str, reading: dict[str, Any]) -> tuple[int, int]:
    """Return how many numbered clauses both place alike, and how many the naive one finds.

    Only between the first clause and the signature: a date or a list in the header looks like a
    clause to a regular expression.
    """
    spans = [clause["span"] for clause in reading["clauses"]]
    if not spans:
        return 0, 0
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    ours = {start for start, _ in spans}
    theirs = [at for at in split_naively(text)[0] if first <= at < last]
    return sum(any(abs(at - start) <= 2 for start in ours) for at in theirs), len(theirs)


def main() -> None:
    """Measure, print a table and the claims."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one pass, under a minute")
    times = 3 if parser.parse_args().quick else 25

    claims: list[dict[str, Any]] = []
    every: dict[str, str] = {}
    for source, folder, gold in SOURCES:
        texts = load(folder)
        if not texts:
            print(f"{source}: no texts, left out\n")
            continue
        every |= texts
        scores = score(texts, gold)
        if scores is not None:
            print(f"{source}: {len(texts)} texts against their annotations")
            print(scores.table(), end="\n\n")
            claims += [
                {
                    "claim": f"{name} read right, {source} (F1)",
                    "goal": None,
                    "measured": round(scores[name].f1, 4),
                    "holds": True,
                }
                for name in SHOWN
            ]
    claims += measure(every, times=times)
    print(json.dumps(claims, ensure_ascii=False))


def score(texts: dict[str, str], gold_folder: Path) -> Scores | None:
    """Return the micro-averaged scores of the texts that have an annotation."""
    found = []
    for name, text in texts.items():
        gold = gold_folder / f"{name}.json"
        if gold.is_file():
            record = json.loads(gold.read_text(encoding="utf-8"))
            found.append(evaluate(record, lexicon.read_text(text), text))
    return total(found) if found else None


def measure(texts: dict[str, str], *, times: int) -> list[dict[str, Any]]:
    """Print the time of each text and return the claims about speed and agreement."""
    lexicon.read_text("Công văn")  # the catalogue is compiled once for a process
    print(f"{'':<40}{'pages':>7}{'reader s':>10}{'naive s':>10}{'s/5 pages':>11}{'clauses':>9}")
    rows = []
    for name, text in texts.items():
        ours = seconds_of(lexicon.read_text, text, times=times)
        naive = seconds_of(split_naively, text, times=times)
        pages = len(text) / PAGE
        same, named = agreement(text, lexicon.read_text(text))
        # A short text is not charged for more pages than it has: it must itself be quick.
        five = ours * max(5 / pages, 1) if pages >= 1 else ours
        rows.append((pages, ours, naive, five, same, named))
        shown = f"{same}/{named}"
        print(f"{name:<40}{pages:>7.1f}{ours:>10.4f}{naive:>10.5f}{five:>11.4f}{shown:>9}")
    pages, ours, naive = (sum(row[i] for row in rows) for i in range(3))
    slowest = max(row[3] for row in rows)
    same, named = (sum(row[i] for row in rows) for i in (4, 5))
    shared = same / named if named else 1.0
    print(
        f"\nreader {pages / ours:,.0f} pages/s, naive splitter {pages / naive:,.0f} pages/s, "
        f"{naive and ours / naive:,.0f} times the work; {same} of {named} numbered clauses alike\n"
    )
    return [
        {
            "claim": f"slowest text, seconds for five pages of {PAGE:,} characters",
            "goal": f"<= {FIVE_PAGES_SECONDS}",
            "measured": round(slowest, 4),
            "holds": slowest <= FIVE_PAGES_SECONDS,
        },
        {
            "claim": "pages read per second, one process",
            "goal": f">= {5 / FIVE_PAGES_SECONDS:.0f}",
            "measured": round(pages / ours),
            "holds": pages / ours >= 5 / FIVE_PAGES_SECONDS,
        },
        {
            "claim": "times slower than finding numbered clauses and dates alone",
            "goal": None,
            "measured": round(ours / naive, 1),
            "holds": True,
        },
        {
            "claim": "numbered clauses that a naive splitter places at the same letter",
            "goal": f">= {LEAST_AGREEMENT}",
            "measured": round(shared, 4),
            "holds": shared >= LEAST_AGREEMENT,
        },
    ]


if __name__ == "__main__":
    main()
