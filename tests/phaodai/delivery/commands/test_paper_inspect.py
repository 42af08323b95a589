"""Any Word file is measured against the Decree, and told in words."""

import json

import docx
from click.testing import CliRunner

from phaodai.delivery.commands.paper_inspect import BOXES, FAULTS, inspect
from phaodai.engines.papers import measures, word
from tests.engines.papers.papers import NOW, REPORT


def run(*args):
    return CliRunner().invoke(inspect, list(args))


def test_what_the_product_writes_has_no_deviation(tmp_path):
    file = tmp_path / "p.docx"
    file.write_bytes(word.write(REPORT, now=NOW))
    done = run(str(file))
    assert (done.exit_code, done.stdout) == (0, "0 chỗ chưa đúng / deviations\n")


def test_what_others_wrote_is_told_in_words_and_as_json(tmp_path):
    file = tmp_path / "p.docx"
    document = docx.Document()
    document.add_paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    document.save(str(file))
    done = run(str(file))
    assert done.exit_code == 3
    assert "Tiêu ngữ / motto: thiếu / is missing" in done.output
    found = json.loads(run(str(file), "--json").stdout)
    assert {each["box"] for each in found} <= set(BOXES)
    assert {each["what"] for each in found} <= set(FAULTS)


def test_every_box_has_a_name():
    assert set(measures.BOXES) <= set(BOXES)


def test_what_is_no_word_file_is_a_sentence(tmp_path):
    file = tmp_path / "p.docx"
    file.write_bytes(b"PK\x03\x04 not one")
    done = run(str(file))
    assert done.exit_code == 1
    assert "Word" in done.output
