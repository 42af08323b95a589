"""Every hostile file ends with the right sentence, soon, in little memory, leaving nothing."""

import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from phaodai.delivery.intake.errors import UnreadableCode as Code
from phaodai.delivery.intake.errors import UnreadableFile
from phaodai.delivery.intake.limits import MIB, Limits
from phaodai.delivery.intake.texts import extract_text
from tests.phaodai.delivery.intake import samples as make

LIMITS = Limits(ocr=False, convert_old_word=False)
MAX_SECONDS = 10
MAX_RESIDENT_BYTES = 256 * MIB
GOOD = make.docx(make.para("Kính gửi: Sở Y tế") * 200)
SHEET = make.types(make.SHEET_MAIN, "/xl/workbook.xml")
XXE = '<!DOCTYPE w [<!ENTITY x SYSTEM "{}">]>'
BODY = make.document(make.para("Kính gửi: Sở Y tế"))


def _zeros_part(n_mib: int) -> bytes:
    return make.docx_with("word/media/image1.bmp", b"\0" * (n_mib * MIB))


def _deep(n: int) -> bytes:
    nested = make.document("<w:sdt>" * n + "</w:sdt>" * n)
    return make.docx_with("word/document.xml", nested, method=zipfile.ZIP_STORED)


def _noise(n: int) -> bytes:
    return random.Random(7).randbytes(n)


def _flipped() -> bytes:
    raw = bytearray(GOOD)
    at = raw.index(b"word/document.xml") + 60
    raw[at : at + 40] = bytes(byte ^ 0xFF for byte in raw[at : at + 40])
    return bytes(raw)


# name: (file name, maker, codes that are right; None stands for "read, and soon")
HOSTILE: dict[str, tuple[str, Callable[[], bytes], set[Code | None]]] = {
    # size
    "zero bytes": ("a.docx", lambda: b"", {Code.EMPTY}),
    "only blanks": ("a.txt", lambda: b" \r\n\t\n" * 50, {Code.NO_TEXT}),
    "50 MB": ("a.docx", lambda: b"PK\x03\x04" + bytes(50 * MIB), {Code.TOO_LARGE}),
    "20 MB and a byte": ("a.txt", lambda: b"a" * (20 * MIB + 1), {Code.TOO_LARGE}),
    "endless text": ("a.txt", lambda: b"a " * (9 * MIB), {Code.TOO_LARGE}),
    # zip
    "cut in the middle": ("a.docx", lambda: GOOD[: len(GOOD) // 2], {Code.DAMAGED}),
    "cut before its end": ("a.docx", lambda: GOOD[:-30], {Code.DAMAGED}),
    "four bytes of zip": ("a.docx", lambda: b"PK\x03\x04", {Code.DAMAGED}),
    "flipped bytes": ("a.docx", _flipped, {Code.DAMAGED}),
    "bomb of 300 MB": ("a.docx", lambda: _zeros_part(300), {Code.ARCHIVE_BOMB}),
    "bomb of 50 MB, 1032 to 1": ("a.docx", lambda: _zeros_part(50), {Code.ARCHIVE_BOMB}),
    "overlapping entries": ("a.docx", make.overlapping_bomb, {Code.ARCHIVE_BOMB}),
    "6,000 entries": (
        "a.docx",
        lambda: make.package({f"word/{i}.xml": "" for i in range(6_000)}),
        {Code.ARCHIVE_BOMB},
    ),
    "main part of 30 MB": (
        "a.docx",
        lambda: make.docx_with(
            "word/document.xml", make.document(make.para(_noise(16 * MIB).hex()[: 30 * MIB]))
        ),
        {Code.ARCHIVE_BOMB},
    ),
    "size understated": (
        "a.docx",
        lambda: make.patched_sizes(GOOD, b"word/document.xml", 10),
        {Code.DAMAGED},
    ),
    "size overstated": (
        "a.docx",
        lambda: make.patched_sizes(GOOD, b"word/document.xml", 0xFFFFFFF0),
        {Code.ARCHIVE_BOMB},
    ),
    "unknown compression": (
        "a.docx",
        lambda: make.package({"[Content_Types].xml": make.types()}, method=zipfile.ZIP_LZMA),
        {Code.DAMAGED},
    ),
    "name climbs out": ("a.docx", lambda: make.docx_with("../../x", "x"), {Code.UNSAFE_CONTENT}),
    "name inside climbs": (
        "a.docx",
        lambda: make.docx_with("word/../../x", "x"),
        {Code.UNSAFE_CONTENT},
    ),
    "absolute name": ("a.docx", lambda: make.docx_with("/etc/x", "x"), {Code.UNSAFE_CONTENT}),
    "drive name": ("a.docx", lambda: make.docx_with("C:/x", "x"), {Code.UNSAFE_CONTENT}),
    "backslash name": ("a.docx", lambda: make.docx_with("..\\x", "x"), {Code.UNSAFE_CONTENT}),
    "two parts of one name": (
        "a.docx",
        lambda: make.docx_with("WORD/document.xml", BODY),
        {Code.UNSAFE_CONTENT},
    ),
    "no content types": (
        "a.docx",
        lambda: make.package({"word/document.xml": BODY}),
        {Code.IS_ARCHIVE},
    ),
    "no main part": (
        "a.docx",
        lambda: make.package({"[Content_Types].xml": make.types()}),
        {Code.DAMAGED},
    ),
    # XML
    "billion laughs": (
        "a.docx",
        lambda: make.docx_with("word/document.xml", make.LAUGHS + BODY),
        {Code.UNSAFE_CONTENT},
    ),
    "billion laughs in UTF-16": (
        "a.docx",
        lambda: make.docx_with("word/document.xml", (make.LAUGHS + BODY).encode("utf-16")),
        {Code.UNSAFE_CONTENT},
    ),
    "billion laughs in a part that is not read": (
        "a.docx",
        lambda: make.docx_with("word/webSettings.xml", make.LAUGHS + "<w/>"),
        {Code.UNSAFE_CONTENT},
    ),
    "entity from a file": (
        "a.docx",
        lambda: make.docx_with("word/styles.xml", XXE.format("file:///etc/passwd") + "<w>&x;</w>"),
        {Code.UNSAFE_CONTENT},
    ),
    "entity from the network": (
        "a.docx",
        lambda: make.docx_with("word/_rels/x.rels", XXE.format("http://127.0.0.1/") + "<w/>"),
        {Code.UNSAFE_CONTENT},
    ),
    "bare document type": (
        "a.docx",
        lambda: make.docx_with("word/document.xml", "<!DOCTYPE w>" + BODY),
        {Code.UNSAFE_CONTENT},
    ),
    "undeclared entity": (
        "a.docx",
        lambda: make.docx_with("word/document.xml", make.document("<w:p>&x;</w:p>")),
        {Code.DAMAGED},
    ),
    "open tags": (
        "a.docx",
        lambda: make.docx_with("word/document.xml", BODY[:-20]),
        {Code.DAMAGED},
    ),
    "unknown XML encoding": (
        "a.docx",
        lambda: make.docx_with("word/document.xml", '<?xml version="1.0" encoding="x-no"?>' + BODY),
        {Code.DAMAGED},
    ),
    "5,000 levels deep": ("a.docx", lambda: _deep(5_000), {Code.DAMAGED}),
    "200,000 levels deep": ("a.docx", lambda: _deep(200_000), {Code.DAMAGED, Code.TOO_COMPLEX}),
    "200,000 paragraphs": (
        "a.docx",
        lambda: make.docx("".join(make.para(f"{i * 7919}") for i in range(200_000))),
        {None, Code.TOO_COMPLEX, Code.TOO_SLOW},
    ),
    "one paragraph of 200,000 runs": (
        "a.docx",
        lambda: make.docx(
            "<w:p>" + "".join(f"<w:r><w:t>{i}</w:t></w:r>" for i in range(200_000)) + "</w:p>"
        ),
        {None},
    ),
    "endless marks": (
        "a.docx",
        lambda: make.docx(make.para("a" + "\u0315\u0300\u0327" * 300_000)),
        {Code.ARCHIVE_BOMB},
    ),
    # macros, passwords, other kinds
    "macros by type": ("a.docx", lambda: make.docx("", main=make.MACRO_MAIN), {Code.MACROS}),
    "macros by part": ("a.docx", lambda: make.docx_with("word/vbaProject.bin", "x"), {Code.MACROS}),
    "password, new Word": (
        "a.docx",
        lambda: make.compound("EncryptionInfo", "EncryptedPackage"),
        {Code.PASSWORD_PROTECTED},
    ),
    "password, old Word": (
        "a.doc",
        lambda: make.compound("WordDocument", first_bytes=b"\xec\xa5" + b"\0" * 8 + b"\0\x01"),
        {Code.PASSWORD_PROTECTED},
    ),
    "password on a zip": (
        "a.docx",
        lambda: make.flagged_encrypted(GOOD),
        {Code.PASSWORD_PROTECTED},
    ),
    "old Word": ("a.doc", lambda: make.compound("WordDocument"), {Code.OLD_WORD}),
    "old Word named .docx": ("a.docx", lambda: make.compound("WordDocument"), {Code.OLD_WORD}),
    "rich text": ("a.doc", lambda: b"{\\rtf1\\ansi Kinh gui}", {Code.OLD_WORD}),
    "old Excel": ("a.doc", lambda: make.compound("Workbook"), {Code.IS_SPREADSHEET}),
    "older Excel": ("a.xls", lambda: make.compound("Book"), {Code.IS_SPREADSHEET}),
    "Excel named .docx": (
        "a.docx",
        lambda: make.package({"[Content_Types].xml": SHEET, "xl/workbook.xml": "<w/>"}),
        {Code.IS_SPREADSHEET},
    ),
    "OpenDocument table": (
        "a.ods",
        lambda: make.package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        {Code.IS_SPREADSHEET},
    ),
    "table as text": ("a.csv", lambda: b"a;b\n1;2\n", {Code.IS_SPREADSHEET}),
    "OpenDocument text": (
        "a.odt",
        lambda: make.package({"mimetype": "application/vnd.oasis.opendocument.text"}),
        {Code.WRONG_KIND},
    ),
    "slides": (
        "a.docx",
        lambda: make.package(
            {"[Content_Types].xml": make.types(make.SLIDES_MAIN, "/ppt/p.xml"), "ppt/p.xml": "<p/>"}
        ),
        {Code.WRONG_KIND},
    ),
    "old slides": ("a.ppt", lambda: make.compound("PowerPoint Document"), {Code.WRONG_KIND}),
    "compound file cut": (
        "a.doc",
        lambda: make.compound("WordDocument")[:700],
        {Code.DAMAGED},
    ),
    "compound file in a loop": (
        "a.doc",
        lambda: make.compound("X", looped=True),
        {Code.WRONG_KIND},
    ),
    "zip of documents": ("a.zip", lambda: make.package({"a.docx": GOOD}), {Code.IS_ARCHIVE}),
    "empty zip": ("a.docx", lambda: make.package({}), {Code.IS_ARCHIVE}),
    "rar": ("a.docx", lambda: b"Rar!\x1a\x07\x00" + _noise(500), {Code.IS_ARCHIVE}),
    "gzip": ("a.docx", lambda: b"\x1f\x8b\x08\x00" + _noise(500), {Code.IS_ARCHIVE}),
    "Windows program": ("a.docx", lambda: b"MZ\x90\0" + _noise(500), {Code.WRONG_KIND}),
    "Linux program": ("a.pdf", lambda: b"\x7fELF" + _noise(500), {Code.WRONG_KIND}),
    "web page": ("a.doc", lambda: b"<html><body>Kinh gui</body></html>", {Code.WRONG_KIND}),
    "film": ("a.pdf", lambda: b"\0\0\0\x18ftypmp42" + _noise(500), {Code.WRONG_KIND}),
    "noise": ("a.txt", lambda: b"\xb3" + _noise(5_000), {Code.WRONG_KIND}),
    "text named .docx": ("a.docx", lambda: "Kính gửi".encode(), {Code.DAMAGED}),
    "unknown 8-bit letters": (
        "a.txt",
        lambda: ("Привет мир, это письмо. " * 50).encode("koi8-r"),
        {Code.UNKNOWN_ENCODING},
    ),
    "empty Word": ("a.docx", lambda: make.docx(make.para()), {Code.NO_TEXT}),
    "all in another file": (
        "a.docx",
        lambda: make.docx('<w:altChunk r:id="r1"/>'),
        {Code.NO_TEXT},
    ),
    # PDF
    "PDF cut": ("a.pdf", lambda: make.pdf(make.words_at((50, 700, "Số")))[:300], {Code.DAMAGED}),
    "PDF of noise": ("a.pdf", lambda: b"%PDF-1.7\n" + _noise(5_000), {Code.DAMAGED}),
    "PDF of 301 pages": ("a.pdf", lambda: make.pdf(*[""] * 301), {Code.TOO_MANY_PAGES}),
    "PDF without text": ("a.pdf", lambda: make.pdf("0 0 m 9 9 l S"), {Code.NO_TEXT}),
    "PDF with a password": (
        "a.pdf",
        lambda: make.pdf(
            make.words_at((50, 700, "Số")),
            trailer_more="/ID [<00112233445566778899AABBCCDDEEFF> "
            "<00112233445566778899AABBCCDDEEFF>] /Encrypt << /Filter /Standard /V 1 /R 2 "
            f"/P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>",
        ),
        {Code.PASSWORD_PROTECTED},
    ),
    "PDF whose pages point in a circle": (
        "a.pdf",
        lambda: make.pdf("").replace(b"/Kids [10 0 R]", b"/Kids [ 2 0 R]"),
        {Code.DAMAGED},
    ),
    "PDF that unpacks to 600 MB": (
        "a.pdf",
        make.pdf_bomb,
        {Code.NO_TEXT, Code.TOO_COMPLEX, Code.TOO_SLOW, Code.DAMAGED},
    ),
    "PDF page of 350,000 letters": (
        "a.pdf",
        lambda: make.pdf(make.words_at(*((50, 15 * i, "Sở Y tế " * 900) for i in range(50)))),
        {Code.TOO_LARGE},
    ),
    "scan without recognition": (
        "a.pdf",
        lambda: make.picture_pdf(b"\xff" * 10_000, 100, 100),
        {Code.SCAN_WITHOUT_OCR},
    ),
    # pictures
    "picture without recognition": ("a.png", lambda: make.png(50, 50), {Code.SCAN_WITHOUT_OCR}),
    "picture of 10 gigapixels": (
        "a.png",
        lambda: make.png(10, 10, stated=(100_000, 100_000)),
        {Code.TOO_COMPLEX},
    ),
    "picture cut": ("a.png", lambda: make.png(50, 50)[:14], {Code.DAMAGED}),
    "photograph cut": ("a.jpg", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", {Code.DAMAGED}),
    "TIFF in a circle": ("a.tif", make.tiff_loop, {Code.DAMAGED}),
    # text
    "marks without end": ("a.txt", lambda: ("a" + "\u0315\u0300\u0327" * 900_000).encode(), {None}),
    "text with a zero byte": ("a.txt", lambda: b"Kinh gui\0So Y te" * 30, {Code.WRONG_KIND}),
    "escape sequences": ("a.txt", lambda: b"\x1b[2J\x07\x08" * 300, {Code.WRONG_KIND}),
}


@pytest.fixture
def temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for everything temporary; it must be empty again at the end."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_ends_with_the_right_sentence(name: str, temporary_folder: Path) -> None:
    filename, maker, codes = HOSTILE[name]
    raw = maker()
    began = time.monotonic()
    assert _outcome(raw, filename) in codes
    assert time.monotonic() - began < MAX_SECONDS


def _outcome(raw: bytes, filename: str) -> Code | None:
    """Read a file and give the code of the trouble, None when its text came out clean."""
    try:
        text = extract_text(raw, filename=filename, limits=LIMITS).text
    except UnreadableFile as error:
        _check_sentences(error)
        return error.code
    if "\0" in text or "root:" in text:
        raise AssertionError("unclean text")
    return None


def _check_sentences(error: UnreadableFile) -> None:
    for sentence in (error.message_vi, error.message_en):
        if "{" in sentence or "(…)" in sentence or len(sentence) < 40:
            raise AssertionError(sentence)


def test_memory_of_the_reading_process_is_bounded() -> None:
    assert LIMITS.memory_bytes <= MAX_RESIDENT_BYTES


def test_there_are_enough_hostile_files() -> None:
    assert len(HOSTILE) >= 80


@pytest.mark.parametrize("seed", range(12))
def test_random_damage_never_escapes(seed: int, temporary_folder: Path) -> None:
    chance = random.Random(seed)
    samples = {
        "a.docx": GOOD,
        "a.pdf": make.pdf(make.words_at((50, 700, "Kính gửi: Sở Y tế"))),
        "a.doc": make.compound("WordDocument", "Workbook"),
        "a.tif": make.tiff_loop(),
    }
    filename, raw = chance.choice(list(samples.items()))
    damaged = bytearray(raw)
    for _ in range(chance.randint(1, 40)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    assert _outcome(bytes(damaged), filename) in {None, *Code}


def _confined(code: str) -> "subprocess.CompletedProcess[str]":
    limits = "cpu_seconds=2, memory_bytes=400_000_000, written_bytes=0, open_files=32"
    setup = (
        "from phaodai.delivery.intake import confinement as c\n"
        f"c.limit_resources({limits})\nprint(c.forbid_network())\n"
    )
    root = Path(__file__).resolve().parents[4]
    return subprocess.run(
        [sys.executable, "-c", setup + code],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
        env={"PYTHONPATH": str(root), "PATH": os.environ["PATH"]},
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the rules of the kernel tried are Linux's")
class TestConfinement:
    def test_no_socket_of_any_kind(self) -> None:
        done = _confined(
            "import socket\n"
            "for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):\n"
            "    try: socket.socket(family)\n"
            "    except PermissionError: print('refused')\n"
        )
        if done.stdout.startswith("False"):
            pytest.skip("this kernel or processor takes no rule about sockets")
        assert done.stdout.split() == ["True", "refused", "refused", "refused"]

    def test_a_child_is_confined_too(self) -> None:
        done = _confined(
            "import subprocess, sys\n"
            "child = 'import socket; socket.socket()'\n"
            "print(subprocess.run([sys.executable, '-c', child], stderr=-3).returncode)\n"
        )
        assert done.stdout.split()[0] == "False" or done.stdout.split()[1] == "1"

    def test_no_byte_is_written_to_a_file(self, tmp_path: Path) -> None:
        place = tmp_path / "x"
        done = _confined(f"f = open({str(place)!r}, 'wb', buffering=0)\nf.write(b'x')\n")
        assert done.returncode != 0
        assert not place.exists() or place.stat().st_size == 0

    def test_memory_ends(self) -> None:
        assert "MemoryError" in _confined("x = bytearray(2_000_000_000)\n").stderr

    def test_time_ends(self) -> None:
        assert _confined("while True: pass\n").returncode < 0
