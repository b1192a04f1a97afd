"""The demonstration's mailbox: mails to demonstration people, with their links to follow."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import abort, render_template

from riskassess.queries.invitations import list_demonstration_mail
from riskassess.web import context
from riskassess.web.public.blueprint import bp

LINK = re.compile(r"https?://\S+")


@bp.get("/demonstration/mailbox")
def show_mailbox() -> Any:
    """Show the mails of the demonstration; there is no such page in production."""
    if not context.settings().demonstration:
        abort(404)
    mails = list_demonstration_mail(context.db_session())
    return render_template(
        "public/show_mailbox.html", mails=[(mail, pieces_of(mail.body)) for mail in mails]
    )


def pieces_of(body: str) -> list[tuple[str, str]]:
    """Return the text in pieces (words, target); a target is the path of a link to this site."""
    pieces, end = [], 0
    for found in LINK.finditer(body):
        pieces += [(body[end : found.start()], ""), (found.group(), _path(found.group()))]
        end = found.end()
    return [*pieces, (body[end:], "")]


def _path(link: str) -> str:
    own = link.startswith(context.settings().public_url)
    return urlsplit(link).path if own else ""
