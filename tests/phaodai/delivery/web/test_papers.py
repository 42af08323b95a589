"""Documents that hang together, what ends with one that is replaced, and the two registers."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.foundation.access.models import Grant
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import (
    Assignment,
    Document,
    DocumentLink,
    Obligation,
)
from phaodai.registers.directives.states import Relation
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.refs import BodyRef, DocumentRef
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.delivery.web.task_pages import HEALTH, ISSUER, words
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import cited, order, reading


@pytest.fixture
def keep(places):
    def act(number, *orders, keeper=None, **head):
        kept = operations.import_document(
            actor=OPERATOR,
            keeper=BodyRef((keeper or places.committee).ref),
            reading=reading(*orders, number=number, **({"issuer": ISSUER} | head)),
            file=None,
            file_name="",
            media_type="text/plain",
            now=NOW,
        )
        return Document.objects.get(ref=kept.ref)

    return act


@pytest.fixture
def officer(client_of, duty_officer):
    return client_of(duty_officer)


def page(name, document):
    return reverse(f"directives:{name}", args=[document.ref])


def link(client, document, target, relation="REPLACES"):
    fields = {"relation": relation, "target": str(target.ref)}
    return client.post(page("relations", document), fields, follow=True)


class TestRelations:
    def test_found_added_shown_on_both_sides_and_removed(self, officer, keep):
        old, new = keep("15"), keep("16")
        found = words(officer.get(page("relations", new) + "?q=15/UBND-VX"))
        assert "15/UBND-VX" in found
        assert "Đã ghi liên hệ" in words(link(officer, new, old))
        assert "thay thế Công văn 15/UBND-VX" in words(officer.get(page("detail", new)))
        assert "bị thay thế bởi Công văn 16/UBND-VX" in words(officer.get(page("detail", old)))
        fields = {"relation": "REPLACES", "remove": "1"}
        assert "Đã bỏ liên hệ" in words(officer.post(page("relations", new), fields, follow=True))
        assert not DocumentLink.objects.exists()
        assert officer.post(page("relations", new), fields).status_code == 404

    def test_a_circle_and_a_repetition_are_refused_in_words(self, officer, keep):
        old, new = keep("15"), keep("16")
        link(officer, new, old)
        assert link(officer, new, old).status_code == 422
        assert "vòng tròn" in words(link(officer, old, new))
        assert link(officer, new, new).status_code == 422

    def test_a_citation_is_joined_rather_than_said_twice(self, officer, keep):
        new = keep("16", carries_out=[cited("7", "UBND-VX")])
        top = keep("7")
        link(officer, new, top, "CARRIES_OUT")
        [row] = DocumentLink.objects.filter(document=new, relation=Relation.CARRIES_OUT)
        assert row.target == top

    def test_the_chain_leads_to_a_notice_that_is_not_here_until_it_is_stored(self, officer, keep):
        notice = cited("261", "TB-VPCP", "2021-09-30", issuer="Văn phòng Chính phủ")
        top = keep("7", carries_out=[notice])
        low = keep("16", carries_out=[cited("7", "UBND-VX", "2021-09-09")])
        text = words(officer.get(page("detail", low)))
        assert "261/TB-VPCP" in text
        assert "chưa lưu trong hệ thống" in text
        stored = keep("261", issuer="Văn phòng Chính phủ", symbol="TB-VPCP", day="2021-09-30")
        answer = officer.get(page("detail", low))
        assert [item.url for _depth, item in answer.context["chain_up"]] == [
            page("detail", stored), page("detail", top)
        ]  # fmt: skip

    def test_a_conclusion_of_a_meeting_is_a_document_like_any_other(self, officer, keep):
        kept = keep("88", type="thông báo kết luận")
        assert officer.get(page("detail", kept)).status_code == 200
        assert link(officer, keep("89"), kept, "CARRIES_OUT").status_code == 200

    def test_sight(self, officer, client_of, keep, places):
        old, new = keep("15"), keep("16")
        link(officer, new, old)
        for body in (places.police, places.commune_committee, places.next_committee):
            client = client_of(make_user(at=body, role=Role.COMMANDER))
            for name in ("relations", "end", "entry", "detail"):
                assert client.get(page(name, new)).status_code == 404
            assert link(client, new, old, "AMENDS").status_code == 404
        reader = client_of(make_user(at=places.committee, role=Role.REPORTER))
        assert reader.get(page("relations", new)).status_code == 200
        assert link(reader, new, old, "AMENDS").status_code == 404
        assert reader.get(page("entry", new)).status_code == 404
        # What lies with the police is named as it is cited, and never found by search.
        hidden = keep("99", keeper=places.police, issuer="Công an huyện Ninh Phước")
        below = client_of(make_user(at=places.health, role=Role.DUTY_OFFICER))
        own = keep("3", keeper=places.health, issuer=HEALTH)
        assert "99/UBND-VX" not in words(below.get(page("relations", own) + "?q=99"))
        assert link(below, own, hidden).status_code == 404

    @pytest.mark.parametrize(
        "bad",
        [
            {},
            {"relation": "x", "target": str(UUID(int=7))},
            {"relation": "REPLACES", "target": "x"},
            {"relation": "REPLACES", "target": str(UUID(int=7))},
            {"relation": "REPLACES", "remove": "x"},
            {"relation": "REPLACES", "remove": "-1"},
        ],
    )
    def test_forged_fields_are_missing(self, officer, keep, bad):
        assert officer.post(page("relations", keep("15")), bad).status_code == 404

    def test_queries_do_not_grow(self, officer, keep):
        new, counts = keep("16"), []
        for numbers in (("1",), ("2", "3", "4", "5")):
            for number in numbers:
                link(officer, new, keep(number))
            for name in ("relations", "detail"):
                officer.get(page(name, new))
                with CaptureQueriesContext(connection) as caught:
                    officer.get(page(name, new))
                counts.append(len(caught))
        assert counts[:2] == counts[2:]


class TestEnding:
    @pytest.fixture
    def replaced(self, keep, officer):
        orders = (
            order(f"{HEALTH} tiêm đủ.", lead=(HEALTH,)),
            order(f"{HEALTH} báo cáo.", lead=(HEALTH,)),
        )
        old, new = keep("15", *orders), keep("16")
        document = DocumentRef(old.ref)
        operations.confirm_all(actor=OPERATOR, document=document, now=NOW)
        operations.issue(actor=OPERATOR, document=document, now=NOW)
        link(officer, new, old)
        return old, new

    def test_it_is_offered_and_ends_what_is_chosen(self, replaced, client_of, commander):
        old, new = replaced
        chief = client_of(commander)
        text = words(chief.get(page("detail", new)))
        assert "2 nghĩa vụ của văn bản ấy còn hiệu lực" in text
        first, second = Obligation.objects.order_by("ordinal")
        form = chief.get(page("end", old))
        assert form.context["reason"] == "Bị thay thế bởi Công văn 16/UBND-VX"
        assert form.content.decode().count(" checked") == 2
        for bad in ({}, {"end": [str(uuid4())]}, {"end": [str(first.ref)], "reason": " "}):
            assert chief.post(page("end", old), {"reason": "x"} | bad).status_code == 422
        fields = {"end": [str(first.ref)], "reason": form.context["reason"]}
        done = chief.post(page("end", old), fields, follow=True)
        assert "Đã kết thúc 1 nghĩa vụ, rút 1 việc còn mở" in words(done)
        assert Assignment.objects.get(obligation=first).state == "WITHDRAWN"
        assert Assignment.objects.get(obligation=second).state == "NEW"
        assert "1 nghĩa vụ của văn bản ấy" in words(chief.get(page("detail", new)))
        assert "Trong 30 giây còn lấy lại được" in words(done)
        back = chief.post(page("relations", old), {"undo": "1"}, follow=True)
        assert "Đã hoàn tác" in words(back)
        assert "Trong 30 giây" not in words(back)
        assert set(Assignment.objects.values_list("state", flat=True)) == {"NEW"}
        again = chief.post(page("relations", old), {"undo": "1"}, follow=True)
        assert "thao tác nào của bạn để hoàn tác" in words(again)

    def test_who_may_not_sees_why_and_ends_nothing(self, replaced, officer):
        old, _new = replaced
        answer = officer.get(page("end", old))
        assert "Chỉ người đứng đầu" in words(answer)
        ref = Obligation.objects.first().ref
        post = officer.post(page("end", old), {"end": [str(ref)], "reason": "x"})
        assert post.status_code == 404
        assert not Assignment.objects.filter(state="WITHDRAWN").exists()


class TestRegisters:
    def test_an_arrival_is_entered_and_its_fields_are_kept(self, officer, keep):
        kept = keep("7", issuer="Ủy ban nhân dân tỉnh Ninh Thuận")
        assert "1 văn bản đã lưu mà chưa vào sổ" in words(
            officer.get(reverse("directives:register", args=["incoming"]) + "?year=none")
        )
        fields = {"day": "20/12/2021", "handling_day": "28/12/2021", "handling_at": "17:00",
                  "handling_note": "Chuyển Trung tâm Y tế", "file_code": "YT01",
                  "n_pages": "3"}  # fmt: skip
        answer = officer.post(page("entry", kept), fields)
        assert answer.status_code == 302
        register = reverse("directives:register", args=["incoming"])
        text = words(officer.get(register + "?year=2021"))
        for part in ("1 văn bản mang số năm 2021", "20/12/2021", "28/12/2021 17:00",
                     "Chuyển Trung tâm Y tế", "YT01"):  # fmt: skip
            assert part in text
        # Entered once: now only the fields beside it change.
        officer.post(page("entry", kept), {"day": "21/12/2021", "note": "bản fax"})
        kept.refresh_from_db()
        assert (kept.arrival_number, str(kept.arrival_day)) == (1, "2021-12-20")
        assert (kept.note, kept.handling_note) == ("bản fax", "")
        assert (kept.handling_due, kept.n_pages) == (None, None)  # emptied, not left

    def test_only_who_may_write_there_is_led_there(self, officer, keep, client_of, places):
        kept = keep("7", issuer="Ủy ban nhân dân tỉnh Ninh Thuận")
        Grant.objects.create(
            kind="document", subject_ref=kept.ref, body_ref=places.health.ref,
            reason="addressed", given_at=NOW,
        )  # fmt: skip
        register = reverse("directives:register", args=["incoming"]) + "?year=none"
        reader = client_of(make_user(at=places.health, role=Role.DUTY_OFFICER))
        assert page("entry", kept) in officer.get(register).content.decode()
        assert str(kept.ref) in reader.get(register).content.decode()
        assert page("entry", kept) not in reader.get(register).content.decode()
        assert reader.get(page("entry", kept)).status_code == 404

    def test_an_outgoing_one_gets_the_next_number(self, officer, keep):
        kept = keep(None)
        officer.post(page("entry", kept), {"day": "22/12/2021", "n_copies": "12"})
        kept.refresh_from_db()
        assert (kept.number, kept.n_copies) == ("01", 12)
        text = words(officer.get(reverse("directives:register", args=["outgoing"]) + "?year=2021"))
        assert "01/UBND-VX" in text

    @pytest.mark.parametrize(
        "bad",
        [
            {"day": "31/02/2021"},
            {"day": "01/01/2999"},
            {"day": "20/12/2021", "number": "0"},
            {"day": "20/12/2021", "number": "x"},
            {"handling_at": "17:00"},
            {"handling_day": "20/12/2021", "handling_at": "25:00"},
            {"n_pages": "99999999999"},
            {"note": "x" * 501},
        ],
    )
    def test_what_is_refused_changes_nothing(self, officer, keep, bad):
        kept = keep("7", issuer="Ủy ban nhân dân tỉnh Ninh Thuận")
        assert officer.post(page("entry", kept), bad).status_code == 422
        kept.refresh_from_db()
        assert (kept.arrival_number, kept.note) == (None, "")

    def test_strangers_and_nonsense(self, officer, client_of, keep, places):
        keep("7", issuer="Ủy ban nhân dân tỉnh Ninh Thuận")
        away = client_of(make_user(at=places.police, role=Role.DUTY_OFFICER))
        listed = words(away.get(reverse("directives:register", args=["incoming"]) + "?year=none"))
        assert "7/UBND-VX" not in listed
        for query in ("?year=x", "?year=99999", "?page=x", "?year=2019&page=9"):
            address = reverse("directives:register", args=["outgoing"]) + query
            assert officer.get(address).status_code == 200
        assert officer.get(reverse("directives:register", args=["side"])).status_code == 404
