"""A paper goes out over a real server once, whatever breaks, and its letter confirms itself."""

import json
import re
import subprocess
from urllib.parse import urlsplit

import pytest
from django.test import Client

from phaodai.delivery.mail.papers import send_due
from phaodai.project.env import Server
from phaodai.registers.reports.models import PaperSending
from phaodai.registers.reports.operations.sending import Addressee, send_paper
from phaodai.vocabulary.access import Role
from tests.phaodai.conftest import NOW, actor_of
from tests.phaodai.delivery.mail import servers
from tests.phaodai.delivery.mail.test_mailbox import Stage
from tests.phaodai.factories.accounts import make_user
from tests.phaodai.registers.reports.issued import PARTY, SIGNER, make_issued, printed
from tests.phaodai.registers.reports.watching import make_watch

ADDRESS = "vanphong@tinhuy.example.vn"


@pytest.fixture
def sink(settings):
    with servers.sink() as running:
        settings.MAIL_OUT = Server("127.0.0.1", running.port, "plain", "", "")
        settings.MAIL_ADDRESS = "baocao@ninhthuan.example.vn"
        yield running


@pytest.fixture
def row(places):
    watch = make_watch(places)
    officer = actor_of(watch.officer)
    head = actor_of(make_user(name=SIGNER, at=places.committee, role=Role.COMMANDER))
    paper = make_issued(watch, officer, head)
    send_paper(
        actor=officer, paper=paper, to=[Addressee(PARTY, address=ADDRESS)],
        site="http://testserver", domain="ninhthuan.example.vn", now=NOW,
    )  # fmt: skip
    return PaperSending.objects.get()


def test_the_letter_brings_the_pdf_and_its_link_confirms_with_one_press(row, sink):
    assert send_due(now=lambda: NOW) == (1, 0)
    assert send_due(now=lambda: NOW) == (0, 0)
    (letter,) = sink.letters
    assert (letter["To"], letter["Message-ID"]) == (ADDRESS, row.message_id)
    (enclosed,) = letter.iter_attachments()
    assert enclosed.get_content() == printed()
    (link,) = re.findall(r"http://testserver(\S+)", letter.get_body(("plain",)).get_content())
    anybody = Client()
    assert "Đã nhận" in anybody.get(link).content.decode()
    row.refresh_from_db()
    assert row.state == "SENT"  # who only looks, such as a scanner of links, confirms nothing
    anybody.post(link)
    row.refresh_from_db()
    assert (row.state, row.received_by) == ("RECEIVED", ADDRESS)
    assert "Không phải làm gì thêm" in anybody.post(link, follow=True).content.decode()
    forged = urlsplit(link).path[:-3] + "AA/"
    assert anybody.get(forged).status_code == anybody.post(forged).status_code == 404


def test_what_is_not_taken_now_is_tried_later_and_the_page_says_why(row, sink):
    sink.refuses = True
    assert send_due(now=lambda: NOW) == (0, 1)
    row.refresh_from_db()
    assert (row.state, row.tries) == ("DUE", 1)
    assert "451" in row.problem
    sink.refuses = False
    assert send_due(now=lambda: NOW) == (0, 0)
    assert send_due(now=lambda: row.due_at) == (1, 0)


def test_a_server_out_of_reach_loses_nothing(row, settings):
    settings.MAIL_ADDRESS = "a@b.vn"
    settings.MAIL_OUT = Server("127.0.0.1", servers.free_port(), "plain", "", "")
    assert send_due(now=lambda: NOW) == (0, 1)
    settings.MAIL_OUT = None
    assert send_due(now=lambda: NOW) == (0, 0)
    row.refresh_from_db()
    assert (row.state, row.tries) == ("DUE", 1)


@pytest.mark.slow
@pytest.mark.parametrize("is_after", [False, True])
def test_killed_between_the_server_and_our_record(tmp_path, is_after):
    """What the server may have had goes out again under the same id; nothing is lost."""
    with servers.sink() as sink, servers.wire(sink.port) as wire:
        stage = Stage(tmp_path, servers.Dovecot(servers.free_port()), sink)
        stage.play("send_paper")
        wire.word, wire.is_after = b"\r\n.\r\n" if is_after else b"DATA", is_after
        process = start(stage, f"smtp://127.0.0.1:{wire.port}")
        assert wire.has_stalled.wait(60)
        servers.kill(process)
        assert stage.play("count_sendings")["rows"][0][0] == "DUE"
        process = start(stage, f"smtp://127.0.0.1:{sink.port}")
        assert json.loads(process.communicate(timeout=120)[0]) == {"n_sent": 1, "n_failed": 0}
        ((state, tries, _problem, message_id),) = stage.play("count_sendings")["rows"]
        assert (state, tries) == ("SENT", 1)
        assert {letter["Message-ID"] for letter in sink.letters} == {message_id}
        assert len(sink.letters) == (2 if is_after else 1)


def start(stage: Stage, out: str) -> "subprocess.Popen[bytes]":
    return stage.start("paper send --once --json", PHAODAI_MAIL_OUT=out)
