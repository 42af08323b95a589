"""Plain text of every encoding met in Vietnamese offices becomes the same Unicode text."""

import codecs
import errno
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from phaodai.delivery.intake import legacy_letters, plain
from phaodai.delivery.intake.errors import SENTENCES, UnreadableCode, UnreadableFile
from phaodai.delivery.intake.notes import Note
from phaodai.delivery.intake.texts import extract_text
from tests.phaodai.delivery.intake import samples as make

TEXT = (
    "Ủy ban nhân dân huyện Mai Sơn\n"
    "Kính gửi: các phòng, ban, cơ quan, đơn vị; ủy ban nhân dân các xã, thị trấn.\n"
    "Tiếp tục triển khai quyết liệt các biện pháp phòng, chống dịch; lấy xã là pháo đài.\n"
)
TCVN3 = {letter: chr(number) for number, letter in legacy_letters._TCVN3.items()}
VNI_LETTERS = {letter: code for code, letter in legacy_letters._VNI_LETTERS.items()}


def to_tcvn3(text: str) -> bytes:
    return "".join(TCVN3.get(x, TCVN3.get(x.lower(), x)) for x in text).encode("latin-1")


def to_vni(text: str) -> bytes:
    out = ""
    for letter in text:
        plain_letter = VNI_LETTERS.get(letter.lower())
        if plain_letter is not None:
            out += plain_letter if letter.islower() else plain_letter.upper()
            continue
        marks = unicodedata.normalize("NFD", letter)
        for base_length in (1, 2):
            base = unicodedata.normalize("NFC", marks[:base_length])
            base = VNI_LETTERS.get(base.lower(), base.lower())
            table = legacy_letters._VNI_MARKS.get(base, {})
            signs = {unicodedata.normalize("NFD", "a" + v)[1:]: k for k, v in table.items()}
            rest = unicodedata.normalize("NFD", "a" + marks[base_length:])[1:]
            if rest in signs:
                sign = base + signs[rest]
                out += sign if letter.islower() else sign.upper()
                break
        else:
            out += letter
    return out.encode("latin-1")


def to_1258(text: str) -> bytes:
    out = ""
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        tones = "".join(m for m in marks if ord(m) in legacy_letters._TONE_MARKS)
        base = "".join(m for m in marks if ord(m) not in legacy_letters._TONE_MARKS)
        out += unicodedata.normalize("NFC", base) + tones
    return out.encode("cp1258")


@pytest.mark.parametrize(
    ("raw", "is_old"),
    [
        (TEXT.encode(), False),
        (codecs.BOM_UTF8 + TEXT.encode(), False),
        (TEXT.replace("\n", "\r\n").encode(), False),
        (unicodedata.normalize("NFD", TEXT).encode(), False),
        (TEXT.encode("utf-16"), False),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), False),
        (TEXT.encode("utf-16-le"), False),
        (to_vni(TEXT), True),
        (to_1258(TEXT), True),
        (to_vni(TEXT).decode("latin-1").encode(), True),
    ],
    ids=["utf-8", "mark", "crlf", "nfd", "16", "16be", "16le", "vni", "1258", "vni-as-utf-8"],
)
def test_encodings(raw: bytes, is_old: bool) -> None:
    out = extract_text(raw, filename="a.txt")
    assert out.text == TEXT
    assert out.notes == ((Note.LEGACY_ENCODING,) if is_old else ())


def test_tcvn3_has_no_accented_capitals_of_its_own() -> None:
    out = extract_text(to_tcvn3(TEXT), filename="a.txt")
    assert out.text.lower() == TEXT.lower()
    assert out.notes == (Note.LEGACY_ENCODING,)


def test_a_few_old_lines_among_unicode() -> None:
    mixed = TEXT + to_tcvn3("ban hành hướng dẫn phòng dịch").decode("latin-1")
    out = extract_text(mixed.encode(), filename="a.txt")
    assert out.text == TEXT + "ban hành hướng dẫn phòng dịch\n"


@pytest.mark.parametrize(
    "text",
    [
        "Le préfet a décidé, à l’été, la création d’un comité où siègent les médecins.\n",
        "Straße, Größe, Übung: für alle Fälle.\n",
        "36,5°C ± 0,2; x² × 3 µg; § 4 © 2021\n",
        "COVID-19: 5K, F0, F1\n",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert extract_text(text.encode(), filename="a.txt").text == text


def test_a_cut_last_letter_is_forgiven() -> None:
    out = extract_text((TEXT * 20).encode() + b"\xe1\xba", filename="a.txt")
    assert out.text.endswith("�\n")
    assert out.notes == (Note.LOST_CHARACTERS,)


def test_cleaning_is_done_once_and_for_all() -> None:
    marks = "\u0301" * 50
    dirty = "\ufeffa\u200bb \u00a0c\t \r\n\r\n\n\n\u202ed\u2028e\u00ad\x0cf" + marks + "\ud800"
    clean = plain.clean(dirty)
    assert clean == "ab  c\n\nd\ne\nf\u0301\u0301\u0301\u0301\n"
    assert plain.clean(clean) == clean
    assert plain.clean(" \n\t ") == ""


@pytest.mark.parametrize(
    "word", ["nghiêng", "Huyện", "quyết", "gìn", "thuở", "khuya", "Ủy", "UỶ", "đ"]
)
def test_spelling_knows_syllables(word: str) -> None:
    assert legacy_letters.is_syllable(word) or word == "đ"


@pytest.mark.parametrize("word", ["x·", "héi©", "tiếếng", "Straße", "wé", "ééé" * 20])
def test_spelling_knows_what_is_none(word: str) -> None:
    assert not legacy_letters.is_syllable(word)


class TestFilesOnDisk:
    def test_a_path_gives_the_same_as_its_bytes(self, tmp_path: Path) -> None:
        place = tmp_path / "a.txt"
        place.write_text(TEXT, encoding="utf-8")
        assert extract_text(place, filename="a.txt") == extract_text(
            TEXT.encode(), filename="a.txt"
        )
        assert extract_text(str(place), filename="a.txt").text == TEXT

    @pytest.mark.parametrize("name", ["absent.txt", "absent/a.txt", "x" * 300, "a\0b"])
    def test_absent(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(UnreadableFile) as caught:
            extract_text(f"{tmp_path}/{name}", filename=name)
        assert caught.value.code is UnreadableCode.NOT_FOUND

    def test_folder_device_and_pipe(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        for place in (tmp_path, Path(os.devnull), pipe):
            with pytest.raises(UnreadableFile) as caught:
                extract_text(place, filename="a.txt")
            assert caught.value.code is UnreadableCode.NOT_A_FILE

    def test_no_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> int:  # the administrator, who may run the tests, reads all files
            raise PermissionError(errno.EACCES, "no")

        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(UnreadableFile) as caught:
            extract_text(tmp_path / "a.txt", filename="a.txt")
        assert caught.value.code is UnreadableCode.NO_PERMISSION


def test_a_wrong_extension_is_remarked_and_read() -> None:
    out = extract_text(make.docx(make.para("Kính gửi")), filename="a.pdf")
    assert (out.text, out.notes) == ("Kính gửi\n", (Note.WRONG_EXTENSION,))


def test_every_code_and_note_has_its_sentences() -> None:
    assert set(SENTENCES) == set(UnreadableCode)
    for code in UnreadableCode:
        error = UnreadableFile(code, limit="1", what="x", what_vi="x", what_en="x")
        for sentence in (error.message_vi, error.message_en):
            assert sentence.endswith(".")
            assert sentence.count(". ") >= 1  # what is wrong, then how to mend it
            assert "{" not in sentence
    for note in Note:
        assert note.message_vi
        assert note.message_en


def test_needs_no_web_framework() -> None:
    code = (
        "import sys; from phaodai.delivery.intake.texts import extract_text;"
        "print(extract_text('Kính gửi'.encode(), filename='a.txt').text, 'django' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[4]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, cwd=root, timeout=30
    )
    assert done.stdout.decode().split() == ["Kính", "gửi", "False"]
