"""The body signs with its device; a service vouches for the moment; the issuers are asked."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

import phaodai
from phaodai.delivery.web.sending.words import CANNOT_SIGN
from phaodai.engines.signatures.verifying import Verdict, read_trust, verify
from phaodai.registers.reports.models import PaperSignature
from phaodai.registers.reports.queries.signing import get_printed
from tests.engines.signatures.authorities import serving, stamper
from tests.engines.signatures.certificates import authority, pem, pkcs12, revoked
from tests.phaodai.conftest import OPERATOR
from tests.phaodai.delivery.documents.devices import IS_THERE, token_in, write_list
from tests.phaodai.delivery.web import test_signing
from tests.phaodai.delivery.web.test_reports_board import text_of
from tests.phaodai.delivery.web.test_signing import ask, head, paper, sign, trust, watch
from tests.phaodai.registers.reports.issued import SIGNER

__all__ = ["head", "paper", "trust", "watch"]  # fixtures
ca, mine = test_signing.ca, test_signing.mine


@pytest.fixture
def service():
    with serving() as server:
        yield server


def with_token(client, paper):
    return client.post(f"/papers/{paper}/sign/", {"with": "token"}, follow=True)


def refused(page):
    assert page.status_code == 422
    return page.content.decode()


def signatures(paper, *authorities):
    _, pdf = get_printed(actor=OPERATOR, paper=paper)
    return verify(pdf, trusted=[each for one in authorities for each in read_trust(pem(one))])


@pytest.mark.skipif(not IS_THERE, reason="softhsm2 is not installed")
def test_the_body_signs_with_its_device(
    paper, places, head, ca, mine, trust, settings, tmp_path_factory, client_of
):
    client = client_of(head)
    folder = tmp_path_factory.mktemp("device")
    settings.SIGNATURE_TOKENS = folder / "tokens.toml"
    with token_in(folder, ca, common="UBND huyện Ninh Phước"):
        write_list(settings.SIGNATURE_TOKENS, places.committee.ref)
        assert with_token(client, paper).status_code == 422  # a head's key is in no device of ours
        sign(client, paper, mine)
        write_list(settings.SIGNATURE_TOKENS, places.committee.ref, pin="000000")
        page = with_token(client, paper)
        assert "không nhận mã PIN" in refused(page)
        write_list(settings.SIGNATURE_TOKENS, places.committee.ref)
        page = text_of(with_token(client, paper))
    assert "đủ hai chữ ký số" in page
    assert [each.verdict for each in signatures(paper, ca)] == [Verdict.SOUND, Verdict.SOUND]
    assert PaperSignature.objects.get(signed_as="BODY").holder == "UBND huyện Ninh Phước"


def test_a_list_of_devices_that_is_broken_leaves_files(paper, head, settings, tmp_path, client_of):
    settings.SIGNATURE_TOKENS = tmp_path / "tokens.toml"
    settings.SIGNATURE_TOKENS.write_text("[[token]")
    page = client_of(head).get(f"/papers/{paper}/sign/")
    assert page.status_code == 200


def test_a_service_vouches_for_the_moment_and_the_page_says_who(
    paper, head, ca, mine, trust, settings, service, client_of, reporter
):
    stamps = authority("CA Dấu thời gian")
    service.stamper = stamper(stamps)
    settings.SIGNATURE_TSA = f"{service.address}/tsa"
    page = sign(client_of(head), paper, mine)
    assert "nơi không được tin cậy" in refused(page)
    assert not PaperSignature.objects.exists()
    (trust / "tsa.pem").write_bytes(pem(stamps))
    sign(client_of(head), paper, mine)
    (found,) = signatures(paper, ca, stamps)
    assert found.stamp.is_sound
    assert not found.is_lasting
    _, pdf = get_printed(actor=OPERATOR, paper=paper)
    assert "Dấu thời gian Thử" in text_of(ask(client_of(reporter), pdf))


def test_a_service_that_is_silent_is_a_sentence(paper, head, mine, trust, settings, client_of):
    settings.SIGNATURE_TSA = "http://127.0.0.1:9/tsa"
    page = sign(client_of(head), paper, mine)
    assert "không trả lời" in refused(page)
    assert not PaperSignature.objects.exists()


def test_what_the_issuers_say_of_revocation_is_kept_in_the_file(
    paper, head, ca, trust, settings, service, client_of
):
    certificate = pkcs12(
        ca, common=SIGNER, key=ec.generate_private_key(ec.SECP256R1()),
        crl=f"{service.address}/ca.crl",
    )  # fmt: skip
    service.stamper = stamper(ca, crl=f"{service.address}/ca.crl")
    settings.SIGNATURE_TSA = f"{service.address}/tsa"
    settings.SIGNATURE_LASTING = True
    page = sign(client_of(head), paper, certificate)
    assert "đã bị thu hồi, hoặc nơi cấp không trả lời" in refused(page)
    assert not PaperSignature.objects.exists()
    service.lists["/ca.crl"] = revoked(ca)
    sign(client_of(head), paper, certificate)
    (found,) = signatures(paper, ca)
    assert (found.verdict, found.is_lasting) == (Verdict.SOUND, True)


def test_each_way_to_fail_has_its_sentence():
    root = Path(phaodai.__file__).parent
    texts = [path.read_text() for path in root.rglob("*.py")]
    codes = {code for text in texts for code in re.findall(r'CannotSign\(\s*"(\w+)"', text)}
    assert codes >= {"pin", "token", "revocation"}
    assert codes <= set(CANNOT_SIGN)
