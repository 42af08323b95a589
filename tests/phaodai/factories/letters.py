"""Letters for tests, as a sender's program writes them."""

import io
import json
from collections.abc import Mapping
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from uuid import UUID

import xlsxwriter

from tests.phaodai.conftest import TODAY

GOOD = {"a": "3", "b": "1,5", "now": "4.5", "trend": "same"}
SENDER = "bao.tran@phuochai.example.vn"
HEAD = ["Đơn vị", "vi a", "vi b", "vi now", "vi trend", "Giải trình"]


def queue(body: UUID, id_: UUID, *, day: date = TODAY, **changes: Any) -> dict[str, Any]:
    """Return the file that a phone exports, with one report."""
    item = {
        "id": str(id_),
        "body": str(body),
        "form": "all-things",
        "version": 1,
        "day": day.isoformat(),
        "base": None,
        "values": GOOD,
        "comments": {},
        **changes,
    }
    return {"kind": "phaodai-queue", "edition": 1, "items": [item]}


def letter(
    *enclosed: tuple[str, bytes] | Mapping[str, Any],
    sender: str = SENDER,
    subject: str = "Báo cáo ngày",
    message_id: str = "<1@phuochai.example.vn>",
    **headers: str,
) -> bytes:
    """Return a letter as it comes over the wire."""
    made = EmailMessage(policy=SMTP)
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made["From"] = f"Trần Ngọc Bảo <{sender}>"
    made["To"] = "baocao@ninhthuan.example.vn"
    made["Subject"] = subject
    made["Message-ID"] = message_id
    made.set_content("Kính gửi trung tâm chỉ huy, xin gửi báo cáo.")
    for each in enclosed:
        name, content = (
            ("hang-cho.json", json.dumps(each).encode()) if isinstance(each, Mapping) else each
        )
        made.add_attachment(content, maintype="application", subtype="json", filename=name)
    return made.as_bytes()


def sheet(
    *rows: list[str],
    head: list[str] | None = None,
    day: date | None = TODAY,
    hides: int | None = None,
) -> bytes:
    """Return an .xlsx whose rows speak of communes, the day above them; it may hide a column."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        written = book.add_worksheet("Tổng hợp")
        above = [[f"Ngày báo cáo: {day:%d/%m/%Y}"]] if day else []
        for y, row in enumerate([*above, head or HEAD, *rows]):
            for x, text in enumerate(row):
                written.write_string(y, x, text)
        if hides is not None:
            written.set_column(hides, hides, None, None, {"hidden": True})
    return out.getvalue()
