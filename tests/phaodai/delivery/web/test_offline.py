"""What a device fetches beforehand and sends later: receipts only for what was filed, once each."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.models import Report, Submission
from phaodai.registers.reports.rules.receipts import read_receipt
from phaodai.vocabulary.access import Role
from tests.engines.forms import sheets
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.reports import make_version
from tests.phaodai.registers.reports.test_acceptance import an_id

STATE, PACK, SEND = "/reports/offline/state/", "/reports/offline/pack/", "/reports/offline/send/"
GOOD = {"a": "3", "b": "1,5", "now": "4.5", "trend": "same"}


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)


@pytest.fixture
def commune(places):
    Body.objects.filter(pk__in=[places.commune_committee.pk, places.next_committee.pk]).update(
        kind="people_committee"
    )
    make_version(rules=[sheets.rule("odd", {"at_most": ["a", 50]}, severity="warning")])
    places.commune_committee.refresh_from_db()
    return places.commune_committee


@pytest.fixture
def phone(commune, client_of):
    return client_of(make_user(at=commune, role=Role.REPORTER))


def queued(commune, number: int = 1, **changes: object) -> dict[str, object]:
    return {
        "id": str(an_id(number)),
        "body": str(commune.ref),
        "form": "all-things",
        "version": 1,
        "day": TODAY.isoformat(),
        "base": None,
        "values": GOOD,
        "comments": {},
        "filled_at": NOW.isoformat(),
        "clock_offset": 0,
        **changes,
    }


def send(client: Client, what: object):
    return client.post(SEND, json.dumps(what), content_type="application/json")


def test_a_queued_report_is_filed_and_answered_with_a_receipt(phone, commune):
    answer = send(phone, queued(commune))
    said = answer.json()
    assert (answer.status_code, said["outcome"], said["id"]) == (200, "accepted", str(an_id(1)))
    assert read_receipt(said["receipt"]) == said["receipt"]
    row = Submission.objects.get()
    assert (row.channel, row.receipt) == ("QUEUE", said["receipt"])


def test_what_the_page_sends_at_once_is_said_to_come_from_the_page(phone, commune):
    send(phone, queued(commune, direct=True))
    assert Submission.objects.get().channel == "PAGE"


def test_sent_again_it_is_the_same_receipt_and_one_report(phone, commune):
    receipts = {send(phone, queued(commune)).json()["receipt"] for _ in range(4)}
    assert len(receipts) == 1
    assert (Submission.objects.count(), Report.objects.get().head) == (1, 1)


def test_the_same_id_for_something_else_is_a_conflict(phone, commune):
    send(phone, queued(commune))
    answer = send(phone, queued(commune, values={**GOOD, "a": "4"}))
    assert (answer.status_code, answer.json()["outcome"]) == (409, "conflict")
    assert Submission.objects.count() == 1


def test_a_correction_made_offline_follows_the_report_in_whatever_order_they_come(phone, commune):
    why = {"report.reason": "đếm lại"}
    second = queued(commune, 2, base=str(an_id(1)), values={**GOOD, "a": "5"}, comments=why)
    held = send(phone, second)
    assert (held.status_code, held.json()["reason"]) == (202, "BASE_UNKNOWN")
    assert send(phone, queued(commune, 1)).json()["number"] == 1
    assert send(phone, second).json()["number"] == 2


def test_a_correction_that_does_not_say_why_comes_back_with_what_is_missing(phone, commune):
    send(phone, queued(commune, 1))
    for _ in range(2):  # the answer is kept
        answer = send(phone, queued(commune, 2, base=str(an_id(1)), values={**GOOD, "a": "5"}))
        said = answer.json()
        assert (answer.status_code, said["outcome"]) == (422, "refused")
        assert ["Lý do sửa: chưa ghi" in each["vi"] for each in said["findings"]] == [True]


def test_built_on_an_older_revision_it_is_to_be_compared(phone, commune):
    send(phone, queued(commune, 1))
    answer = send(phone, queued(commune, 2, values={**GOOD, "a": "9"}))
    assert (answer.status_code, answer.json()["outcome"]) == (409, "stale")
    assert answer.json()["address"] == f"/reports/sent/{an_id(2)}/"


def test_what_the_rules_refuse_comes_back_with_its_findings_each_time(phone, commune):
    bad = queued(commune, values={**GOOD, "a": "-3"})
    for _ in range(2):
        answer = send(phone, bad)
        assert (answer.status_code, answer.json()["outcome"]) == (422, "refused")
        assert [found["field"] for found in answer.json()["findings"]] == ["a"]


def test_another_version_is_answered_with_what_to_do(phone, commune):
    answer = send(phone, queued(commune, version=2))
    assert (answer.status_code, answer.json()["outcome"]) == (409, "version")
    assert "bản 1" in answer.json()["message"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize("offset", [timedelta(0), timedelta(hours=7), timedelta(days=-1)])
def test_a_wrong_clock_is_set_right_and_never_moves_the_deadline(
    phone, commune, monkeypatch, offset
):
    late = NOW + timedelta(hours=2)
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: late)
    on_device = (NOW + timedelta(minutes=10) - offset).isoformat()
    answer = send(
        phone,
        queued(commune, filled_at=on_device, clock_offset=offset.total_seconds() * 1000),
    ).json()
    assert answer["lateness"] == "FILLED_OFFLINE"
    assert "09:50" in answer["message"]
    row = Submission.objects.get()
    assert row.filled_at == NOW + timedelta(minutes=10)
    assert row.clock_offset == offset


def test_nothing_is_filled_in_after_it_came(phone, commune):
    send(phone, queued(commune, filled_at=(NOW + timedelta(days=3)).isoformat()))
    assert Submission.objects.get().filled_at == NOW


def test_without_a_session_a_script_is_told_so_and_not_sent_elsewhere(commune):
    for ask in (lambda c: c.get(STATE), lambda c: c.get(PACK), lambda c: send(c, {})):
        answer = ask(Client())
        assert answer.status_code == 401
        assert answer.json() == {"service": "phaodai", "outcome": "sign_in"}


def test_state_gives_what_a_sending_has_to_bear(phone, commune):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.cookies
    assert send(strict, queued(commune)).status_code == 403
    said = strict.get(STATE).json()
    assert said["now"] == NOW.timestamp() * 1000
    answer = strict.post(
        SEND,
        json.dumps(queued(commune)),
        content_type="application/json",
        headers={"X-CSRFToken": said["csrf"]},
    )
    assert answer.status_code == 200


def test_pack_holds_the_forms_of_the_own_body_with_what_was_reported(phone, commune):
    send(phone, queued(commune, day=(TODAY - timedelta(days=1)).isoformat()))
    (packed,) = phone.get(PACK).json()["forms"]
    assert (packed["body"], packed["sheet"]["form"]["code"]) == (str(commune.ref), "all-things")
    assert [each["day"] for each in packed["reported"]] == ["2021-12-22"]
    assert packed["reported"][0]["id"] == str(an_id(1))
    assert [each["day"] for each in packed["days"]][1] == TODAY.isoformat()


def test_strangers_and_sisters_file_nothing_here(commune, places, client_of):
    for number, body in enumerate([places.next_committee, places.police], start=1):
        other = client_of(make_user(at=body, role=Role.REPORTER))
        answer = send(other, queued(commune, number))
        assert (answer.status_code, answer.json()["outcome"]) == (404, "unknown")
    watcher = client_of(make_user(at=places.commune_committee, role=Role.INSPECTOR))
    assert send(watcher, queued(commune)).status_code == 404
    assert watcher.get(PACK).status_code == 404
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        [], "x", None, {}, {"id": "1"}, {"id": 7}, {"body": "x"}, {"version": "1"},
        {"version": True},
        {"day": "2021-13-01"}, {"day": "0001-01-01"}, {"values": []}, {"values": {"a": 3}},
        {"values": {"\x00": "1"}}, {"values": {"\ud800": "1"}}, {"values": {"x" * 101: ""}},
        {"comments": None}, {"filled_at": "2021-12-23"}, {"filled_at": 3}, {"clock_offset": "1"},
        {"clock_offset": 1e300}, {"clock_offset": True}, {"base": "x"}, {"form": ""},
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused_with_its_place(phone, commune, bad):
    what = {**queued(commune), **bad} if isinstance(bad, dict) and bad else bad
    answer = send(phone, what)
    assert answer.status_code == 400
    assert answer.json()["vi"]
    assert not Submission.objects.exists()


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_signs_that_cannot_be_kept_are_told_of_their_field(phone, commune, sign):
    answer = send(phone, queued(commune, values={**GOOD, "a": f"3{sign}"}))
    assert answer.status_code == 400
    assert "Ô “a” (values) có ký tự không lưu được" in answer.json()["vi"]
    assert not Submission.objects.exists()


def test_a_key_that_stands_there_twice_is_never_guessed(phone, commune):
    text = json.dumps(queued(commune)).replace('"a": "3"', '"a": "3", "a": "30"')
    answer = phone.post(SEND, text, content_type="application/json")
    assert answer.status_code == 400
    assert "“a” ghi hai lần" in answer.json()["vi"]


def test_too_large_a_report_is_told_so(phone, commune):
    answer = send(phone, queued(commune, values={"a": "1" * 10_000_000}))
    assert answer.status_code == 413
    assert "lớn hơn 2 MB" in answer.json()["vi"]


def test_a_form_is_no_report(phone):
    answer = phone.post(SEND, {"values": "1"})
    assert answer.status_code == 400
    assert answer.json()["vi"]


def test_nested_without_end_is_no_report(phone, commune):
    text = '{"values": ' + "[" * 200_000 + "]" * 200_000 + "}"
    assert phone.post(SEND, text, content_type="application/json").status_code == 400


def upload(client: Client, content: bytes, language: str = "vi"):
    client.cookies["django_language"] = language
    file = SimpleUploadedFile("hang-cho.json", content, content_type="application/json")
    return client.post("/reports/queue/", {"file": file})


def a_file(*items: object, **changes: object) -> bytes:
    return json.dumps(
        {"kind": "phaodai-queue", "edition": 1, "items": list(items), **changes}
    ).encode()


def test_a_file_is_taken_once_however_often_it_comes(phone, commune):
    content = a_file(
        queued(commune, 1), queued(commune, 2, base=str(an_id(1)), values={**GOOD, "a": "-1"})
    )
    for _ in range(2):
        page = upload(phone, content).content.decode()
        assert "Tệp có 2 báo cáo: máy chủ đã nhận 1, chưa nhận 1." in page
    assert Report.objects.get().head == 1
    assert set(Submission.objects.values_list("channel", flat=True)) == {"STICK"}


def test_what_the_network_brought_is_not_filed_again_by_a_stick(phone, commune):
    receipt = send(phone, queued(commune)).json()["receipt"]
    assert receipt in upload(phone, a_file(queued(commune))).content.decode()
    assert Submission.objects.get().submission == an_id(1)


@pytest.mark.parametrize(
    "content",
    [
        b"{", b"\xff\xfe", b"[]", a_file(), a_file({}), a_file(kind="x"), a_file(edition=2),
        b"[" * 100_000, a_file(*[{}] * 501), b" " * 2_000_001,
    ],
    ids=range(10),
)  # fmt: skip
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_file_that_is_none_is_refused_in_words(phone, content, language):
    answer = upload(phone, content, language)
    assert answer.status_code == 422
    assert {"vi": "xuất", "en": "export"}[language] in answer.content.decode()


def test_the_page_asks_for_a_file(phone):
    assert phone.post("/reports/queue/").status_code == 422
    assert phone.get("/reports/queue/").status_code == 200


def test_what_a_browser_installs_holds_nothing_of_anybody(phone, commune):
    for path in ("/reports/offline/vi/", "/reports/offline/en/", "/reports/worker.js"):
        own, anybody = phone.get(path), Client().get(path)
        assert own.content == anybody.content
        assert commune.name not in own.content.decode()
    assert "nonce" not in own.headers["Content-Security-Policy"]


def test_the_worker_knows_its_files_and_the_manifest_its_icons(phone):
    from django.contrib.staticfiles import finders

    source = phone.get("/reports/worker.js").content.decode()
    assets = json.loads(source.splitlines()[0].removeprefix("const ASSETS = "))
    icons = [icon["src"] for icon in phone.get("/reports/app.webmanifest").json()["icons"]]
    for address in [*assets, *icons]:
        assert finders.find(address.removeprefix("/static/")), address
