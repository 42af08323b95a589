"""Invented papers."""

from dataclasses import replace
from datetime import UTC, date, datetime

from phaodai.engines.papers.model import (
    Figure,
    Form,
    Heading,
    Paper,
    Paragraph,
    Seal,
    Signature,
    Table,
    Urgency,
    Words,
)

NOW = datetime(2021, 12, 23, 3, 5, tzinfo=UTC)


def figure(text):
    return Figure(text, "cases.confirmed|COVID-19", NOW)


def said(*runs, **how):
    return Paragraph(tuple(Words(run) if isinstance(run, str) else run for run in runs), **how)


REPORT = Paper(
    parent="UBND tỉnh Ninh Thuận",
    issuer="Ủy ban nhân dân huyện Thử",
    number="5",
    symbol="BC-UBND",
    place="Thử",
    day=date(2021, 2, 3),
    kind="Báo cáo",
    subject="Kết quả công tác phòng, chống dịch COVID-19 ngày 03/02/2021",
    addressees=("Thường trực Tỉnh ủy", "Ủy ban nhân dân tỉnh"),
    copies=("Như trên", "Lưu: VT, YT"),
    signature=Signature("Chủ tịch", "Nguyễn Văn Thử", ("TM. Ủy ban nhân dân",)),
    urgency=Urgency.EXPRESS,
    seal=Seal("7K2M-91QX", "https://phaodai.example/v/7K2M91QX", "Mã kiểm chứng"),
    body=(
        said("Căn cứ Công điện số 24/CĐ-UBND ngày 21/12/2021;", is_basis=True),
        said("Ủy ban nhân dân huyện báo cáo như sau:"),
        Heading(1, (Words("TÌNH HÌNH"),)),
        Heading(2, (Words("Ca mắc"),)),
        said("Trong ngày có ", figure("1.234"), " ca mắc mới."),
        said("Xã chưa báo cáo: Phước Hữu.", is_item=True),
        Table(
            ("Xã", "F0 mới"),
            tuple(((Words(f"Phường {n}"),), (figure(str(n)),)) for n in range(3)),
            widths=(3, 1),
            title="Số liệu theo xã",
        ),
        Heading(1, (Words("KIẾN NGHỊ"),)),
        said("Đề nghị bổ sung sinh phẩm."),
    ),
)
LETTER = replace(REPORT, kind="", subject="đề nghị chi viện", symbol="UBND-YT", urgency=None)
PARTY_REPORT = replace(
    REPORT,
    form=Form.PARTY,
    parent="Tỉnh ủy Thử",
    issuer="Huyện ủy Giữa",
    symbol="BC/HU",
    signature=Signature("Phó Bí thư", "Trần Thị Thử", ("T/M Ban Thường vụ",)),
    urgency=None,
)
