"""A service of time stamps and lists of revocations, over HTTP on this machine."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.engines.signatures.certificates import certify


def stamper(ca, at=None, **said):
    """Return somebody who vouches for moments, certified by an authority."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made = certify(ca, key.public_key(), common="Dấu thời gian Thử", stamps=True, **said)
    issuer = SimpleCertificateStore()
    issuer.register(x509.Certificate.load(ca[1].public_bytes(Encoding.DER)))
    return DummyTimeStamper(
        x509.Certificate.load(made.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        certs_to_embed=issuer,
        fixed_dt=at,
    )


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        sent = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.stamper.request_tsa_response(sent)
        self._send(answer.dump(), "application/timestamp-reply")

    def do_GET(self):
        found = self.server.lists.get(self.path)
        if found is None:
            self.send_error(404)
        else:
            self._send(found, "application/pkix-crl")

    def _send(self, content, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def serving():
    """Serve on a free port; `stamper` and `lists`, by path, are set by the test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.stamper, server.lists = None, {}
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
