"""The daily report on the web: filled in, sent, received, corrected; without scripts."""

import json
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test.client import MULTIPART_CONTENT

from phaodai.delivery.web.reports.about import senders
from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.agencies.models import Body
from phaodai.foundation.units.models import Succession
from phaodai.foundation.units.states import Change
from phaodai.registers.reports.models import Draft, Report, Submission
from phaodai.registers.reports.queries.sent import get_sent
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, OPERATOR, TODAY
from tests.phaodai.delivery.web.report_pages import (
    FORM,
    YESTERDAY,
    address,
    fill,
    good,
    hidden,
    install,
    written,
)
from tests.phaodai.factories.accounts import make_body, make_user
from tests.phaodai.factories.units import UnitFactory

REASON = {"c_report__reason": "trạm y tế đếm lại"}


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)


@pytest.fixture
def form(places):
    return install(places.commune_committee)


@pytest.fixture
def client(form, reporter, client_of):
    return client_of(reporter)


def test_what_is_due_comes_first(client, form):
    page = client.get("/reports/").content.decode()
    assert form.title.vi in page
    assert f'href="{address()}"' in page
    assert "Còn 20 phút" in page
    assert "Chưa gửi" in page


def test_sent_it_has_a_receipt_that_can_be_kept(client, form):
    answer = fill(client, good(form, f0_current="3", care_home="3", f0_reached="3", f0_total="9"))
    assert answer.status_code == 302
    sent = Submission.objects.get()
    assert answer["Location"] == f"/reports/sent/{sent.submission}/"
    page = client.get(answer["Location"]).content.decode()
    assert sent.receipt in page
    assert "đúng hạn" in page
    assert "sớm 20 phút" in page
    assert sent.receipt in client.get("/reports/").content.decode()


def test_yesterday_stands_there_and_goes_out_in_one_press(client, form):
    fill(client, good(form, f0_current="3", care_home="3", f0_reached="3", f0_new="", f0_total="9",
                      masks="1.200"), day=YESTERDAY)  # fmt: skip
    page = client.get(address()).content.decode()
    assert "Gửi – không thay đổi" in page
    answer = client.post(address(), {
        "id": hidden(page, "id", 0), "version": "1", "previous": hidden(page, "previous"),
        "do": "unchanged",
    })  # fmt: skip
    assert answer.status_code == 302
    latest = Submission.objects.order_by("-pk")[0]
    assert latest.values["f0_current"] == "3"
    assert latest.values["masks"] == "1200"
    assert latest.values["samples_pcr"] == "0"


def test_one_press_is_not_offered_where_yesterday_left_something_open(client, form):
    fill(client, good(form, places_used="5"), c_places_within="mượn thêm", day=YESTERDAY)
    page = client.get(address()).content.decode()
    assert 'name="previous"' not in page
    assert "còn điều phải nói rõ" in page


def test_one_press_looks_again_when_yesterday_was_mended(client, form):
    fill(client, good(form), day=YESTERDAY)
    page = client.get(address()).content.decode()
    fill(client, good(form, masks="5"), day=YESTERDAY, **REASON)
    answer = client.post(address(), {
        "id": hidden(page, "id", 0), "version": "1", "previous": hidden(page, "previous"),
        "do": "unchanged",
    })  # fmt: skip
    assert answer.status_code == 409
    assert "vừa được sửa" in answer.content.decode()
    assert not Report.objects.filter(day=TODAY, head__gt=0).exists()


def test_sent_twice_there_is_one(client, form):
    page = client.get(address()).content.decode()
    data = {name: hidden(page, name) for name in ("id", "base", "version")} | written(good(form))
    first, second = client.post(address(), data), client.post(address(), data)
    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1


def test_the_back_button_and_other_figures(client, form):
    page = client.get(address()).content.decode()
    data = {name: hidden(page, name) for name in ("id", "base", "version")} | written(good(form))
    client.post(address(), data)
    answer = client.post(address(), data | {"v-masks": "77"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="77"' in page
    assert hidden(page, "id") != data["id"]
    assert hidden(page, "base") == data["id"]
    assert Submission.objects.count() == 1


def test_two_tabs_are_laid_side_by_side(client, form):
    one, two = client.get(address()).content.decode(), client.get(address()).content.decode()

    def data(page: str, **changes: str) -> dict[str, str]:
        keys = {name: hidden(page, name) for name in ("id", "base", "version")}
        return keys | written(good(form, **changes))

    client.post(address(), data(one, masks="5", oxygen="1"))
    answer = client.post(address(), data(two, masks="7", checkpoints="2", oxygen="1"))
    where = answer["Location"]
    page = client.get(where)
    assert page.status_code == 409
    content = page.content.decode()
    assert 'name="pick-masks"' in content
    assert 'name="pick-oxygen"' not in content  # both say the same
    unanswered = client.post(where, {"id": hidden(content, "id")})
    assert unanswered.status_code == 422
    assert "hai bản khác nhau" in unanswered.content.decode()
    done = client.post(where, {
        "id": hidden(content, "id"), "pick-masks": "mine", "pick-checkpoints": "theirs",
    })  # fmt: skip
    assert done.status_code == 302
    values = Submission.objects.get(number=2).values
    assert (values["masks"], values["checkpoints"]) == ("7", "0")
    assert client.get(done["Location"]).status_code == 200


def test_two_tabs_that_say_the_same(client, form):
    one, two = client.get(address()).content.decode(), client.get(address()).content.decode()
    for page in (one, two):
        keys = {name: hidden(page, name) for name in ("id", "base", "version")}
        answer = client.post(address(), keys | written(good(form)))
    assert "giống hệt nhau" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(("typed", "said"), [
    ("-3", "nhỏ hơn 0"), ("ba", "không phải là số"), ("1,5", "số lẻ"), ("9" * 14, "quá mức"),
])  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field_and_kept(client, form, typed, said):
    answer = fill(client, good(form, masks=typed))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert 'href="#v-masks"' in page
    assert f'value="{typed}"' in page
    assert "<title>Lỗi:" in page
    mended = {name: hidden(page, name) for name in ("id", "base", "version")}
    assert client.post(address(), mended | written(good(form))).status_code == 302


@pytest.mark.parametrize("typed", ["1.234", "1,234", "1 234", "1234", " 1.234\u00a0"])
def test_figures_are_read_as_people_write_them(client, form, typed):
    assert fill(client, good(form, masks=typed)).status_code == 302
    assert Submission.objects.get().values["masks"] == "1234"


def test_blank_is_not_zero(client, form):
    answer = fill(client, good(form, f0_died=""))
    assert answer.status_code == 422
    assert "chưa điền" in answer.content.decode()


def test_zeros_are_written_by_a_person(client, form):
    answer = fill(client, good(form, f0_died="", masks=""), do="zeros")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="v-f0_died" inputmode="numeric" value="0"' in page
    assert 'name="v-masks" inputmode="numeric" value=""' in page
    assert not Submission.objects.exists()


def test_a_warning_asks_for_its_reason(client, form):
    over = good(form, places_used="5")
    answer = fill(client, over)
    assert answer.status_code == 422
    assert 'id="c-places_within"' in answer.content.decode()
    assert fill(client, over, c_places_within="mượn thêm nhà văn hóa").status_code == 302


def test_whoever_sent_it_is_named_with_his_post_of_that_day(client, form):
    fill(client, good(form))
    sent = Submission.objects.get()
    who = (
        '<span lang="vi">Trần Ngọc Bảo</span>, cán bộ báo cáo, '
        '<span lang="vi">Ủy ban nhân dân xã Phước Hải</span>'
    )
    for url in (f"/reports/sent/{sent.submission}/", f"{address()}versions/"):
        page = client.get(url).content.decode()
        assert who in page
        assert "bao.tran" not in page.partition("<main")[2]
    Posting.objects.update(first_day=TODAY - timedelta(9), last_day=TODAY - timedelta(1))
    (said,) = senders([get_sent(actor=OPERATOR, submission=sent.submission)])
    assert said == '<span lang="vi">Trần Ngọc Bảo</span>'


def test_a_correction_says_why_and_all_versions_stay(client, form):
    fill(client, good(form, masks="5"))
    assert fill(client, good(form, masks="6")).status_code == 422
    answer = fill(client, good(form, masks="6"), **REASON)
    assert answer.status_code == 302
    assert Submission.objects.get(number=2).comments == {"report.reason": "trạm y tế đếm lại"}
    page = client.get(f"{address()}versions/").content.decode()
    assert "trạm y tế đếm lại" in page
    assert "Bản 2" in page
    assert "<b>6</b>" in page
    first = client.get(f"/reports/sent/{Submission.objects.get(number=1).submission}/")
    assert "đã được thay" in first.content.decode()


def test_a_draft_waits_where_it_was_left(client, form):
    half = {"masks": "12", "f0_died": "ba"}
    answer = fill(client, half, do="draft", **{"c_field__masks": "loại mới"})
    assert answer.status_code == 302
    page = client.get(address()).content.decode()
    assert 'value="12"' in page
    assert 'value="ba"' in page
    assert 'value="loại mới"' in page
    assert "Nháp lưu lúc 09:40" in page
    assert not Submission.objects.exists()
    fill(client, good(form))
    assert not Draft.objects.exists()


def test_a_draft_that_was_refused_is_mended_under_another_id_and_then_gone(client, form):
    fill(client, {"masks": "12"}, do="draft")
    refused = fill(client, good(form, masks="-3"))
    assert refused.status_code == 422
    page = refused.content.decode()
    draft = str(Draft.objects.get().submission)
    assert hidden(page, "id") == draft
    data = {name: hidden(page, name) for name in ("id", "base", "version")}
    wrong = data | written(good(form, masks="x")) | {"do": "send"}
    assert client.post(address(), wrong).status_code == 422
    # Whoever leaves, and comes back to the draft, sends it at the first press.
    assert fill(client, good(form, masks="8")).status_code == 302
    assert not Draft.objects.exists()
    assert Submission.objects.filter(state="ACCEPTED").count() == 1


def test_what_is_sent_after_the_session_has_ended_is_there_after_signing_in(
    client, form, reporter, commander
):
    page = client.get(address()).content.decode()
    data = {name: hidden(page, name) for name in ("id", "base", "version", "owner")}
    data |= written(good(form, masks="77"), field__masks="đếm lại kho") | {"do": "send"}
    client.logout()
    answer = client.post(address(), data)
    assert answer["Location"].startswith("/accounts/login/?next=/reports/")
    assert not Submission.objects.exists()
    client.force_login(reporter)
    page = client.get(address()).content.decode()
    assert "Phiên làm việc đã hết" in page
    assert 'name="v-masks" inputmode="numeric" value="77"' in page
    assert 'value="đếm lại kho"' in page
    assert hidden(page, "id") == data["id"]
    assert "Phiên làm việc đã hết" not in client.get(address()).content.decode()
    client.logout()
    client.post(address(), data)
    client.force_login(commander)  # somebody else reads none of it
    assert client.get(address()).status_code == 404


@pytest.mark.parametrize("owner", ["", "x", "IjEi:1:x"])
def test_who_never_had_a_session_leaves_nothing(client, form, owner):
    client.logout()
    client.post(address(), {"v-masks": "1", "owner": owner})
    assert not client.session.keys()


def test_a_draft_is_thrown_away(client, form):
    fill(client, {"masks": "12"}, do="draft")
    fill(client, {}, do="drop", id=str(Draft.objects.get().submission))
    assert not Draft.objects.exists()


def test_a_draft_is_nobody_elses(client, form, places, client_of):
    fill(client, {"masks": "12"}, do="draft")
    other = client_of(make_user("khac", at=places.commune_committee, role=Role.REPORTER))
    assert "Nháp lưu" not in other.get(address()).content.decode()
    other.post(address(), {"do": "drop", "id": str(Draft.objects.get().submission)})
    assert Draft.objects.exists()


def test_a_day_ahead_is_held_with_its_reason(client, form):
    answer = fill(client, good(form), day=TODAY + timedelta(days=4))
    assert "Kỳ báo cáo chưa bắt đầu" in client.get(answer["Location"]).content.decode()


def test_a_unit_that_was_merged(client, form, places):
    places.commune.valid_to = YESTERDAY
    places.commune.save()
    new = UnitFactory(name="Phước Mới", parent=places.district)
    Succession.objects.create(old=places.commune, new=new, day=TODAY, share=1, reason=Change.MERGE)
    page = client.get(address()).content.decode()
    assert "kết thúc ngày" in page
    assert '<b lang="vi">Phước Mới</b>' in page
    answer = fill(client, good(form))
    page = client.get(answer["Location"]).content.decode()
    assert "sáp nhập" in page
    assert "Đơn vị mới: Phước Mới." in page


def test_a_version_that_is_gone_keeps_what_was_typed(client, form):
    answer = fill(client, good(form, masks="8") | {"older": "31"}, version="9")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "dùng bản 1 của mẫu" in page
    assert 'value="8"' in page
    assert "<code>older</code>: 31" in page


def test_addresses_of_nothing(client, form):
    assert client.get("/reports/nothing/2021-12-23/").status_code == 404
    assert client.get("/reports/daily-commune/2021-02-30/").status_code == 404
    assert client.get("/reports/daily-commune/9999-12-31/").status_code == 404


def test_a_day_before_the_form_was_in_use_is_told_so(client, form):
    page = client.get("/reports/daily-commune/2015-03-01/", follow=True).content.decode()
    assert "ngày 01/03/2015 mẫu này chưa dùng" in page


def test_too_long_a_report(client, form):
    answer = fill(client, good(form, difficulties="x" * 2_001))
    assert "dài quá 2.000" in answer.content.decode()
    answer = fill(client, good(form, difficulties="x" * 300_000))
    assert answer.status_code == 422
    assert "Khó khăn, vướng mắc, kiến nghị: dài quá 200.000" in answer.content.decode()
    answer = fill(client, good(form), c_field__masks="x" * 2_001)
    assert "Ghi chú của “Khẩu trang y tế còn”: dài quá 2.000" in answer.content.decode()


@pytest.mark.parametrize("content_type", [MULTIPART_CONTENT, "application/x-www-form-urlencoded"])
def test_ten_megabytes_in_a_field_are_told_with_the_field_and_what_to_do(
    client, form, content_type, caplog
):
    data = {"v-masks": "8", "v-difficulties": "x" * 10_000_000}
    body = data if content_type == MULTIPART_CONTENT else urlencode(data)
    answer = client.post(address(), body, content_type=content_type)
    assert answer.status_code == 413
    page = answer.content.decode()
    assert ("<code>difficulties</code>" in page) == isinstance(body, str)
    assert "9.5 MB chữ, máy chủ chỉ nhận đến 2.5 MB" in page
    assert 'lang="en"' in page
    assert not any(record.exc_info for record in caplog.records)
    script = client.post(
        address(), body, content_type=content_type, headers={"accept": "application/json"}
    )
    assert script.json()["code"] == "too_large"


def test_more_fields_than_a_page_has_are_told_in_words(client, form):
    answer = client.post(address(), {f"v-{n}": "" for n in range(1_001)})
    assert answer.status_code == 413
    assert "nhiều ô" in answer.content.decode()


@pytest.mark.parametrize("do", ["send", "draft"])
def test_signs_that_cannot_be_kept_are_told_of_their_field(client, form, do):
    answer = fill(client, good(form, difficulties="thiếu\x00 gạo"), do=do)
    assert answer.status_code == 422
    assert "có ký tự không lưu được" in answer.content.decode()
    assert "thiếu" in answer.content.decode()
    assert not Submission.objects.exists()


def test_typed_in_for_a_commune_from_above(form, places, duty_officer, client_of):
    above = client_of(duty_officer)
    assert above.get(address()).status_code == 404
    where = f"{address()}?for={places.commune_committee.ref}"
    page = above.get(where).content.decode()
    assert "Nhập thay" in page
    data = {name: hidden(page, name) for name in ("id", "base", "version")} | written(good(form))
    answer = above.post(where, data)
    assert Submission.objects.get().channel == "PAPER"
    assert above.get(answer["Location"]).status_code == 200


def test_strangers_and_sisters_see_nothing(client, form, places, client_of):
    fill(client, good(form))
    sent = f"/reports/sent/{Submission.objects.get().submission}/"
    station = make_body(places.commune, "Trạm Y tế xã Phước Hải")
    next_commune = make_body(UnitFactory(name="Phước Nam", parent=places.next_district), "UBND xã")
    Body.objects.filter(pk=next_commune.pk).update(kind="people_committee")
    where = f"for={places.commune_committee.ref}"
    for number, body in enumerate((station, next_commune, places.next_committee, places.police)):
        other = client_of(make_user(f"la{number}", at=body, role=Role.REPORTER))
        assert other.get(sent).status_code == 404
        assert other.get(f"{address()}?{where}").status_code == 404
        assert other.post(f"{address()}?{where}", written(good(form))).status_code == 404
        assert other.get(f"{address()}versions/?{where}").status_code == 404
        assert "Phước Hải" not in other.get("/reports/").content.decode().split("<main")[1]


def test_who_looks_on_sees_and_sends_nothing(client, form, commander, client_of):
    fill(client, good(form))
    chief = client_of(commander)
    page = chief.get(f"/reports/sent/{Submission.objects.get().submission}/").content.decode()
    assert "Sửa và gửi lại" not in page
    assert chief.get(address()).status_code == 404


@pytest.mark.parametrize("path", ["/reports/", address()])
def test_the_number_of_statements_is_fixed(client, form, django_assert_max_num_queries, path):
    for back in range(1, 6):
        fill(client, good(form), day=TODAY - timedelta(days=back))
    with django_assert_max_num_queries(20):
        client.get(path)


def test_a_page_carries_no_more_of_the_past_than_its_rules_look_at(client, form):
    values = good(form, f0_current="3", care_home="3", f0_reached="3", f0_new="", f0_total="9",
                  f0_community="1", f0_quarantine="2", masks="1.200")  # fmt: skip
    fill(client, values, day=YESTERDAY)
    page = client.get(address()).content.decode()
    carried = json.loads(page.split('type="application/json">')[1].split("</script>")[0])
    assert carried["history"] == {"f0_new": ["3"], "f1_new": ["0"]}
    assert carried["previous"]["f0_total"] == "9"
    assert "masks" not in carried["previous"]
    asked = client.get(f"{address()}past.json").json()
    assert asked["days"] == [YESTERDAY.isoformat()]
    assert asked["values"]["masks"] == ["1200"]
    assert asked["values"]["difficulties"] == [None]


def test_the_definition_never_changes(client, form):
    page = client.get(address()).content.decode()
    where = page.split('data-definition="')[1].split('"')[0]
    answer = client.get(where)
    assert answer.json()["form"]["code"] == FORM
    assert "immutable" in answer["Cache-Control"]
    assert client.get("/reports/definitions/abc.json").status_code == 404


def test_the_first_page_leads_to_what_is_due(client, form):
    page = client.get("/").content.decode()
    assert "Báo cáo đến hạn" in page
    assert f'href="{address()}"' in page
    fill(client, good(form))
    assert "Báo cáo đến hạn" not in client.get("/").content.decode()


def test_earlier_periods_and_what_is_checked_without_scripts(client, form):
    fill(client, good(form, masks="2"), day=YESTERDAY)
    fill(client, good(form, masks=""), day=YESTERDAY - timedelta(days=1))
    page = client.get(f"{address()}earlier/").content.decode()
    row = page.split("Khẩu trang y tế còn</th>")[1].split("</tr>")[0]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", row) == ["2", "–"]  # blank is not zero
    assert "Máy kiểm tra gì ở phần này" in page
    assert "trung vị" in page
    assert f'href="{address()}"' in page
    assert 'id="s-supplies"' in page
    assert 'href="earlier/#s-supplies"' in client.get(address()).content.decode()
    assert client.get("/reports/nothing/2021-12-23/earlier/").status_code == 404


def test_a_section_in_which_nothing_is_new_without_scripts(client, form):
    fill(client, good(form, masks="5"), day=YESTERDAY)
    page = client.get(address()).content.decode()
    data = {name: hidden(page, name) for name in ("id", "base", "version")}
    answer = client.post(address(), data | {"v-f0_died": "2", "same": "cases"})
    page = answer.content.decode()
    found = dict(re.findall(r'name="v-(f0_died|f0_community|masks)"[^>]* value="([^"]*)"', page))
    assert found == {"f0_died": "2", "f0_community": "0", "masks": ""}
    assert not Submission.objects.filter(report__day=TODAY).exists()
