"""Turn the marked sources in marked/ into plain dispatches (*.txt) and their gold (gold/*.json).

Run `python build.py` after changing a source; `python build.py --check` only compares.

A source is a head of `key: value` lines, a line of five equals signs, then the text with marks:

    {c:II.1|1.}            label of the clause II.1; the clause ends where the next one that is not
                           below it starts, the last ones at {end|}
    {h|words}              heading of the clause just opened
    {a:district|words}     addressee, with the levels it stands for (default agency)
    {r|words}              recipient
    {b1:commune|words}     body b1
    {b2:commune=UBND xã B|B}  one of several named together, its name written out
    {o1|words}             obligation o1
    {d1|words} {t1|words}  words of a deadline, of a target

Marks nest. The head has the document's fields and one line for each obligation:

    o1: L b1; C b2 b3; A b1; D date 2021-12-31 17:00 @d1; T code disease stratum >= 95 unit by @t1

Without L the addressees lead; "-" stands for null. Where a body was found (`by`), the
clause and the scope follow from the marks.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MARK = re.compile(r"\{(?P<tag>[a-z]+\d*)(?::(?P<note>[^|{}]*))?\||\}")
LISTED = {
    "carries": "carries_out",
    "replaces": "replaces",
    "amends": "amends",
    "reports": "reports_on",
    "basis": "bases",
    "ref": "references",
}
DUE_KEYS = ("date", "time", "rrule", "duration", "working_days", "from", "text", "span")
Mark = dict[str, Any]


def strip(marked: str) -> tuple[str, list[Mark]]:
    """Return the plain text and the marks in order of their start."""
    plain, marks, open_marks, at = "", [], [], 0
    for hit in MARK.finditer(marked):
        plain += marked[at : hit.start()]
        at = hit.end()
        if hit.group() == "}":
            open_marks.pop()["span"][1] = len(plain)
            continue
        mark = {"tag": hit["tag"], "note": hit["note"], "span": [len(plain), None]}
        marks.append(mark)
        open_marks.append(mark)
    if open_marks:
        raise ValueError(f"not closed: {open_marks}")
    return plain + marked[at:], marks


def words(text: str, span: list[int]) -> str:
    return " ".join(text[span[0] : span[1]].split())


def name_of(text: str, mark: Mark) -> str:
    """Return the name of a body: its words, or what the mark writes out for them."""
    written = (mark["note"] or "").partition("=")[2]
    return written or words(text, mark["span"])


def levels_of(mark: Mark) -> list[str]:
    return ((mark["note"] or "").partition("=")[0] or "agency").split("+")


def dated(value: str) -> dict[str, str | None]:
    precision = {0: "none", 4: "year", 7: "month", 10: "day"}[len(value)]
    return {"value": value or None, "precision": precision}


def named(value: str) -> dict[str, Any]:
    kind, number, symbol, date, issuer = (part.strip() for part in value.split("|"))
    return {
        "type": kind or None,
        "number": number or None,
        "symbol": symbol or None,
        "date": dated(date),
        "issuer": issuer or None,
    }


def clauses(text: str, marks: list[Mark]) -> list[Mark]:
    """Return the clauses with spans from the label to the end of the last descendant."""
    labels = [m for m in marks if m["tag"] in ("c", "end")]
    result = []
    for i, label in enumerate(labels):
        if label["tag"] == "end":
            continue
        path = label["note"]
        stop = len(text)
        for later in labels[i + 1 :]:
            if later["tag"] == "end" or not later["note"].startswith(path + "."):
                stop = later["span"][0]
                break
        start = label["span"][0]
        heading = next(
            (
                m
                for m in marks
                if m["tag"] == "h"
                and start < m["span"][0]
                and not any(start < x["span"][0] < m["span"][0] for x in labels)
            ),
            None,
        )
        result.append(
            {
                "path": path,
                "span": [start, start + len(text[start:stop].rstrip())],
                "heading": words(text, heading["span"]) if heading else None,
            }
        )
    return result


def innermost(found: list[Mark], at: int) -> str | None:
    inside = [c for c in found if c["span"][0] <= at < c["span"][1]]
    return max(inside, key=lambda c: c["span"][0])["path"] if inside else None


def due(spec: str, marks: dict[str, Mark], text: str) -> Mark:
    kind, *tokens = spec.split()
    result: Mark = {"kind": kind} | dict.fromkeys(DUE_KEYS)
    for token in tokens:
        if token.startswith("@"):
            result["span"] = marks[token[1:]]["span"]
            result["text"] = words(text, result["span"])
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", token):
            result["date"] = token
        elif re.fullmatch(r"\d\d:\d\d", token):
            result["time"] = token
        elif "=" in token:
            result["rrule"] = token
        elif token == "working":
            result["working_days"] = True
        elif token.startswith("from:"):
            result["from"] = words(text, marks[token[5:]]["span"])
        elif token.startswith("P"):
            result["duration"] = token
            result["working_days"] = bool(result["working_days"])
        else:
            raise ValueError(f"unknown due: {spec}")
    return result


def target(spec: str, marks: dict[str, Mark]) -> Mark:
    code, disease, stratum, comparator, value, unit, by, at = spec.split()
    return {
        "indicator": code,
        "disease": None if disease == "-" else disease,
        "stratum": None if stratum == "-" else stratum,
        "comparator": comparator,
        "value": float(value) if "." in value else int(value),
        "unit": unit,
        "by": None if by == "-" else by,
        "span": marks[at[1:]]["span"],
    }


def obligation(
    mark: Mark, spec: str, text: str, marks: list[Mark], found: list[Mark], within: str
) -> Mark:
    by_name = {m["tag"]: m for m in marks}
    clause = innermost(found, mark["span"][0])
    result: Mark = {"clause": clause, "span": mark["span"]}
    parts = [p.strip() for p in spec.split("; ") if p.strip()]
    fields: dict[str, list[str]] = {}
    for part in parts:
        fields.setdefault(part[0], []).append(part[1:].strip())

    def body(one: Mark) -> Mark:
        home = innermost(found, one["span"][0])
        if one["tag"] == "a":
            place = "addressees"
        elif home == clause:
            place = "clause"
        elif home is None or (clause or "").startswith(home + "."):
            place = "parent"
        else:
            raise ValueError(f"{one} does not govern {clause}")
        return {"text": name_of(text, one), "span": one["span"], "by": place}

    addressees = [m for m in marks if m["tag"] == "a"]
    chosen = {key: [by_name[n] for n in " ".join(fields.get(key, [])).split()] for key in "LCA"}
    leads = chosen["L"] if "L" in fields else addressees
    result["lead"] = [body(m) for m in leads]
    result["coordinate"] = [body(m) for m in chosen["C"]]
    result["accountable"] = [body(m) for m in chosen["A"]]
    result["scope"] = [
        {"level": level, "within": within, "text": name_of(text, m)}
        for m in leads
        for level in levels_of(m)
    ]
    result["due"] = due(fields.get("D", ["none"])[0], by_name, text)
    result["targets"] = [target(t, by_name) for t in fields.get("T", [])]
    return result


def build(source: str) -> tuple[str, Mark]:
    """Return the plain text and the gold of one marked source."""
    head_text, marked = unicodedata.normalize("NFC", source).split("=====\n", 1)
    head: dict[str, list[str]] = {}
    for line in head_text.splitlines():
        key, _, value = line.partition(":")
        head.setdefault(key.strip(), []).append(value.strip())
    text, marks = strip(marked)

    def one(key: str) -> str | None:
        return (head.get(key) or [""])[0] or None

    authority, post, name = (one("signer") or "||").split("|")
    document: Mark = {key: one(key) for key in ("type", "number", "symbol", "issuer")}
    document["parent_issuer"] = one("parent")
    document["place"] = one("place")
    document["date"] = dated(one("date") or "")
    document["urgency"] = one("urgency") or ""
    document["subject"] = one("subject")
    document["addressees"] = [name_of(text, m) for m in marks if m["tag"] == "a"]
    document["recipients"] = [words(text, m["span"]) for m in marks if m["tag"] == "r"]
    for key, field in LISTED.items():
        document[field] = [named(v) for v in head.get(key, [])]
    document["enclosures"] = head.get("enclosure", [])
    document["signer"] = {
        "authority": authority.split(),
        "post": post.strip() or None,
        "name": name.strip() or None,
    }
    document["evidence"] = {}

    found = clauses(text, marks)
    orders = [m for m in marks if re.fullmatch(r"o\d+", m["tag"])]
    if {m["tag"] for m in orders} != {k for k in head if re.fullmatch(r"o\d+", k)}:
        raise ValueError("obligations of head and text differ")
    gold = {
        "document": document,
        "clauses": found,
        "obligations": [
            obligation(m, one(m["tag"]) or "", text, marks, found, one("within") or "")
            for m in orders
        ],
        "warnings": [{"code": code, "span": None} for code in (one("warn") or "").split()],
    }
    return text, gold


def dump(gold: Mark) -> str:
    """Return JSON with the spans on one line each."""
    loose = json.dumps(gold, ensure_ascii=False, indent=1)
    return re.sub(r"\[\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2]", loose) + "\n"


def outputs() -> dict[Path, str]:
    """Return what every file should hold."""
    result = {}
    for path in sorted((HERE / "marked").glob("*.txt")):
        try:
            text, gold = build(path.read_text(encoding="utf-8"))
        except (ValueError, KeyError, IndexError) as error:
            raise ValueError(f"{path.name}: {error}") from error
        result[HERE / path.name] = text
        result[HERE / "gold" / f"{path.stem}.json"] = dump(gold)
    return result


def main() -> int:
    stale = 0
    for path, content in outputs().items():
        if not path.exists() or path.read_bytes().decode("utf-8") != content:
            stale += 1
            if "--check" not in sys.argv:
                path.write_bytes(content.encode("utf-8"))
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
