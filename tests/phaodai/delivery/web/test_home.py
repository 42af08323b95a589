"""The first page of each post, and how one looks: a unit, a day, a post."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.delivery import clock
from phaodai.foundation.accounts.models import Posting
from phaodai.foundation.agencies.models import HeadPost, Tenure
from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment, Occurrence, Reminder
from phaodai.registers.directives.states import AssignmentState, OccurrenceState, Proof
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, OPERATOR
from tests.phaodai.delivery.web.task_pages import BOARD, HEALTH, page_of, words
from tests.phaodai.factories.accounts import make_posting, make_user
from tests.phaodai.factories.directives import due, order, reading

POLICE = "Công an huyện Ninh Phước"
MORNING = datetime(2021, 12, 23, 2, 40, tzinfo=UTC)


@pytest.fixture
def morning(monkeypatch):
    """09:40 on the Thursday on which reports are due at ten."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)


@pytest.fixture
def daily(issue, morning):
    def act(*bodies):
        each_day = due("recurring", rrule="FREQ=DAILY", time="10:00")
        rows = issue(
            *(order(f"{body} báo cáo.", lead=(body,), deadline=each_day) for body in bodies),
            number="77",
        )
        operations.open_occurrences(now=NOW, until=NOW + timedelta(hours=8))
        return rows

    return act


def links(answer):
    found = re.findall(r'href="([^"]+)"', answer.content.decode().split("<main", 1)[1])
    return {html.unescape(each) for each in found}


def headings(answer):
    return re.findall(r'<h2 id="([\w-]+)"', answer.content.decode())


class TestRoles:
    def test_a_commander_is_told_what_waits_and_who_is_late(self, chief, issue, places):
        seat = HeadPost.objects.create(body=places.health, title_vi="Giám đốc")
        Tenure.objects.create(head_post=seat, holder="Ngô Thị Ái Vân", first_day=date(2020, 1, 1))
        late, answered = issue(
            order(f"{HEALTH} tiêm đủ.", lead=(HEALTH,), deadline=due("date", date="2021-12-25")),
            order(f"{POLICE} kiểm tra.", lead=(POLICE,), deadline=due("date", date="2021-12-26")),
        )
        Assignment.objects.filter(pk=answered.pk).update(
            state=AssignmentState.SUBMITTED, answered_at=NOW, proof=Proof.MET, proof_as_of=NOW
        )
        answer = chief.get("/")
        said = words(answer)
        assert "1 việc quá hạn của 1 người đứng đầu; 1 việc chờ đồng chí quyết định;" in said
        assert "0 văn bản chờ giao" in said
        assert "Ngô Thị Ái Vân" in said
        assert {"decisions", "heads", "proved"} <= set(headings(answer))
        assert {
            page_of(late), page_of(answered), f"{BOARD}?late=OVERDUE", f"{BOARD}?proof=MET",
        } <= links(answer)  # fmt: skip
        for url in links(answer):
            if url.startswith("/"):
                assert chief.get(url).status_code == 200, url

    def test_what_is_confirmed_waits_to_be_issued(self, chief, places):
        kept = operations.import_document(
            actor=OPERATOR, keeper=places.committee.ref, reading=reading(), file=None,
            file_name="", media_type="text/plain", now=NOW,
        )  # fmt: skip
        operations.confirm_all(actor=OPERATOR, document=kept.ref, now=NOW)
        answer = chief.get("/")
        assert "1 văn bản chờ giao" in words(answer)
        assert reverse("directives:confirm", args=[kept.ref]) in links(answer)

    def test_a_duty_officer_sees_who_has_not_reported(self, client_of, duty_officer, daily, places):
        daily(HEALTH, POLICE)
        said = words(client_of(duty_officer).get("/"))
        assert "Còn 20 phút" in said
        assert "1 trong 1 nơi chưa trả lời" in said
        assert "Nhắc: “" in said
        Occurrence.objects.update(state=OccurrenceState.SUBMITTED, answered_at=NOW)
        said = words(client_of(duty_officer).get("/"))
        assert "0 trong 1 nơi chưa trả lời" in said
        assert "09:40" in said
        assert "Nhắc: “" not in said

    def test_the_strip_says_in_words_what_it_draws(self, client_of, duty_officer, daily):
        daily(HEALTH)
        content = client_of(duty_officer).get("/").content.decode()
        strip = content[content.index('class="strip"') : content.index("</svg>", content.index(
            'class="strip"'))]  # fmt: skip
        assert 'role="img"' in strip
        assert "0 trong 1 nơi đã trả lời, 1 nơi chưa, hạn 10:00" in strip
        assert "nan" not in strip.lower()

    def test_a_reporter_has_the_one_button_of_the_next_act(self, clinic, daily, issue):
        [row] = daily(HEALTH)
        [other] = issue()
        answer = clinic.get("/")
        said = words(answer)
        assert "trước 10:00" in said
        assert f"{page_of(row)}#times" in links(answer)
        assert f'action="{reverse("tasks:act", args=[other.ref, "acknowledge"])}"' in (
            answer.content.decode()
        )
        assert said.index("trước 10:00") < said.index("tiêm đủ")

    def test_whoever_works_at_a_body_takes_up_what_it_has(self, client_of, places, issue):
        [row] = issue()
        nurse = client_of(make_user(at=places.health, role=Role.HEALTH_WORKER))
        answer = nurse.get("/")
        assert page_of(row) in links(answer)
        taken_up = reverse("tasks:act", args=[row.ref, "acknowledge"])
        assert f'action="{taken_up}"' in answer.content.decode()
        nurse.post(taken_up, {"version": row.version})
        row.refresh_from_db()
        assert row.state == "ACKNOWLEDGED"

    def test_what_is_given_in_person_is_marked_and_stands_where_it_is_due(
        self, client_of, places, issue
    ):
        user = make_user(at=places.health, role=Role.HEALTH_WORKER)
        first, second = issue(
            order(f"{HEALTH} việc gấp.", lead=(HEALTH,), deadline=due("date", date="2021-12-24")),
            order(f"{HEALTH} việc riêng.", lead=(HEALTH,), deadline=due("date", date="2022-12-30")),
        )
        Assignment.objects.filter(pk=second.pk).update(user_ref=user.ref)
        content = client_of(user).get("/").content.decode()
        assert content.index(page_of(first)) < content.index(page_of(second))
        assert "giao đích danh" in content

    def test_several_posts_are_one_list_without_doubles(self, client_of, places, issue):
        rows = issue(
            order(f"{HEALTH} sau.", lead=(HEALTH,), deadline=due("date", date="2031-12-30")),
            order(f"{POLICE} trước.", lead=(POLICE,), deadline=due("date", date="2031-12-20")),
        )
        user = make_user(at=places.health, role=Role.REPORTER)
        make_posting(user, places.police, Role.REPORTER)
        make_posting(user, places.health, Role.TRACER)
        content = client_of(user).get("/").content.decode()
        later, sooner = rows
        assert content.index(page_of(sooner)) < content.index(page_of(later))
        assert len(re.findall(rf'href="{page_of(later)}"', content)) == 1

    @pytest.mark.parametrize("role", [Role.ANALYST, Role.INSPECTOR])
    def test_who_looks_on_gets_the_counts(self, client_of, places, issue, role):
        issue()
        answer = client_of(make_user(at=places.committee, role=role)).get("/")
        assert "1 việc đang mở trong tầm nhìn" in words(answer)
        assert f"{BOARD}?state=NEW" in links(answer)
        assert "mine" not in headings(answer)

    def test_an_administrator_sees_what_is_wrong_and_missing(
        self, client_of, administrator, places, settings
    ):
        make_user("moi", name="Kiều Mới", at=places.police, password_must_change=True)
        answer = client_of(administrator).get("/")
        said = words(answer)
        assert "Chưa có sao lưu nào" in said
        assert "Kiều Mới" in said
        assert reverse("agencies:body", args=[places.committee.ref]) in links(answer)
        assert reverse("units:unit", args=[places.commune.ref]) in links(answer)
        assert "Chiềng" not in said

    def test_an_administrator_does_not_look_next_door(self, client_of, stranger, places):
        make_user("moi", name="Kiều Mới", at=places.police, password_must_change=True)
        said = words(client_of(stranger).get("/"))
        assert "Kiều Mới" not in said
        assert places.police.name not in said


class TestSight:
    def test_strangers_see_nothing_of_it(self, client_of, places, issue):
        [row] = issue()
        for body in (places.next_committee, places.police):
            for role in (Role.COMMANDER, Role.DUTY_OFFICER, Role.REPORTER, Role.ANALYST):
                answer = client_of(make_user(at=body, role=role)).get("/")
                assert page_of(row) not in answer.content.decode()
                assert "tiêm đủ" not in words(answer)

    @pytest.mark.parametrize("role", list(Role))
    def test_no_home_asks_more_with_more_rows(
        self, client_of, places, issue, role, django_assert_num_queries
    ):
        client = client_of(make_user(at=places.committee, role=role))
        counts = []
        for n, number in ((2, "21"), (20, "22")):
            issue(*(order(f"{HEALTH} việc {i}.", lead=(HEALTH,),
                          deadline=due("date", date="2021-12-25")) for i in range(n)),
                  number=number)  # fmt: skip
            operations.raise_reminders(now=NOW + timedelta(days=1))
            client.get("/")
            with CaptureQueriesContext(connection) as caught:
                assert client.get("/").status_code == 200
            counts.append(len(caught))
        assert counts[0] == counts[1]


class TestReminders:
    def test_a_reminder_is_put_away_by_whom_it_reminds(self, client_of, places, issue, clinic):
        issue(order(f"{HEALTH} việc.", lead=(HEALTH,), deadline=due("date", date="2021-12-24")))
        operations.raise_reminders(now=NOW + timedelta(days=1))
        reminder = Reminder.objects.get()
        url = reverse("put-away", args=[reminder.ref])
        assert clinic.get(url).status_code == 405
        sister = client_of(make_user(at=places.police, role=Role.DUTY_OFFICER))
        assert sister.post(url).status_code == 404
        assert clinic.post(url).status_code == 302
        reminder.refresh_from_db()
        assert reminder.acknowledged_at is not None

    def test_it_is_not_shown_beside_its_own_task(self, clinic, issue):
        issue(order(f"{HEALTH} việc.", lead=(HEALTH,), deadline=due("date", date="2021-12-24")))
        operations.raise_reminders(now=NOW + timedelta(days=1))
        assert "calls" not in headings(clinic.get("/"))

    def test_what_nobody_below_answered_comes_up(self, chief, issue):
        issue(order(f"{HEALTH} việc.", lead=(HEALTH,), deadline=due("date", date="2021-12-24")))
        operations.raise_reminders(now=NOW + timedelta(days=9))
        answer = chief.get("/")
        assert "calls" in headings(answer)
        assert "chưa trả lời" in words(answer)


class TestLook:
    CHOOSE = reverse("look-choose")

    def test_a_unit_below_narrows_board_and_home(self, client_of, places, issue):
        issue()
        client = client_of(make_user(at=places.province_committee, role=Role.COMMANDER))
        assert "1 việc quá hạn" in words(client.get("/"))
        offered = client.get(reverse("look")).content.decode()
        assert str(places.district.ref) in offered
        client.post(self.CHOOSE, {"unit": places.next_district.ref})
        page = words(client.get("/"))
        assert "Đang xem Thuận Nam" in page
        assert "Không có việc nào quá hạn" in page
        assert "tiêm đủ" not in words(client.get(BOARD))
        assert "tiêm đủ" in words(client.get(f"{BOARD}?unit={places.district.ref}"))
        client.post(self.CHOOSE, {"unit": places.district.ref})
        assert "1 việc quá hạn" in words(client.get("/"))
        client.post(self.CHOOSE, {"unit": ""})
        assert "Đang xem" not in words(client.get("/"))

    def test_documents_follow_the_unit(self, client_of, places, issue):
        issue()
        client = client_of(make_user(at=places.province_committee, role=Role.COMMANDER))
        address = reverse("directives:list")
        assert "15/" in words(client.get(address))
        client.post(self.CHOOSE, {"unit": places.next_district.ref})
        assert "15/" not in words(client.get(address))
        assert "newest" not in headings(client.get("/")) or "15/" not in words(client.get("/"))
        client.post(self.CHOOSE, {"unit": places.district.ref})
        assert "15/" in words(client.get(address))

    def test_nobody_looks_where_he_does_not_see(self, client_of, commander, places, reporter):
        client = client_of(commander)
        for unit in (places.next_district, places.province, places.district):
            client.post(self.CHOOSE, {"unit": unit.ref})
            assert "Đang xem" not in words(client.get("/"))
        for unit in ("", "x", "00000000-0000-0000-0000-000000000000"):
            assert client.post(self.CHOOSE, {"unit": unit}).status_code == 302
        police = client_of(make_user(at=places.police, role=Role.COMMANDER))
        police.post(self.CHOOSE, {"unit": places.commune.ref})
        assert "Đang xem" not in words(police.get("/"))

    def test_a_view_that_no_longer_fits_counts_for_nothing(self, client_of, places):
        user = make_user(at=places.province_committee, role=Role.COMMANDER)
        client = client_of(user)
        client.post(self.CHOOSE, {"unit": places.district.ref})
        posting = Posting.objects.get(user=user)
        posting.body = places.next_committee
        posting.save()
        assert "Đang xem" not in words(client.get("/"))

    def test_a_day_of_the_past_is_shown_and_nobody_acts_in_it(self, client_of, commander, places):
        client = client_of(commander)
        assert client.post(self.CHOOSE, {"on": "20/12/2020"}).status_code == 302
        page = words(client.get(reverse("units:list")))
        assert "20/12/2020" in page
        assert "tình trạng công việc là của bây giờ" in page
        client.post(self.CHOOSE, {"on": ""})
        assert "20/12/2020" not in words(client.get(reverse("units:list")))

    @pytest.mark.parametrize("day", ["31/02/2021", "mai", "01/01/2999"])
    def test_a_day_that_cannot_be_looked_at(self, client_of, commander, day):
        answer = client_of(commander).post(self.CHOOSE, {"on": day})
        assert answer.status_code == 422
        assert "Ngày" in words(answer)

    def test_one_of_several_posts(self, client_of, places, issue):
        [row] = issue()
        user = make_user(at=places.health, role=Role.REPORTER)
        make_posting(user, places.next_committee, Role.COMMANDER)
        client = client_of(user)
        assert page_of(row) in client.get("/").content.decode()
        client.post(self.CHOOSE, {"post": f"commander:{places.next_committee.ref}"})
        page = client.get("/")
        assert page_of(row) not in page.content.decode()
        assert "chỉ huy (1/2)" in words(page)
        assert client.get(page_of(row)).status_code == 404
        client.post(self.CHOOSE, {"post": f"commander:{places.committee.ref}"})  # not his
        assert page_of(row) in client.get("/").content.decode()

    def test_one_is_not_sent_away(self, client_of, commander):
        answer = client_of(commander).post(self.CHOOSE, {"next": "https://evil.example/"})
        assert answer.headers["Location"] == "/"


def test_a_task_taken_from_the_first_page(clinic, issue):
    [row] = issue()
    clinic.post(reverse("tasks:act", args=[row.ref, "acknowledge"]), {"version": row.version})
    row.refresh_from_db()
    assert row.state == AssignmentState.ACKNOWLEDGED
    assert f"{page_of(row)}#submit-text" in links(clinic.get("/"))
