"""`phaodai paper inspect`: any Word file measured against Decree 30/2020/NĐ-CP."""
# ruff: noqa: D301 - click wants the control character that "\b" stands for

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from phaodai.delivery.commands import runtime

MOST_BYTES = 20_000_000
BOXES: Mapping[str, str] = {
    "page": "trang giấy / page",
    "1a": "Quốc hiệu / name of the nation",
    "1b": "Tiêu ngữ / motto",
    "2a": "cơ quan chủ quản / body above",
    "2b": "cơ quan ban hành / issuing body",
    "3": "số, ký hiệu / number and symbol",
    "4": "địa danh, thời gian / place and day",
    "5a": "tên loại / kind",
    "5a-subject": "trích yếu / subject",
    "5b": "trích yếu công văn / subject of a letter",
    "6": "nội dung / body",
    "6-basis": "căn cứ / grounds",
    "6-part": "đề mục / headings",
    "6-table": "bảng / table",
    "7a": "quyền hạn, chức vụ / post of the signer",
    "7b": "họ tên người ký / name of the signer",
    "9a": "Kính gửi / addressees",
    "9b": "nơi nhận / copies",
    "9b-title": "chữ “Nơi nhận” / the words “Nơi nhận”",
    "10b": "dấu mức độ khẩn / stamp of urgency",
    "seal": "mã kiểm chứng / code of proof",
}
FAULTS: Mapping[str, str] = {
    "missing": "thiếu / is missing",
    "size": "sai cỡ chữ / size of letters",
    "face": "sai phông chữ / face of letters",
    "bold": "sai kiểu đậm / bold",
    "italic": "sai kiểu nghiêng / italic",
    "caps": "phải viết hoa / capitals",
    "align": "sai căn lề / alignment",
    "margin": "sai lề trang / margin",
    "paper": "sai khổ giấy / paper",
    "zero": "thiếu số 0 đứng trước / leading zero",
    "place": "sai vị trí / place on the page",
    "end": "sai dấu kết thúc / final mark",
    "colour": "chữ phải màu đen / colour of letters",
    "number": "sai số trang / number of the page",
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array.")
def inspect(file: Path, *, as_json: bool) -> None:
    """Measure a .docx against Annex I of Decree 30/2020/NĐ-CP, whoever wrote it.

    Ends with 0 where nothing deviates, with 3 where something does, with 1 where the file cannot
    be read.

    \b
    phaodai paper inspect bao-cao.docx
    phaodai paper inspect bao-cao.docx --json
    """
    from phaodai.engines.papers.inspection import inspect as measure

    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        runtime.fail("Tệp quá 20 MB.", "The file is over 20 MB.")
    try:
        found = measure(content)
    except Exception as error:  # of a broken file the library raises anything
        runtime.fail(
            f"Không đọc được tệp Word này ({type(error).__name__}). Mở bằng Word, lưu lại dạng "
            f".docx rồi thử lại.",
            f"This is no Word file that can be read ({type(error).__name__}). Open it in Word, "
            f"save it as .docx, and try again.",
        )
    if as_json:
        runtime.write_json([asdict(each) for each in found])
    else:
        for each in found:
            where = f" “{each.text}”" if each.text else ""
            click.echo(f"{BOXES.get(each.box, each.box)}{where}: {FAULTS[each.what]}")
            click.echo(f"  có / found {each.found}; phải là / asked {each.asked}")
        click.echo(f"{len(found)} chỗ chưa đúng / deviations")
    if found:
        sys.exit(runtime.Exit.PARTLY)
