"""The head signs the paper; anybody who has signed in looks at the signatures of any PDF."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile

from phaodai.engines.signatures.verifying import Verdict, read_trust, verify
from phaodai.foundation.audit.models import AuditEvent
from phaodai.foundation.events import bus
from phaodai.registers.directives.models import Document
from phaodai.registers.reports.models import PaperSignature
from phaodai.registers.reports.queries.signing import get_printed
from phaodai.vocabulary.access import Role
from tests.engines.signatures.certificates import NOW, PASSWORD, YEAR, authority, pem, pkcs12
from tests.phaodai.conftest import NOW as AT
from tests.phaodai.conftest import OPERATOR, actor_of
from tests.phaodai.delivery.web.test_reports_board import set_clock, text_of
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.issued import SIGNER, make_issued, printed
from tests.phaodai.registers.reports.watching import make_watch

VERIFY = "/papers/verify/"


@pytest.fixture(scope="module")
def ca():
    return authority()


@pytest.fixture(scope="module")
def mine(ca):
    return pkcs12(ca, common=SIGNER, key=ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture
def trust(ca, tmp_path, settings):
    settings.SIGNATURE_TRUST = tmp_path
    (tmp_path / "ca.pem").write_bytes(pem(ca))
    return tmp_path


@pytest.fixture
def watch(places, monkeypatch):
    set_clock(monkeypatch, AT)
    return make_watch(places)


@pytest.fixture
def head(places):
    return make_user(name=SIGNER, at=places.committee, role=Role.COMMANDER)


@pytest.fixture
def paper(watch, head):
    return make_issued(watch, actor_of(watch.officer), actor_of(head))


def sign(client, paper, certificate, password=PASSWORD):
    sent = {"certificate": SimpleUploadedFile("toi.p12", certificate), "password": password}
    return client.post(f"/papers/{paper}/sign/", sent, follow=True)


def ask(client, content, name="a.pdf"):
    return client.post(VERIFY, {"file": SimpleUploadedFile(name, content)})


def test_the_head_signs_then_the_body_and_anybody_verifies(
    paper, head, ca, mine, trust, client_of, reporter
):
    client = client_of(head)
    assert "Người ký" in text_of(client.get(f"/papers/{paper}/sign/"))
    assert f"chứng thư của {SIGNER}" in text_of(sign(client, paper, mine))
    page = text_of(sign(client, paper, pkcs12(ca, common="UBND huyện Ninh Phước")))
    assert "đủ hai chữ ký số" in page
    name, pdf = get_printed(actor=OPERATOR, paper=paper)
    assert name.name == "bao-cao-1-da-ky.pdf"
    assert pdf.startswith(printed())  # not a byte of what was issued is another
    found = verify(pdf, trusted=read_trust(pem(ca)))
    assert [each.verdict for each in found] == [Verdict.SOUND, Verdict.SOUND]
    rows = PaperSignature.objects.order_by("pk")
    assert [row.signed_as for row in rows] == ["HEAD", "BODY"]
    listed = text_of(client.get("/papers/"))
    assert f"{SIGNER}; UBND huyện Ninh Phước" in listed
    assert f"/papers/{paper}/signatures/" in listed
    assert text_of(client.get(f"/papers/{paper}/signatures/")).count("Chữ ký hợp lệ") == 2
    (trust / "ca.pem").rename(trust / "ca.txt")
    assert "Chưa rõ người ký" in text_of(client.get(f"/papers/{paper}/signatures/"))
    (trust / "ca.txt").rename(trust / "ca.pem")
    bus.deliver_due(now=AT)
    register = text_of(client.get("/directives/register/outgoing/"))
    assert f"{SIGNER}; UBND huyện Ninh Phước" in register
    document = Document.objects.get()
    assert bytes(document.file.content) == pdf
    audited = json.loads(AuditEvent.objects.filter(action="paper.sign").order_by("pk")[0].details)
    holder = found[0].holder
    assert (audited["holder"], audited["serial"], audited["fingerprint"]) == (
        SIGNER, holder.serial, holder.fingerprint,
    )  # fmt: skip
    assert PASSWORD not in str(audited)
    said = text_of(ask(client_of(reporter), pdf))
    assert "Chữ ký hợp lệ" in said
    assert SIGNER in said
    changed = pdf.replace(b"/Type /Page", b"/Type /Pagf", 1)
    assert "Chữ ký hợp lệ" not in text_of(ask(client_of(reporter), changed))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda ca: pkcs12(ca, last=NOW - YEAR / 2), "đã hết hạn"),
        (lambda ca: pkcs12(ca, first=NOW + YEAR / 2), "chưa đến ngày có hiệu lực"),
        (lambda ca: pkcs12(ca, signs=False), "không dùng để ký"),
        (lambda ca: pkcs12(ca, bits=1024), "thuật toán yếu"),
        (lambda ca: pkcs12(ca, password="khac"), "sai mật khẩu"),
        (lambda ca: b"khong phai chung thu", "sai mật khẩu"),
        (lambda ca: b"", "sai mật khẩu"),
        (lambda ca: b"x" * 200_000, "sai mật khẩu"),
        (lambda ca: pkcs12(authority("CA Lạ")), "Không có nơi cấp nào được tin cậy"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_a_sentence(
    paper, head, ca, trust, client_of, made, said
):
    page = sign(client_of(head), paper, made(ca))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not PaperSignature.objects.exists()
    assert PASSWORD not in page.content.decode()


def test_nobody_but_the_head_signs(paper, watch, places, trust, mine, client_of):
    for user in (
        watch.officer,
        make_user(name="Khác", at=places.next_committee, role=Role.COMMANDER),
        make_user(name="Công", at=places.police, role=Role.COMMANDER),
        make_user(name="Trên", at=places.province_committee, role=Role.COMMANDER),
    ):
        assert sign(client_of(user), paper, mine).status_code == 404
    assert not PaperSignature.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "rỗng"),
        (b"khong phai pdf", "không phải PDF"),
        (b"%PDF-1.7\n", "bị hỏng"),
        (b"%PDF-1.7\n1 0 obj<</Kids[1 0 R]>>endobj trailer<</Root 1 0 R>>", "bị hỏng"),
    ],
)
def test_what_cannot_be_looked_at_says_why(trust, client_of, reporter, content, said):
    page = ask(client_of(reporter), content)
    assert page.status_code == 422
    assert said in page.content.decode()


def test_a_paper_without_a_signature_says_so_and_strangers_are_not_trusted(
    trust, client_of, reporter
):
    client = client_of(reporter)
    assert "không có chữ ký số" in text_of(ask(client, printed()))
    assert client.post(VERIFY, {}).status_code == 422
    assert "CA Thử" in text_of(client.get(VERIFY))
    (trust / "ca.pem").write_bytes(b"hong")
    assert "không đọc được chứng thư" in text_of(client.get(VERIFY))
