"""Each device is signed in to, and whose certificate is there is told."""

import json

import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.paper_signatures import tokens
from phaodai.delivery.documents.tokens import read_tokens
from tests.engines.signatures.certificates import authority
from tests.phaodai.delivery.documents.devices import IS_THERE, LABEL, token_in, write_list

BODY = "7c1b6c2e-1c1f-4b57-9a5e-3d2f8f0c1a11"


def run(settings, path):
    settings.SIGNATURE_TOKENS = path
    return CliRunner().invoke(tokens, ["--json"])


@pytest.mark.skipif(not IS_THERE, reason="softhsm2 is not installed")
def test_devices_are_told_with_what_is_wrong(settings, tmp_path):
    with token_in(tmp_path, authority(), common="UBND huyện Thử"):
        path = write_list(tmp_path / "tokens.toml", BODY)
        done = run(settings, path)
        assert done.exit_code == 0
        (row,) = json.loads(done.stdout)
        assert (row["body"], row["token"], row["name"]) == (BODY, LABEL, "UBND huyện Thử")
        assert len(read_tokens(path)) == 1
        done = run(settings, write_list(tmp_path / "tokens.toml", BODY, pin="999999"))
    assert done.exit_code == 3
    assert json.loads(done.stdout)[0]["problem"] == f"pin {LABEL}"


def test_no_list_and_a_broken_one(settings, tmp_path):
    path = tmp_path / "tokens.toml"
    assert json.loads(run(settings, path).stdout) == []
    path.write_text("[[token]")
    assert run(settings, path).exit_code == 1
