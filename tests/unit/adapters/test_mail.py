"""Mail leaves under TLS; a password is never sent in the clear."""

import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from riskassess.adapters.mail import NO_TLS, send_mail

MAIL = SimpleNamespace(recipient="expert@example.invalid", subject="邀请", body="内容")
SENDER = "office@example.invalid"


class FakeSmtp(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as one mail needs and notes what it hears, and whether under TLS."""

    def handle(self):
        self.secure = self.server.tls_at_once
        if self.secure:
            self._wrap()
        self._say("220 ready")
        while line := self.rfile.readline():
            if not self._answer(line.decode().strip()):
                return

    def _answer(self, line):
        verb = line.split()[0].upper()
        self.server.heard.append((verb, self.secure))
        if verb == "EHLO":
            offer = ["250-fake", "250-AUTH PLAIN"]
            offer += ["250-STARTTLS"] if self.server.offers_tls and not self.secure else []
            self._say("\r\n".join([*offer, "250 8BITMIME"]))
        elif verb == "STARTTLS":
            self._say("220 go ahead")
            self._wrap()
            self.secure = True
        elif verb == "DATA":
            self._say("354 go on")
            while self.rfile.readline() != b".\r\n":
                pass
            self._say("250 taken")
        elif verb == self.server.refused:
            self._say("550 no such mailbox")
        else:
            self._say({"AUTH": "235 in", "QUIT": "221 bye"}.get(verb, "250 ok"))
        return verb != "QUIT"

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")
        self.wfile.flush()

    def _wrap(self):
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")

    def finish(self):
        for stream in (self.rfile, self.wfile, self.request):
            stream.close()


class QuietServer(socketserver.ThreadingTCPServer):
    """Notes refused handshakes instead of printing them."""

    def handle_error(self, _request, _address):
        self.heard.append(("BROKEN", False))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Return a file with a key and a certificate of its own for the loopback address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return file


@pytest.fixture
def serve(certificate):
    """Return a context manager that runs a server and gives what it hears and its port."""

    @contextmanager
    def run(*, offers_tls=False, tls_at_once=False, refused=""):
        with QuietServer(("127.0.0.1", 0), FakeSmtp) as server:
            server.offers_tls, server.tls_at_once, server.heard = offers_tls, tls_at_once, []
            server.refused = refused
            server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.context.load_cert_chain(certificate)
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            yield server.heard, server.server_address[1]
            server.shutdown()
            thread.join()

    return run


@pytest.fixture
def trusted(monkeypatch, certificate):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("scheme", "server"), [("smtp", {"offers_tls": True}), ("smtps", {"tls_at_once": True})]
)
def test_user_name_and_mail_go_under_tls(serve, scheme, server):
    with serve(**server) as (heard, port):
        assert send_mail(f"{scheme}://user:p%40ss@127.0.0.1:{port}", SENDER, MAIL) == ""
    assert ("AUTH", True) in heard
    assert ("DATA", True) in heard


def test_password_is_not_sent_without_tls(serve):
    with serve() as (heard, port):
        assert send_mail(f"smtp://user:pass@127.0.0.1:{port}", SENDER, MAIL) == NO_TLS
    assert not {"AUTH", "DATA"} & {verb for verb, _secure in heard}


def test_server_without_tls_and_password_takes_mail(serve):
    with serve() as (heard, port):
        assert send_mail(f"smtp://127.0.0.1:{port}", SENDER, MAIL) == ""
    assert ("DATA", False) in heard


@pytest.mark.parametrize(
    ("scheme", "server"), [("smtp", {"offers_tls": True}), ("smtps", {"tls_at_once": True})]
)
def test_unknown_certificate_is_refused(serve, scheme, server):
    with serve(**server) as (heard, port):
        told = send_mail(f"{scheme}://user:pass@127.0.0.1:{port}", SENDER, MAIL)
    assert "CERTIFICATE_VERIFY_FAILED" in told
    assert "AUTH" not in {verb for verb, _secure in heard}


@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
def test_server_that_refuses_is_a_reason(serve, verb):
    with serve(refused=verb) as (heard, port):
        assert "no such mailbox" in send_mail(f"smtp://127.0.0.1:{port}", SENDER, MAIL)
    assert ("DATA", False) not in heard


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (b"421 too busy\r\n", "421"),
        (b"554 go away\r\n", "554"),
        (b"", "closed"),
        (b"\x00\xff nonsense\r\n", ""),
        (None, "timed out"),
    ],
)
def test_server_that_is_busy_silent_or_mad_is_a_reason(monkeypatch, answers, told):
    """Nothing that a mail server does is a defect: the outbox tries again later."""
    monkeypatch.setattr("riskassess.adapters.mail.SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as door:

        def greet():
            line, _address = door.accept()
            with line:
                if answers is None:
                    over.wait(5)
                else:
                    line.sendall(answers)

        over = threading.Event()
        thread = threading.Thread(target=greet)
        thread.start()
        reason = send_mail(f"smtp://127.0.0.1:{door.getsockname()[1]}", SENDER, MAIL)
        over.set()
        thread.join()
    assert reason
    assert told in reason


def test_tls_that_breaks_off_is_a_reason():
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=lambda: door.accept()[0].close())
        thread.start()
        assert send_mail(f"smtps://127.0.0.1:{door.getsockname()[1]}", SENDER, MAIL)
        thread.join()
