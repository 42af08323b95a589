"""The duty board on the web: seen, kept fresh, reminded from, returned from, by whom it may."""

import csv
import io
import re
from datetime import timedelta

import pytest
from python_calamine import CalamineWorkbook

from phaodai.delivery.mail import reminders
from phaodai.foundation.accounts.models import User
from phaodai.foundation.agencies.models import Body, HeadPost, Tenure
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.jobs import operations as jobs
from phaodai.foundation.jobs.rules import Name
from phaodai.foundation.units.models import Succession, Unit
from phaodai.project.env import Server
from phaodai.registers.reports.models import Nudge, Return
from phaodai.registers.reports.operations.closing import close_periods
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.delivery.mail import servers
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.units import UnitFactory
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


def test_whoever_was_reminded_just_now_is_reminded_again_only_if_asked(watch, officer):
    dan = {"body": watch.bodies["dan"].ref}
    officer.post(f"{BOARD}remind/", dan)
    asked = text_of(officer.post(f"{BOARD}remind/", dan, follow=True))
    assert "1 đơn vị vừa được Nguyễn Thị Hạnh nhắc lúc 09:40. Nhắc lần nữa?" in asked
    assert f'name="body" value="{watch.bodies["dan"].ref}"' in asked
    assert Nudge.objects.count() == 1
    officer.post(f"{BOARD}remind/", dan | {"again": "1"})
    assert Nudge.objects.count() == 2
    rest = text_of(officer.post(f"{BOARD}remind/", {"all": "1"}, follow=True))
    assert "Đã nhắc 2 đơn vị" in rest
    assert "1 đơn vị vừa được nhắc, không nhắc lại." in rest
    assert Nudge.objects.count() == 4
    for body in watch.bodies.values():
        send(body)
    assert "Không ai cần nhắc" in text_of(
        officer.post(f"{BOARD}remind/", {"all": "1"}, follow=True)
    )


def test_whoever_proved_an_address_is_written_to_as_well(watch, officer, settings):
    settings.MAIL_ADDRESS = "baocao@ninhthuan.example.vn"
    for name, proved in (("dan", NOW), ("hau", None)):
        reporter = make_user(at=watch.bodies[name], role=Role.REPORTER)
        User.objects.filter(pk=reporter.pk).update(
            mail_address=f"{name}@example.vn", mail_confirmed_at=proved
        )
    with servers.sink() as sink:
        settings.MAIL_OUT = Server("127.0.0.1", sink.port, "plain", "", "")
        page = text_of(officer.post(f"{BOARD}remind/", {"all": "1"}, follow=True))
        assert "Đã nhắc 3 đơn vị" in page
        assert "1 người còn nhận thư nhắc" in page
        sink.refuses = True
        assert reminders.send_due(now=NOW) == 0
        sink.refuses = False
        assert reminders.send_due(now=NOW + timedelta(minutes=1)) == 1
        assert reminders.send_due(now=NOW + timedelta(minutes=2)) == 0  # nobody twice
        officer.post(f"{BOARD}remind/", {"body": watch.bodies["dan"].ref, "again": "1"})
        send(watch.bodies["dan"])
        assert reminders.send_due(now=NOW + timedelta(minutes=3)) == 0  # it has come
    [letter] = sink.letters
    assert letter["To"] == "dan@example.vn"
    assert letter["Subject"] == "Nhắc nộp: vi all, ngày 23/12/2021"
    assert "Hạn nộp: 10:00 23/12/2021." in letter.get_content()
    assert AuditEvent.objects.filter(action="report.remind_mail").count() == 1


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
    assert '0<span class="m">/3</span></b> đã nộp' in page
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
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(officer.get(f"{BOARD}month.xlsx").content)
    ).get_sheet_by_index(0)
    lines = book.to_python()[1:]
    assert len(lines) == 12
    assert {line[4] for line in lines} == {"Kiều Minh Tâm", ""}
    assert lines[0][0] == TODAY - DAY * 4
    sheet = officer.get(f"{BOARD}month.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert len(rows) == 12
    assert sum(int(row["in_time"]) for row in rows) == 6
    assert {row["unit"] for row in rows} == {"xã Phước Hải", "xã Phước Dan", "xã Phước Hau"}


def test_each_head_answers_for_the_days_on_which_it_was_he(watch, officer, monkeypatch):
    past(watch.bodies["dan"], days=2)
    seat = HeadPost.objects.create(body=watch.bodies["dan"], title_vi="Chủ tịch", rank=1)
    handover = TODAY - DAY
    for holder, first, last in (
        ("Kiều Minh Tâm", TODAY - DAY * 90, handover - DAY),
        ("Báo Văn Dạn", handover, None),
    ):
        Tenure.objects.create(head_post=seat, holder=holder, first_day=first, last_day=last)
    past(watch.bodies["hai"], days=4)
    set_clock(monkeypatch, CUTOFF - timedelta(minutes=1))
    page = text_of(officer.get(f"{BOARD}month/?by=head"))
    ranking = page.partition("Xếp hạng người đứng đầu")[2].partition("</table>")[0]
    assert ranking.index("Kiều Minh Tâm") < ranking.index("Báo Văn Dạn")
    cells = " ".join(ranking.partition("Kiều Minh Tâm")[2].partition("</tr>")[0].split())
    assert "19/12–21/12" in cells
    assert "33%" in cells
    rows = list(
        csv.DictReader(io.StringIO(officer.get(f"{BOARD}month.csv").content.decode("utf-8-sig")))
    )
    on = {row["day"]: row["head"] for row in rows if row["unit"].endswith("Dan")}
    assert (on["2021-12-21"], on["2021-12-22"]) == ("Kiều Minh Tâm", "Báo Văn Dạn")


def test_who_need_not_file_is_named_with_the_reason(watch, officer):
    gone = watch.bodies["hau"].unit
    Unit.objects.filter(pk=gone.pk).update(valid_to=TODAY - DAY)
    Succession.objects.create(old=gone, new=watch.bodies["hai"].unit, day=TODAY, reason="MERGE")
    page = text_of(officer.get(BOARD))
    why = " ".join(page.partition('id="why"')[2].partition("</details>")[0].split())
    assert "đã nhập vào xã Phước Hải, còn đến hết 22/12/2021" in why
    assert "1 đơn vị không phải nộp" in why
    assert "áp dụng cho mọi đơn vị cấp xã" in why


def test_a_month_or_day_that_has_not_come_is_missing(watch, officer):
    for where in ("?day=9999-12-31", "?day=2021-12-26", "month/?month=9999-12"):
        assert officer.get(f"{BOARD}{where}").status_code == 404


def test_the_reminder_fits_one_message_and_counts_whom_it_leaves_out(watch, officer, places):
    for n in range(150):
        unit = UnitFactory(name=f"Một nơi có tên thật dài số {n}", parent=places.district)
        body = make_body(unit, f"Ủy ban nhân dân xã {n}", general=True)
        Body.objects.filter(pk=body.pk).update(kind="people_committee")
    page = text_of(officer.get(BOARD))
    said = page.partition("readonly>")[2].partition("</textarea>")[0]
    assert len(said) <= 2000
    assert "Chưa nộp (153)" in said
    left = int(re.search(r"và (\d+) nơi nữa", said)[1])
    assert said.count("xã ") == 153 - left


def test_silence_is_explained(watch, officer):
    past(watch.bodies["hau"])
    close_periods(now=NOW)
    page = text_of(officer.get(BOARD))
    assert "im lặng lạ: thường gửi lúc 08:00 ± 15 phút, nay chưa thấy" in page


def test_a_month_without_any_report_says_so(watch, officer):
    page = text_of(officer.get(f"{BOARD}month/?month=2021-12"))
    assert "Chưa có kỳ nào của tháng này đã qua giờ chốt." in page
    assert officer.get(f"{BOARD}month/?month=12-2021").status_code == 404
