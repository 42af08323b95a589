"""A stamp says who else vouches for the moment; a lasting file brings its proofs with it."""

import io
from datetime import timedelta

import pytest
from asn1crypto import crl
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from phaodai.engines.signatures.signing import CannotSign, open_pkcs12, prove
from phaodai.engines.signatures.verifying import Verdict, read_trust, verify
from tests.engines.signatures.authorities import stamper
from tests.engines.signatures.certificates import (
    NOW,
    PASSWORD,
    YEAR,
    authority,
    pem,
    pkcs12,
    revoked,
)
from tests.engines.signatures.test_signatures import signed

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def ca():
    return authority()


@pytest.fixture(scope="module")
def stamps():
    return authority("CA Dấu thời gian")


@pytest.fixture(scope="module")
def mine(ca):
    return pkcs12(ca, first=NOW - YEAR, last=NOW + YEAR)


def trust(*authorities):
    return [each for one in authorities for each in read_trust(pem(one))]


def test_a_stamp_says_who_vouches_for_the_moment(ca, stamps, mine):
    made = signed(mine, stamper=stamper(stamps, NOW + HOUR))
    (found,) = verify(made.pdf, trusted=trust(ca, stamps))
    assert found.verdict is Verdict.SOUND
    assert (found.stamp.at, found.stamp.by) == (NOW + HOUR, "Dấu thời gian Thử")
    assert found.stamp.is_sound
    assert not found.is_lasting
    (alone,) = verify(made.pdf, trusted=trust(ca))
    assert alone.verdict is Verdict.SOUND  # the signature holds; for its moment nobody vouches
    assert not alone.stamp.is_sound


def test_the_moment_that_counts_is_the_stamped_one(ca, stamps, mine):
    """The signer's own word is within the certificate's term, the stamp's after it."""
    made = signed(mine, stamper=stamper(stamps, NOW + 2 * YEAR, last=NOW + 3 * YEAR))
    (found,) = verify(made.pdf, trusted=trust(ca, stamps))
    assert found.stamp.at == NOW + 2 * YEAR
    assert found.verdict is Verdict.EXPIRED


def lasting(ca, stamps, *serials):
    lists = [crl.CertificateList.load(each) for each in (revoked(ca, *serials), revoked(stamps))]
    return ValidationContext(
        trust_roots=trust(ca, stamps), crls=lists, allow_fetching=False, revocation_mode="require"
    )


def proved(mine, ca, stamps, context=None, **how):
    made = signed(mine, stamper=stamper(stamps, NOW), **how)
    return prove(
        made.pdf, field=how.get("field", "Nguoi-ky"), context=context or lasting(ca, stamps)
    )


def test_a_lasting_file_proves_itself_without_asking_anybody(ca, stamps, mine):
    first = proved(mine, ca, stamps)
    (found,) = verify(first, trusted=trust(ca, stamps))
    assert found.verdict is Verdict.SOUND
    assert found.is_lasting
    assert not verify(first, trusted=trust(ca))[0].is_lasting
    both = verify(
        proved(pkcs12(ca), ca, stamps, paper=first, field="Co-quan"), trusted=trust(ca, stamps)
    )
    assert [(each.verdict, each.is_lasting) for each in both] == [(Verdict.SOUND, True)] * 2


def test_a_file_that_brings_a_revocation_is_revoked(ca, stamps, mine):
    """What is added later, by anybody, tells: the issuer has signed it."""
    serial = open_pkcs12(mine, PASSWORD).signing_cert.serial_number
    writer = IncrementalPdfFileWriter(
        io.BytesIO(signed(mine, stamper=stamper(stamps, NOW + HOUR)).pdf)
    )
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, crls=[crl.CertificateList.load(revoked(ca, serial))]
    )
    out = io.BytesIO()
    writer.write(out)
    (found,) = verify(out.getvalue(), trusted=trust(ca, stamps))
    assert found.verdict is Verdict.REVOKED


def test_who_is_revoked_or_of_whom_nobody_says_so_proves_nothing(ca, stamps, mine):
    serial = open_pkcs12(mine, PASSWORD).signing_cert.serial_number
    silent = ValidationContext(
        trust_roots=trust(ca, stamps), crls=[crl.CertificateList.load(revoked(stamps))],
        allow_fetching=False, revocation_mode="require",
    )  # fmt: skip
    for context in (lasting(ca, stamps, serial), lasting(authority("CA Lạ"), stamps), silent):
        with pytest.raises(CannotSign) as caught:
            proved(mine, ca, stamps, context)
        assert caught.value.code == "revocation"
