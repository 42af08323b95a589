"""PDF pages and scans come out in the order of reading."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from phaodai.delivery.intake import layout, recognition, supervision
from phaodai.delivery.intake.errors import UnreadableCode, UnreadableFile
from phaodai.delivery.intake.layout import Word
from phaodai.delivery.intake.limits import Limits
from phaodai.delivery.intake.notes import Note
from phaodai.delivery.intake.texts import extract_text
from tests.phaodai.delivery.intake import samples as make

HEAD = (
    (90, 780, "UBND HUYỆN MAI SƠN"), (300, 781, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (110, 764, "PHÒNG Y TẾ"), (350, 766, "Độc lập - Tự do - Hạnh phúc"),
    (105, 740, "Số: 12/PYT"), (340, 741, "Mai Sơn, ngày 09 tháng 9 năm 2021"),
)  # fmt: skip
FOOT = (
    (80, 300, "Nơi nhận:"), (330, 299, "TM. ỦY BAN NHÂN DÂN"),
    (80, 287, "- Như trên;"), (360, 282, "KT. CHỦ TỊCH"),
    (80, 274, "- Các phòng, ban, cơ quan"), (350, 265, "PHÓ CHỦ TỊCH"),
    (80, 261, "thuộc huyện;"),
    (80, 248, "- Lưu: VT."),
    (370, 200, "Nguyễn Văn An"),
)  # fmt: skip
FULL = "Các phòng, ban, cơ quan, đơn vị, ủy ban nhân dân xã, thị trấn tiếp tục tri"


def read_pdf(*pages: str) -> str:
    return extract_text(make.pdf(*pages), filename="a.pdf").text


def test_columns_do_not_run_into_each_other() -> None:
    text = read_pdf(make.words_at(*HEAD, size=12) + make.words_at(*FOOT, size=11))
    assert text.splitlines() == [
        "UBND HUYỆN MAI SƠN", "PHÒNG Y TẾ", "Số: 12/PYT", "",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Mai Sơn, ngày 09 tháng 9 năm 2021", "",
        "Nơi nhận:", "- Như trên;", "- Các phòng, ban, cơ quan thuộc huyện;", "- Lưu: VT.", "",
        "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn An",
    ]  # fmt: skip


def test_lines_are_joined_to_paragraphs_over_pages_without_page_numbers() -> None:
    first = make.words_at(
        (105, 500, FULL[: len(FULL) - 6]), (70, 482, FULL), (70, 464, "dịch."),
        (105, 446, "1. Trung tâm y tế lấy mẫu."),
        (105, 428, FULL[: len(FULL) - 6]), (70, 410, FULL), (70, 392, FULL),
    )  # fmt: skip
    second = make.words_at((297, 800, "2"), (70, 760, "phòng dịch."), (105, 742, "2. Hết."))
    out = extract_text(make.pdf(first, second), filename="a.pdf")
    assert out.n_pages == 2
    assert out.text.splitlines() == [
        f"{FULL[:-6].strip()} {FULL} dịch.",
        "1. Trung tâm y tế lấy mẫu.",
        f"{FULL[:-6].strip()} {FULL} {FULL} phòng dịch.",
        "2. Hết.",
    ]


def test_letters_drawn_out_of_order_are_put_in_place() -> None:
    pieces = ((70.0, "Ngh"), (88.9, "i"), (95.2, " d"), (107.8, "i"), (114.1, "nh"))
    late = make.words_at(*((x, 700, text) for x, text in sorted(pieces, key=lambda p: p[1] == "i")))
    assert read_pdf(late) == "Nghi dinh\n"


def test_a_table_of_three_columns_is_read_by_rows() -> None:
    table = make.words_at(
        (70, 700, "TT"), (150, 700, "Nhiệm vụ"), (400, 700, "Thời hạn"),
        (70, 680, "1"), (150, 680, "Lấy mẫu toàn"), (400, 680, "15/9"),
        (150, 664, "bộ người về"),
        (70, 644, "2"), (150, 644, "Báo cáo"), (400, 644, "Hằng ngày"),
    )  # fmt: skip
    assert read_pdf(table).splitlines() == [
        "TT\tNhiệm vụ\tThời hạn",
        "1\tLấy mẫu toàn bộ người về\t15/9",
        "2\tBáo cáo\tHằng ngày",
    ]


def test_old_letters_in_a_pdf() -> None:
    out = extract_text(
        make.pdf(make.words_at((70, 700, "Céng hßa x· héi chñ nghÜa ViÖt Nam"))), filename="a.pdf"
    )
    assert out.text == "Cộng hòa xã hội chủ nghĩa Việt Nam\n"
    assert out.notes == (Note.LEGACY_ENCODING,)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page(turn: int) -> None:
    matrices = {90: "0 1 -1 0 400 100", 180: "-1 0 0 -1 400 400", 270: "0 -1 1 0 100 500"}
    content = "".join(
        f"BT /F1 14 Tf {matrices[turn]} Tm {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
        for x, y, text in ((0, 0, "Kính gửi:"), (0, -20, "Sở Y tế"))
    )
    raw = make.pdf(content).replace(b"/Type /Page /", b"/Rotate %3d /Type /Page /" % turn)
    assert extract_text(raw, filename="a.pdf").text.split() == ["Kính", "gửi:", "Sở", "Y", "tế"]


def words(*rows: tuple[float, float, str], height: float = 10) -> list[Word]:
    """Words of five units a letter, from texts at (x, top)."""
    out = []
    for x, top, text in rows:
        at = x
        for text_word in text.split():
            wide = 5 * len(text_word)
            out.append(Word(text=text_word, x0=at, x1=at + wide, top=top, bottom=top + height))
            at += wide + 3
    return out


class TestLayout:
    def test_nothing(self) -> None:
        assert layout.read_pages([([], 800)]) == ""

    @pytest.mark.parametrize("number", ["2", "- 2 -", "Trang 2/5", "12"])
    def test_page_numbers_go(self, number: str) -> None:
        page = words((300, 20, number), (50, 100, "Kính gửi:"), (50, 200, "2"))
        assert layout.read_pages([(page, 800)]).split() == ["Kính", "gửi:", "2"]

    def test_a_label_set_off_by_a_tab_is_no_column(self) -> None:
        page = words((50, 100, "1."), (80, 100, "Sở Y tế"), (50, 130, "a)"), (80, 130, "Công an"))
        assert layout.read_pages([(page, 800)]).splitlines() == ["1. Sở Y tế", "a) Công an"]

    def test_one_line_of_two_far_parts_is_two_columns(self) -> None:
        page = words((50, 100, "Số: 12"), (300, 100, "Sơn La, ngày 9"))
        assert layout.read_pages([(page, 800)]).split("\n")[1:4] == ["Số: 12", "", "Sơn La, ngày 9"]

    def test_a_list_of_pairs_is_read_by_rows(self) -> None:
        page = words(
            *((x, 100 + 15 * i, t) for i in range(4) for x, t in ((50, "Mẫu"), (200, "x")))
        )
        assert layout.read_pages([(page, 800)]).split("\n")[1:5] == ["Mẫu\tx"] * 4


needs_recognition = pytest.mark.skipif(
    not recognition.is_installed(),
    reason="tesseract with Vietnamese data is not installed (apt-get install tesseract-ocr-vie)",
)


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, int, int]:
    """A letter printed and scanned: grey dots, width and height."""
    fonts = Path("/usr/share/fonts").rglob("*.ttf")
    named = {font.name: font for font in fonts}
    font = (
        named.get("DejaVuSerif.ttf")
        or named.get("DejaVuSans.ttf")
        or named.get("Tinos-Regular.ttf")
    )
    image_font = pytest.importorskip("PIL.ImageFont", reason="Pillow draws the letter")
    if font is None:
        pytest.skip("no font with Vietnamese letters is installed (apt-get install fonts-dejavu)")
    from PIL import Image, ImageDraw

    page = Image.new("L", (2480, 3508), 255)
    draw = ImageDraw.Draw(page)
    face = image_font.truetype(str(font), 44)
    for x, y, text in (*HEAD, *FOOT, (90, 600, "Kính gửi: Trung tâm Y tế huyện.")):
        draw.text((x * 3.6, (842 - y) * 4.17), text, font=face, fill=0)
    return page.tobytes(), *page.size


@needs_recognition
@pytest.mark.slow
def test_a_scanned_letter_is_recognised(scan: tuple[bytes, int, int]) -> None:
    out = extract_text(make.picture_pdf(*scan), filename="quet.pdf")
    assert out.was_ocr
    assert Note.RECOGNISED_FROM_SCAN in out.notes
    assert out.n_pages == 1
    text = " ".join(out.text.split())
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Kính gửi: Trung tâm Y tế huyện", "12/PYT"):
        assert part in text
    assert text.index("PHÒNG Y TẾ") < text.index("CỘNG HÒA")
    assert text.index("Như trên") < text.index("KT. CHỦ")


@needs_recognition
def test_a_white_page_has_no_text() -> None:
    with pytest.raises(UnreadableFile) as caught:
        extract_text(make.png(600, 400), filename="a.png")
    assert caught.value.code is UnreadableCode.NO_TEXT


@needs_recognition
def test_recognition_has_its_own_time(scan: tuple[bytes, int, int]) -> None:
    with pytest.raises(UnreadableFile) as caught:
        extract_text(make.picture_pdf(*scan), filename="a.pdf", limits=Limits(ocr_seconds=0.2))
    assert caught.value.code is UnreadableCode.TOO_SLOW


def test_scanned_pages_among_text_are_remarked() -> None:
    raw = make.picture_pdf(b"\xff" * 10_000, 100, 100)
    text_page = make.words_at((70, 700, "Kính gửi: Sở Y tế"))
    content = "/Contents 60 0 R /Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 595 842] >>"
    more = (
        f"70 0 obj\n<< /Type /Page /Parent 2 0 R {content}\nendobj\n60 0 obj\n"
        f"<< /Length {len(text_page)} >>\nstream\n{text_page}\nendstream\nendobj\n"
    ).encode()
    raw = raw.replace(b"/Kids [10 0 R] /Count 1", b"/Kids [10 0 R 70 0 R] /Count 2")
    raw = raw.replace(b"trailer", more + b"trailer")
    out = extract_text(raw, filename="a.pdf", limits=Limits(ocr=False))
    assert out.text == "Kính gửi: Sở Y tế\n"
    assert out.notes == (Note.SCANNED_PAGES_SKIPPED,)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_old_word_is_converted_where_libreoffice_is_installed(tmp_path: Path) -> None:
    rich = "{\\rtf1\\ansi K\\u237?nh g\\u7917?i: S\\u7903? Y t\\u7871?\\par}".encode("ascii")
    out = extract_text(rich, filename="a.rtf")
    assert out.text == "Kính gửi: Sở Y tế\n"
    assert out.media_type == "application/rtf"
    assert out.notes == (Note.CONVERTED_FROM_OLD_WORD,)


def test_a_missing_library_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "WORKER", "phaodai.delivery.intake.absent")
    with pytest.raises(supervision.WorkerBroken):
        extract_text(b"x", filename="a.txt")


def test_a_hanging_process_is_ended_with_its_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def remember(*args: object, **more: object) -> subprocess.Popen[bytes]:
        sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
        process = real(sleep, stdout=subprocess.PIPE, start_new_session=True)
        started.append(process)
        return process

    monkeypatch.setattr(subprocess, "Popen", remember)
    with pytest.raises(UnreadableFile) as caught:
        extract_text(b"x", filename="a.txt", limits=Limits(wall_seconds=0.3))
    assert caught.value.code is UnreadableCode.TOO_SLOW
    assert started[0].returncode is not None
