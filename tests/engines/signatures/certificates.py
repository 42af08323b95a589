"""Certificates of tests, made anew: nobody anywhere trusts them."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSWORD = "mat-khau-thu"
NOW = datetime.now(UTC).replace(microsecond=0)
YEAR = timedelta(days=365)
USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


def name(common, organization="Cơ quan Thử"):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
        ]
    )


def authority(common="CA Thử"):
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(name(common))
        .issuer_name(name(common))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - 5 * YEAR)
        .not_valid_after(NOW + 5 * YEAR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return key, made


def usage(**yes):
    return x509.KeyUsage(**{each: yes.get(each, False) for each in USAGES})


def certify(
    ca, public_key, *, common="Mai Quốc Thử", first=NOW - YEAR, last=NOW + YEAR, signs=True,
    stamps=False, crl="",
):  # fmt: skip
    """Let an authority vouch for a key: to sign, to stamp moments, or only to encrypt."""
    ca_key, ca_certificate = ca
    made = (
        x509.CertificateBuilder()
        .subject_name(name(common))
        .issuer_name(ca_certificate.subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(
            usage(content_commitment=True, digital_signature=True)
            if signs
            else usage(key_encipherment=True),
            critical=True,
        )
    )
    if stamps:
        made = made.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    if crl:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        made = made.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return made.sign(ca_key, hashes.SHA256())


def pkcs12(
    ca, *, bits=2048, key=None, password=PASSWORD, **said
):  # fmt: skip
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=bits)
    made = certify(ca, key.public_key(), **said)
    return serialize_key_and_certificates(
        b"thu", key, made, [ca[1]], BestAvailableEncryption(password.encode())
    )


def revoked(ca, *serials, at=NOW - timedelta(minutes=1)):
    """Return the authority's list of what it has revoked, as DER."""
    ca_key, ca_certificate = ca
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(ca_certificate.subject)
        .last_update(at)
        .next_update(at + timedelta(days=30))
    )
    for serial in serials:
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
        made = made.add_revoked_certificate(one.build())
    return made.sign(ca_key, hashes.SHA256()).public_bytes(Encoding.DER)


def pem(ca):
    return ca[1].public_bytes(Encoding.PEM)
