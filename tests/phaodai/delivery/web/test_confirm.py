"""The page on which obligations are made of a dispatch."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from phaodai.registers.directives import operations
from phaodai.registers.directives.models import Assignment, Entry, Obligation, Proposal
from phaodai.vocabulary.access import Role
from phaodai.vocabulary.indicators import CATALOGUE
from phaodai.vocabulary.refs import BodyRef
from tests.phaodai.conftest import NOW, OPERATOR, actor_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.directives import due, order, reading

ISSUER = "Ủy ban nhân dân huyện Ninh Phước"
HEALTH = "Trung tâm Y tế huyện Ninh Phước"
POLICE = "Công an huyện Ninh Phước"
DAY = due("date", date="2021-12-28", time="17:00", text="trước 17 giờ ngày 28/12/2021")


@pytest.fixture
def keep(places):
    def act(*orders, **fields):
        orders = orders or (
            order(f"{HEALTH} tiêm đủ liều 2.", lead=(HEALTH,), deadline=DAY),
            order(f"{POLICE} lập tổ truy vết.", lead=(POLICE,), confidence=0.4),
            order("Rà soát hộ khó khăn."),
        )
        return operations.import_document(
            actor=OPERATOR,
            keeper=BodyRef(places.committee.ref),
            reading=reading(*orders, **{"issuer": ISSUER, **fields}),
            file=None,
            file_name="",
            media_type="text/plain",
            now=NOW,
        )

    return act


@pytest.fixture
def officer(client_of, duty_officer):
    return client_of(duty_officer)


@pytest.fixture
def chief(client_of, commander):
    return client_of(commander)


def page_of(kept):
    return reverse("directives:confirm", args=[kept.ref])


def address(kept, row, verb):
    return reverse("directives:confirm-act", args=[kept.ref, row.ref, verb])


def rows_of(kept):
    return list(Proposal.objects.filter(document__ref=kept.ref).order_by("ordinal"))


def words(answer):
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(html.unescape(text).split())


def bare(answer, path):
    """Return a page less what differs between any two: its address, tokens and the time."""
    text = answer.content.decode().replace(path, "")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return re.sub(r"<time.*?</time>", "", text, flags=re.DOTALL)


def typed(row, **fields):
    lead = "\n".join(body.text for body in row.bodies.filter(part="LEAD"))
    return {
        "version": row.version,
        "title": row.title or row.text,
        "lead": lead,
        "due_kind": row.due_kind,
        "due_day": "",
        "due_often": "FREQ=DAILY",
        "due_unit": "D",
        **fields,
    }


def confirm(client, kept, *rows):
    for row in rows:
        answer = client.post(address(kept, row, "accept"), {"version": row.version})
        assert answer.status_code == 302


class TestSight:
    def test_the_page_shows_every_proposal_with_its_place(self, officer, keep):
        answer = officer.get(page_of(keep()))
        assert answer.status_code == 200
        assert "3 chờ xem, 0 đã nhận, 0 bỏ" in words(answer)
        assert 'href="#d1"' in answer.content.decode()

    def test_looking_changes_nothing(self, officer, chief, keep):
        kept = keep()
        confirm(chief, kept, rows_of(kept)[0])
        before = (Entry.objects.count(), Assignment.objects.count(), Obligation.objects.count())
        for query in ("", "?edit=2", "?reject=2", "?split=2", "?add=1", "issue/"):
            assert chief.get(page_of(kept) + query).status_code == 200
        now = (Entry.objects.count(), Assignment.objects.count(), Obligation.objects.count())
        assert now == before

    def test_strangers_meet_a_missing_page(self, client_of, places, stranger, sister, keep):
        kept = keep()
        row = rows_of(kept)[0]
        away = make_user("xa.lam", at=places.next_committee, role=Role.DUTY_OFFICER)
        police = make_user("ca.truc", at=places.police, role=Role.DUTY_OFFICER)
        below = make_user("xa.truc", at=places.commune_committee, role=Role.DUTY_OFFICER)
        reporter = make_user("bc", at=places.committee, role=Role.REPORTER)
        missing = reverse("directives:confirm", args=[row.ref])
        for user in (away, police, below, reporter, stranger, sister):
            client = client_of(user)
            answer, none = client.get(page_of(kept)), client.get(missing)
            assert (answer.status_code, none.status_code) == (404, 404)
            assert bare(answer, page_of(kept)) == bare(none, missing)
            assert client.post(address(kept, row, "accept"), {"version": 0}).status_code == 404
            assert client.get(page_of(kept) + "issue/").status_code == 404
        assert not Obligation.objects.exists()

    def test_who_is_not_signed_in_signs_in_first(self, client, keep):
        assert client.get(page_of(keep())).status_code == 302

    def test_what_a_dispatch_says_is_never_markup(self, officer, keep):
        kept = keep(order("<script>alert(1)</script> rà soát.", lead=("<b>Sở</b>",)))
        body = officer.get(page_of(kept) + "?edit=1").content.decode()
        assert "<script>alert" not in body
        assert "<b>Sở" not in body

    def test_queries_do_not_grow_with_proposals(self, officer, keep):
        few = keep()
        many = keep(
            *(order(f"{HEALTH} làm việc {n}.", lead=(HEALTH,)) for n in range(20)), number="16"
        )
        counts = []
        for kept in (few, many):
            officer.get(page_of(kept))
            with CaptureQueriesContext(connection) as caught:
                officer.get(page_of(kept))
            counts.append(len(caught))
        assert counts[0] == counts[1]


class TestDeciding:
    def test_a_proposal_is_confirmed_and_work_goes_on_at_the_next(self, officer, keep):
        kept = keep()
        row = rows_of(kept)[0]
        answer = officer.post(address(kept, row, "accept"), {"version": row.version})
        assert answer.url == page_of(kept) + "#o2"
        assert Obligation.objects.get().title.startswith(HEALTH)

    def test_the_last_act_can_be_taken_back(self, officer, keep):
        kept = keep()
        for verb, fields in (
            ("accept", {}),
            ("reject", {"reason": "không giao huyện"}),
            ("split", {"pieces": "một\nhai"}),
        ):
            row = rows_of(kept)[0]
            sent = {"version": row.version, **fields}
            assert officer.post(address(kept, row, verb), sent).status_code == 302
            assert "Hoàn tác" in words(officer.get(page_of(kept)))
            officer.post(reverse("directives:confirm-undo", args=[kept.ref]))
            assert rows_of(kept)[0].state == "PROPOSED"
        assert not Obligation.objects.exists()

    def test_a_merge_is_taken_back_whole(self, officer, keep):
        kept = keep()
        one, two, _three = rows_of(kept)
        sent = {"version": one.version, "with": f"{two.ref}:{two.version}"}
        officer.post(address(kept, one, "merge"), sent)
        assert [row.state for row in rows_of(kept)] == ["MERGED", "MERGED", "PROPOSED", "PROPOSED"]
        officer.post(reverse("directives:confirm-undo", args=[kept.ref]))
        assert [row.state for row in rows_of(kept)] == ["PROPOSED"] * 3

    def test_a_reason_is_asked_for(self, officer, keep):
        kept = keep()
        row = rows_of(kept)[0]
        answer = officer.post(address(kept, row, "reject"), {"version": row.version, "reason": " "})
        assert answer.status_code == 422
        assert "Ghi lý do" in words(answer)

    def test_what_is_certain_is_confirmed_at_once(self, officer, keep):
        kept = keep()
        page = officer.get(page_of(kept)).content.decode()
        seen = re.findall(r'name="seen" value="([^"]+)"', page)
        assert len(seen) == 1  # one is unsure, one names nobody
        officer.post(reverse("directives:confirm-certain", args=[kept.ref]), {"seen": seen})
        assert [row.state for row in rows_of(kept)] == ["CONFIRMED", "PROPOSED", "PROPOSED"]

    def test_who_was_slower_reads_who_did_what_and_keeps_his_words(
        self, officer, chief, commander, keep
    ):
        kept = keep()
        row = rows_of(kept)[1]
        chief.post(address(kept, row, "edit"), typed(row, title="Lập hai tổ truy vết"))
        answer = officer.post(address(kept, row, "edit"), typed(row, title="Lập ba tổ truy vết"))
        assert answer.status_code == 409
        assert "đã sửa nghĩa vụ này" in words(answer)
        assert commander.username in words(answer)
        assert 'value="Lập ba tổ truy vết"' in answer.content.decode()
        fresh = rows_of(kept)[1]
        assert fresh.title == "Lập hai tổ truy vết"
        again = officer.post(address(kept, fresh, "edit"), typed(fresh, title="Lập ba tổ truy vết"))
        assert again.status_code == 302


class TestChanging:
    def test_every_field_is_changed_in_place(self, officer, keep):
        kept = keep()
        row = rows_of(kept)[1]
        sent = typed(
            row,
            title="Lập tổ truy vết",
            lead=f"{HEALTH}\n{POLICE}",
            coordinate="Hội Chữ thập đỏ",
            due_kind="date",
            due_day="28/12/2021",
            due_time="17:00",
            target=next(iter(CATALOGUE)),
            target_sign=">=",
            target_value="95",
        )
        answer = officer.post(address(kept, row, "edit"), sent)
        assert answer.status_code == 302, words(answer)
        row = rows_of(kept)[1]
        assert row.title == "Lập tổ truy vết"
        assert [b.text for b in row.bodies.filter(part="LEAD")] == [HEALTH, POLICE]
        assert (str(row.due_date), str(row.due_time)) == ("2021-12-28", "17:00:00")
        assert row.targets[0]["value"] == 95

    def test_saving_what_was_not_changed_leaves_it(self, officer, keep):
        kept = keep()
        row = rows_of(kept)[0]
        page = officer.get(page_of(kept) + "?edit=1")
        form = page.context["opened"].form
        sent = {name: form[name].value() or "" for name in form.fields}
        officer.post(address(kept, row, "edit"), sent)
        assert rows_of(kept)[0].version == row.version

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"title": ""}, "Việc phải làm"),
            ({"due_kind": "date", "due_day": ""}, "thì phải ghi ngày"),
            ({"due_kind": "date", "due_day": "31/02/2021"}, "Ngày không có trong lịch"),
            ({"due_kind": "duration"}, "Ghi trong bao lâu"),
            ({"target_value": "nhiều"}, "Gõ một số"),
        ],
    )
    def test_what_is_wrong_is_said_and_typed_values_stay(self, officer, keep, fields, said):
        kept = keep()
        row = rows_of(kept)[1]
        answer = officer.post(
            address(kept, row, "edit"), typed(row, coordinate="Hội Nông dân", **fields)
        )
        assert answer.status_code == 422
        assert said in words(answer)
        assert "Hội Nông dân" in words(answer)
        assert rows_of(kept)[1].version == row.version

    def test_one_is_added_by_hand(self, officer, keep):
        kept = keep()
        sent = {"title": "Trực 24/24", "lead": HEALTH, "due_kind": "standing", "due_unit": "D"}
        address = reverse("directives:confirm-add", args=[kept.ref])
        assert officer.post(address, sent).status_code == 302
        assert officer.post(address, {**sent, "title": ""}).status_code == 422
        assert "thêm tay" in words(officer.get(page_of(kept)))
        assert rows_of(kept)[3].text == "Trực 24/24"


class TestIssuing:
    def test_who_gets_what_is_listed_before_it_goes_out(self, chief, keep):
        kept = keep()
        confirm(chief, kept, rows_of(kept)[0], rows_of(kept)[2])
        page = chief.get(page_of(kept) + "issue/")
        assert "1 việc sẽ tới 1 cơ quan" in words(page)
        assert HEALTH in words(page)
        assert "không rõ ai chủ trì" in words(page)
        assert not Assignment.objects.exists()
        go = re.findall(r'name="go" value="([^"]+)"', page.content.decode())
        answer = chief.post(page_of(kept) + "issue/", {"go": go})
        assert answer.status_code == 302
        assert Assignment.objects.get().body.name == HEALTH
        assert "1 đã giao" in words(chief.get(page_of(kept)))

    def test_it_is_taken_back_within_thirty_seconds(self, chief, keep):
        kept = keep()
        confirm(chief, kept, rows_of(kept)[0])
        page = chief.get(page_of(kept) + "issue/").content.decode()
        chief.post(page_of(kept) + "issue/", {"go": re.findall(r'name="go" value="([^"]+)"', page)})
        assert "Lấy lại" in words(chief.get(page_of(kept)))
        chief.post(page_of(kept) + "issue/undo/")
        assert not Assignment.objects.exists()
        assert Obligation.objects.get().state == "CONFIRMED"

    def test_a_duty_officer_proposes_and_does_not_issue(self, officer, keep):
        kept = keep()
        confirm(officer, kept, rows_of(kept)[0])
        page = officer.get(page_of(kept) + "issue/")
        assert page.status_code == 200
        assert "chờ người đứng đầu" in words(page)
        assert "Giao 1 việc" not in words(page)
        go = f"{Obligation.objects.get().ref}:0"
        assert officer.post(page_of(kept) + "issue/", {"go": [go]}).status_code == 404
        assert not Assignment.objects.exists()

    def test_a_list_that_changed_is_shown_again(self, chief, keep):
        kept = keep()
        confirm(chief, kept, rows_of(kept)[0])
        go = f"{Obligation.objects.get().ref}:7"
        answer = chief.post(page_of(kept) + "issue/", {"go": [go]})
        assert answer.status_code == 409
        assert not Assignment.objects.exists()


def test_an_act_that_is_none_is_a_missing_page(officer, keep, duty_officer):
    kept = keep()
    row = rows_of(kept)[0]
    sent = {"version": row.version}
    assert officer.post(address(kept, row, "burn"), sent).status_code == 404
    assert officer.get(address(kept, row, "accept")).status_code == 405
    assert actor_of(duty_officer).posts
