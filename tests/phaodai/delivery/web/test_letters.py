"""Pages of letters: what was put aside is seen by who may settle it, and by nobody else."""

import pytest
from django.urls import reverse

from phaodai.foundation.agencies.models import Body
from phaodai.registers.reports.models import Letter, Submission
from phaodai.registers.reports.states import LetterState
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.factories.letters import letter, queue
from tests.phaodai.factories.reports import make_version
from tests.phaodai.registers.reports.test_acceptance import an_id
from tests.phaodai.registers.reports.test_letters import take

LIST = "/reports/letters/"


@pytest.fixture
def aside(places, monkeypatch):
    """A letter of nobody with a good report, that lies with the district."""
    monkeypatch.setattr("phaodai.delivery.clock.now", lambda: NOW)
    Body.objects.filter(pk=places.commune_committee.pk).update(kind="people_committee")
    make_version()
    enclosed = queue(places.commune_committee.ref, an_id(1))
    take(
        letter(enclosed, ("<b>.exe", b"MZ"), sender="la@xa.example", subject="<script>x</script>"),
        keeper=places.committee,
    )
    return Letter.objects.get()


def test_seen_filed_and_settled(aside, client_of, duty_officer):
    client = client_of(duty_officer)
    page = client.get(LIST).content.decode()
    assert "la@xa.example" in page
    assert "&lt;script&gt;" in page
    assert "<script>x" not in page
    address = reverse("letters:letter", args=[aside.ref])
    assert "Người gửi lạ" in client.get(address).content.decode()
    client.post(f"{address}file/")
    assert Submission.objects.get().state == "ACCEPTED"
    assert Submission.objects.get().receipt in client.get(address).content.decode()
    assert client.post(f"{address}settle/", {"note": "xong"}).status_code == 422
    assert client.post(f"{address}settle/", {"note": "đã gọi xã xác nhận"}).status_code == 302
    assert Letter.objects.get().state == LetterState.SETTLED
    assert "la@xa.example" not in client.get(LIST).content.decode()
    assert "la@xa.example" in client.get(LIST, {"state": ""}).content.decode()
    assert client.post(f"{address}settle/", {"note": "thêm một lần nữa"}).status_code == 422


def test_in_english(aside, client_of, duty_officer):
    duty_officer.language = "en"
    duty_officer.save()
    page = client_of(duty_officer).get(reverse("letters:letter", args=[aside.ref])).content.decode()
    assert "Unknown sender" in page
    assert "This kind of file is not taken" in page


def test_hidden_is_missing(aside, client_of, places):
    for body, role in (
        (places.police, Role.DUTY_OFFICER),
        (places.next_committee, Role.DUTY_OFFICER),
        (places.commune_committee, Role.REPORTER),
        (places.committee, Role.ANALYST),
    ):
        client = client_of(make_user(at=body, role=role))
        for verb in ("", "file/", "settle/"):
            address = f"{LIST}{aside.ref}/{verb}"
            answer = client.post(address) if verb else client.get(address)
            assert answer.status_code == 404
        assert "la@xa.example" not in client.get(LIST).content.decode()
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("query", [{"state": "NONSENSE"}, {"page": "x"}, {"page": "9" * 40}])
def test_queries_that_nobody_writes(aside, client_of, duty_officer, query):
    assert client_of(duty_officer).get(LIST, query).status_code == 200
