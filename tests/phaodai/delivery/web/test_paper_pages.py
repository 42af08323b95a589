"""A paper from its edition to the printed page that anybody proves, without scripts."""

import re

import pytest
from django.urls import reverse

from phaodai.foundation.files.models import Attachment
from phaodai.registers.reports import wording
from phaodai.registers.reports.models import Paper
from phaodai.registers.reports.operations.compiling import compile_day
from phaodai.registers.reports.operations.papers import keep_template
from phaodai.registers.reports.states import PaperState
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, TODAY, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.test_papers import NAMES, WORDING
from tests.phaodai.registers.reports.watching import FORM, make_watch, send


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)
    monkeypatch.setattr("phaodai.delivery.clock.today", lambda: TODAY)


@pytest.fixture
def watch(places):
    return make_watch(places)


@pytest.fixture
def officer(watch, client_of):
    return client_of(watch.officer)


@pytest.fixture
def chairman(places, client_of):
    return client_of(make_user(name="Mai Quốc Thịnh", at=places.committee, role=Role.COMMANDER))


@pytest.fixture
def edition(watch, places):
    actor = actor_of(watch.officer)
    keep_template(
        actor=actor, body=places.committee.ref, form=FORM, content=WORDING, names=NAMES, now=NOW
    )
    send(watch.bodies["hai"])
    made = compile_day(actor=actor, body=places.committee.ref, form=FORM, day=TODAY, now=NOW)
    return made.edition


@pytest.fixture
def paper(edition, officer):
    officer.post(reverse("papers:begin", args=[edition]))
    return Paper.objects.get()


def page(name, paper, *more):
    return reverse(f"papers:{name}", args=[paper.ref, *more])


def fields(row, **changes):
    data = wording.written(wording.read(row.content))
    sent = {
        "version": str(row.version),
        "n": str(len(data["parts"])),
        **{key: data[key] for key in ("paper", "kind", "symbol", "subject", "post", "signer",
                                      "place", "urgency")},
        **{key: "\n".join(data[key]) for key in ("addressees", "copies", "authority")},
    }  # fmt: skip
    for at, part in enumerate(data["parts"]):
        sent |= {f"p{at}-is": part["kind"], f"p{at}-text": part["text"]}
    return sent | {"do": "save"} | changes


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def test_begun_from_the_edition_and_shown_as_it_is_printed(officer, edition):
    answer = officer.get(reverse("editions:edition", args=[edition]))
    assert "Soạn văn bản" in text_of(answer)
    answer = officer.post(reverse("papers:begin", args=[edition]), follow=True)
    said = text_of(answer)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "ỦY BAN NHÂN DÂN HUYỆN NINH PHƯỚC" in said
    assert "Có 3 ca./." in said or "Có 4 ca./." in said
    assert "Mở dự thảo văn bản" in text_of(officer.get(reverse("editions:edition", args=[edition])))


def test_blocks_are_added_moved_and_removed_without_scripts(officer, paper):
    added = officer.post(page("word", paper), fields(paper, do="add:1"))
    assert "Chưa lưu" in text_of(added)
    assert b'name="p1-is"' in added.content
    sent = fields(paper, n="2", **{"p1-is": "heading:2", "p1-text": "Hai", "do": "up:1"})
    moved = officer.post(page("word", paper), sent)
    assert re.search(r'name="p0-text"[^>]*>Hai<', moved.content.decode())
    gone = officer.post(page("word", paper), sent | {"do": "remove:0"})
    assert b'name="p1-is"' not in gone.content
    paper.refresh_from_db()
    assert paper.version == 1  # none of it was kept


def test_what_is_broken_is_said_at_its_block_and_column_and_nothing_is_lost(officer, paper):
    answer = officer.post(page("word", paper), fields(paper, **{"p0-text": "Nay có {lạ} và {b9}"}))
    assert answer.status_code == 422
    said = text_of(answer)
    assert "Khối 1: cột 8: dấu ngoặc nhọn lẻ" in said
    assert "không có số liệu nào tên “b9”" in said
    assert "Nay có {lạ} và {b9}" in said


def test_a_conflict_keeps_what_was_typed(officer, chairman, paper):
    assert chairman.post(page("word", paper), fields(paper, subject="Trước")).status_code == 302
    answer = officer.post(page("word", paper), fields(paper, subject="Sau"))
    assert answer.status_code == 409
    assert "người khác vừa sửa" in text_of(answer)
    assert ">Sau</textarea>" in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()


def test_a_typed_number_is_listed_until_its_source_is_said(officer, chairman, paper):
    changed = {"p0-text": "Có {a} ca, đề nghị 500 bộ."}
    answer = officer.post(page("word", paper), fields(paper, **changed), follow=True)
    assert "Nguồn của số 500" in text_of(answer)
    officer.post(page("number", paper))
    refused = chairman.post(page("issue", paper), {"version": "2"})
    assert refused.status_code == 409
    assert "số gõ tay chưa nêu nguồn: 500" in text_of(refused)
    paper.refresh_from_db()
    officer.post(
        page("word", paper), fields(paper, **changed, **{"why-500": "công văn 12 của Trung tâm"})
    )
    assert "0 số gõ tay chưa nêu nguồn" in text_of(chairman.get(page("issue", paper)))


def test_issued_once_kept_as_files_and_proved_to_anybody(officer, chairman, paper, client):
    assert officer.get(page("issue", paper)).status_code == 404
    officer.post(page("number", paper))
    assert "văn bản số 01/BC-UBND ngày 23/12/2021" in text_of(chairman.get(page("issue", paper)))
    answer = chairman.post(page("issue", paper), {"version": "1"}, follow=True)
    assert "Đã ban hành" in text_of(answer)
    paper.refresh_from_db()
    assert paper.state == PaperState.ISSUED
    assert paper.words.startswith("ỦY BAN NHÂN DÂN HUYỆN NINH PHƯỚC\nSố: 01/BC-UBND")
    names = Attachment.objects.filter(owner_ref=paper.ref).values_list("name", flat=True)
    assert sorted(names) == ["01-BC-UBND-2021-12-23.docx", "01-BC-UBND-2021-12-23.pdf"]
    assert b'name="p0-text"' not in answer.content
    assert officer.get(page("file", paper, "pdf")).status_code == 404  # the kept one counts
    proof = client.get(reverse("proof", args=[paper.code]))
    said = text_of(proof)
    assert "Ủy ban nhân dân huyện Ninh Phước" in said
    assert ("01/BC-UBND" in said, "23/12/2021" in said, "Mai Quốc Thịnh" in said) == (True,) * 3
    assert "Có" not in said.split("Người ký")[1].split("Trực hỗ trợ")[0]
    unknown = client.get(reverse("proof", args=["ABCDEFGHJK"]))
    assert "Không có văn bản nào mang mã này" in text_of(unknown)
    answers = [client.get(reverse("proof", args=["ABCDEFGHJK"])).status_code for _ in range(32)]
    assert answers[-1] == 429


def test_a_draft_proves_nothing(paper, client):
    assert "Không có văn bản nào" in text_of(client.get(reverse("proof", args=[paper.code])))


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
def test_drafts_are_taken_along(officer, paper, kind):
    answer = officer.get(page("file", paper, kind))
    assert answer.status_code == 200
    assert f"du-thao-all-things-2021-12-23-lan-1.{kind}" in answer["Content-Disposition"]


def test_the_form_of_the_party_changes_head_symbol_and_signer(officer, paper):
    answer = officer.post(page("word", paper), fields(paper, do="PARTY"))
    said = text_of(answer)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in said
    assert "HUYỆN ỦY NINH PHƯỚC" in said
    assert "-BC/HU" in said
    assert "T/M BAN THƯỜNG VỤ" in said


def test_whom_it_goes_to_follows_the_form_and_what_was_typed_stays(officer, paper, places):
    places.committee.superior = places.province_committee
    places.committee.save()
    above = places.province_committee.name

    def changed(to, *, form="STATE", **typed):
        sent = fields(paper, paper=form, copies="Như trên\nLưu: VT", do=to, **typed)
        return officer.post(page("word", paper), sent).context["data"]

    party = changed("PARTY", addressees=f"{above}\nSở Y tế")
    assert party["addressees"] == ["Ban Thường vụ Tỉnh ủy Ninh Thuận", "Sở Y tế"]
    assert party["copies"] == ["Như trên", "Lưu: VP"]
    back = changed("STATE", form="PARTY", addressees="\n".join(party["addressees"]))
    assert back["addressees"] == [above, "Sở Y tế"]
    assert changed("PARTY", addressees="Sở Y tế")["addressees"] == ["Sở Y tế"]


def test_a_block_says_in_words_when_it_is_printed(officer, paper):
    answer = officer.post(page("word", paper), fields(paper, do="add:0", **{"p0-when": "a"}))
    assert "Chỉ khi có vi a" in text_of(answer)


def test_a_paper_of_the_party_takes_no_number_of_the_committee(officer, paper):
    officer.post(page("word", paper), fields(paper, paper="PARTY", symbol="BC/HU"))
    answer = officer.post(page("number", paper), follow=True)
    assert "lấy số ở sổ của cấp ủy" in text_of(answer)


def test_given_up_with_a_reason(officer, paper):
    assert "phải ghi lý do" in text_of(officer.post(page("drop", paper), {"reason": " "},
                                                    follow=True))  # fmt: skip
    officer.post(page("drop", paper), {"reason": "ghi nhầm"})
    paper.refresh_from_db()
    assert paper.state == PaperState.DROPPED
    assert officer.get(page("paper", paper)).status_code == 200


def test_a_wording_is_kept_by_version_and_a_broken_one_refused(officer, places, paper):
    address = reverse("papers:wording", args=[places.committee.ref, FORM])
    assert "Bản 1" in text_of(officer.get(address))
    assert "bản 1" in text_of(officer.get(reverse("papers:wordings")))
    sent = fields(paper, **{"p0-text": "Ghi nhận {a} ca"})
    assert "Đã lưu mẫu, bản 2" in text_of(officer.post(address, sent, follow=True))
    broken = officer.post(address, fields(paper, **{"p0-text": "{b9}"}))
    assert broken.status_code == 422
    assert "không có số liệu nào tên “b9”" in text_of(broken)
    assert officer.get(address, {"version": "7"}).status_code == 404


def test_a_preview_keeps_nothing(officer, paper):
    answer = officer.post(page("preview", paper), fields(paper, subject="Khác hẳn"))
    assert "Khác hẳn" in text_of(answer)
    paper.refresh_from_db()
    assert paper.content["subject"] == WORDING.subject
    assert "Kí tự" not in text_of(officer.post(page("preview", paper), {"paper": "X"}))
