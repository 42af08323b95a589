import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Document, StoredFile
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import cited, due, order, reading

ISSUER = "Ủy ban nhân dân huyện Ninh Phước"
LIST, BOARD, IMPORT = (reverse(f"directives:{name}") for name in ("list", "board", "import"))
PASTED = """ỦY BAN NHÂN DÂN
HUYỆN NINH PHƯỚC

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 77/UBND-VX
V/v tăng cường phòng, chống dịch

Ninh Phước, ngày 21 tháng 12 năm 2021

Kính gửi: UBND các xã, thị trấn.

Chủ tịch UBND huyện yêu cầu:

1. UBND các xã, thị trấn báo cáo trước 10 giờ 00 hằng ngày.

Nơi nhận:

- Như trên;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn Thử
"""


@pytest.fixture
def keep(places):
    def act(*orders, keeper=None, file=b"original", **fields):
        return operations.import_document(
            actor=OPERATOR,
            keeper=BodyRef((keeper or places.committee).ref),
            reading=reading(*orders, **{"issuer": ISSUER, **fields}),
            file=file,
            file_name="công văn.txt",
            media_type="text/plain",
            now=NOW,
        )

    return act


@pytest.fixture
def officer(client_of, duty_officer):
    return client_of(duty_officer)


def page_of(kept):
    return reverse("directives:detail", args=[kept.ref])


def words(answer):
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(html.unescape(text).split())


def document_text(answer):
    body = answer.content.decode()
    inner = re.search(
        r'<div class="doc read dispatch"[^>]*>(.*?)</div>\s*</section>', body, re.DOTALL
    )
    return html.unescape(re.sub(r"<[^>]*>", "", inner[1]))


def test_the_list_shows_what_a_clerk_looks_for(officer, keep):
    keep(order("Việc."), number="15", urgency="khẩn", subject="tiêm vắc xin")
    answer = officer.get(LIST)
    assert answer.status_code == 200
    said = words(answer)
    for part in ("Công văn 15/UBND-VX", "09/09/2021", "tiêm vắc xin", ISSUER, "Khẩn"):
        assert part in said
    assert "1 không nêu hạn" in said


@pytest.mark.parametrize("typed", ["vac xin", "VẮC XIN", "vắc  xin", "15/ubnd", "ninh phuoc"])
def test_search_folds_accents(officer, keep, typed):
    keep(order("Một."), number="15", subject="tiêm vắc xin")
    keep(order("Hai."), number="99", subject="sốt xuất huyết", issuer="Sở Y tế")
    said = words(officer.get(LIST, {"q": typed}))
    assert "Công văn 15/UBND-VX" in said
    assert "Công văn 99" not in said


def test_bad_filters_are_left_out(officer, keep):
    keep()
    answer = officer.get(LIST, {"first": "hôm qua", "page": "x", "urgency": "?", "type": "?"})
    assert answer.status_code == 200
    answer = officer.get(BOARD, {"due": "?", "document": "?", "order": "?", "page": "0"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "is_open"), [("", False), ("q=ngay", False), ("urgency=khẩn", True)]
)
def test_filters_are_folded_until_one_narrows(officer, keep, query, is_open):
    keep(order("báo cáo"))
    page = officer.get(f"{LIST}?{query}").content.decode()
    assert ('<details class="filters" open>' in page) == is_open
    assert ("Đang lọc: Độ khẩn <b>Khẩn</b>" in page) == is_open


def test_a_day_that_no_calendar_has_is_named(officer, keep):
    keep(order("báo cáo"))
    page = officer.get(f"{LIST}?first=31/02/2021").content.decode()
    assert "Ngày không có trong lịch." in page
    assert '<details class="filters" open>' in page


def test_an_empty_list_says_what_to_do(officer):
    assert "Chưa có văn bản" in words(officer.get(LIST))
    said = words(officer.get(BOARD))
    assert "Chưa có văn bản không có nghĩa là không có việc" in said
    assert "0 nghĩa vụ" not in said  # silence is never zero


def test_a_dispatch_stands_beside_its_obligations(officer, keep):
    one = [
        order(
            "UBND các xã, thị trấn chủ trì, phối hợp Công an huyện báo cáo trước 10h00 hằng ngày.",
            lead=("UBND các xã, thị trấn",),
            coordinate=("Công an huyện",),
            accountable=("chủ trì",),
            deadline=due("recurring", rrule="FREQ=DAILY", time="10:00"),
        ),
        order("Rà soát kịch bản.", confidence=0.3),
    ]
    kept = keep(*one, carries_out=[cited("343", "TB/TU", "2021-11-04", issuer="Tỉnh ủy")])
    answer = officer.get(page_of(kept))
    assert answer.status_code == 200
    body, said = answer.content.decode(), words(answer)
    assert document_text(answer) == Document.objects.get().text
    for part in (
        "hằng ngày, trước 10:00",
        "Phối hợp Công an huyện",
        "Chịu trách nhiệm chủ trì",
        "Không nêu hạn",
        "Cần xem lại",
        "Thông báo 343-TB/TU",
        "chưa lưu trong hệ thống",
        "chưa phải mệnh lệnh",
    ):
        assert part in said
    for n in (1, 2):
        assert f'<mark id="d{n}"' in body
        assert f'href="#o{n}"' in body
        assert f'id="o{n}"' in body
        assert f'href="#d{n}"' in body
    assert 'class="d weak"' in body


def test_no_page_needs_inline_style_or_script(officer, keep):
    kept = keep(order("Việc."))
    for url in (LIST, BOARD, IMPORT, page_of(kept)):
        body = officer.get(url).content.decode()
        assert " style=" not in body
        assert "<style" not in body
        assert not re.search(r"<script(?![^>]*\bsrc=)", body)
        assert not re.search(r"\son[a-z]+=", body)


ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 1 }}"


def test_a_hostile_dispatch_is_only_text(officer, keep):
    kept = keep(
        order(f"Sở {ATTACK} rà soát.", lead=(f"Sở {ATTACK}",), deadline=due("event", text=ATTACK)),
        number=ATTACK[:30],
        subject=ATTACK,
        issuer=ATTACK,
        addressees=(ATTACK,),
        carries_out=[cited("1", ATTACK[:40], "2021-09-01", issuer=ATTACK)],
    )
    answer = officer.get(page_of(kept))
    assert document_text(answer) == Document.objects.get().text
    for url in (page_of(kept), LIST, BOARD, f"{BOARD}?order=body", f"{BOARD}?order=document"):
        body = officer.get(url).content.decode()
        assert "<script>alert" not in body
        assert "<img" not in body
    for url in (LIST, BOARD):
        body = officer.get(url, {"q": ATTACK, "unit": ATTACK, "lead": ATTACK}).content.decode()
        assert "<script>alert" not in body


def test_overlapping_obligations_render(officer, places, duty_officer, keep):
    one = reading(order("Một hai ba bốn năm sáu."), issuer=ISSUER)
    first = one["obligations"][0]
    start, end = first["span"]
    first["span"], first["text"] = [start, start + 15], "Một hai ba bốn"
    crossing = {**first, "span": [start + 8, end], "text": one["text"][start + 8 : end]}
    first["text"] = " ".join(one["text"][start : start + 15].split())
    one["obligations"].append(crossing)
    kept = operations.import_document(
        actor=OPERATOR,
        keeper=BodyRef(places.committee.ref),
        reading=one,
        file=None,
        file_name="",
        media_type="",
        now=NOW,
    )
    answer = officer.get(page_of(kept))
    assert document_text(answer) == one["text"]
    assert 'class="d more"' in answer.content.decode()


@pytest.mark.parametrize("where", ["detail", "original"])
def test_strangers_see_what_the_missing_look_like(client_of, places, keep, where):
    kept = keep()
    missing = "00000000-0000-4000-8000-000000000000"
    for body in (places.police, places.next_committee):
        client = client_of(make_user(at=body, role=Role.COMMANDER))
        hidden = client.get(reverse(f"directives:{where}", args=[kept.ref]))
        absent = client.get(reverse(f"directives:{where}", args=[missing]))
        assert hidden.status_code == absent.status_code == 404
        strip = re.compile(rb"\d\d:\d\d:\d\d|T\d\d:\d\d[^\"]*|csrfmiddlewaretoken[^>]*")
        ref = str(kept.ref).encode()
        one, other = (strip.sub(b"", a.content) for a in (hidden, absent))
        assert one.replace(ref, b"") == other.replace(missing.encode(), b"")
        assert "Công văn" not in words(client.get(LIST))
        assert "Rà soát" not in words(client.get(BOARD))


def test_a_commune_sees_what_its_district_sent(client_of, reporter, keep):
    kept = keep(addressees=("Ủy ban nhân dân xã Phước Hải",))
    client = client_of(reporter)
    assert client.get(page_of(kept)).status_code == 200
    assert client.get(IMPORT).status_code == 404  # a reporter stores nothing
    assert "Lưu văn bản mới" not in words(client.get(LIST))


def test_an_administrator_sees_no_dispatch(client_of, administrator, keep):
    kept = keep()
    client = client_of(administrator)
    for url in (LIST, BOARD, IMPORT, page_of(kept)):
        assert client.get(url).status_code == 404


def test_nobody_sees_anything_before_signing_in(client, keep):
    kept = keep()
    for url in (LIST, BOARD, IMPORT, page_of(kept)):
        answer = client.get(url)
        assert answer.status_code == 302
        assert "login" in answer["Location"]


def test_the_original_is_saved_and_never_shown(officer, keep):
    kept = keep(file=b"<script>alert(1)</script>")
    answer = officer.get(reverse("directives:original", args=[kept.ref]))
    assert answer.content == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_document_without_a_file_has_none_to_save(officer, keep):
    kept = keep(file=None)
    assert officer.get(reverse("directives:original", args=[kept.ref])).status_code == 404
    assert "Tệp gốc" not in words(officer.get(page_of(kept)))


def test_the_board_says_how_many_have_no_deadline(officer, keep):
    kept = keep(
        order("Xong sớm.", deadline=due("date", date="2021-12-31")),
        order("Rà soát.", lead=("Rà soát",)),
    )
    answer = officer.get(BOARD)
    said = words(answer)
    assert "2 nghĩa vụ" in said
    assert "1 không nêu hạn" in said
    assert said.rindex("Xong sớm") < said.rindex("Rà soát")
    assert f"{page_of(kept)}#d1" in answer.content.decode()
    for order_of in ("body", "document"):
        assert "Rà soát" in words(officer.get(BOARD, {"order": order_of}))
    assert "Xong sớm" not in words(officer.get(BOARD, {"due": "none"}))
    assert "Không có đơn vị nào tên như vậy" in words(officer.get(BOARD, {"unit": "Atlantis"}))


def test_the_board_by_unit(officer, keep, places):
    keep(order("Công an huyện trực.", lead=("Công an huyện",)))
    assert "trực" in words(officer.get(BOARD, {"unit": "huyện Ninh Phước"}))
    assert "Công an huyện trực" not in words(officer.get(BOARD, {"unit": "Thuận Nam"}))


@pytest.mark.parametrize("path", [LIST, BOARD, f"{BOARD}?order=body"])
def test_pages_cost_the_same_however_many_rows(officer, keep, path):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(path).status_code == 200
        return len(captured)

    keep(order("Một."), number="1")
    officer.get(path)
    before = cost()
    for n in range(2, 9):
        keep(order(f"Việc {n}."), order(f"Việc thứ hai {n}."), number=str(n))
    assert cost() == before


class TestImport:
    def send(self, client, **data):
        return client.post(IMPORT, data)

    @pytest.fixture(autouse=True)
    def _places(self, places):
        self.keeper = str(places.committee.ref)

    def test_a_pasted_dispatch_is_kept(self, officer):
        answer = self.send(officer, keeper=self.keeper, text=PASTED)
        document = Document.objects.get()
        assert answer.status_code == 302
        assert answer["Location"] == reverse("directives:detail", args=[document.ref])
        assert (document.number, document.file) == ("77", None)
        assert "Chưa có gì được giao" in words(officer.get(answer["Location"]))

    def test_an_uploaded_dispatch_is_kept_with_its_file(self, officer):
        upload = SimpleUploadedFile("cv.txt", PASTED.encode())
        assert self.send(officer, keeper=self.keeper, file=upload).status_code == 302
        document = Document.objects.get()
        assert bytes(document.file.content) == PASTED.encode()
        assert document.file_name == "cv.txt"

    def test_twice_says_so_with_a_link(self, officer):
        self.send(officer, keeper=self.keeper, text=PASTED)
        answer = self.send(officer, keeper=self.keeper, text=PASTED)
        assert answer.status_code == 409
        assert "đã được lưu" in words(answer)
        known = reverse("directives:detail", args=[Document.objects.get().ref])
        assert known in answer.content.decode()

    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04 broken", b"\x7fELF\x02\x01", b"%PDF-1.4 broken"]
    )
    @pytest.mark.parametrize(("language", "word"), [("vi", "Tệp"), ("en", "file")])
    def test_a_bad_file_leaves_nothing(self, officer, content, language, word):
        officer.cookies["django_language"] = language
        upload = SimpleUploadedFile("cv.docx", content)
        answer = self.send(officer, keeper=self.keeper, file=upload)
        assert answer.status_code == 422
        assert word in words(answer)
        assert Document.objects.count() == StoredFile.objects.count() == 0

    def test_what_a_clipboard_adds_is_left_out(self, officer):
        answer = self.send(officer, keeper=self.keeper, text=f"{PASTED}\0")
        assert answer.status_code == 302

    def test_neither_and_both_are_refused(self, officer):
        assert self.send(officer, keeper=self.keeper).status_code == 422
        both = {"text": PASTED, "file": SimpleUploadedFile("cv.txt", PASTED.encode())}
        answer = self.send(officer, keeper=self.keeper, **both)
        assert answer.status_code == 422
        assert "Nguyễn Văn Thử" in words(answer)  # what was typed stays
        assert Document.objects.count() == 0

    def test_a_keeper_of_somebody_else_is_refused(self, officer, places):
        answer = self.send(officer, keeper=str(places.next_committee.ref), text=PASTED)
        assert answer.status_code == 422
        assert Document.objects.count() == 0

    def test_who_may_not_store_finds_no_page(self, client_of, reporter):
        client = client_of(reporter)
        assert self.send(client, keeper=self.keeper, text=PASTED).status_code == 404
        assert Document.objects.count() == 0
