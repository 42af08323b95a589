"""What may be attached: honest files of every kind, and hostile ones under honest names."""

import contextlib
import random
import zipfile
import zlib

import pytest

from phaodai.delivery.intake import attachments
from phaodai.delivery.intake.errors import UnreadableCode as Code
from phaodai.delivery.intake.errors import UnreadableFile
from phaodai.delivery.intake.limits import MIB
from phaodai.foundation.files.rules import EXTENSIONS, UnacceptableFile
from tests.phaodai.delivery.intake import samples as make

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = attachments.SHEET
LETTER = make.docx(make.para("Kính gửi: Sở Y tế"))
PAPER = make.pdf(make.words_at((72, 700, "Kính gửi")))
PICTURE = make.png(20, 20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xc0\x00\x0b\x08" + (
    b"\x00\x10\x00\x10\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\0\0\x3f\0"
    + b"\x55" * 40
    + b"\xff\xd9"
)
ZIPPED = make.package({"a.txt": "x" * 100})
VBA = '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'


def book(parts=(), *, main=make.SHEET_MAIN, more=""):
    """An Excel file."""
    return make.package(
        {
            "[Content_Types].xml": make.types(main, "/xl/workbook.xml", more),
            "xl/workbook.xml": "<workbook/>",
            "xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>",
            "xl/printerSettings/printerSettings1.bin": b"\0" * 50,
            **dict(parts),
        }
    )


def rels(kind, target, mode="External"):
    return (
        f'<Relationships xmlns="{make.RELS}"><Relationship Id="r1" '
        f'Type="{make.OFFICE_RELS}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def packed_pdf(objects):
    """A PDF with a compressed stream of objects."""
    data = zlib.compress(objects)
    head = f"90 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length {len(data)} /Filter /FlateDecode >>"
    return make.pdf(
        make.words_at((72, 700, "x")),
        objects=head.encode() + b"\nstream\n" + data + b"\nendstream\nendobj\n",
    )


def judge(raw, name="a"):
    return attachments.judge(raw, filename=name, limits=attachments.LIMITS)


HONEST = {
    "pdf": (PAPER, "application/pdf"),
    "docx": (LETTER, WORD),
    "xlsx": (book(), SHEET),
    "png": (PICTURE, "image/png"),
    "jpg": (JPEG, "image/jpeg"),
    "photograph with something of the maker behind it": (JPEG + b"\0SEFH" * 9, "image/jpeg"),
    "text": ("Đã phun khử khuẩn 12 hộ, còn 3 < 5 hộ.".encode(), "text/plain"),
    "text of an old machine": ("Đã phun khử khuẩn".encode("utf-16"), "text/plain"),
    "letter with a table inside": (make.docx_with("word/embeddings/t.xlsx", book()), WORD),
    "book with a link to another": (
        book({"xl/externalLinks/_rels/e.xml.rels": rels("externalLinkPath", "file:///b.xlsx")}),
        SHEET,
    ),
    "letter with a link": (
        make.docx_with("word/_rels/document.xml.rels", rels("hyperlink", "https://moh.gov.vn")),
        WORD,
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_are_taken(name):
    raw, media_type = HONEST[name]
    assert judge(raw) == media_type
    assert media_type in EXTENSIONS


def test_a_table_in_text_goes_by_its_name():
    raw = "xã,số ca\nPhước Hải,3\n".encode()
    assert judge(raw, "a.CSV") == "text/csv"
    assert judge(raw, "a.txt") == "text/plain"


HOSTILE = {
    "nothing": (b"", Code.EMPTY),
    "zip": (ZIPPED, Code.IS_ARCHIVE),
    "rar": (b"Rar!\x1a\x07\x01\0" + bytes(50), Code.IS_ARCHIVE),
    "windows program": (b"MZ\x90\0\x03\0\0\0" + bytes(300), Code.WRONG_KIND),
    "linux program": (b"\x7fELF\x02\x01" + bytes(300), Code.WRONG_KIND),
    "web page": (b"<!DOCTYPE html><script>alert(1)</script>", Code.WRONG_KIND),
    "web page behind blanks": (b"\xef\xbb\xbf \n\n <HTML>", Code.WRONG_KIND),
    "web page behind words": (b"Bao cao\n" * 100 + b"<script src=x>", Code.WRONG_KIND),
    "web page in utf-16": ("\ufeff<svg onload=alert(1)>".encode("utf-16-le"), Code.WRONG_KIND),
    "picture that is a page": (b'<?xml version="1.0"?><svg onload="x"/>', Code.WRONG_KIND),
    "php": (b"hello <?php system($_GET[0]);", Code.WRONG_KIND),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", Code.WRONG_KIND),
    "batch": (b"@echo off\r\ndel *.*\r\n", Code.WRONG_KIND),
    "powershell": (b"start\npowershell -enc AAAA\n", Code.WRONG_KIND),
    "visual basic": (b'Set s = CreateObject("WScript.Shell")', Code.WRONG_KIND),
    "autorun": (b"[autorun]\nopen=a.exe", Code.WRONG_KIND),
    "shortcut": (b"[InternetShortcut]\nURL=file://x", Code.WRONG_KIND),
    "mail with a page": (b"MIME-Version: 1.0\nContent-Type: multipart/related", Code.WRONG_KIND),
    "rtf": (b"{\\rtf1 {\\object}}", Code.WRONG_KIND),
    "gif": (b"GIF89a" + bytes(40), Code.WRONG_KIND),
    "noise": (random.Random(3).randbytes(5000), Code.WRONG_KIND),
    "old word": (make.compound("WordDocument"), Code.OLD_WORD),
    "old excel": (make.compound("Workbook"), Code.IS_SPREADSHEET),
    "old word with macros": (make.compound("WordDocument", "Macros", "VBA"), Code.OLD_WORD),
    "locked": (make.compound("EncryptedPackage"), Code.PASSWORD_PROTECTED),
    "docm as docx": (make.docx("", main=make.MACRO_MAIN), Code.MACROS),
    "docx with macros": (make.docx_with("word/vbaProject.bin", b"x"), Code.MACROS),
    "xlsm as xlsx": (
        book(main="application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        Code.MACROS,
    ),
    "xlsx with macros": (book({"xl/vbaProject.bin": b"x"}, more=VBA), Code.MACROS),
    "xlsx with old macros": (book({"xl/macrosheets/sheet1.xml": "<x/>"}), Code.MACROS),
    "docx with a program": (make.docx_with("word/media/a.exe", b"MZ"), Code.UNSAFE_CONTENT),
    "docx with a page": (make.docx_with("word/afchunk.mht", b"x"), Code.UNSAFE_CONTENT),
    "docx with an object": (
        make.docx_with("word/embeddings/oleObject1.bin", b"x"),
        Code.UNSAFE_CONTENT,
    ),
    "docx with activeX": (make.docx_with("word/activeX/activeX1.xml", "<x/>"), Code.UNSAFE_CONTENT),
    "docx with a macro book inside": (
        make.docx_with("word/embeddings/b.xlsx", book({"xl/vbaProject.bin": b"x"}, more=VBA)),
        Code.MACROS,
    ),
    "docx in docx in docx": (
        make.docx_with("word/embeddings/a.docx", make.docx_with("word/embeddings/b.docx", LETTER)),
        Code.UNSAFE_CONTENT,
    ),
    "docx with a template from outside": (
        make.docx_with(
            "word/_rels/settings.xml.rels", rels("attachedTemplate", "https://x/y.dotm")
        ),
        Code.UNSAFE_CONTENT,
    ),
    "docx that calls a program": (
        make.docx_with("word/document.xml", make.document("<w:t>DDEAUTO c:\\\\cmd</w:t>")),
        Code.UNSAFE_CONTENT,
    ),
    "xlsx that calls a program": (
        book({"xl/externalLinks/externalLink1.xml": '<ddeLink ddeService="cmd"/>'}),
        Code.UNSAFE_CONTENT,
    ),
    "docx with entities": (
        make.docx_with("word/document.xml", make.LAUGHS + "<w/>"),
        Code.UNSAFE_CONTENT,
    ),
    "docx with paths": (make.docx_with("../../a.xml", "<x/>"), Code.UNSAFE_CONTENT),
    "bomb": (make.docx_with("word/media/a.bmp", b"\0" * (60 * MIB)), Code.ARCHIVE_BOMB),
    "bomb of overlaps": (make.overlapping_bomb(), Code.ARCHIVE_BOMB),
    "half a docx": (LETTER[: len(LETTER) // 2], Code.DAMAGED),
    "half a pdf": (b"%PDF-1.7\n1 0 obj", Code.DAMAGED),
    "pdf with a script": (
        make.pdf("", objects=b"99 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj\n"),
        Code.UNSAFE_CONTENT,
    ),
    "pdf with a script spelled oddly": (
        make.pdf("", objects=b"99 0 obj << /S /J#61va#53cript >> endobj\n"),
        Code.UNSAFE_CONTENT,
    ),
    "pdf with a script packed away": (
        packed_pdf(b"99 0 << /S /JavaScript /JS (x) >>"),
        Code.UNSAFE_CONTENT,
    ),
    "pdf that starts programs": (
        make.pdf("", objects=b"99 0 obj << /S /Launch /F (cmd.exe) >> endobj\n"),
        Code.UNSAFE_CONTENT,
    ),
    "pdf with a file inside": (
        make.pdf("", objects=b"99 0 obj << /Type /EmbeddedFile >> endobj\n"),
        Code.UNSAFE_CONTENT,
    ),
    "pdf that is also a zip": (PAPER + ZIPPED, Code.UNSAFE_CONTENT),
    "png that is also a zip": (PICTURE + ZIPPED, Code.UNSAFE_CONTENT),
    "jpg that is also a zip": (JPEG + ZIPPED, Code.UNSAFE_CONTENT),
    "jpg that is also a page": (JPEG + b"<script>alert(1)</script>", Code.UNSAFE_CONTENT),
    "jpg that is also a pdf": (JPEG + b"%PDF-1.7", Code.UNSAFE_CONTENT),
    "png with something behind it": (PICTURE + b"x", Code.UNSAFE_CONTENT),
    "half a png": (PICTURE[:-20], Code.DAMAGED),
    "png with a flipped byte": (
        PICTURE[:45] + bytes([PICTURE[45] ^ 1]) + PICTURE[46:],
        Code.DAMAGED,
    ),
    "png as large as a town": (make.png(2, 2, stated=(60_000, 60_000)), Code.TOO_COMPLEX),
    "half a jpg": (JPEG[:-2], Code.DAMAGED),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_by_their_content(name):
    raw, code = HOSTILE[name]
    with pytest.raises(UnreadableFile) as refused:
        judge(raw, "bao-cao.pdf")
    assert refused.value.code is code


@pytest.mark.parametrize(
    "name", ["docx with macros", "old word", "zip", "pdf with a script", "gif"]
)
def test_the_confined_process_says_why_and_how_to_mend_it(name):
    with pytest.raises(UnacceptableFile) as refused:
        attachments.examine(HOSTILE[name][0], "bao-cao.pdf")
    error = refused.value
    assert error.code == HOSTILE[name][1]
    assert "{" not in error.message_vi + error.message_en
    assert error.message_vi != error.message_en


def test_the_confined_process_takes_honest_files():
    assert attachments.examine(LETTER, "a.docx") == WORD


def test_twenty_megabytes_are_judged_within_the_limits():
    noise = random.Random(1).randbytes(19 * MIB)
    photograph = JPEG[:-2] + noise.replace(b"<", b"(") + b"\xff\xd9"
    assert attachments.examine(photograph, "a.jpg") == "image/jpeg"
    large = make.docx_with("word/media/a.bin", noise, method=zipfile.ZIP_STORED)
    assert attachments.examine(large, "a.docx") == WORD
    paper = make.pdf("", objects=b"99 0 obj << /Length 1 >>\nstream\n" + noise + b"\nendstream\n")
    assert attachments.examine(paper, "a.pdf") == "application/pdf"


def test_whatever_the_bytes_something_is_answered():
    chance = random.Random(5)
    seeds = [raw for raw, _ in HONEST.values()]
    for _ in range(12):
        raw = bytearray(chance.choice(seeds))
        for _ in range(chance.randrange(1, 12)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        with contextlib.suppress(UnacceptableFile):
            assert attachments.examine(bytes(raw), "a") in EXTENSIONS
