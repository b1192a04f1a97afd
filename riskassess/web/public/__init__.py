"""Pages that need no sign-in."""

from riskassess.web.public import (
    application_status,
    applications,
    deliveries,
    draws,
    health,
    invitations,
    mailbox,
    signature_ca,
    verification,
)
from riskassess.web.public.blueprint import bp

__all__ = [
    "application_status",
    "applications",
    "bp",
    "deliveries",
    "draws",
    "health",
    "invitations",
    "mailbox",
    "signature_ca",
    "verification",
]
