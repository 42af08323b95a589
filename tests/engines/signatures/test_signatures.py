"""A signature proves who signed what; every change, stranger and stale certificate is seen."""

import io

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from phaodai.engines.papers import pdf
from phaodai.engines.signatures.signing import CannotSign, Mark, open_pkcs12, sign
from phaodai.engines.signatures.verifying import NoPdf, Verdict, read_trust, verify
from tests.engines.papers.papers import NOW as THEN
from tests.engines.papers.papers import REPORT
from tests.engines.signatures.certificates import NOW, PASSWORD, YEAR, authority, pem, pkcs12

PAPER = pdf.write(REPORT, now=THEN)


@pytest.fixture(scope="module")
def ca():
    return authority()


@pytest.fixture(scope="module")
def mine(ca):
    return pkcs12(ca)


def signed(mine, *, paper=PAPER, field="Nguoi-ky", password=PASSWORD, now=NOW, **how):
    return sign(
        paper, signer=open_pkcs12(mine, password), reason="05/BC-UBND", location="Thử",
        field=field, now=now, **how,
    )  # fmt: skip


def test_it_says_who_signed_and_that_nothing_changed(ca, mine):
    made = signed(mine)
    (found,) = verify(made.pdf, trusted=read_trust(pem(ca)))
    assert found.verdict is Verdict.SOUND
    assert found.covers_all
    assert (found.holder.name, found.holder.organization) == ("Mai Quốc Thử", "Cơ quan Thử")
    assert found.reason == "05/BC-UBND"
    assert made.holder.fingerprint == found.holder.fingerprint
    assert (found.stamp, found.is_lasting) == (None, False)
    assert made.pdf.startswith(PAPER)


def test_a_curve_signs_as_well(ca):
    made = signed(pkcs12(ca, key=ec.generate_private_key(ec.SECP256R1())))
    assert verify(made.pdf, trusted=read_trust(pem(ca)))[0].verdict is Verdict.SOUND


def test_the_body_signs_after_the_head_and_both_hold(ca, mine):
    first = signed(mine, mark=Mark(0, (300, 100, 426, 154), PAPER))
    second = signed(pkcs12(ca, common="UBND huyện Thử"), paper=first.pdf, field="Co-quan")
    found = verify(second.pdf, trusted=read_trust(pem(ca)))
    assert [each.verdict for each in found] == [Verdict.SOUND, Verdict.SOUND]
    assert [each.covers_all for each in found] == [False, True]


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_a_changed_byte_is_seen(ca, mine, at):
    made = bytearray(signed(mine).pdf)
    where = int(len(PAPER) * at)
    made[where] ^= 1
    try:
        found = verify(bytes(made), trusted=read_trust(pem(ca)))
    except NoPdf:
        return
    assert all(each.verdict is not Verdict.SOUND for each in found)


def test_what_is_added_after_the_signature_is_seen(ca, mine):
    made = signed(mine)
    writer = IncrementalPdfFileWriter(io.BytesIO(made.pdf))
    page = writer.find_page_for_modification(0)[0].get_object()
    stream = writer.add_object(generic.StreamObject(stream_data=b"BT (99 ca) Tj ET"))
    before = page.raw_get("/Contents")
    page["/Contents"] = generic.ArrayObject([before, stream])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    (found,) = verify(out.getvalue(), trusted=read_trust(pem(ca)))
    assert found.verdict is Verdict.CHANGED


def test_whom_nobody_vouches_for_is_untrusted(mine):
    stranger = read_trust(pem(authority("CA Lạ")))
    assert verify(signed(mine).pdf, trusted=stranger)[0].verdict is Verdict.UNTRUSTED
    assert verify(signed(mine).pdf, trusted=[])[0].verdict is Verdict.UNTRUSTED


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda ca: pkcs12(ca, last=NOW - YEAR / 2), "expired"),
        (lambda ca: pkcs12(ca, first=NOW + YEAR / 2), "not_yet"),
        (lambda ca: pkcs12(ca, signs=False), "purpose"),
        (lambda ca: pkcs12(ca, bits=1024), "weak"),
        (lambda ca: b"no certificate", "unreadable"),
        (lambda ca: b"", "unreadable"),
        (lambda ca: pkcs12(ca, password="khac"), "unreadable"),
    ],
)
def test_a_certificate_that_cannot_be_used_says_why(ca, made, code):
    with pytest.raises(CannotSign) as caught:
        signed(made(ca))
    assert caught.value.code == code


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7", b"no pdf", PAPER[:500]])
def test_what_is_no_pdf_is_not_signed_and_not_verified(mine, file):
    with pytest.raises(CannotSign) as caught:
        signed(mine, paper=file)
    assert caught.value.code == "pdf"
    with pytest.raises(NoPdf):
        verify(file, trusted=[])


def test_an_unsigned_paper_has_no_signature():
    assert verify(PAPER, trusted=[]) == ()


def test_no_certificate_is_no_trust():
    with pytest.raises(ValueError):
        read_trust(b"-----BEGIN NOTHING-----")


def test_what_was_made_with_sha_1_proves_nothing(ca, mine):
    out = io.BytesIO()
    signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name="Cu", md_algorithm="sha1"),
        signers.SimpleSigner.load_pkcs12_data(mine, (), passphrase=PASSWORD.encode()),
    ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(PAPER)), output=out)
    (found,) = verify(out.getvalue(), trusted=read_trust(pem(ca)))
    assert found.verdict is Verdict.WEAK
