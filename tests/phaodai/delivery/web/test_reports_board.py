"""The duty board on the web: seen, kept fresh, reminded from, returned from, by whom it may."""

import csv
import io
from datetime import timedelta

import pytest

from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.registers.reports.models import Nudge, Return
from phaodai.registers.reports.operations.closing import close_periods
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.watching import (
    CUTOFF,
    DAY,
    GOOD,
    make_watch,
    past,
    send,
)

BOARD = "/reports/board/"


@pytest.fixture
def watch(places, monkeypatch):
    set_clock(monkeypatch, NOW)
    return make_watch(places)


def set_clock(monkeypatch, moment):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: moment)


@pytest.fixture
def officer(watch, client_of):
    return client_of(watch.officer)


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_board_answers_who_is_missing(watch, officer):
    send(watch.bodies["hai"])
    page = text_of(officer.get(BOARD))
    assert "2 trong 3 đơn vị chưa nộp." in page
    assert "Còn 20 phút" in page
    assert page.index("xã Phước Dan") < page.index("xã Phước Hau") < page.index("Máy chủ đã nhận")
    assert "Phước Nam" not in page
    assert "Nhắc cả 2 đơn vị" in page
    assert "- xã Phước Dan\n- xã Phước Hau" in page  # to be marked without scripts


def test_nothing_moves_and_nothing_is_sent(watch, officer):
    first = officer.get(f"{BOARD}?part=1")
    tag = first["ETag"]
    assert "<html" not in text_of(first)
    again = officer.get(f"{BOARD}?part=1", HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")
    send(watch.bodies["hai"])
    fresh = officer.get(f"{BOARD}?part=1", HTTP_IF_NONE_MATCH=tag)
    assert "1/3 đã về máy chủ" in text_of(fresh)
    assert fresh["ETag"] != tag


def test_it_says_so_when_nobody_watches_the_clock(watch, officer):
    assert "tiến trình nền đã dừng" in text_of(officer.get(BOARD))
    from phaodai.delivery import clock

    jobs.beat(name=Name.REPORTS, at=clock.real_now())
    assert "tiến trình nền đã dừng" not in text_of(officer.get(BOARD))
    jobs.beat(name=Name.REPORTS, at=clock.real_now() - timedelta(minutes=3))
    assert "tiến trình nền đã dừng" in text_of(officer.get(BOARD))


def test_one_press_reminds_all_who_are_missing_and_they_see_it(watch, officer, client_of):
    send(watch.bodies["hai"])
    answer = officer.post(f"{BOARD}remind/", {"all": "1"}, follow=True)
    assert "Đã nhắc 2 đơn vị" in text_of(answer)
    assert set(Nudge.objects.values_list("body__unit__name", flat=True)) == {
        "Phước Dan", "Phước Hau",
    }  # fmt: skip
    assert "đã nhắc 09:40" in text_of(officer.get(BOARD)).replace("  ", " ")
    dan = client_of(make_user(at=watch.bodies["dan"], role=Role.REPORTER))
    assert "Nhắc nộp báo cáo" in text_of(dan.get("/"))
    hai = client_of(make_user(at=watch.bodies["hai"], role=Role.REPORTER))
    assert "Nhắc nộp báo cáo" not in text_of(hai.get("/"))
    send(watch.bodies["dan"])
    assert "Nhắc nộp báo cáo" not in text_of(dan.get("/"))
    assert "Không ai cần nhắc" in text_of(
        officer.post(f"{BOARD}remind/", {"all": "1"}, follow=True)
    )


def test_one_alone_is_reminded_and_no_stranger(watch, officer):
    officer.post(f"{BOARD}remind/", {"body": watch.bodies["dan"].ref})
    assert Nudge.objects.get().body == watch.bodies["dan"]
    for text in (watch.bodies["nam"].ref, "x", ""):
        data = {"body": text} if text else {}
        answer = officer.post(f"{BOARD}remind/", data)
        assert answer.status_code in {404, 302}
    assert Nudge.objects.count() == 1


def test_a_report_is_returned_with_a_reason_and_taken_back(watch, officer):
    sent, _ = send(watch.bodies["hai"])
    where = f"{BOARD}return/{sent.id}/"
    assert "vi a" in text_of(officer.get(where))  # the figures stand beside the reason
    assert officer.post(where, {"reason": " "}).status_code == 422
    page = text_of(officer.post(where, {"reason": "Tổng F1 sai"}, follow=True))
    assert "Tổng F1 sai" in page
    assert "Hoàn tác" in page
    undone = officer.post(f"{BOARD}returned/{Return.objects.get().ref}/undo/", {}, follow=True)
    assert "không bị trả lại nữa" in text_of(undone)


def test_only_the_latest_revision_is_returned_and_only_from_above(
    watch, officer, client_of, places
):
    sent, _ = send(watch.bodies["hai"])
    late, _ = send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "7"})
    assert officer.get(f"{BOARD}return/{sent.id}/").status_code == 404
    assert officer.get(f"{BOARD}return/{late.id}/").status_code == 200
    duty = Role.DUTY_OFFICER
    for body in (watch.bodies["hai"], places.next_committee, places.police):
        other = client_of(make_user(at=body, role=duty))
        assert other.get(f"{BOARD}return/{late.id}/").status_code == 404


def test_strangers_see_an_empty_room(watch, client_of, places):
    for body in (places.police, places.health):
        page = text_of(client_of(make_user(at=body, role=Role.DUTY_OFFICER)).get(BOARD))
        assert "Không có đơn vị nào phải nộp báo cáo ở đây" in page
        assert "Phước Hải" not in page.partition("<main")[2]


@pytest.mark.parametrize(
    "asked", ["form=nothing", "day=x", "day=2021-11-01", "unit=x", "day=99999-01-01"]
)
def test_what_is_none_is_missing(watch, officer, asked):
    assert officer.get(f"{BOARD}?{asked}").status_code == 404


def test_the_wall_shows_names_in_large(watch, officer):
    past(watch.bodies["hau"], minutes=60)
    close_periods(now=NOW)
    page = text_of(officer.get(f"{BOARD}tv/"))
    assert "0/3" in page
    assert "im lặng lạ" in page
    assert page.index("Phước Hau") < page.index("Phước Dan")
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_month_ranks_units_and_names_heads(watch, officer, monkeypatch):
    for name, days in (("hai", 4), ("dan", 2)):
        past(watch.bodies[name], days=days)
    seat = HeadPost.objects.create(body=watch.bodies["dan"], title_vi="Chủ tịch", rank=1)
    Tenure.objects.create(head_post=seat, holder="Kiều Minh Tâm", first_day=TODAY - DAY * 90)
    set_clock(monkeypatch, CUTOFF + DAY * 0 - timedelta(minutes=1))
    page = text_of(officer.get(f"{BOARD}month/"))
    assert "50% đúng hạn" in page  # 6 of 12
    ranking = page.partition("Xếp hạng nộp")[2]
    assert ranking.index("Phước Hau") < ranking.index("Phước Dan") < ranking.index("Phước Hải")
    assert "Kiều Minh Tâm" in ranking
    assert "08:00" in page
    sheet = officer.get(f"{BOARD}month.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert len(rows) == 12
    assert sum(int(row["in_time"]) for row in rows) == 6
    assert {row["unit"] for row in rows} == {"xã Phước Hải", "xã Phước Dan", "xã Phước Hau"}


def test_a_month_without_any_report_says_so(watch, officer):
    page = text_of(officer.get(f"{BOARD}month/?month=2021-12"))
    assert "Chưa có kỳ nào của tháng này đã qua giờ chốt." in page
    assert officer.get(f"{BOARD}month/?month=12-2021").status_code == 404
