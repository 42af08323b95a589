"""Compiled reports on the web: every button, by whom it may be pressed, and what is refused."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from phaodai.delivery.web.editions import rows
from phaodai.registers.reports.models import Edition, Report, Rigour
from phaodai.registers.reports.operations.vouching import accept
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, OPERATOR, TODAY
from tests.phaodai.delivery.web.test_reports_board import officer, set_clock, text_of, watch
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.watching import DAY, FORM, GOOD, send

__all__ = ["officer", "watch"]  # fixtures
LIST, MINUTE = "/compiled/", timedelta(minutes=1)
WHY = "Bệnh viện huyện gửi bổ sung ba ca"


@pytest.fixture
def chairman(places, watch, client_of):
    return client_of(make_user(name="Mai Quốc Thịnh", at=places.committee, role=Role.COMMANDER))


@pytest.fixture
def chief(watch, client_of):
    return client_of(make_user(name="Đạo Văn Thử", at=watch.bodies["hai"], role=Role.COMMANDER))


@pytest.fixture
def above(places, watch, client_of):
    user = make_user(name="Lê Thị Trực", at=places.province_committee, role=Role.DUTY_OFFICER)
    return client_of(user)


def compiled(client, places, **changes):
    asked = {"body": places.committee.ref, "form": FORM, "day": TODAY.isoformat()} | changes
    return client.post(f"{LIST}compile/", asked, follow=True)


def latest() -> Edition:
    return Edition.objects.order_by("-number")[0]


def page_of(edition: Edition) -> str:
    return f"{LIST}{edition.ref}/"


def test_a_district_compiles_from_the_list_and_reads_who_is_missing(watch, officer, places):
    send(watch.bodies["hai"])
    assert "chưa được tổng hợp" in text_of(officer.get(LIST))
    page = text_of(compiled(officer, places))
    assert "Đã tổng hợp lần 1." in page
    assert "1/3 đơn vị đã báo cáo." in page
    assert "xã Phước Dan, xã Phước Hau" in page
    assert "chưa có gì mới" in text_of(compiled(officer, places)).lower()
    assert "lần tổng hợp 1" in text_of(officer.get(LIST))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "chưa đơn vị nào gửi"),
        ({"day": (TODAY + DAY).isoformat()}, "chưa kết thúc"),
        ({"form": "none"}, "không có kỳ"),
    ],
)
def test_what_cannot_be_compiled_is_refused_in_words(watch, officer, places, changes, says):
    assert says in text_of(compiled(officer, places, **changes))
    assert not Edition.objects.exists()


def test_a_merged_unit_is_sent_to_its_successor(watch, officer, places):
    send(watch.bodies["hai"])
    places.district.valid_to = TODAY - DAY
    places.district.save()
    answer = compiled(officer, places)
    assert not Edition.objects.exists()
    assert "không tồn tại vào ngày" in text_of(answer)


@pytest.mark.parametrize(
    "changes",
    [{"body": "x"}, {"form": "a b"}, {"day": "hôm nay", "body": "x"}],
)
def test_a_form_that_no_page_sends_is_nowhere(watch, officer, places, changes):
    assert compiled(officer, places, **changes).status_code == 404


@pytest.mark.parametrize(
    ("day", "says"),
    [("hôm nay", "không phải một ngày có thật"), ("0000-00-00", "không phải"), ("", "còn trống")],
)
def test_a_day_that_is_none_is_refused_in_words(watch, officer, places, day, says):
    assert says in text_of(compiled(officer, places, day=day))
    assert not Edition.objects.exists()


def test_a_day_is_also_read_as_it_is_written_here(watch, officer, places):
    send(watch.bodies["hai"])
    compiled(officer, places, day=f"{TODAY:%d/%m/%Y}")
    assert latest().day == TODAY


def test_a_refused_day_leaves_other_reports_at_their_own(watch, officer, places):
    day = (TODAY - 3 * DAY).isoformat()
    page = text_of(compiled(officer, places, day=day))
    assert f'value="{day}"' in page
    page = text_of(officer.get(LIST, {"form": "other", "day": day}))
    assert f'value="{day}"' not in page


def test_changes_tell_the_sums_first_and_fold_whoever_is_new(watch, officer, places):
    first, _filed = send(watch.bodies["hai"])
    compiled(officer, places)
    old = latest()
    send(watch.bodies["hai"], base=first, values=GOOD | {"a": "5"})
    send(watch.bodies["dan"])
    compiled(officer, places)
    page = text_of(officer.get(f"{page_of(latest())}changes/{old.ref}/"))
    assert page.index("Tổng số") < page.index("Xã Phước Hải") < page.index("mới báo cáo")
    assert "+5" in page  # 3 became 5, and 3 are new
    assert page.count('<details class="group" open>') == 1
    back = text_of(officer.get(f"{page_of(old)}changes/{latest().ref}/"))
    assert "không còn báo cáo" in back
    assert "−5" in back
    assert "Không có gì khác nhau" in text_of(officer.get(f"{page_of(old)}changes/{old.ref}/"))


def test_what_was_known_leads_to_another_hour_and_back(watch, officer, places):
    asked = {"body": places.committee.ref, "form": FORM, "day": TODAY.isoformat()}
    page = text_of(officer.get(f"{LIST}known/", asked | {"at": "2021-12-23T08:00"}))
    assert 'name="at" value="2021-12-23T08:00"' in page
    assert f'href="{LIST}"' in page
    assert "Bấm vào một số" not in page


def test_the_list_says_which_report_was_compiled_and_leads_to_the_papers(watch, officer, places):
    send(watch.bodies["hai"])
    compiled(officer, places)
    page = text_of(officer.get(LIST))
    row = page[page.index('id="past"') :]
    assert "vi all" in row
    for address in ("/papers/", "/papers/arrivals/"):
        assert f'href="{address}"' in page


def test_a_stranger_compiles_for_nobody(watch, above, chairman, places, client_of):
    send(watch.bodies["hai"])
    next_door = make_user(at=places.next_committee, role=Role.DUTY_OFFICER)
    for client in (above, chairman, client_of(next_door)):
        assert compiled(client, places).status_code == 404
    assert not Edition.objects.exists()


def test_what_came_since_is_named_with_a_button_to_compile_anew(
    watch, officer, places, monkeypatch
):
    send(watch.bodies["hai"])
    send(watch.bodies["dan"], day=TODAY - DAY, now=NOW - DAY)
    compiled(officer, places, carries="1")
    before = page_of(latest())
    assert "có số mới" not in text_of(officer.get(before))
    send(watch.bodies["dan"], now=NOW + MINUTE)
    set_clock(monkeypatch, NOW + 2 * MINUTE)
    page = text_of(officer.get(before))
    assert "1 đơn vị có số mới từ lúc tổng hợp" in page
    assert 'name="carries" value="1"' in page
    assert "1 báo cáo mới từ lần tổng hợp trước" in text_of(officer.get("/"))
    page = text_of(compiled(officer, places, carries="1"))
    assert "Đã tổng hợp lần 2." in page
    page = text_of(officer.get(before))
    assert "Đã có lần tổng hợp mới hơn." in page
    assert "có số mới" not in page
    changes = text_of(officer.get(f"{page_of(latest())}changes/{before.split('/')[-2]}/"))
    assert "xã Phước Dan" in changes


def test_a_figure_leads_to_its_revisions_and_the_hour_to_what_was_known(watch, officer, places):
    sent, _ = send(watch.bodies["hai"])
    compiled(officer, places)
    drill = text_of(officer.get(f"{page_of(latest())}field/a/"))
    assert f"/reports/sent/{sent.id}/" in drill
    assert officer.get(f"{page_of(latest())}field/nothing/").status_code == 404
    asked = {"body": places.committee.ref, "form": FORM, "day": TODAY.isoformat()}
    known = text_of(officer.get(f"{LIST}known/", asked | {"at": "2021-12-23T08:00"}))
    assert "0/3 đơn vị đã báo cáo." in known
    for wrong in ({"at": "10:05"}, {"form": "none"}, {"day": "x"}, {"body": "x"}):
        assert officer.get(f"{LIST}known/", asked | {"at": "2021-12-23T08:00"} | wrong)\
            .status_code == 404  # fmt: skip


def test_the_head_certifies_and_everybody_reads_how_far_it_is(watch, officer, chief):
    sent, _ = send(watch.bodies["hai"])
    receipt, certify = f"/reports/sent/{sent.id}/", f"{LIST}reports/{sent.id}/certify/"
    assert certify in text_of(chief.get(receipt))
    assert certify in text_of(chief.get("/"))
    assert certify not in text_of(officer.get(receipt))
    assert officer.get(certify).status_code == 404
    assert "Tôi xác nhận số liệu này" in text_of(chief.get(certify))
    assert "Đã xác nhận báo cáo." in text_of(chief.post(certify, follow=True))
    page = text_of(chief.get(receipt))
    assert "Người đứng đầu đã xác nhận" in page
    assert "Đạo Văn Thử" in page
    assert certify not in page
    assert "đã xác nhận" in text_of(officer.get(f"{LIST}reports/"))


def tick(page: str, name: str = "report") -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


def test_the_clean_ones_are_accepted_at_once_and_locked(watch, officer, chief):
    first, _ = send(watch.bodies["hai"])
    send(watch.bodies["dan"])
    assert "2 báo cáo cấp dưới chờ chấp nhận" in text_of(officer.get("/"))
    page = text_of(officer.get(f"{LIST}reports/"))
    assert "Chấp nhận 2 báo cáo không có cảnh báo" in page
    send(watch.bodies["dan"], base=Report.objects.get(unit=watch.bodies["dan"].unit)
         .submissions.get().submission, values=GOOD | {"a": "9"})  # fmt: skip
    answer = officer.post(
        f"{LIST}reports/accept/", {"clean": "1", "seen": tick(page, "seen"), "form": FORM},
        follow=True,
    )  # fmt: skip
    shown = text_of(answer)
    assert "Đã chấp nhận và khóa 1 báo cáo." in shown
    assert "vừa được gửi bản mới" in shown  # of Phước Dan another revision was read
    assert Report.objects.get(unit=watch.bodies["dan"].unit).accepted == 0
    receipt = text_of(chief.get(f"/reports/sent/{first.id}/"))
    assert "Cấp trên đã chấp nhận và khóa" in receipt
    assert "Nguyễn Thị Hạnh" in receipt


@pytest.mark.parametrize(
    ("ticks", "status", "says"),
    [
        ([], 200, "Chưa chọn báo cáo nào."),
        (["{ref}:7"], 200, "vừa được gửi bản mới"),
        (["{ref}"], 200, "vừa được gửi bản mới"),
        (["00000000-0000-0000-0000-000000000000:1"], 404, ""),
        (["x"], 404, ""),
    ],
)
def test_ticks_that_are_stale_or_strange(watch, officer, ticks, status, says):
    send(watch.bodies["hai"])
    row = Report.objects.get()
    chosen = [each.format(ref=row.ref) for each in ticks]
    asked = {"report": chosen, "form": FORM}
    answer = officer.post(f"{LIST}reports/accept/", asked, follow=True)
    assert answer.status_code == status
    assert says in answer.content.decode()
    row.refresh_from_db()
    assert row.accepted == 0


def test_an_accepted_report_is_opened_for_a_reason_and_locked_again(watch, officer):
    sent, _ = send(watch.bodies["hai"])
    row = Report.objects.get()
    accept(actor=OPERATOR, reports=[(row.ref, 1)], now=NOW)
    unlock = f"{LIST}reports/{sent.id}/unlock/"
    assert unlock in text_of(officer.get(f"{LIST}reports/"))
    for wrong in ({"reason": " " * 10, "hours": "2"}, {"reason": WHY, "hours": "99"},
                  {"reason": WHY, "hours": ""}, {"reason": "x" * 1001, "hours": "2"}):  # fmt: skip
        answer = officer.post(unlock, wrong)
        assert answer.status_code == 422
        assert "err" in answer.content.decode()
    page = text_of(officer.post(unlock, {"reason": WHY, "hours": "2"}, follow=True))
    assert "Đã mở khóa" in page
    assert "mở khóa đến" in page
    relock = f"{LIST}reports/{sent.id}/relock/"
    assert relock in page
    assert "Đã khóa lại." in text_of(officer.post(relock, follow=True))
    assert "không có lần mở khóa" in text_of(officer.post(relock, follow=True))


def test_what_is_locked_is_not_returned(watch, officer):
    sent, _ = send(watch.bodies["hai"])
    accept(actor=OPERATOR, reports=[(Report.objects.get().ref, 1)], now=NOW)
    answer = officer.post(f"/reports/board/return/{sent.id}/", {"reason": "sai tổng"}, follow=True)
    assert "mở khóa rồi hãy trả lại" in answer.content.decode()
    assert not Report.objects.get().returns.exists()


def test_an_edition_is_signed_accepted_locked_opened_and_compiled_again(
    watch, officer, chairman, above, places, monkeypatch
):
    sent, _ = send(watch.bodies["hai"])
    compiled(officer, places)
    page = page_of(latest())
    assert "chưa ký" in text_of(above.post(f"{page}accept/", follow=True))
    assert page in text_of(chairman.get("/"))
    assert "Ký, chịu trách nhiệm số liệu" in text_of(chairman.get(page))
    assert "Ký, chịu trách nhiệm số liệu" not in text_of(officer.get(page))
    assert "Đã ký báo cáo tổng hợp." in text_of(chairman.post(f"{page}certify/", follow=True))
    assert page in text_of(above.get("/"))
    accepted = text_of(above.post(f"{page}accept/", follow=True))
    assert "Đã chấp nhận và khóa báo cáo tổng hợp." in accepted
    send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "9"})
    shown = text_of(officer.get(page))
    assert "có số mới" in shown
    assert "Tổng hợp lại" not in shown  # it is locked
    assert "đã chấp nhận và khóa lần tổng hợp 1" in text_of(compiled(officer, places))
    bad = above.post(f"{page}unlock/", {"reason": " " * 10, "hours": "2"})
    assert bad.status_code == 422
    assert "Đã mở khóa" in text_of(
        above.post(f"{page}unlock/", {"reason": WHY, "hours": "1"}, follow=True)
    )
    assert "Đã tổng hợp lần 2." in text_of(compiled(officer, places))
    send(watch.bodies["dan"], now=NOW + 30 * MINUTE)
    set_clock(monkeypatch, NOW + 61 * MINUTE)  # the exception is over: no third edition
    assert "đã chấp nhận và khóa lần tổng hợp 1" in text_of(compiled(officer, places))
    assert latest().number == 2


def test_an_edition_is_sent_back_with_a_reason_that_the_unit_reads(watch, officer, above, places):
    send(watch.bodies["hai"])
    compiled(officer, places)
    page = page_of(latest())
    assert officer.post(f"{page}return/", {"reason": WHY}).status_code == 404
    for reason in (" " * 12, "sai", ""):
        answer = above.post(f"{page}return/", {"reason": reason})
        assert answer.status_code == 422
    assert "Đã trả lại" in text_of(above.post(f"{page}return/", {"reason": WHY}, follow=True))
    shown = text_of(officer.get(page))
    assert "Bị trả lại:" in shown
    assert WHY in shown
    assert "đã bị trả lại" in text_of(above.post(f"{page}return/", {"reason": WHY}, follow=True))


def test_the_head_says_what_his_unit_asks_for(watch, chairman, officer, places):
    send(watch.bodies["hai"])
    rules = f"{LIST}rigour/"
    assert "Mai" not in text_of(chairman.get(rules)).split("<main")[1].split("<h2")[0]
    chosen = {"body": places.committee.ref, "certified_first": "1"}
    assert "Đã lưu quy định." in text_of(chairman.post(rules, chosen, follow=True))
    kept = Rigour.objects.get()
    assert (kept.certified_first, kept.two_persons) == (True, False)
    row = Report.objects.get()
    answer = officer.post(
        f"{LIST}reports/accept/", {"report": f"{row.ref}:1", "form": FORM}, follow=True
    )
    assert "chưa xác nhận bản này" in text_of(answer)
    assert officer.get(rules).status_code == 404
    stranger = {"body": places.next_committee.ref, "two_persons": "1"}
    assert chairman.post(rules, stranger).status_code == 404
    assert chairman.post(rules, {"body": "x"}).status_code == 422
    assert Rigour.objects.count() == 1


def test_the_board_and_the_list_lead_there(watch, officer, chief):
    board = text_of(officer.get("/reports/board/"))
    assert f"{LIST}reports/?" in board
    assert LIST in text_of(officer.get("/reports/"))
    assert f"{LIST}reports/?" not in text_of(chief.get("/reports/board/"))


def test_many_units_come_page_by_page_with_as_many_queries(watch, officer, places, monkeypatch):
    monkeypatch.setattr(rows, "PAGE", 2)
    send(watch.bodies["hai"])
    compiled(officer, places)
    with CaptureQueriesContext(connection) as few:
        first = text_of(officer.get(page_of(latest())))
    said = "xã Phước Hải</th>"
    assert "1–2 trong 3" in first
    assert said not in first
    assert said in text_of(officer.get(page_of(latest()) + "?page=2"))
    assert "1–2 trong 3" in text_of(officer.get(page_of(latest()) + "field/a/"))
    for name in ("dan", "hau"):
        send(watch.bodies[name], now=NOW + MINUTE)
    set_clock(monkeypatch, NOW + MINUTE)
    compiled(officer, places)
    with CaptureQueriesContext(connection) as many:
        officer.get(page_of(latest()))
    assert len(many) == len(few)
