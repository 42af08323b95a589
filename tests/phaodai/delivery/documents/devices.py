"""A real token in software, with a key made in it and a certificate; nobody anywhere trusts it."""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key
from pkcs11.util.rsa import encode_rsa_public_key

from tests.engines.signatures.certificates import certify

MODULE = next(Path("/usr/lib").glob("**/softhsm/libsofthsm2.so"), None)
IS_THERE = MODULE is not None and shutil.which("softhsm2-util") is not None
LABEL, PIN = "uy-ban", "135790"


@contextmanager
def token_in(folder, ca, **said):
    """Make a token with one key, which is certified, in a folder."""
    conf = folder / "softhsm2.conf"
    (folder / "tokens").mkdir()
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    try:
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN,
             "--so-pin", "246801"], check=True, capture_output=True,
        )  # fmt: skip
        with (
            pkcs11.lib(str(MODULE))
            .get_token(token_label=LABEL)
            .open(rw=True, user_pin=PIN) as session
        ):
            public, _ = session.generate_keypair(
                pkcs11.KeyType.RSA, 2048, label="ky-so", id=b"\x01", store=True
            )
            made = certify(ca, _public(public), **said)
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.LABEL: "ky-so",
                    pkcs11.Attribute.ID: b"\x01",
                    pkcs11.Attribute.SUBJECT: made.subject.public_bytes(),
                    pkcs11.Attribute.VALUE: made.public_bytes(Encoding.DER),
                }
            )
        yield folder
    finally:
        pkcs11.unload(str(MODULE))
        if before is None:
            del os.environ["SOFTHSM2_CONF"]
        else:
            os.environ["SOFTHSM2_CONF"] = before


def _public(key):
    from asn1crypto.keys import PublicKeyInfo

    raw = encode_rsa_public_key(key)
    return load_der_public_key(PublicKeyInfo.wrap(raw, "rsa").dump())


def write_list(path, body, *, pin=PIN, **changes):
    """Write a list of devices with the one for a body."""
    (path.parent / "pin").write_text(f"{pin}\n")
    row = {
        "body": str(body), "module": str(MODULE), "token": LABEL, "certificate": "ky-so",
        "pin_file": str(path.parent / "pin"),
    } | changes  # fmt: skip
    path.write_text("[[token]]\n" + "".join(f'{name} = "{row[name]}"\n' for name in row))
    return path
