"""A machine files reports: receipt, replay, conflict, what is held and what is wrong."""

import json
from datetime import timedelta

import pytest

from phaodai.delivery import clock
from phaodai.registers.reports.models import Report, Submission
from phaodai.vocabulary.access import Role
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.delivery.api.conftest import ROOT, Machine, token_of
from tests.phaodai.delivery.api.test_conventions import problem_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.reports import make_version
from tests.phaodai.registers.reports.test_acceptance import an_id

GOOD = {"a": "3", "b": "1,5", "now": "4.5", "trend": "same"}


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    """The business clock shows the morning of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def commune(places):
    for body in (places.commune_committee, places.next_committee):
        body.kind = "people_committee"
        body.save()
    make_version(
        rules=[
            sheets.rule("falls", {"at_least": ["now", {"previous": "now"}]}),
            sheets.rule("odd", {"at_most": ["a", 50]}, severity="warning"),
        ]
    )
    return places.commune_committee


@pytest.fixture
def filer(commune):
    return Machine(token_of(make_user(at=commune, role=Role.REPORTER)))


def report(number: int = 1, **changes: object) -> dict[str, object]:
    return {
        "id": str(an_id(number)),
        "form": "all-things",
        "form_version": 1,
        "day": TODAY.isoformat(),
        "values": GOOD,
        **changes,
    }


def test_receipt_then_replay(filer):
    first = filer.send("/reports", report(device_time="2021-12-23T09:30:00+07:00"))
    assert first.status_code == 201
    said = first.json()
    assert (said["state"], said["number"], said["lateness"]) == ("ACCEPTED", 1, "ON_TIME")
    assert (said["is_replay"], len(said["receipt"])) == (False, 11)
    again = filer.send("/reports", report())
    assert (again.status_code, again.json()) == (200, {**said, "is_replay": True})
    row = Submission.objects.get()
    assert (row.channel, str(row.submission)) == ("API", said["id"])
    assert row.filled_at == NOW - timedelta(minutes=10)


def test_status_and_list(filer):
    said = filer.send("/reports", report()).json()
    sent = filer.call(f"/submissions/{said['id']}").json()
    assert (sent["receipt"], sent["state"]) == (said["receipt"], "ACCEPTED")
    assert sent["values"]["total"] == "5.5"  # computed here
    shown = filer.call(f"/reports/{said['report']}").json()
    assert [each["id"] for each in shown["submissions"]] == [said["id"]]
    assert shown["due_at"] == "2021-12-23T10:00:00+07:00"
    [row] = filer.call("/reports", form="all-things", first=TODAY.isoformat()).json()["items"]
    assert row["ref"] == said["report"]
    assert filer.call("/reports", last="2021-12-22").json()["items"] == []


def test_the_list_goes_on_from_the_last_row(filer):
    days = [TODAY - timedelta(days=n) for n in range(3)]
    for number, day in enumerate(days, start=1):
        filer.send("/reports", report(number, day=day.isoformat(), values={**GOOD, "now": "9"}))
    seen, cursor = [], ""
    while cursor is not None:
        page = filer.call("/reports", limit=2, cursor=cursor).json()
        seen += [row["day"] for row in page["items"]]
        cursor = page["next"]
    assert seen == [day.isoformat() for day in days]


def test_the_same_id_for_something_else(filer):
    filer.send("/reports", report())
    answer = filer.send("/reports", report(values={**GOOD, "a": "4"}))
    assert (answer.status_code, problem_of(answer)) == (409, "id_reused")
    assert json.loads(answer.content)["kept"]["values"]["a"] == "3"


def test_an_id_of_a_stranger_shows_nothing(filer, places):
    filer.send("/reports", report())
    filer_of_districts = {"level": "DISTRICT", "body": "people_committee", "role": "reporter"}
    make_version(code="of-district", filer=filer_of_districts)
    next_door = Machine(token_of(make_user(at=places.next_committee, role=Role.REPORTER)))
    answer = next_door.send("/reports", report(form="of-district"))
    assert problem_of(answer) == "id_reused"
    assert "kept" not in json.loads(answer.content)


def test_both_sides_of_what_was_built_on_something_old(filer):
    filer.send("/reports", report(1))
    why = {"report.reason": "đếm lại"}
    filer.send("/reports", report(2, base=str(an_id(1)), values={**GOOD, "a": "5"}, comments=why))
    answer = filer.send("/reports", report(3, base=str(an_id(1)), values={**GOOD, "a": "6"}))
    assert (answer.status_code, problem_of(answer)) == (409, "built_on_old")
    said = json.loads(answer.content)
    assert said["base"] == str(an_id(2))
    clash = next(each for each in said["fields"] if each["field"] == "a")
    assert clash == {"field": "a", "side": "CLASH", "base": "3", "mine": "6", "theirs": "5"}
    assert said["proposal"]["a"] == "5"
    assert Submission.objects.filter(state="STALE").count() == 1  # what came stays, refused or not


def test_held_until_its_period_begins(filer):
    ahead = (TODAY + timedelta(days=2)).isoformat()  # tomorrow's day began at seven
    answer = filer.send("/reports", report(day=ahead))
    assert answer.status_code == 202
    said = answer.json()
    assert (said["state"], said["hold_reason"], said["receipt"]) == ("HELD", "FUTURE_DAY", "")
    assert "chưa bắt đầu" in said["explanation_vi"]
    assert "not begun" in said["explanation_en"]


@pytest.mark.parametrize(("language", "index"), [("vi", "vi"), ("en", "en")])
def test_findings_in_both_languages(filer, language, index):
    wrong = report(values={**GOOD, "a": "-1", "trend": "", "now": "x"})
    answer = filer.send("/reports", wrong, **{"Accept-Language": language})
    assert (answer.status_code, problem_of(answer)) == (422, "faulty_report")
    said = json.loads(answer.content)
    fields = {each["field"]: each for each in said["findings"]}
    assert fields["a"]["rule"] == "negative"
    assert {each["at"]: each["message"] for each in said["errors"]}["body.values.a"] == (
        fields["a"][index]
    )
    again = filer.send("/reports", wrong, **{"Accept-Language": language})
    assert again.content == answer.content
    assert Report.objects.get().head == 0


def test_a_correction_says_why(filer):
    filer.send("/reports", report(1))
    second = report(2, base=str(an_id(1)), values={**GOOD, "a": "5"}, comments={"a": "đếm lại"})
    said = json.loads(filer.send("/reports", second, **{"Accept-Language": "vi"}).content)
    (error,) = said["errors"]
    assert error["at"] == "body.comments.report.reason"
    assert "Lý do sửa: chưa ghi" in error["message"]
    assert [each["rule"] for each in said["findings"]] == ["reason_missing"]


def test_a_key_that_stands_there_twice_is_never_guessed(filer):
    text = json.dumps(report()).replace('"a": "3"', '"a": "3", "a": "30"')
    assert text.count('"a"') == 2
    answer = filer.post("/api/v1/reports", text, content_type="application/json")
    assert (answer.status_code, problem_of(answer)) == (422, "invalid")
    assert json.loads(answer.content)["errors"] == [{"at": "a", "message": "given twice"}]


@pytest.mark.parametrize("id_", ["0188c3e6-0000-4000-8000-000000000001"])
def test_an_id_that_is_no_uuid7(filer, id_):
    said = json.loads(filer.send("/reports", report(id=id_)).content)
    assert [each["rule"] for each in said["findings"]] == ["id_is_no_uuid7"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"form": "none-such"}, 422, "refused"),
        ({"form_version": 2}, 422, "refused"),
        ({"values": {"a": "1" * 250_000}}, 422, "refused"),
        ({"values": {"a": "1\x00"}}, 422, "invalid"),
        ({"values": {"a": "\ud800"}}, 422, "invalid"),
        ({"values": {"a": 1}}, 422, "invalid"),
        ({"day": "23/12/2021"}, 422, "invalid"),
        ({"more": 1}, 422, "invalid"),
        ({"values": {"a": "1" * 10_000_000}}, 413, "too_large"),
    ],
)
def test_what_is_never_kept(filer, changes, status, code):
    answer = filer.send("/reports", report(**changes))
    assert (answer.status_code, problem_of(answer)) == (status, code)
    assert Submission.objects.count() == 0


def test_ten_megabytes_name_the_limit(filer):
    answer = filer.send("/reports", {"values": "1" * 10_000_000})
    assert json.loads(answer.content)["detail"] == "Nhiều nhất 1 MB."


def test_strangers_and_sisters_see_and_file_nothing(filer, places, commune):
    said = filer.send("/reports", report()).json()
    for body in (places.next_committee, places.police):
        other = Machine(token_of(make_user(at=body, role=Role.REPORTER)))
        assert other.call("/reports").json()["items"] == []
        for address in (f"/reports/{said['report']}", f"/submissions/{said['id']}"):
            assert other.call(address).status_code == 404
        filing = other.send("/reports", report(2, agency=str(commune.ref)))
        nobody = other.send("/reports", report(3, agency=str(an_id(77))))
        assert filing.status_code == 404
        assert filing.content == nobody.content
    assert Submission.objects.count() == 1


def test_the_key_of_a_call_is_kept_with_its_answer(filer):
    first = filer.send("/reports", report(), **{"Idempotency-Key": "k1"})
    again = filer.send("/reports", report(), **{"Idempotency-Key": "k1"})
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_forms(filer):
    [row] = filer.call("/forms", on=TODAY.isoformat()).json()["items"]
    assert (row["code"], row["number"], row["cutoff"]) == ("all-things", 1, "10:00")
    shown = filer.call("/forms/all-things", on=TODAY.isoformat()).json()
    assert shown["definition"]["form"]["code"] == "all-things"
    assert filer.call("/forms/none", on=TODAY.isoformat()).status_code == 404
    assert filer.get(f"{ROOT}/forms/all-things?on=2020-01-01").status_code == 404


def test_the_board_says_who_has_filed_and_with_which_receipt(places, filer, commune):
    filed = filer.send("/reports", report()).json()
    duty = Machine(token_of(make_user(at=places.province_committee, role=Role.DUTY_OFFICER)))
    shown = duty.call("/boards/all-things").json()
    assert (shown["day"], shown["n_expected"], shown["n_filed"]) == (TODAY.isoformat(), 1, 1)
    [row] = shown["rows"]
    assert (row["state"], row["lateness"], row["number"]) == ("ON_TIME", "ON_TIME", 1)
    assert (row["receipt"], row["submission"]) == (filed["receipt"], filed["id"])
    assert row["filed_at"] == filed["received_at"]
    assert row["agency"] == str(commune.ref)
    narrowed = duty.call("/boards/all-things", unit=str(places.next_district.ref)).json()
    assert narrowed["rows"] == []


def test_a_board_that_stands_still_is_not_sent_again(places, filer):
    duty = Machine(token_of(make_user(at=places.committee, role=Role.DUTY_OFFICER)))
    tag = duty.call("/boards/all-things").headers["ETag"]
    again = {"HTTP_IF_NONE_MATCH": tag}
    assert duty.get(f"{ROOT}/boards/all-things", **again).status_code == 304
    filer.send("/reports", report())
    assert duty.get(f"{ROOT}/boards/all-things", **again).status_code == 200


def test_the_month_of_a_board_counts_closed_periods(places, filer, monkeypatch):
    filer.send("/reports", report())
    duty = Machine(token_of(make_user(at=places.committee, role=Role.DUTY_OFFICER)))
    assert duty.call("/boards/all-things/month").json()["rows"] == []
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=30))
    shown = duty.call("/boards/all-things/month", month="2021-12").json()
    [row] = shown["rows"]
    assert (row["n_due"], row["n_filed"], row["n_in_time"]) == (1, 1, 1)
    assert [day["day"] for day in row["days"]] == [TODAY.isoformat()]
    assert [head["holder"] for head in row["heads"]] == [""]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/boards/nothing", 404),
        ("/boards/all-things?day=2021-11-01", 404),
        ("/boards/all-things?day=2021-12-31", 404),  # it has not begun
        ("/boards/all-things?day=9999-12-31", 404),
        ("/boards/all-things?day=31/12/2021", 422),
        ("/boards/all-things?unit=00000000-0000-0000-0000-000000000000", 404),
        ("/boards/all-things/month?month=2021-13", 422),
        ("/boards/all-things/month?month=2099-12", 404),
        ("/boards/nothing/month", 404),
    ],
)
def test_a_board_that_is_none(places, filer, path, status):
    assert filer.get(f"{ROOT}{path}").status_code == status


@pytest.mark.parametrize(("language", "at_day"), [("vi", "viết đúng dạng"), ("en", "write it as")])
def test_what_does_not_fit_the_shape_is_said_in_the_language_asked_for(filer, language, at_day):
    wrong = report(day="31/12/2021", values={"a": 3}, surprise=1)
    wrong.pop("form_version")
    answer = filer.send("/reports", wrong, **{"Accept-Language": language})
    said = {each["at"]: each["message"] for each in json.loads(answer.content)["errors"]}
    assert answer.status_code == 422
    assert at_day in said["body.sent.day"]
    assert '"3"' in said["body.sent.values.a"]
    both = {at: told for at, told in said.items() if at.endswith(("form_version", "surprise"))}
    assert len(both) == 2
    assert all(("Input" in told or "Field" in told) is False for told in said.values())


def test_an_agency_that_is_not_the_senders_is_named_as_what_is_wrong(filer, places):
    for agency in (str(places.next_committee.ref), str(an_id(77))):
        answer = filer.send("/reports", report(agency=agency))
        assert answer.status_code == 404
        [error] = json.loads(answer.content)["errors"]
        assert error["at"] == "body.agency"
        assert "Bỏ agency" in error["message"]
