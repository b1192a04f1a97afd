"""Pages that need no sign-in."""

from riskassess.web.public import invitations, mailbox, verification
from riskassess.web.public.blueprint import bp

__all__ = ["bp", "invitations", "mailbox", "verification"]
