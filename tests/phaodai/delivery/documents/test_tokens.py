"""A key in a device signs as one in a file does; a device that fails says how."""

from uuid import uuid4

import pytest

from phaodai.delivery.documents.tokens import BadTokens, opened, read_tokens
from phaodai.engines.papers import pdf
from phaodai.engines.signatures.signing import CannotSign, sign
from phaodai.engines.signatures.verifying import Verdict, read_trust, verify
from tests.engines.papers.papers import NOW as THEN
from tests.engines.papers.papers import REPORT
from tests.engines.signatures.certificates import NOW, authority, pem
from tests.phaodai.delivery.documents.devices import IS_THERE, token_in, write_list

BODY = uuid4()
needs_device = pytest.mark.skipif(not IS_THERE, reason="softhsm2 is not installed")


@pytest.fixture(scope="module")
def ca():
    return authority()


@pytest.fixture(scope="module")
def device(ca, tmp_path_factory):
    with token_in(tmp_path_factory.mktemp("device"), ca, common="UBND huyện Thử") as folder:
        yield folder


def token(folder, **changes):
    return read_tokens(write_list(folder / "tokens.toml", BODY, **changes))[BODY]


def signed(one):
    with opened(one) as signer:
        return sign(
            pdf.write(REPORT, now=THEN), signer=signer, reason="05/BC-UBND", location="Thử",
            field="Co-quan", now=NOW,
        )  # fmt: skip


@needs_device
@pytest.mark.parametrize("label", ["ky-so", ""])
def test_a_key_in_a_device_signs(device, ca, label):
    made = signed(token(device, certificate=label))
    (found,) = verify(made.pdf, trusted=read_trust(pem(ca)))
    assert found.verdict is Verdict.SOUND
    assert found.holder == made.holder
    assert made.holder.name == "UBND huyện Thử"


@needs_device
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"pin": "111111"}, "pin"),
        ({"token": "khac"}, "token"),
        ({"certificate": "khac"}, "token"),
        ({"module": "/khong/co.so"}, "token"),
        ({"pin_file": "/khong/co"}, "token"),
    ],
)
def test_a_device_that_fails_says_how_and_works_again_after_it(device, changes, code):
    with pytest.raises(CannotSign) as caught:
        signed(token(device, **changes))
    assert caught.value.code == code
    signed(token(device))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[token]", "tokens.toml"),
        ("[[token]]\nbody = 1", "quotation marks"),
        ("[[token]]\nbody = 'x'\npin = '1'", "no such key: pin"),
        ("[[token]]\nbody = 'x'", "missing: module, pin_file, token"),
        ("[[token]]\nbody='x'\nmodule='m'\ntoken='t'\npin_file='p'", "no reference of a body"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(tmp_path, text, says):
    path = tmp_path / "tokens.toml"
    path.write_text(text)
    with pytest.raises(BadTokens, match=says):
        read_tokens(path)


def test_without_a_list_there_is_no_device(tmp_path):
    assert read_tokens(tmp_path / "tokens.toml") == {}
