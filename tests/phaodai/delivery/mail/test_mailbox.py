"""A real mailbox and a real server of answers; whatever breaks, nothing is lost or doubled."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from django.db import connection

from phaodai.delivery.intake.tables import read_tables
from phaodai.delivery.mail import polling
from phaodai.delivery.mail.boxes import Mailbox
from phaodai.engines.forms.schedule import HERE
from phaodai.project import env
from tests.phaodai.delivery.mail import servers
from tests.phaodai.factories.letters import SENDER, letter, queue, sheet
from tests.phaodai.registers.reports.test_acceptance import an_id

ROOT = Path(__file__).resolve().parents[4]
HERE_FOLDER = Path(__file__).parent
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path(servers.DOVECOT).exists(), reason="dovecot is not installed"),
]


class Stage:
    """An installation with its mailbox."""

    planted: "ClassVar[tuple[Path, UUID] | None]" = None

    def __init__(self, folder: Path, box: servers.Dovecot, sink: servers.Sink) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("it plays on a file of its own")
        secret = folder / "password"
        secret.write_text(f"{servers.PASSWORD}\n")
        secret.chmod(0o600)
        self.box, self.sink = box, sink
        self.environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("PHAODAI_")},
            "DJANGO_SETTINGS_MODULE": "phaodai.project.settings",
            "PYTHONPATH": str(ROOT),
            "PHAODAI_DATA": str(folder / "data"),
            "PHAODAI_LOG": "ERROR",
            "PHAODAI_MAIL_ADDRESS": "baocao@ninhthuan.example.vn",
            "PHAODAI_MAIL_PASSWORD_FILE": str(secret),
            "PHAODAI_MAIL_INBOX": self.inbox(box.port),
            "PHAODAI_MAIL_OUT": f"smtp://127.0.0.1:{sink.port}",
        }
        self.body = self._installed(folder / "data")

    def _installed(self, folder: Path) -> UUID:
        """Make an installation: the first one is planted, all others are its copies."""
        if Stage.planted is None:
            folder.mkdir()
            body = UUID(self.play("prepare")["body"])
            copy = Path(tempfile.mkdtemp(prefix="phaodai-mail-")) / "data"
            atexit.register(shutil.rmtree, copy.parent, ignore_errors=True)
            shutil.copytree(folder, copy)
            Stage.planted = copy, body
        else:
            copy, body = Stage.planted
            shutil.copytree(copy, folder)
        return body

    @staticmethod
    def inbox(port: int) -> str:
        return f"imap://{servers.USER}@127.0.0.1:{port}"

    def play(self, word: str) -> dict:
        command = [sys.executable, str(HERE_FOLDER / "play.py"), word]
        out = subprocess.run(command, env=self.environment, check=True, capture_output=True)
        return json.loads(out.stdout)

    def start(
        self, act: str = "mail poll --once --json", **changes: str
    ) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "phaodai.delivery.commands.main"]
        return subprocess.Popen(
            [*command, *act.split()],
            env={**self.environment, **changes},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def poll(self, **changes: str) -> tuple[int, dict, str]:
        process = self.start(**changes)
        out, err = process.communicate(timeout=120)
        return process.returncode, json.loads(out) if out else {}, err.decode()

    def report(self, number: int = 1, **more: str) -> bytes:
        today = datetime.now(HERE).date()
        return letter(queue(self.body, an_id(number), day=today), **more)


@pytest.fixture
def stage(tmp_path):
    with servers.dovecot(tmp_path / "imap") as box, servers.sink() as sink:
        yield Stage(tmp_path, box, sink)


def check_filed_once(stage):
    found = stage.play("count")
    assert found["revisions"] == [1]
    assert (found["submissions"], found["filed"], found["letters"]) == (1, 1, 1)
    assert found["answers"] == ["SENT"]
    assert (stage.box.count("INBOX"), stage.box.count("Phaodai-Done")) == (0, 1)


def test_a_letter_is_filed_and_answered(stage):
    stage.box.deliver(stage.report())
    status, said, _ = stage.poll()
    assert (status, said) == (0, {"n_new": 1, "n_known": 0, "n_sent": 1, "n_unsent": 0})
    check_filed_once(stage)
    [answer] = stage.sink.letters
    assert (answer["To"], answer["Auto-Submitted"]) == (SENDER, "auto-replied")
    assert answer["In-Reply-To"] == "<1@phuochai.example.vn>"
    assert "Mã biên nhận: " in answer.get_content()
    assert stage.poll()[1] == {"n_new": 0, "n_known": 0, "n_sent": 0, "n_unsent": 0}


def test_a_spreadsheet_is_filed_and_what_is_wrong_goes_back(stage):
    today = datetime.now(HERE).date()
    good = ["3", "1,5", "4.5", "same", ""]
    content = sheet(["Xã Phước Hải", *good], ["Xã Lạ Hoắc", *good], day=today)
    stage.box.deliver(letter(("tong-hop.xlsx", content)))
    assert stage.poll()[1]["n_sent"] == 1
    found = stage.play("count")
    assert (found["submissions"], found["filed"]) == (1, 1)
    [answer] = stage.sink.letters
    assert "Mã biên nhận: " in answer.get_body(("plain",)).get_content()
    [back] = answer.iter_attachments()
    [table] = read_tables(back.get_content(), filename="loi.xlsx")
    assert (table.rows[-1][0], table.rows[1][-1]) == ("Xã Lạ Hoắc", "Lỗi")


@pytest.mark.parametrize(
    ("word", "is_after"),
    [
        (b"BODY.PEEK[]", False),  # before it was read
        (b" MOVE ", False),  # filed, and not yet moved
        (b" MOVE ", True),  # moved, and nobody was told
    ],
)
def test_killed_outright(stage, word, is_after):
    stage.box.deliver(stage.report())
    with servers.wire(stage.box.port) as wire:
        wire.word, wire.is_after = word, is_after
        process = stage.start(PHAODAI_MAIL_INBOX=stage.inbox(wire.port))
        assert wire.has_stalled.wait(60)
        servers.kill(process)
    assert stage.sink.letters == []
    assert stage.poll()[0] == 0
    check_filed_once(stage)
    assert len(stage.sink.letters) == 1


@pytest.mark.parametrize("is_after", [False, True])
def test_killed_while_answering(stage, is_after):
    """What went out and was not noted goes out again under the same id, so it is known as one."""
    stage.box.deliver(stage.report())
    with servers.wire(stage.sink.port) as wire:
        wire.word, wire.is_after = b"\r\n.\r\n" if is_after else b"DATA", is_after
        process = stage.start(PHAODAI_MAIL_OUT=f"smtp://127.0.0.1:{wire.port}")
        assert wire.has_stalled.wait(60)
        servers.kill(process)
    assert stage.poll()[0] == 0
    check_filed_once(stage)
    assert len({answer["Message-ID"] for answer in stage.sink.letters}) == 1


def test_two_looks_at_once(stage):
    stage.box.deliver(*(stage.report(n, message_id=f"<{n}@x>") for n in (1, 1, 1)))
    looks = [stage.start(), stage.start()]
    for each in looks:
        each.communicate(timeout=120)
    stage.poll()
    found = stage.play("count")
    assert (found["revisions"], found["submissions"], found["letters"]) == ([1], 1, 1)


def test_a_letter_that_another_look_has_moved_meanwhile(tmp_path, settings):
    """What is there no more is no letter without words."""
    secret = tmp_path / "password"
    secret.write_text(servers.PASSWORD)
    with servers.dovecot(tmp_path / "imap") as box:
        box.deliver(letter(), letter())
        settings.MAIL_INBOX = env.Server("127.0.0.1", box.port, "plain", servers.USER, "")
        settings.MAIL_PASSWORD_FILE = str(secret)
        with Mailbox.open() as mine, Mailbox.open() as other:
            first, second = mine.letters(10)
            other.move(first, "Phaodai-Done")
            assert polling._take(mine, first, datetime.now(HERE)) is None
            assert b"Subject" in mine.read(second)
            mine.move(first, "Phaodai-Done")
        assert (box.count("INBOX"), box.count("Phaodai-Done")) == (1, 1)


def test_an_answer_that_is_not_taken_goes_out_later(stage):
    stage.box.deliver(stage.report())
    stage.sink.refuses = True
    status, said, _ = stage.poll()
    assert (status, said["n_unsent"]) == (3, 1)
    assert stage.play("count")["answers"] == ["DUE"]


def test_a_letter_too_large_is_not_fetched(stage):
    stage.box.deliver(letter(("lon.json", b"x" * 16_000_000)))
    assert stage.poll()[0] == 0
    assert (stage.box.count("INBOX"), stage.box.count("Phaodai-Aside")) == (0, 1)
    [answer] = stage.sink.letters
    assert "15 MB" in answer.get_content()


def test_a_box_out_of_reach(stage):
    status, _, said = stage.poll(PHAODAI_MAIL_INBOX=stage.inbox(servers.free_port()))
    assert status == 75
    assert "phaodai doctor" in said
    wrong = Path(stage.environment["PHAODAI_MAIL_PASSWORD_FILE"])
    wrong.write_text("sai")
    status, _, said = stage.poll()
    assert status == 75
    assert servers.PASSWORD not in said
