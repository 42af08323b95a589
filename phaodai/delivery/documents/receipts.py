"""The secret that a letter brings, by which whoever got it confirms that it came."""

from uuid import UUID

from django.core import signing

_SECRET = signing.Signer(salt="phaodai.receipt-of-a-paper")


def token_of(sending: UUID) -> str:
    """Return the secret of a letter: nobody can make one but this installation."""
    return _SECRET.sign(sending.hex)


def sending_of(token: str) -> UUID | None:
    """Return the letter of a secret; None where it is none."""
    try:
        return UUID(_SECRET.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
