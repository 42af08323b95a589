"""The download of attachments."""

from uuid import uuid4

import pytest
from django.urls import reverse

from phaodai.foundation.files import checking, operations, policies
from phaodai.vocabulary.access import Permission
from tests.phaodai.conftest import NOW, OPERATOR

KIND = "test_report"


@pytest.fixture
def url(places, monkeypatch):
    """A file at a row of the district's health service."""
    ref = uuid4()
    unit, body = places.district, places.health

    def visible(actor, refs):
        may = actor.may(Permission.UNITS_VIEW, unit_path=unit.path, body_path=body.path)
        return set(refs) if may else set()

    monkeypatch.setattr(policies, "_owners", {KIND: visible})
    monkeypatch.setattr(checking, "_examiners", [lambda _content, _name: "image/png"])
    file = operations.keep(
        actor=OPERATOR,
        content=b"\x89PNG",
        name='Ảnh "chốt" số 1.png',
        owner_kind=KIND,
        owner_ref=ref,
        unit_ref=None,
        body_ref=None,
        now=NOW,
    )
    return reverse("files:download", args=[file])


def test_it_is_saved_under_its_name_and_never_shown_as_a_page(client_of, commander, url):
    answer = client_of(commander).get(url)
    assert answer.status_code == 200
    assert answer.content == b"\x89PNG"
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E1%BA%A2nh%20_ch%E1%BB%91t_%20s%E1%BB%91%201.png"
    )
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["stranger", "sister"])
def test_forbidden_looks_like_missing(client_of, request, who, url):
    client = client_of(request.getfixturevalue(who))
    forbidden = client.get(url)
    missing = client.get(reverse("files:download", args=[uuid4()]))
    assert forbidden.status_code == missing.status_code == 404
    strip = lambda answer: [  # noqa: E731 - the form's token differs each time
        line for line in answer.content.splitlines() if b"csrf" not in line and b"next" not in line
    ]
    assert strip(forbidden) == strip(missing)


def test_whoever_has_not_signed_in_is_sent_to_do_so(client, url):
    assert client.get(url).status_code == 302


def test_it_is_only_read(client_of, commander, url):
    assert client_of(commander).post(url).status_code == 405
    assert client_of(commander).head(url).content == b""
