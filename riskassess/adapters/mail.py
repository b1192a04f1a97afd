"""Sends one mail by SMTP, under TLS wherever the server offers it."""

import smtplib
import ssl
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

SECONDS = 20
NO_TLS = "the mail server offers no STARTTLS; the password is not sent in the clear"

NO_MAIL = "address or text cannot travel as a mail"


class Mail(Protocol):
    """What a mail needs."""

    recipient: str
    subject: str
    body: str


def send_mail(smtp_url: str, sender: str, mail: Mail) -> str:
    """Send a mail through `smtp://` or `smtps://user:password@host:port`; return why not, or "".

    The server's certificate is verified. A user name is given only under TLS.
    """
    try:
        return _send(urlsplit(smtp_url), _message(sender, mail))
    except (OSError, smtplib.SMTPException) as error:
        return str(error) or type(error).__name__
    except ValueError:  # an address that is none; its text may be a person's
        return NO_MAIL


def _message(sender: str, mail: Mail) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, mail.recipient
    message["Subject"] = " ".join(mail.subject.split())  # a line end would begin another head
    message.set_content(mail.body)
    return message


def _send(parts: SplitResult, message: EmailMessage) -> str:
    with _connected(parts) as server:
        server.ehlo()  # the server names its extensions in the answer
        secure = parts.scheme == "smtps"
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            secure = True
        if parts.username:
            if not secure:
                return NO_TLS
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
    return ""


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, port = parts.hostname or "", parts.port or 0
    if parts.scheme == "smtps":
        verifying = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=verifying)
    return smtplib.SMTP(host, port, timeout=SECONDS)
