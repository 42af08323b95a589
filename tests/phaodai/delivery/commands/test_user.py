"""`phaodai user` on the command line."""

import json
from uuid import uuid4

import pytest
from click.testing import CliRunner

from phaodai.delivery.commands.user import user
from phaodai.foundation.accounts.models import User
from phaodai.vocabulary.access import Role
from tests.phaodai.factories.accounts import PASSWORD


def run(*arguments, typed=""):
    return CliRunner().invoke(user, list(arguments), input=typed)


def add(*more, username="moi.nguyen", typed=f"{PASSWORD}\n"):
    return run("add", username, "--name", "Nguyễn Văn Mới", "--password-stdin", *more, typed=typed)


def test_a_user_is_added_with_a_post(places):
    answer = add("--body", str(places.committee.ref), "--role", "administrator", "--json")
    assert answer.exit_code == 0
    made = User.objects.get(username="moi.nguyen")
    assert json.loads(answer.stdout) == {"ref": str(made.ref), "username": "moi.nguyen"}
    assert made.check_password(PASSWORD)
    assert made.postings.get().role == Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (lambda: add(username="Mới"), 1, "Tên đăng nhập chỉ gồm"),
        (lambda: add(username="bao.tran"), 1, "taken"),
        (lambda: add(typed="123\n"), 1, "too weak"),
        (lambda: add("--role", "reporter"), 2, "go together"),
        (lambda: add("--body", str(uuid4()), "--role", "reporter"), 1, "agency list"),
        (lambda: run("show", "khong.co"), 1, "There is no user"),
        (lambda: run("disable", "bao.tran", "--reason", "vì"), 1, "at least 10"),
        (lambda: run("password", "bao.tran"), 2, "--password-stdin"),
    ],
)
def test_refusals_say_what_to_do(reporter, answer, status, words):
    result = answer()
    assert result.exit_code == status
    assert words in result.stderr
    assert result.stdout == ""


def test_a_post_is_given_once(places, reporter):
    arguments = ["post", "bao.tran", "--body", str(places.health.ref), "--role", "tracer"]
    assert run(*arguments, "--first-day", "2021-12-01").exit_code == 0
    again = run(*arguments, "--first-day", "2021-12-02")
    assert (again.exit_code, "holds that role" in again.stderr) == (1, True)


def test_list_and_show(reporter, commander):
    rows = json.loads(run("list", "--search", "tran", "--json").stdout)
    assert [row["username"] for row in rows] == ["bao.tran"]
    assert rows[0]["postings"][0]["role"] == "reporter"
    assert rows[0]["second_factors"] == ["totp"]
    assert "quoc.mai" in run("list").stdout
    assert json.loads(run("show", "bao.tran", "--json").stdout)["name"] == "Trần Ngọc Bảo"
    assert "Ủy ban nhân dân xã Phước Hải" in run("show", "bao.tran").stdout


def test_disable_reset_and_password(reporter):
    why = ["--reason", "mất điện thoại, đã gọi lại"]
    assert run("reset-mfa", "bao.tran", *why).exit_code == 0
    assert (
        run("password", "bao.tran", "--password-stdin", typed="một câu khác hẳn\n").exit_code == 0
    )
    assert run("disable", "bao.tran", *why).exit_code == 0
    reporter.refresh_from_db()
    assert not reporter.is_active
    assert reporter.check_password("một câu khác hẳn")


@pytest.mark.parametrize("name", [None, *sorted(user.commands)])
def test_each_help_has_an_example(name):
    answer = run(*([name] if name else []), "--help")
    assert answer.exit_code == 0
    assert "phaodai user" in answer.stdout
