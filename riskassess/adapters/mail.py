"""Sends one mail by SMTP; without a server the outbox is all there is."""

import smtplib
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

SECONDS = 20


class Mail(Protocol):
    """What a mail needs."""

    recipient: str
    subject: str
    body: str


def send_mail(smtp_url: str, sender: str, mail: Mail) -> str:
    """Send a mail through `smtp://` or `smtps://user:password@host:port`; return why not, or "".

    With an empty url nothing leaves the machine: the stored message is the delivery.
    """
    if not smtp_url:
        return ""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mail.recipient, mail.subject
    message.set_content(mail.body)
    parts = urlsplit(smtp_url)
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with connect(parts.hostname or "", parts.port or 0, timeout=SECONDS) as server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        return str(error) or type(error).__name__
    return ""
