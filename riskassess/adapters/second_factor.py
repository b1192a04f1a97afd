"""One-time codes by time (RFC 6238), as apps on telephones show them, and their picture."""

import hmac
from datetime import datetime

SECONDS = 30
DRIFT = 1
"""Steps before and after the present one whose code is taken: a telephone's clock is not exact."""


class OneTimeCodes:
    """Makes secrets, reads codes and draws what the app scans; packages are imported when used."""

    def new_secret(self) -> str:
        """Return a new secret of 160 bits in base 32."""
        import pyotp  # only who sets an app up

        return pyotp.random_base32()

    def step_of(self, secret: str, code: str, *, now: datetime) -> int | None:
        """Return the time step that the code belongs to, or None for a code of no step of now."""
        import pyotp  # only who gives a code

        present, codes = int(now.timestamp()) // SECONDS, pyotp.HOTP(secret)
        fitting = [
            step
            for step in range(present - DRIFT, present + DRIFT + 1)
            if hmac.compare_digest(codes.at(step).encode(), code.encode())
        ]
        return max(fitting, default=None)

    def address(self, secret: str, *, login: str, issuer: str) -> str:
        """Return the otpauth address that an app reads."""
        import pyotp  # only who sets an app up

        return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)

    def picture(self, address: str) -> str:
        """Return the QR code of an address as data URI of an SVG; an `img` may show it."""
        import segno  # only who sets an app up

        found: str = segno.make(address, error="m").svg_data_uri(scale=5, border=4)
        return found
