"""What `doctor` finds of the servers of mail; real ones on this machine."""

from phaodai.delivery.health import mail
from phaodai.delivery.health.findings import Status
from phaodai.project.env import Server
from tests.phaodai.conftest import NOW
from tests.phaodai.delivery.mail import servers


def server(port: int) -> Server:
    return Server("127.0.0.1", port, "plain", "", "")


def test_servers_that_answer_and_that_do_not(settings):
    with servers.sink() as sink:
        settings.MAIL_OUT, settings.MAIL_INBOX = server(sink.port), server(sink.port)
        inbox, out = mail.servers(NOW)
    assert out.status is Status.OK
    assert inbox.status is Status.BAD  # it greets, but not as a mailbox does
    settings.MAIL_INBOX = server(servers.free_port())
    settings.MAIL_OUT = None
    (inbox,) = mail.servers(NOW)
    assert inbox.status is Status.BAD
    assert "PHAODAI_MAIL_INBOX" in inbox.vi
    settings.MAIL_INBOX = None
    assert list(mail.servers(NOW)) == []
