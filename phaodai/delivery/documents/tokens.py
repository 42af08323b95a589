"""Keys of bodies in devices of their own (PKCS#11): the key never leaves the device."""

import threading
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pkcs11 import Attribute, ObjectClass, PinIncorrect, PinLenRange, PinLocked, Session
from pkcs11 import PKCS11Error as DeviceError
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer

from phaodai.engines.signatures.signing import CannotSign
from phaodai.vocabulary.refs import BodyRef

_KEYS = frozenset({"body", "module", "token", "certificate", "pin_file"})
_WRONG_PIN = (PinIncorrect, PinLenRange, PinLocked)
_one = threading.Lock()  # who signs in to a device does so for the whole process


class BadTokens(ValueError):
    """The list of devices cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Token:
    """Where the key of a body is.

    Attributes:
        module: the library by which the device is spoken to.
        label: of the token in it.
        certificate: label of certificate and key; "" where the token holds one key alone.
        pin_file: a file with the PIN; read when something is signed, and not kept.
    """

    body: BodyRef
    module: Path
    label: str
    certificate: str
    pin_file: Path


def read_tokens(path: Path) -> Mapping[BodyRef, Token]:
    """Return the devices of a list by whose key they hold; none where there is no list.

    Raises:
        BadTokens: It is no list of them.
    """
    if not path.is_file():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("token", [])
    except (OSError, ValueError) as error:
        raise BadTokens(f"{path}: {error}") from error
    found = [_read(row, f"{path}, token {at}") for at, row in enumerate(rows, 1)]
    return {each.body: each for each in found}


def _read(row: object, where: str) -> Token:
    if not isinstance(row, dict) or not all(isinstance(each, str) for each in row.values()):
        raise BadTokens(f"{where}: its values are words in quotation marks")
    if strange := row.keys() - _KEYS:
        raise BadTokens(f"{where}: no such key: {', '.join(sorted(strange))}")
    if missing := _KEYS - {"certificate"} - row.keys():
        raise BadTokens(f"{where}: missing: {', '.join(sorted(missing))}")
    try:
        body = BodyRef(UUID(row["body"]))
    except ValueError as error:
        raise BadTokens(f"{where}: body is no reference of a body: {row['body']}") from error
    return Token(
        body, Path(row["module"]), row["token"], row.get("certificate", ""), Path(row["pin_file"])
    )


@contextmanager
def opened(token: Token) -> Iterator[Signer]:
    """Sign in to a device for as long as something is signed, one at a time.

    Raises:
        CannotSign: "pin" where it does not take the PIN, "token" where it does not answer or has
            no such key.
    """
    with _one:
        try:
            pin = token.pin_file.read_text(encoding="utf-8").strip()
            session = open_pkcs11_session(
                str(token.module), token_criteria=TokenCriteria(label=token.label), user_pin=pin
            )
        except _WRONG_PIN as error:
            raise CannotSign("pin", token.label) from error
        except (DeviceError, SigningError, OSError, RuntimeError, ValueError) as error:
            raise CannotSign("token", f"{token.label}: {error}") from error
        try:
            yield _signer(session, token.certificate)
        except DeviceError as error:
            raise CannotSign("token", f"{token.label}: {error}") from error
        finally:
            session.close()


def _signer(session: Session, label: str) -> Signer:
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True}
    keys = list(session.get_objects(wanted | ({Attribute.LABEL: label} if label else {})))
    if len(keys) != 1:
        raise DeviceError(f"{len(keys)} keys with the label “{label}”")
    key_id = keys[0][Attribute.ID]
    return PKCS11Signer(session, key_id=key_id, cert_id=key_id, other_certs_to_pull=None)
