"""Pages of figures that disagree: what the head sees and signs, what those above judge."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from phaodai.decisions.discrepancies.models import Finding, RuleVersion
from phaodai.decisions.discrepancies.rulebook import builtin
from phaodai.delivery import clock
from phaodai.delivery.web.discrepancies import words
from phaodai.engines.discrepancies.mistakes import Mistake
from phaodai.engines.discrepancies.rules import Kind
from phaodai.foundation.accounts.models import User
from phaodai.foundation.files.models import Attachment
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, TODAY, Places
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.discrepancies import find_one

WHY = "Ba ca đang chờ phân loại nơi phát hiện."
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _then(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def head(places: Places) -> User:
    return make_user("minh.tran", at=places.commune_committee, role=Role.COMMANDER)


@pytest.fixture
def found(places: Places) -> Finding:
    return find_one(places.commune, TODAY, now=NOW)


def url(found: Finding, verb: str = "") -> str:
    return f"/discrepancies/{found.ref}/{verb}"


def test_the_head_sees_what_he_has_to_explain(client_of: SignIn, head, found):
    page = client_of(head).get("/discrepancies/")
    assert "Bạn phải trả lời 1 chỗ vênh" in page.content.decode()
    page = client_of(head).get(url(found)).content.decode()
    for text in ("F0 mới khác tổng theo nơi phát hiện", "lệch 3", "tại cộng đồng", "Ký và gửi"):
        assert text in page


def test_explained_with_evidence_then_accepted(client_of: SignIn, head, duty_officer, found):
    photo = SimpleUploadedFile("so-ca.txt", "danh sách".encode())
    answer = client_of(head).post(
        url(found, "explain/"), {"seen": found.n_steps, "text": WHY, "attached": photo}
    )
    assert answer.status_code == 302
    assert Attachment.objects.get().owner_ref == found.ref
    above = client_of(duty_officer)
    page = above.get(url(found)).content.decode()
    assert WHY in page
    assert "so-ca.txt" in page
    assert page.count(head.name) == 3  # under his words, of the file, and in the course
    assert head.username not in page
    assert "Ký và gửi" not in page
    answer = above.post(url(found, "judge/"), {"seen": found.n_steps + 1, "do": "accept"})
    assert answer.status_code == 302
    found.refresh_from_db()
    assert found.state == "ACCEPTED"


@pytest.mark.parametrize("text", ["", " " * 10, "ngắn"])
def test_what_says_nothing_is_refused_and_stays_typed(client_of: SignIn, head, found, text):
    answer = client_of(head).post(url(found, "explain/"), {"seen": found.n_steps, "text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_file_with_a_macro_is_refused(client_of: SignIn, head, found):
    bad = SimpleUploadedFile("a.docm", b"PK\x03\x04 not a document")
    answer = client_of(head).post(
        url(found, "explain/"), {"seen": found.n_steps, "text": WHY, "attached": bad}
    )
    assert answer.status_code == 422
    assert f">\n{WHY}</textarea>" in answer.content.decode()
    found.refresh_from_db()
    assert found.state == "OPEN"


def test_a_reply_to_a_closed_finding_is_refused(client_of: SignIn, head, duty_officer, found):
    client_of(head).post(url(found, "explain/"), {"seen": found.n_steps, "text": WHY})
    client_of(duty_officer).post(url(found, "judge/"), {"seen": found.n_steps + 1, "do": "accept"})
    answer = client_of(head).post(url(found, "explain/"), {"seen": found.n_steps + 2, "text": WHY})
    assert answer.status_code == 422
    assert "khép lại" in answer.content.decode()


def test_returned_needs_a_reason(client_of: SignIn, head, duty_officer, found):
    client_of(head).post(url(found, "explain/"), {"seen": found.n_steps, "text": WHY})
    above = client_of(duty_officer)
    sent = {"seen": found.n_steps + 1, "do": "return"}
    answer = above.post(url(found, "judge/"), sent)
    assert answer.status_code == 422
    assert "Nói rõ còn thiếu gì." in answer.content.decode()
    assert (
        above.post(url(found, "judge/"), sent | {"text": "Thiếu tên khu cách ly."}).status_code
        == 302
    )
    assert above.post(url(found, "judge/"), {"seen": 9, "do": "dance"}).status_code == 404


def test_a_chairman_of_another_unit_gets_what_a_missing_page_gives(
    client_of: SignIn, places, found
):
    other = client_of(make_user("khac.le", at=places.next_committee, role=Role.COMMANDER))
    assert other.get(url(found)).status_code == 404
    assert other.post(url(found, "explain/"), {"seen": 1, "text": WHY}).status_code == 404
    assert other.post(url(found, "judge/"), {"seen": 1, "do": "accept"}).status_code == 404
    assert "Phước Hải" not in other.get("/discrepancies/?view=open").content.decode()


def test_the_chairman_above_sees_each_unit(client_of: SignIn, places, commander, found):
    find_one(places.commune, TODAY.replace(day=22), now=NOW)
    page = client_of(commander).get("/discrepancies/?view=open").content.decode()
    assert page.count("F0 mới khác tổng") == 2
    assert page.count("Một bên ") == 2  # both sides in a sentence, with how far they are apart


def test_a_rule_is_tried_proposed_and_refused(client_of: SignIn, places, found):
    analyst = client_of(make_user("phan.tich", at=places.province_committee, role=Role.ANALYST))
    address = "/discrepancies/rules/f0_parts/"
    page = analyst.get(address)
    form = page.context["form"].initial
    sent = {"definition": form["definition"], "first": "20/12/2021", "last": "23/12/2021"}
    tried = analyst.post(address, sent | {"do": "try"}).content.decode()
    assert "Sẽ phát hiện 1 chỗ vênh" in tried
    assert tried.count("xã Phước Hải</th>") == 2  # by unit, and beside its figures
    backwards = analyst.post(address, sent | {"do": "try", "first": "24/12/2021"})
    assert (backwards.status_code, "last" in backwards.context["form"].errors) == (422, True)
    assert not RuleVersion.objects.exists()
    wrong = sent | {"do": "try", "definition": 'code = "f0_parts"\nkind = "MOON"'}
    assert analyst.post(address, wrong).status_code == 422
    assert analyst.post(address, sent | {"do": "try", "definition": "="}).status_code == 422
    other = sent | {"do": "try", "definition": form["definition"].replace("f0_parts", "x", 1)}
    assert analyst.post(address, other).status_code == 422
    sent |= {"do": "propose", "is_on": "off", "reason": "Sổ ca chưa dùng ở đây."}
    assert analyst.post(address, sent).status_code == 302
    top = client_of(make_user("chu.tich", at=places.province_committee, role=Role.COMMANDER))
    asked = top.get("/discrepancies/rules/").content.decode()
    for text in ("Sổ ca chưa dùng", "Nguyễn Văn Phan.Tich", "F0 mới khác tổng theo nơi phát hiện"):
        assert text in asked
    assert "phan.tich" not in asked
    ref = RuleVersion.objects.get().ref
    assert top.post(f"/discrepancies/rules/proposals/{ref}/", {"do": "approve"}).status_code == 302
    assert "đang tắt" in top.get("/discrepancies/rules/").content.decode()
    assert top.get("/discrepancies/rules/moon/").status_code == 404


def test_pages_cost_the_same_however_many_findings(client_of: SignIn, places, duty_officer, found):
    client = client_of(duty_officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as told:
            assert client.get("/discrepancies/?view=open").status_code == 200
        return len(told)

    cost()
    first = cost()
    for day in (20, 21, 22):
        find_one(places.commune, TODAY.replace(day=day), now=NOW)
    assert cost() == first


def test_everything_has_words():
    assert set(words.KINDS) == set(Kind)
    assert set(words.MISTAKES) == {each.value for each in Mistake}
    for rule in builtin().values():
        for figure in rule.figures:
            assert words.figure_words(figure)
            assert "=" not in words.figure_words(figure)


@pytest.mark.parametrize(
    ("chance", "says"),
    [(0.5, "5 trong 10"), (0.01, "100"), (1e-30, "1.000.000.000.000"), (0.0, "1.000")],
)
def test_a_chance_in_words(chance, says):
    assert says in words.rarity(chance)
