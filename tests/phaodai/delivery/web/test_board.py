"""The board of tasks: filters, counts, saved views, the table, one act on many."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.delivery.web.tasks import table
from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.foundation.views.models import SavedView
from phaodai.registers.directives.models import Assignment
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import TODAY
from tests.phaodai.delivery.web.task_pages import (
    BOARD,
    DAY,
    HEALTH,
    POLICE,
    send,
    words,
)
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import due, order

TABLE = reverse("tasks:table")
WHEN = due("date", date=TODAY.isoformat(), text="trong ngày")


def titles(answer):
    return [item["row"].title for item in answer.context["rows"]]


def listed(client, **query):
    return titles(client.get(f"{BOARD}?{urlencode(query)}"))


@pytest.fixture
def several(issue):
    """Three tasks of the clinic and the police, of two documents, due at different times."""
    return issue(
        order(f"{HEALTH} tiêm vắc xin phòng COVID-19.", lead=(HEALTH,), deadline=DAY),
        order(f"{HEALTH} báo cáo trong ngày.", lead=(HEALTH,), deadline=WHEN),
    ) + issue(order(f"{POLICE} lập chốt.", lead=(POLICE,), coordinate=(HEALTH,)), number="128")


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "n"),
        [
            ({}, 4),
            ({"q": "vac xin"}, 1),
            ({"body": "cong an"}, 1),
            ({"part": "COORDINATE"}, 1),
            ({"document": "128"}, 2),
            ({"document": "128/UBND-VX"}, 2),
            ({"document": "128/KHAC"}, 0),
            ({"document": "999"}, 0),
            ({"disease": "COVID-19"}, 2),  # the whole document speaks of it
            ({"disease": "rabies"}, 0),
            ({"unit": "Ninh Phước"}, 4),
            ({"unit": "huyện Thuận Nam"}, 0),
            ({"unit": "Không Đâu"}, 0),
            ({"first": "28/12/2021", "last": "28/12/2021"}, 1),
            ({"first": "31/02/2021"}, 4),  # left out, and said so
            ({"state": "ACCEPTED"}, 0),
            ({"state": "all"}, 4),
        ],
    )
    def test_what_is_left(self, chief, several, query, n):
        assert len(listed(chief, **query)) == n

    def test_today_and_this_week_follow_the_clock(self, chief, several, monkeypatch):
        monkeypatch.setattr("phaodai.delivery.clock.today", lambda: TODAY)
        assert listed(chief, late="TODAY") == [several[1].obligation.title]
        assert len(listed(chief, late="WEEK")) == 2
        assert len(listed(chief, late="WEEK", last="24/12/2021")) == 1

    def test_a_bad_day_and_an_unknown_unit_say_what_to_do(self, chief, several):
        text = words(chief.get(BOARD + "?first=31/02/2021&unit=Kh%C3%B4ng"))
        assert "Ngày không có trong lịch" in text
        assert "Không có đơn vị tên này" in text

    def test_a_head_is_found_without_accents_and_by_the_day(self, chief, several, places):
        seat = HeadPost.objects.create(body=places.health, title_vi="Giám đốc")
        last = TODAY + timedelta(days=2)
        new = last + timedelta(days=1)
        for holder, first, until in (
            ("Đàng Văn Rạng", TODAY, last),
            ("Chamaléa Thị Thủy", new, None),
        ):
            Tenure.objects.create(head_post=seat, holder=holder, first_day=first, last_day=until)
        assert listed(chief, head="dang rang") == [several[1].obligation.title]
        assert several[0].obligation.title in listed(chief, head="Chamaléa Thị Thủy")
        assert listed(chief, head="khong ai") == []

    def test_the_counts_of_states_are_those_of_the_other_filters(self, chief, clinic, several):
        send(clinic, several[0], "acknowledge")
        answer = chief.get(BOARD + "?state=NEW&body=trung%20tam")
        counts = {str(label): n for label, n, _where, _chosen in answer.context["counts"]}
        assert counts == {"chưa xong": "3", "Chưa tiếp nhận": "2", "Đã tiếp nhận": "1",
                          "tất cả": "3"}  # fmt: skip
        assert answer.context["total"] == 2

    def test_what_was_withdrawn_is_never_late(self, chief, several):
        send(chief, several[0], "withdraw", reason="trùng")
        answer = chief.get(BOARD + "?state=all")
        assert answer.context["n_overdue"] == 1

    def test_every_order_has_headings_and_the_same_number_of_queries(self, chief, several):
        for name in ("due", "unit", "state", "document"):
            address = f"{BOARD}?order={name}"
            chief.get(address)
            with CaptureQueriesContext(connection) as caught:
                answer = chief.get(address)
            assert 'scope="colgroup"' in answer.content.decode()
            assert len(caught) <= 24


class TestTable:
    def test_it_holds_what_is_filtered_and_says_when(self, chief, several):
        text = b"".join(chief.get(TABLE + "?q=vac+xin").streaming_content).decode()
        assert text.startswith("\ufeff")
        head, *rows = csv.reader(io.StringIO(text[1:]))
        [row] = rows
        found = dict(zip(head, row, strict=True))
        assert found["Cơ quan"] == HEALTH
        assert found["Hạn"] == "2021-12-28 17:00"
        assert found["Điều kiện lọc"] == "vac xin"
        assert found["Tính đến"]

    def test_every_page_of_it(self, chief, issue, monkeypatch):
        monkeypatch.setattr("phaodai.registers.directives.queries.tasks.CHUNK", 3)
        issue(*(order(f"{HEALTH} việc {n}.", lead=(HEALTH,)) for n in range(8)))
        text = b"".join(chief.get(TABLE).streaming_content).decode()
        assert len(list(csv.reader(io.StringIO(text)))) == 9

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
    def test_no_cell_is_a_formula(self, text):
        assert table.safe(text) == f"'{text}"
        assert table.safe("xã 1-2") == "xã 1-2"

    def test_strangers_get_an_empty_one(self, client_of, places, several):
        away = client_of(make_user("xa", at=places.next_committee, role=Role.COMMANDER))
        text = b"".join(away.get(TABLE).streaming_content).decode()
        assert len(text.splitlines()) == 1


def bulk(client, verb, rows=(), **fields):
    for row in rows:
        row.refresh_from_db()
    picks = [f"{row.ref}:{row.version}" for row in rows]
    return client.post(reverse("tasks:bulk", args=[verb]), {"pick": picks, **fields}, follow=True)


def states():
    return sorted(Assignment.objects.values_list("state", flat=True))


class TestBulk:
    def test_acknowledged_at_once_and_undone(self, clinic, several):
        own = [several[0], several[1]]
        answer = bulk(clinic, "acknowledge", own)
        assert "Đã tiếp nhận 2 việc" in words(answer)
        assert "Hoàn tác" in words(answer)
        answer = clinic.post(reverse("tasks:bulk-undo"), follow=True)
        assert "Đã hoàn tác 2 việc" in words(answer)
        assert set(states()) == {"NEW"}
        assert "không hoàn tác" in words(clinic.post(reverse("tasks:bulk-undo"), follow=True))

    def test_what_is_left_is_named_with_its_reason(self, clinic, several):
        send(clinic, several[0], "acknowledge")
        answer = bulk(clinic, "acknowledge", several)
        text = words(answer)
        assert "Đã tiếp nhận" in text
        assert "đã sang bước khác" in text
        assert several[0].obligation.title in text
        assert "không thuộc quyền của bạn" in text  # what only the police is to do

    def test_all_that_match_is_asked_first(self, clinic, several):
        answer = bulk(clinic, "acknowledge", all="1", filter="q=vac+xin")
        assert "1 việc đã chọn" in words(answer)
        assert set(states()) == {"NEW"}
        bulk(clinic, "acknowledge", sure="1", all="1", picked=answer.context["picked"])
        assert states() == ["ACKNOWLEDGED", "NEW", "NEW", "NEW"]

    def test_withdrawing_needs_one_reason_for_all(self, chief, several):
        answer = bulk(chief, "withdraw", several[:2])
        picked = answer.context["picked"]
        refused = bulk(chief, "withdraw", sure="1", picked=picked, reason="  ")
        assert refused.status_code == 422
        assert set(states()) == {"NEW"}
        bulk(chief, "withdraw", sure="1", picked=picked, reason="giao nhầm")
        assert states().count("WITHDRAWN") == 2

    def test_returning_leaves_what_has_no_answer(self, clinic, chief, several):
        send(clinic, several[0], "submit", text="xong")
        answer = bulk(chief, "return", several[:2], sure="1", reason="thiếu số")
        assert "Đã trả lại 1 việc" in words(answer)
        assert "1 việc để lại: đã sang bước khác" in words(answer)

    def test_a_reminder_names_bodies_heads_and_deadlines(self, chief, several, places):
        seat = HeadPost.objects.create(body=places.health, title_vi="Giám đốc")
        Tenure.objects.create(head_post=seat, holder="Đàng Văn Rạng", first_day=TODAY)
        text = bulk(chief, "remind", several).context["text"]
        assert f"{HEALTH} – Đàng Văn Rạng:" in text
        assert "17:00 28/12/2021, quá hạn" in text
        assert f"{POLICE} – chưa ghi người đứng đầu:" in text

    @pytest.mark.parametrize("pick", ["x", "x:1", f"{UUID(int=7)}:", f"{UUID(int=7)}:x", "::::"])
    def test_forged_picks_do_nothing(self, clinic, several, pick):
        answer = clinic.post(
            reverse("tasks:bulk", args=["acknowledge"]), {"pick": [pick]}, follow=True
        )
        assert "Chưa chọn việc nào" in words(answer)

    def test_a_stranger_changes_nothing(self, client_of, places, several):
        for body in (places.next_committee, places.commune_committee):
            away = client_of(make_user(at=body, role=Role.COMMANDER))
            for verb in ("acknowledge", "accept", "return", "withdraw"):
                bulk(away, verb, several, sure="1", reason="thử")
            assert bulk(away, "remind", several).context["n"] == 0
        assert set(states()) == {"NEW"}

    def test_an_unknown_act_is_missing_and_the_way_back_stays_here(self, clinic, several):
        assert bulk(clinic, "steal", several).status_code == 404
        answer = clinic.post(
            reverse("tasks:bulk", args=["acknowledge"]), {"next": "https://example.org/tasks/"}
        )
        assert answer.headers["Location"] == BOARD


class TestViews:
    def save(self, client, **fields):
        return client.post(
            reverse("tasks:view-save"),
            {"name": "Quá hạn", "filter": "late=OVERDUE&csrf=1", **fields},
            follow=True,
        )

    def test_saved_opened_renamed_deleted_and_taken_back(self, chief, several):
        answer = self.save(chief)
        view = SavedView.objects.get()
        assert view.query == "late=OVERDUE"
        assert answer.redirect_chain[-1][0] == f"{BOARD}?late=OVERDUE&view={view.ref}"
        change = reverse("tasks:view-change", args=[view.ref, "rename"])
        assert "Trễ rồi" in words(chief.post(change, {"name": "Trễ rồi"}, follow=True))
        gone = chief.post(reverse("tasks:view-change", args=[view.ref, "remove"]), follow=True)
        assert "Lấy lại" in words(gone)
        assert chief.get(reverse("tasks:view", args=[view.ref])).status_code == 404
        assert chief.get(f"{BOARD}?view={view.ref}").status_code == 200
        back = chief.post(reverse("tasks:view-change", args=[view.ref, "restore"]), follow=True)
        assert "Trễ rồi" in words(back)

    def test_the_board_opens_with_the_default_until_it_is_given_up(self, chief, several):
        self.save(chief, default="1")
        assert "late=OVERDUE" in chief.get(BOARD).headers["Location"]
        assert chief.get(BOARD + "?view=").status_code == 200
        chief.post(reverse("tasks:view-plain"))
        assert chief.get(BOARD).status_code == 200

    def test_a_shared_view_shows_each_reader_his_own(self, chief, several, places, client_of):
        self.save(chief, body=str(places.committee.ref))
        link = reverse("tasks:view", args=[SavedView.objects.get().ref])
        colleague = client_of(make_user("cung", at=places.committee, role=Role.REPORTER))
        assert len(titles(colleague.get(link, follow=True))) == 2
        below = client_of(make_user("duoi", at=places.commune_committee))
        assert below.get(link).status_code == 404
        # The address behind it works for everybody, each within his sight.
        assert titles(below.get(BOARD + "?late=OVERDUE")) == []
        change = reverse("tasks:view-change", args=[SavedView.objects.get().ref, "remove"])
        assert colleague.post(change).status_code == 404

    def test_what_is_refused_says_so(self, chief, several, places):
        self.save(chief)
        assert "đặt tên khác" in words(self.save(chief)).lower()
        assert self.save(chief, name="b", body="x").status_code == 404
        assert self.save(chief, name="b", body=str(places.police.ref)).status_code == 404
        unknown = reverse("tasks:view-change", args=[uuid4(), "rename"])
        assert chief.post(unknown, {"name": "a"}).status_code == 404
