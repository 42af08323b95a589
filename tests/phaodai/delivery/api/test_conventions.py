"""What holds for every address: errors, languages, caching, limits, paging."""

import json
from unittest import mock

import pytest
from django.db import OperationalError

from phaodai.delivery.api import limits, problems
from phaodai.foundation.accounts.tokens.models import Token
from tests.phaodai.delivery.api.conftest import ROOT, Machine, keep

PROBLEM = "application/problem+json"


def problem_of(response):
    assert response.headers["Content-Type"] == PROBLEM
    content = json.loads(response.content)
    assert content["status"] == response.status_code
    assert content["type"] == f"urn:phaodai:problem:{content['code']}"
    return content["code"]


def test_no_token(db):
    response = Machine().call("/units")
    assert (response.status_code, problem_of(response)) == (401, "no_token")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("text", ["x", "phd_0123456789ab_" + "a" * 43, "Bearer", "é"])
def test_a_wrong_token(db, text):
    response = Client_with(f"Bearer {text}").call("/units")
    assert (response.status_code, problem_of(response)) == (401, "invalid_token")


def Client_with(header):  # noqa: N802
    machine = Machine()
    machine.defaults["HTTP_AUTHORIZATION"] = header
    return machine


def test_a_session_is_no_token(client_of, duty_officer):
    response = client_of(duty_officer).get(f"{ROOT}/units")
    assert problem_of(response) == "no_token"


def test_titles_follow_the_language_asked_for(db):
    for header, word in (("en-GB, vi;q=0.5", "token"), ("vi", "mã"), ("", "mã"), ("fr", "mã")):
        response = Machine(**{"Accept-Language": header}).call("/units")
        assert word in json.loads(response.content)["title"]


def test_every_problem_has_words_in_both_languages():
    for status, vi, en in problems.PROBLEMS.values():
        assert 400 <= status < 600
        assert vi.endswith((".", "…"))
        assert en.endswith((".", "…"))
        assert vi != en


def test_an_unknown_address(machine):
    response = machine.call("/nowhere")
    assert (response.status_code, problem_of(response)) == (404, "not_found")


def test_a_method_that_is_not_taken(machine):
    for path in ("/units", "/openapi.json"):
        response = machine.delete(f"{ROOT}{path}")
        assert (response.status_code, problem_of(response)) == (405, "method_not_allowed")
        assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("body", [{}, {"name": ""}])
def test_use_of_a_token_is_noted_whatever_becomes_of_the_call(machine, body):
    machine.send("/documents", body)
    first = Token.objects.get().last_used_at
    assert first is not None
    machine.call("/units")  # a moment later: a read is no write
    assert Token.objects.get().last_used_at == first


def test_a_read_is_answered_though_nothing_can_be_noted(machine, monkeypatch):
    def busy(**_: object) -> None:
        raise OperationalError("busy")

    monkeypatch.setattr("phaodai.delivery.api.gate.tokens.mark_used", busy)
    assert machine.call("/units").status_code == 200


def test_a_misspelt_filter_is_refused(machine):
    response = machine.call("/units", levle="DISTRICT")
    assert problem_of(response) == "invalid"
    assert json.loads(response.content)["errors"] == [{"at": "query.levle", "message": "unknown"}]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 201},
        {"limit": "x"},
        {"on": "2021-13-01"},
        {"level": "HOUSE"},
        {"q": "a\x00b"},
        {"q": "a" * 201},
        {"cursor": "%%"},
        {"cursor": "WyIxIl0"},
        {"cursor": "bm90IGpzb24"},
        {"cursor": "WyJcdWQ4MDAiLCAiMCJd"},
    ],
)
def test_wrong_values(machine, query):
    response = machine.call("/units", **query)
    assert response.status_code == 422
    assert problem_of(response) in {"invalid", "bad_cursor"}


def test_a_filter_given_twice(machine):
    assert problem_of(machine.get(f"{ROOT}/units?level=DISTRICT&level=COMMUNE")) == "invalid"


def test_wrong_values_are_not_repeated_in_the_answer(machine):
    response = machine.call("/units", on="bí-mật-0912345678")
    assert b"0912345678" not in response.content


def test_etag(machine):
    first = machine.call("/units")
    tag = first.headers["ETag"]
    assert "private" in first.headers["Cache-Control"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        second = machine.get(f"{ROOT}/units", headers={"If-None-Match": sent})
        assert (second.status_code, second.content) == (304, b"")
        assert second.headers["ETag"] == tag
    assert machine.get(f"{ROOT}/units", headers={"If-None-Match": '"x"'}).status_code == 200


def test_too_many_calls(machine, monkeypatch):
    monkeypatch.setattr(limits, "CALLS", 3)
    answers = [machine.call("/token").status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    response = machine.call("/token")
    assert problem_of(response) == "too_many_requests"
    assert 0 < int(response.headers["Retry-After"]) <= 60


def test_one_machine_does_not_use_up_the_share_of_another(machine, machine_of, commander):
    with mock.patch.object(limits, "CALLS", 1):
        assert machine.call("/token").status_code == 200
        assert machine.call("/token").status_code == 429
        assert machine_of(commander).call("/token").status_code == 200


def test_use_is_noted(machine):
    assert Token.objects.get().last_used_at is None
    machine.call("/token")
    assert Token.objects.get().last_used_at is not None


def test_a_busy_database(machine):
    with mock.patch("phaodai.delivery.api.units.listing.list_units", side_effect=OperationalError):
        response = machine.call("/units")
    assert (response.status_code, problem_of(response)) == (503, "busy")
    assert response.headers["Retry-After"] == "5"


def test_what_breaks_is_still_a_problem(machine, caplog):
    with mock.patch(
        "phaodai.delivery.api.units.listing.list_units", side_effect=KeyError("bí mật")
    ):
        response = machine.call("/units")
    assert (response.status_code, problem_of(response)) == (500, "internal")
    assert "bí mật" not in response.content.decode()
    assert "KeyError" in caplog.text


def test_no_cookie_is_ever_set(machine):
    assert machine.call("/units").cookies == {}


def test_paging_shows_every_row_once(machine, places):
    for number in range(7):
        keep(places.committee, number=str(number), day=None if number < 2 else f"2021-0{number}-01")
    for path in ("/documents", "/proposals", "/units", "/agencies"):
        whole = [ref(row) for row in machine.call(path, limit=200).json()["items"]]
        seen, cursor = [], ""
        while cursor is not None:
            page = machine.call(path, limit=2, cursor=cursor).json()
            assert len(page["items"]) <= 2
            seen += [ref(row) for row in page["items"]]
            cursor = page["next"]
        assert seen == whole
        assert len(set(seen)) == len(seen) >= 4


def ref(row):
    return row.get("ref") or row["proposal"]["ref"]


def test_a_page_does_not_move_when_something_comes_in(machine, places):
    for number in range(4):
        keep(places.committee, number=str(number), day=f"2021-09-0{number + 1}")
    first = machine.call("/documents", limit=2).json()
    keep(places.committee, number="99", day="2021-12-01")
    second = machine.call("/documents", limit=2, cursor=first["next"]).json()
    numbers = [row["name"]["number"] for row in first["items"] + second["items"]]
    assert numbers == ["3", "2", "1", "0"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "bad_json"),
        (b'{"text": "\xff"}', "bad_json"),
        (b"[" * 100_000, "too_deep"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "too_deep"),
        (b"[" + b"[]," * 20_000 + b"[]]", "too_deep"),
        (b"[]", "invalid"),
        (b'{"text": ""}', "invalid"),
        (b'{"text": "\\ud800"}', "invalid"),
        (b'{"text": "a", "other": 1}', "invalid"),
        (b"null", "invalid"),
    ],
)
def test_bodies_that_are_refused(machine, body, code):
    response = machine.post(f"{ROOT}/documents", body, content_type="application/json")
    assert problem_of(response) == code


def test_brackets_inside_words_do_not_count():
    limits.check_depth(json.dumps({"text": "[" * 50_000 + '"\\"{['}).encode())
    limits.check_depth(b'"' + b"[" * 50_000)
    limits.check_depth(b'"abc\\')


def test_a_body_that_is_too_large(machine):
    size = limits.MOST_BYTES + limits.ENVELOPE + 1
    response = machine.post(f"{ROOT}/documents", b"a" * size, content_type="application/json")
    assert (response.status_code, problem_of(response)) == (413, "too_large")


def test_a_body_of_another_kind(machine):
    for kind in ("text/plain", "application/xml", "multipart/form-data; boundary=x"):
        response = machine.post(f"{ROOT}/documents", b"a", content_type=kind)
        assert (response.status_code, problem_of(response)) == (415, "unsupported_media_type")


def test_the_description_is_open_and_cached(db):
    response = Machine().call("/openapi.json")
    tag = response.headers["ETag"]
    assert response.status_code == 200
    again = Machine().get(f"{ROOT}/openapi.json", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_every_status_is_described(description):
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            wanted = {"400", "401", "404", "405", "422", "429", "503"}
            done = "201" if "201" in operation["responses"] else "200"
            wanted |= {done, "409", "413", "415"} if method == "post" else {"200", "304"}
            headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
            wanted |= {"412"} if "If-Match" in headers else set()
            # filed just now, filed before, waiting
            wanted |= {"200", "202"} if operation["operationId"] == "file_report" else set()
            assert set(operation["responses"]) == wanted, (method, path)
            assert operation["operationId"]
            assert operation["summary"]


def test_what_is_versioned_takes_if_match(description):
    versioned = {
        path
        for path, operations in description["paths"].items()
        for operation in operations.values()
        if "412" in operation["responses"]
    }
    assert f"{ROOT}/assignments/{{ref}}/submit" in versioned
    assert f"{ROOT}/proposals/{{ref}}/confirm" in versioned
    assert f"{ROOT}/documents" not in versioned
