"""Readings of invented dispatches, in the shape that the reader prints, without the reader."""

from typing import Any

DUE: dict[str, Any] = {
    "kind": "none",
    "date": None,
    "time": None,
    "rrule": None,
    "duration": None,
    "working_days": None,
    "from": None,
    "text": None,
    "span": None,
}


def due(kind: str, **fields: Any) -> dict[str, Any]:
    """Return a deadline of a kind."""
    return {**DUE, "kind": kind, **fields}


def order(
    text: str,
    *,
    lead: tuple[str, ...] = (),
    coordinate: tuple[str, ...] = (),
    accountable: tuple[str, ...] = (),
    deadline: dict[str, Any] | None = None,
    targets: tuple[dict[str, Any], ...] = (),
    confidence: float = 0.9,
) -> dict[str, Any]:
    """Return one obligation; `reading` finds its place in the text."""
    return {
        "text": text,
        "lead": lead,
        "coordinate": coordinate,
        "accountable": accountable,
        "due": deadline or due("none"),
        "targets": list(targets),
        "confidence": confidence,
    }


def cited(number: str, symbol: str, day: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a document that another one names."""
    precision = {None: "none", 4: "year", 7: "month", 10: "day"}[day and len(day)]
    date = {"value": day, "precision": precision}
    return {"type": "thông báo", "number": number, "symbol": symbol, "issuer": None} | {
        "date": date,
        **fields,
    }


def reading(
    *orders: dict[str, Any],
    number: str | None = "15",
    symbol: str = "UBND-VX",
    issuer: str = "Ủy ban nhân dân huyện Mai Sơn",
    day: str | None = "2021-09-09",
    subject: str = "phòng, chống dịch",
    urgency: str = "",
    addressees: tuple[str, ...] = (),
    closing: str = "",
    **head: Any,
) -> dict[str, Any]:
    """Return the reading of a dispatch whose text is written around the orders."""
    orders = orders or (order("Sở Y tế rà soát trang thiết bị.", lead=("Sở Y tế",)),)
    text = (
        f"{issuer.upper()}\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nSố: {number or ''}/{symbol}"
        f"\n\nMai Sơn, ngày {day}\n\nKính gửi:\n\n"
        + "".join(f"- {name};\n" for name in addressees)
        + f"\nV/v {subject}\n"
    )
    clauses, obligations = [], []
    for n, one in enumerate(orders, start=1):
        text += f"\n{n}. "
        start = len(text)
        text += one["text"] + "\n"
        end = start + len(one["text"])
        clauses.append({"path": str(n), "span": [start - 3, end], "heading": None})
        obligations.append(
            {
                "clause": str(n),
                "span": [start, end],
                "text": " ".join(one["text"].split()),
                **{
                    part: [_body(name, one["text"], start, text) for name in one[part]]
                    for part in ("lead", "coordinate", "accountable")
                },
                "scope": [],
                "due": one["due"],
                "targets": one["targets"],
                "confidence": one["confidence"],
            }
        )
    text += f"\n{closing}\nNơi nhận:\n\n- Như trên;\n- Lưu: VT.\n\nKT. CHỦ TỊCH\n\nLò Thị Hà"
    precision = {None: "none", 4: "year", 7: "month", 10: "day"}[day and len(day)]
    return {
        "text": text,
        "document": {
            "type": "công văn",
            "number": number,
            "symbol": symbol,
            "issuer": issuer,
            "parent_issuer": None,
            "place": "Mai Sơn",
            "date": {"value": day, "precision": precision},
            "urgency": urgency,
            "subject": subject,
            "addressees": list(addressees),
            "recipients": ["Như trên", "Lưu: VT"],
            "carries_out": [],
            "bases": [],
            "references": [],
            "replaces": [],
            "amends": [],
            "reports_on": [],
            "enclosures": [],
            "signer": {"authority": ["KT."], "post": "Chủ tịch", "name": "Lò Thị Hà"},
            "evidence": {},
            **head,
        },
        "clauses": clauses,
        "obligations": obligations,
        "warnings": [],
        "reader": {"name": "dispatch", "version": "0"},
    }


def _body(name: str, own: str, start: int, text: str) -> dict[str, Any]:
    """Place a body in its order, among the addressees, or nowhere but in the whole order."""
    if name in own:
        at = start + own.find(name)
        return {"text": name, "span": [at, at + len(name)], "by": "clause"}
    at = text.find(name)
    span = [at, at + len(name)] if at >= 0 else [start, start + len(own)]
    return {"text": name, "span": span, "by": "addressees"}
