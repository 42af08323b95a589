import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.directive import directive
from phaodai.engines.dispatch import SCHEMA
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Unit
from phaodai.registers.directives.models import Document
from tests.phaodai.factories.accounts import make_body
from tests.phaodai.factories.units import UnitFactory

ROOT = Path(__file__).resolve().parents[4]
TEXTS = ROOT / "tests" / "engines" / "dispatch" / "texts"
DISPATCH = """ỦY BAN NHÂN DÂN
HUYỆN NINH PHƯỚC

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: {number}/UBND-VX
V/v tăng cường phòng, chống dịch

Ninh Phước, ngày 21 tháng 12 năm 2021

Kính gửi: UBND các xã, thị trấn.

Chủ tịch UBND huyện yêu cầu:

1. UBND các xã, thị trấn báo cáo trước 10 giờ 00 hằng ngày.

2. Trung tâm Y tế huyện hoàn thành kế hoạch tiêm chủng trước ngày 31/12/2021.

Nơi nhận:

- Như trên;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn Thử
"""


def run(*arguments, stdin=None):
    return CliRunner().invoke(directive, [str(a) for a in arguments], input=stdin)


@pytest.fixture
def file(tmp_path):
    def write(name="cong-van.txt", number="15"):
        path = tmp_path / name
        path.write_text(DISPATCH.format(number=number), encoding="utf-8")
        return path

    return write


def test_a_dispatch_is_read_in_words(file):
    answer = run("read", file())
    assert answer.exit_code == 0
    assert "Công văn 15/UBND-VX" in answer.stdout
    assert "hằng ngày, trước 10:00" in answer.stdout
    assert "31/12/2021" in answer.stdout
    assert "Trung tâm Y tế huyện" in answer.stdout


def test_json_follows_the_published_schema(file):
    answer = run("read", file(), "--json")
    assert answer.exit_code == 0
    reading = json.loads(answer.stdout)
    jsonschema.validate(reading, SCHEMA)
    assert list(reading) == ["text", "document", "clauses", "obligations", "warnings", "reader"]
    assert len(reading["obligations"]) == 2


def test_the_schema_is_printed():
    answer = run("schema")
    assert (answer.exit_code, json.loads(answer.stdout)) == (0, SCHEMA)


def test_the_text_alone(file):
    answer = run("read", file(), "--text")
    assert answer.stdout.startswith("ỦY BAN NHÂN DÂN\n")


def test_standard_input(file):
    answer = run("read", "-", "--json", stdin=file().read_bytes())
    assert json.loads(answer.stdout)["document"]["number"] == "15"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\x7fELF\x00\x00"])
def test_what_cannot_be_read_ends_with_1_and_says_why_twice(tmp_path, content):
    path = tmp_path / "cong-van.docx"
    path.write_bytes(content)
    answer = run("read", path, "--json")
    assert answer.exit_code == 1
    assert answer.stdout == ""
    vietnamese, english = answer.stderr.strip().splitlines()
    assert vietnamese != english


def test_a_missing_file_ends_with_1(tmp_path):
    assert run("read", tmp_path / "khong-co.txt").exit_code == 1


@pytest.mark.parametrize(
    "arguments", [(), ("a", "b"), ("a", "--khong-co"), ("a", "--json", "--text")]
)
def test_wrong_usage_ends_with_2(arguments):
    assert run("read", *arguments).exit_code == 2


def test_reading_starts_neither_django_nor_a_database(file, tmp_path):
    """In a process of its own: another test has long started Django in this one."""
    script = (
        "import sys\n"
        "from phaodai.delivery.commands.main import main\n"
        "try:\n"
        f"    main(['directive', 'read', {str(file())!r}, '--json'])\n"
        "finally:\n"
        "    loaded = [m for m in sys.modules if m.split('.')[0] in ('django', 'sqlite3')]\n"
        "    print(loaded[:5], file=sys.stderr)\n"
    )
    environment = {**os.environ, "PHAODAI_DATA": str(tmp_path / "none")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["document"]["number"] == "15"
    assert done.stderr.strip() == "[]"
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("command", ["read", "import", None])
def test_help_shows_examples_as_they_are_typed(command):
    answer = run(*filter(None, [command]), "--help")
    assert "\\b" not in answer.stdout
    assert "\n  phaodai directive " in answer.stdout


@pytest.mark.django_db
class TestKeeping:
    @pytest.fixture(autouse=True)
    def _bodies(self, places):
        Body.objects.filter(pk=places.committee.pk).update(valid_from="2004-07-08")

    def keep(self, *arguments):
        return run("import", "--keeper", "Ủy ban nhân dân huyện Ninh Phước", *arguments)

    def test_files_are_kept_and_shown(self, file):
        answer = self.keep(file("a.txt", "15"), file("b.txt", "16"), "--json")
        assert answer.exit_code == 0, answer.stderr
        outcome = json.loads(answer.stdout)
        assert [one["status"] for one in outcome["files"]] == ["kept", "kept"]
        assert outcome["counts"]["kept"] == 2
        listed = json.loads(run("list", "--json").stdout)
        assert {row["name"] for row in listed} == {"Công văn 15/UBND-VX", "Công văn 16/UBND-VX"}
        assert [row["proposals"] for row in listed] == [2, 2]
        shown = run("show", "15")
        assert shown.exit_code == 0
        assert "hằng ngày, trước 10:00" in shown.stdout
        detail = json.loads(run("show", outcome["files"][1]["ref"], "--json").stdout)
        assert detail["document"]["name"]["number"] == "16"

    def test_a_second_time_is_a_warning(self, file):
        self.keep(file())
        answer = self.keep(file("copy.txt"), "--json")
        assert answer.exit_code == 0
        [one] = json.loads(answer.stdout)["files"]
        assert one["status"] == "already_kept"
        assert Document.objects.count() == 1

    def test_warnings_are_sentences_in_both_languages(self, tmp_path):
        letter = tmp_path / "letter.txt"
        letter.write_text("Dear Sir,\n\nPlease answer our letter of last week.\n\nJohn Smith\n")
        answer = self.keep(letter)
        assert answer.exit_code == 0
        assert "văn bản không số / no number" in answer.stdout
        assert "Máy không đọc được nghĩa vụ nào trong văn bản." in answer.stderr
        assert "no_obligation" not in answer.stderr

    def test_a_second_document_behind_a_known_one_is_not_passed_over(self, file, tmp_path):
        first = file()
        self.keep(first)
        both = tmp_path / "both.txt"
        text = DISPATCH.format(number="15")
        both.write_text(f"{text}\n\n{DISPATCH.format(number='16')}")
        answer = self.keep(both)
        assert answer.exit_code == 0
        assert "hai văn bản" in answer.stderr

    def test_a_name_of_two_lines_is_said_on_one(self, file):
        answer = self.keep(file("a\nb.txt"))
        assert "a b.txt: công văn" in answer.stdout

    def test_some_failed(self, file, tmp_path):
        empty = tmp_path / "empty.docx"
        empty.write_bytes(b"")
        answer = self.keep(file(), empty)
        assert answer.exit_code == 3
        assert Document.objects.count() == 1
        assert str(empty) in answer.stderr

    def test_all_failed(self, tmp_path):
        answer = self.keep(tmp_path / "khong-co.docx", "--json")
        assert answer.exit_code == 1
        [one] = json.loads(answer.stdout)["files"]
        assert one["error"]["code"] == "NOT_FOUND"

    def test_a_rehearsal_keeps_nothing(self, file):
        answer = self.keep(file(), "--dry-run", "--json")
        assert answer.exit_code == 0
        assert json.loads(answer.stdout)["files"][0]["status"] == "readable"
        assert Document.objects.count() == 0

    def test_home_keeps_what_nobody_is_named_for(self, file, places):
        assert run("import", file()).exit_code == 0
        assert Document.objects.get().body == places.province_committee

    def test_home_is_the_province_that_has_districts(self, file, places):
        other = make_body(
            UnitFactory(province=True, name="An Giang"),
            "Ủy ban nhân dân tỉnh An Giang",
            general=True,
        )
        Unit.objects.filter(pk=other.pk).update(path="/0/1/")  # comes first, but is alone
        assert run("import", file()).exit_code == 0
        assert Document.objects.get().body == places.province_committee

    def test_home_may_be_named(self, file, places, monkeypatch):
        monkeypatch.setenv("PHAODAI_HOME", "Ủy ban nhân dân huyện Thuận Nam")
        assert run("import", file()).exit_code == 0
        assert Document.objects.get().body == places.next_committee

    def test_an_unknown_keeper(self, file):
        answer = run("import", "--keeper", "Hội Cờ Tướng", file())
        assert answer.exit_code == 1
        assert "Hội Cờ Tướng" in answer.stderr
        assert Document.objects.count() == 0

    def test_a_number_nobody_has(self):
        answer = run("show", "999")
        assert answer.exit_code == 1
        assert "999" in answer.stderr


def test_import_without_files_is_wrong_usage():
    assert run("import").exit_code == 2


def test_the_reader_is_measured(tmp_path):
    answer = run("evaluate", TEXTS / "gold", TEXTS, "--json")
    assert answer.exit_code == 0, answer.stderr
    scores = json.loads(answer.stdout)
    assert scores["overall"]["obligations"]["recall"] > 0.8
    assert "cong-van-cdc" in scores["files"]
    table = run("evaluate", TEXTS / "gold", TEXTS)
    assert "precision" in table.stdout
    assert run("evaluate", TEXTS / "gold", tmp_path).exit_code == 1


def test_a_text_that_is_missing_is_said(tmp_path):
    text = TEXTS / "cong-van-cdc.txt"
    (tmp_path / text.name).write_bytes(text.read_bytes())
    answer = run("evaluate", TEXTS / "gold", tmp_path, "--json")
    assert answer.exit_code == 3
    assert "bao-cao-ubnd-xa" in json.loads(answer.stdout)["missing"]
