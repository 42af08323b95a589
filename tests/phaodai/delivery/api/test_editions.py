"""A machine compiles a day, reads what stands behind each figure, and moves it on."""

from datetime import timedelta
from uuid import uuid4

import pytest

from phaodai.delivery import clock
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, TODAY
from tests.phaodai.delivery.api.conftest import Machine, token_of
from tests.phaodai.delivery.api.test_conventions import problem_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.watching import DAY, FORM, GOOD, make_watch, send

WHY = {"reason": "Bệnh viện huyện gửi bổ sung ba ca"}


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def watch(places):
    return make_watch(places)


@pytest.fixture
def machines(places, watch):
    def at(body, role):
        return Machine(token_of(make_user(at=body, role=role)))

    return {
        "officer": Machine(token_of(watch.officer)),
        "head": at(places.committee, Role.COMMANDER),
        "above": at(places.province_committee, Role.DUTY_OFFICER),
    }


def asked(places, **changes):
    return {"agency": str(places.committee.ref), "form": FORM, "day": TODAY.isoformat()} | changes


def test_an_edition_is_made_read_and_moved_on(watch, machines, places):
    sent, _ = send(watch.bodies["hai"])
    made = machines["officer"].send("/editions", asked(places))
    assert made.status_code == 201
    shown = made.json()
    assert (shown["number"], shown["n_reported"], shown["n_expected"]) == (1, 1, 3)
    sums = {each["field"]: each for each in shown["sums"]}
    assert (sums["a"]["amount"], sums["a"]["n"], sums["a"]["carried"]) == (3, 1, None)
    assert [part["standing"] for part in shown["parts"]] == ["INCLUDED", "MISSING", "MISSING"]
    assert shown["parts"][0]["submission"] == str(sent.id)
    assert shown["parts"][1]["sums"] == []  # silence is no zero
    ref = shown["ref"]
    listed = machines["above"].call("/editions", form=FORM, day=TODAY.isoformat()).json()["items"]
    assert [row["ref"] for row in listed] == [ref]
    assert problem_of(machines["above"].send(f"/editions/{ref}/accept", {})) == "refused"
    assert machines["head"].send(f"/editions/{ref}/certify", {}).json()["certified_at"]
    done = machines["above"].send(f"/editions/{ref}/accept", {}).json()
    assert done["is_locked"] is True
    assert [each["act"] for each in done["vouchers"]] == ["CERTIFY", "ACCEPT"]
    send(watch.bodies["hai"], base=sent, values=GOOD | {"a": "9"})
    refused = machines["officer"].send("/editions", asked(places))
    assert (refused.status_code, problem_of(refused)) == (422, "refused")
    opened = machines["above"].send(f"/editions/{ref}/unlock", WHY | {"hours": 1})
    assert opened.json()["is_locked"] is False
    assert machines["officer"].send("/editions", asked(places)).json()["number"] == 2


def test_what_is_sent_back_says_why(watch, machines, places):
    send(watch.bodies["hai"])
    ref = machines["officer"].send("/editions", asked(places)).json()["ref"]
    for wrong in ({}, {"reason": "sai"}, {"reason": " " * 12}, WHY | {"more": 1}):
        assert machines["above"].send(f"/editions/{ref}/return", wrong).status_code == 422
    shown = machines["above"].send(f"/editions/{ref}/return", WHY).json()
    assert shown["returned_at"]
    assert shown["vouchers"][-1]["reason"] == WHY["reason"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 422),  # nobody has reported
        ({"day": (TODAY + DAY).isoformat()}, 422),
        ({"form": "nothing"}, 422),
        ({"day": "23/12/2021"}, 422),
        ({"agency": str(uuid4())}, 404),
        ({"more": True}, 422),
    ],
)
def test_what_cannot_be_compiled(watch, machines, places, changes, status):
    assert machines["officer"].send("/editions", asked(places, **changes)).status_code == status


def test_hours_have_an_end(watch, machines, places):
    send(watch.bodies["hai"], now=NOW - timedelta(minutes=1))
    ref = machines["officer"].send("/editions", asked(places)).json()["ref"]
    for hours in (0, 73, "x"):
        sent = WHY | {"hours": hours}
        assert machines["above"].send(f"/editions/{ref}/unlock", sent).status_code == 422
