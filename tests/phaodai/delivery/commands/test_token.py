"""`phaodai token` on the command line."""

import json
from uuid import uuid4

import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.token import token
from phaodai.foundation.accounts.tokens.models import Token
from phaodai.vocabulary.access import Role
from tests.phaodai.factories.accounts import make_posting, make_user


def run(*arguments):
    return CliRunner().invoke(token, list(arguments))


def add(*more, purpose="đồng bộ văn bản"):
    return run("add", "hanh.nguyen", "--purpose", purpose, *more)


def test_a_token_is_printed_once(duty_officer):
    answer = add("--days", "7")
    assert answer.exit_code == 0
    text = answer.stdout.strip()
    assert text.startswith("phd_")
    made = Token.objects.get()
    assert (made.expires_at - made.created_at).days == 7
    assert text not in run("list", "--json").stdout


def test_list_and_revoke(duty_officer):
    text = json.loads(add("--json").stdout)["token"]
    row = json.loads(run("list", "--json").stdout)[0]
    assert (row["username"], row["role"], row["is_living"]) == ("hanh.nguyen", "duty_officer", True)
    assert row["id"] in run("list").stdout
    assert run("revoke", text).exit_code == 0
    assert json.loads(run("list", "--json").stdout)[0]["is_living"] is False


def test_several_posts_need_a_choice(duty_officer, places):
    other = make_posting(duty_officer, places.police, Role.REPORTER)
    answer = add()
    assert answer.exit_code == 1
    assert str(other.ref) in answer.stderr
    assert add("--posting", str(other.ref)).exit_code == 0
    assert Token.objects.get().posting == other


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda: add(purpose="x"), "5 to 200"),
        (lambda: add("--posting", str(uuid4())), "does not hold"),
        (lambda: run("add", "khong.co", "--purpose", "đồng bộ"), "There is no user"),
        (lambda: run("add", "khong.chuc", "--purpose", "đồng bộ"), "holds no post"),
        (lambda: run("revoke", "000000000000"), "There is no token"),
    ],
)
def test_refusals_say_what_to_do(duty_officer, answer, words):
    make_user("khong.chuc")
    result = answer()
    assert result.exit_code == 1
    assert words in result.stderr
    assert result.stdout == ""
