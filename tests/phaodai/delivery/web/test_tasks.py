"""The board of tasks and the page of one."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.registers.directives.models import Assignment, Entry
from phaodai.vocabulary.access import Role
from tests.phaodai.delivery.web.task_pages import (
    BOARD,
    HEALTH,
    ISSUER,
    bare,
    page_of,
    send,
    words,
)
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import order


class TestSight:
    def test_the_board_begins_with_a_sentence(self, chief, issue):
        issue()
        answer = chief.get(BOARD)
        assert "1 việc quá hạn" in words(answer)
        assert "tiêm đủ" in words(answer)

    def test_an_empty_board_says_so(self, chief):
        assert "Chưa có việc nào được giao" in words(chief.get(BOARD))
        assert "khớp" in words(chief.get(BOARD + "?q=xyz&late=OVERDUE&state=NEW&head=A&proof=MET"))

    def test_nonsense_in_the_address_is_survived(self, chief, issue):
        issue()
        for query in ("?page=0", "?page=99", "?page=a", "?state=x&late=y&order=z&whose=1&proof=2"):
            assert chief.get(BOARD + query).status_code == 200

    def test_a_sister_body_meets_a_missing_page(self, client_of, places, issue, clinic):
        [row] = issue()
        assert clinic.get(page_of(row)).status_code == 200
        missing = reverse("tasks:task", args=[row.obligation.ref])
        sister = client_of(make_user("ca", at=places.police, role=Role.DUTY_OFFICER))
        away = client_of(make_user("xa", at=places.next_committee, role=Role.COMMANDER))
        for client in (sister, away):
            answer, none = client.get(page_of(row)), client.get(missing)
            assert (answer.status_code, none.status_code) == (404, 404)
            assert bare(answer, page_of(row)) == bare(none, missing)
            assert send(client, row, "acknowledge").status_code == 404
            assert "tiêm đủ" not in words(client.get(BOARD))

    def test_looking_changes_nothing(self, chief, issue):
        [row] = issue()
        before = (Entry.objects.count(), row.version)
        chief.get(BOARD)
        chief.get(page_of(row))
        row.refresh_from_db()
        assert (Entry.objects.count(), row.version) == before

    def test_what_is_written_is_never_markup(self, clinic, issue):
        [row] = issue()
        send(clinic, row, "progress", percent="5", text="<script>alert(1)</script>")
        assert "<script>alert" not in clinic.get(page_of(row)).content.decode()

    def test_queries_do_not_grow_with_rows(self, chief, issue):
        counts = []
        issue()
        for extra in (0, 12):
            if extra:
                issue(
                    *(order(f"{HEALTH} việc {n}.", lead=(HEALTH,)) for n in range(extra)),
                    number="16",
                )
            chief.get(BOARD)
            with CaptureQueriesContext(connection) as caught:
                chief.get(BOARD)
            counts.append(len(caught))
        assert counts[0] == counts[1]


class TestActing:
    def test_from_acknowledging_to_acceptance(self, clinic, chief, issue):
        [row] = issue()
        assert send(clinic, row, "acknowledge").status_code == 302
        assert send(clinic, row, "progress", percent="40", text="đang tiêm").status_code == 302
        assert "40 %" in words(clinic.get(page_of(row)))
        assert send(clinic, row, "submit", text="đã xong", evidence="BC 12").status_code == 302
        assert send(chief, row, "return", reason="thiếu thôn 3").status_code == 302
        assert "thiếu thôn 3" in words(clinic.get(page_of(row)))
        assert send(clinic, row, "submit", text="đủ cả").status_code == 302
        assert send(chief, row, "accept").status_code == 302
        row.refresh_from_db()
        assert (row.state, row.evidence) == ("ACCEPTED", ["BC 12"])

    def test_the_last_act_is_taken_back(self, clinic, issue):
        [row] = issue()
        send(clinic, row, "acknowledge")
        assert "Hoàn tác" in words(clinic.get(page_of(row)))
        clinic.post(reverse("tasks:undo", args=[row.ref]))
        row.refresh_from_db()
        assert row.state == "NEW"

    def test_it_is_passed_on_with_an_earlier_deadline(self, client_of, places, commander, issue):
        [row] = issue(order(f"{ISSUER} rà soát.", lead=(ISSUER,)))
        chief = client_of(commander)
        page = words(chief.get(page_of(row)))
        assert "Giao xuống" in page
        sent = {"to": [str(places.police.ref)], "day": "31/12/2030", "text": "làm ngay"}
        assert send(chief, row, "delegate", **sent).status_code == 302
        assert row.children.get().body == places.police
        assert "Đã giao xuống" in words(chief.get(page_of(row)))

    @pytest.mark.parametrize(
        ("verb", "fields", "said"),
        [
            ("submit", {"text": ""}, "Ghi kết quả"),
            ("progress", {"percent": "140", "text": "đã làm"}, "đã làm"),
            ("extension", {"day": "31/02/2022", "reason": "thiếu vắc xin"}, "thiếu vắc xin"),
            ("delegate", {"text": "dặn kỹ"}, "dặn kỹ"),
        ],
    )
    def test_what_is_wrong_is_said_and_typed_values_stay(self, clinic, issue, verb, fields, said):
        [row] = issue()
        answer = send(clinic, row, verb, **fields)
        assert answer.status_code == 422
        if verb != "delegate":  # there is nobody below the centre
            assert said in words(answer)

    def test_who_was_slower_is_told_and_keeps_his_words(self, clinic, issue):
        [row] = issue()
        send(clinic, row, "acknowledge")
        address = reverse("tasks:act", args=[row.ref, "submit"])
        answer = clinic.post(address, {"version": 0, "text": "kết quả của tôi"})
        assert answer.status_code == 409
        assert "kết quả của tôi" in words(answer)

    def test_who_answers_does_not_judge_his_own_answer(self, clinic, issue):
        [row] = issue()
        send(clinic, row, "submit", text="xong")
        assert "Duyệt" not in words(clinic.get(page_of(row)))
        assert send(clinic, row, "accept").status_code == 404
        row.refresh_from_db()
        assert row.state == "SUBMITTED"

    def test_many_are_acknowledged_and_accepted_at_once(self, clinic, chief, issue):
        rows = issue(*(order(f"{HEALTH} việc {n}.", lead=(HEALTH,)) for n in range(3)))
        pick = re.findall(r'name="pick" value="([^"]+)"', clinic.get(BOARD).content.decode())
        assert len(pick) == 3
        clinic.post(reverse("tasks:bulk", args=["acknowledge"]), {"pick": pick, "next": BOARD})
        assert set(Assignment.objects.values_list("state", flat=True)) == {"ACKNOWLEDGED"}
        send(clinic, rows[0], "submit", text="xong")
        pick = re.findall(r'name="pick" value="([^"]+)"', chief.get(BOARD).content.decode())
        answer = chief.post(reverse("tasks:bulk", args=["accept"]), {"pick": pick})
        assert answer.url == BOARD
        assert Assignment.objects.filter(state="ACCEPTED").count() == 1

    def test_an_act_that_is_none_is_a_missing_page(self, clinic, issue):
        [row] = issue()
        assert send(clinic, row, "burn").status_code == 404
        assert clinic.post(reverse("tasks:bulk", args=["burn"])).status_code == 404
