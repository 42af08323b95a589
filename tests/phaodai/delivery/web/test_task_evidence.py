"""Evidence on the page of a task: hostile files are refused by name, honest ones are shown."""

import ast
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.delivery.web.tasks import words as task_words
from phaodai.foundation.files.models import Attachment, FileContent
from phaodai.registers.directives import operations
from phaodai.registers.directives.states import Act, AssignmentState
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW
from tests.phaodai.delivery.intake import samples as make
from tests.phaodai.delivery.web.task_pages import (
    page_of,
    send,
    words,
)
from tests.phaodai.factories.accounts import make_user

PDF = make.pdf(make.words_at((72, 700, "Bien ban")))
MACROS = (
    '<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
)
HOSTILE = {
    "program": (b"MZ\x90\0\x03\0\0\0" + bytes(300), "Anh chup.exe"),
    "macros": (
        make.package(
            {
                "[Content_Types].xml": make.types(more=MACROS),
                "word/document.xml": make.document(make.para("x")),
                "word/vbaProject.bin": b"\0" * 40,
            }
        ),
        "Bao cao.docm",
    ),
    "bomb": (make.overlapping_bomb(), "Danh sach.docx"),
    "large": (PDF + bytes(25 * 1024 * 1024), "Ho so.pdf"),
    "empty": (b"", "Trong.pdf"),
}


def pdf(name="Biên bản.pdf", content=PDF):
    return SimpleUploadedFile(name, content, "application/octet-stream")


def address(row):
    file = Attachment.objects.get(owner_ref=row.ref, removed_at=None)
    return reverse("files:download", args=[file.ref])


def test_files_and_documents_are_shown_with_the_act_and_by_themselves(clinic, chief, issue):
    [row] = issue()
    fields = {
        "text": "",
        "attachments": [pdf()],
        "evidence": "Báo cáo 12/BC-TTYT\nCông văn 15/UBND-VX",
    }
    assert send(clinic, row, "submit", **fields).status_code == 302
    page = chief.get(page_of(row))
    assert words(page).count("Biên bản.pdf") == 2  # the list, the timeline
    assert "Báo cáo 12/BC-TTYT ( chưa lưu trong hệ thống)".replace("( ", "(") in words(page)
    assert reverse("directives:detail", args=[row.obligation.document.ref]) in page.content.decode()
    assert "minh chứng chờ duyệt" in words(page)
    sha = FileContent.objects.get().sha256
    assert sha[:8] in words(page)
    assert chief.get(address(row)).content == PDF
    send(chief, row, "accept", text="Đủ.")
    assert "minh chứng đã duyệt" in words(chief.get(page_of(row)))


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_by_its_name_and_words_stay(clinic, issue, kind):
    [row] = issue()
    content, name = HOSTILE[kind]
    answer = send(
        clinic, row, "submit", text="đã tiêm 12 người", attachments=[pdf(), pdf(name, content)]
    )
    assert answer.status_code == 422
    said = words(answer)
    assert f"{name}: " in said
    assert "Biên bản.pdf: " not in said
    assert "đã tiêm 12 người" in said
    assert "chọn lại tệp" in said
    row.refresh_from_db()
    assert (row.state, Attachment.objects.count()) == (AssignmentState.NEW, 0)


def test_ten_at_once_and_no_more(clinic, issue):
    [row] = issue()
    many = [pdf(f"{n}.txt", f"dòng {n}".encode()) for n in range(11)]
    answer = send(clinic, row, "progress", percent="5", attachments=many)
    assert answer.status_code == 422
    assert "Đã chọn 11 tệp" in words(answer)


def test_whoever_may_not_answer_has_no_file_examined(chief, issue, monkeypatch):
    monkeypatch.setattr("phaodai.foundation.files.checking._examiners", [])
    [row] = issue()
    assert send(chief, row, "submit", text="x", attachments=[pdf()]).status_code == 404


def test_strangers_find_no_file(client_of, places, clinic, issue):
    [row] = issue()
    send(clinic, row, "submit", text="xong", attachments=[pdf()])
    for body in (places.police, places.next_committee):
        client = client_of(make_user(f"u{body.pk}", at=body, role=Role.COMMANDER))
        assert client.get(address(row)).status_code == 404


def test_queries_do_not_grow_with_evidence(clinic, issue):
    [row] = issue()
    counts = []
    for n in (1, 8):
        files = [pdf(f"{n}-{i}.txt", f"dòng {n} {i}".encode()) for i in range(n)]
        names = "\n".join(f"Báo cáo {n}{i}/BC-TTYT" for i in range(n))
        send(clinic, row, "progress", percent="5", attachments=files, evidence=names)
        clinic.get(page_of(row))
        with CaptureQueriesContext(connection) as caught:
            clinic.get(page_of(row))
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_an_undone_answer_says_what_became_of_its_files(clinic, issue):
    [row] = issue()
    send(clinic, row, "submit", text="xong", attachments=[pdf()])
    clinic.post(reverse("tasks:undo", args=[row.ref]))
    said = words(clinic.get(page_of(row)))
    assert "gỡ 1 tệp, bản gốc vẫn giữ" in said
    assert "1 tệp đã gỡ khi hoàn tác" in said
    assert FileContent.objects.count() == 1


def test_an_answer_without_words_or_evidence_is_asked_for_one(clinic, issue):
    [row] = issue()
    answer = send(clinic, row, "submit", text=" ")
    assert answer.status_code == 422
    assert "Ghi kết quả đã làm được" in words(answer)


class TestSentences:
    def test_every_refusal_has_its_sentence_in_both_languages(self):
        folder = Path(operations.__file__).parent
        found = 0
        for path in folder.glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                    found += 1
                    assert len(node.args) == 2, f"{path.name}:{node.lineno}"
                    vi, en = (ast.unparse(arg) for arg in node.args)
                    assert vi != en, f"{path.name}:{node.lineno}"
                    for arg in node.args:
                        if isinstance(arg, ast.Constant | ast.JoinedStr):
                            text = ast.unparse(arg).strip("f'\"")
                            assert text == text.strip() != "", f"{path.name}:{node.lineno}"
                            assert not text.endswith("."), f"{path.name}:{node.lineno}"
        assert found > 40

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_every_act_says_who_was_quicker(self, language, settings):
        from django.utils import translation

        with translation.override(language):
            said = {
                task_words.quicker(operations.Stale(None, actor="lan", act=act, at=NOW))
                for act in Act
            }
        assert len(said) == len(Act)
        assert all("lan" in each for each in said)

    def test_every_state_says_that_it_allows_the_act_no_more(self):
        for state in AssignmentState:
            error = operations.IllegalMove(state, AssignmentState.ACCEPTED)
            assert str(task_words.STATES[state]) in task_words.why(error)
        assert "30" in task_words.why(operations.TooLate(""))
        with pytest.raises(TypeError):
            task_words.why(ValueError())
