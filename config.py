"""Settings: read once from the environment into a frozen object; production refuses weak ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PLACEHOLDER_SECRET = "development-only-secret"  # noqa: S105 - refused in production
MEBIBYTE = 1024 * 1024
SHORTEST_SECRET = 32
FEWEST_DIFFERENT = 8
LOG_LEVELS = ("debug", "info", "warning", "error")
SHORTEST_PASSWORD_LENGTH = 8
ROLES = frozenset(
    {
        "project_unit", "institution", "expert", "case_officer", "approver", "pool_keeper",
        "archivist", "auditor", "system_admin", "security_admin",
    }
)  # fmt: skip
# Production lets none of these in by a password alone.
SECOND_FACTOR_ROLES = frozenset({"approver", "auditor", "system_admin", "security_admin"})


class BadSettings(ValueError):
    """The environment does not describe a system that may be started."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one installation to another."""

    environment: str
    home: Path
    database_url: str
    queue_url: str
    secret_key: str
    demonstration: bool
    public_url: str
    secure_cookies: bool
    idle_minutes: int
    emergency_hours: int
    max_upload_bytes: int
    immediate_jobs: bool
    smtp_url: str
    mail_from: str
    sms_url: str
    sms_token: str
    sms_sign: str
    tsa_url: str
    trusted_proxies: int
    sign_in_limit: str
    health_token: str
    log_level: str
    password_length: int
    second_factor_roles: frozenset[str]

    @property
    def files(self) -> Path:
        """Folder of the stored documents."""
        return self.home / "files"

    @property
    def keys(self) -> Path:
        """Folder of the offices' private keys; outside the database."""
        return self.home / "keys"

    @property
    def personal_keys(self) -> Path:
        """Folder of the keys of personal fields; no office's code is as long as its name."""
        return self.keys / "personal-data"

    @property
    def room_keys(self) -> Path:
        """Folder of the keys of open rounds; no office's code is as long as its name."""
        return self.keys / "review-rooms"

    @property
    def is_production(self) -> bool:
        """Whether the strict rules apply."""
        return self.environment == "production"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings that `RISKASSESS_*` describe; raise BadSettings with every fault."""
    environment = environ.get("RISKASSESS_ENV", "development")
    if environment not in {"development", "production", "testing"}:
        raise BadSettings(
            f"RISKASSESS_ENV must be development, production or testing, not {environment!r}"
        )
    production = environment == "production"
    home = Path(environ.get("RISKASSESS_HOME", str(ROOT / "var"))).resolve()
    settings = Settings(
        environment=environment,
        home=home,
        database_url=environ.get("RISKASSESS_DATABASE_URL", f"sqlite:///{home / 'riskassess.db'}"),
        queue_url=environ.get("RISKASSESS_QUEUE_URL", f"sqlite:///{home / 'queue.db'}"),
        secret_key=environ.get("RISKASSESS_SECRET_KEY", PLACEHOLDER_SECRET),
        demonstration=_demonstration(environ, default=not production),
        public_url=environ.get(
            "RISKASSESS_PUBLIC_URL", f"http://127.0.0.1:{environ.get('PORT', '8000')}"
        ).rstrip("/"),
        secure_cookies=_flag(environ, "RISKASSESS_SECURE_COOKIES", default=production),
        idle_minutes=_number(environ, "RISKASSESS_IDLE_MINUTES", 60),
        emergency_hours=_number(environ, "RISKASSESS_EMERGENCY_HOURS", 24),
        max_upload_bytes=_number(environ, "RISKASSESS_MAX_UPLOAD_MIB", 30) * MEBIBYTE,
        immediate_jobs=_flag(environ, "RISKASSESS_IMMEDIATE_JOBS", default=False),
        smtp_url=environ.get("RISKASSESS_SMTP_URL", ""),
        mail_from=environ.get("RISKASSESS_MAIL_FROM", "riskassess@example.invalid"),
        sms_url=environ.get("RISKASSESS_SMS_URL", ""),
        sms_token=environ.get("RISKASSESS_SMS_TOKEN", ""),
        sms_sign=environ.get("RISKASSESS_SMS_SIGN", ""),
        tsa_url=environ.get("RISKASSESS_TSA_URL", ""),
        trusted_proxies=_number(environ, "RISKASSESS_TRUSTED_PROXIES", 0, least=0),
        sign_in_limit=environ.get("RISKASSESS_SIGN_IN_LIMIT", "20 per minute"),
        health_token=environ.get("RISKASSESS_HEALTH_TOKEN", ""),
        log_level=environ.get("RISKASSESS_LOG_LEVEL", "info"),
        password_length=_number(
            environ, "RISKASSESS_PASSWORD_LENGTH", 10, least=SHORTEST_PASSWORD_LENGTH
        ),
        second_factor_roles=_roles(
            environ,
            "RISKASSESS_SECOND_FACTOR_ROLES",
            default=SECOND_FACTOR_ROLES if production else frozenset(),
        ),
    )
    if settings.sms_url and not settings.sms_token:
        raise BadSettings("RISKASSESS_SMS_URL needs RISKASSESS_SMS_TOKEN, which signs each request")
    if settings.log_level not in LOG_LEVELS:
        raise BadSettings(f"RISKASSESS_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")
    if production:
        _refuse_weak(settings, environ)
    return settings


def _refuse_weak(settings: Settings, environ: Mapping[str, str]) -> None:
    demands = {
        f"RISKASSESS_SECRET_KEY must hold {SHORTEST_SECRET} random characters or more": (
            not _is_weak(settings.secret_key)
        ),
        "RISKASSESS_DATABASE_URL must name the database": environ.get("RISKASSESS_DATABASE_URL"),
        "RISKASSESS_SECURE_COOKIES must not be switched off": settings.secure_cookies,
        "RISKASSESS_DEMONSTRATION must not be switched on": not settings.demonstration,
        "RISKASSESS_PUBLIC_URL must begin with https://": (
            settings.public_url.startswith("https://")
        ),
        "RISKASSESS_SMTP_URL must name the mail server, smtp:// or smtps://": (
            settings.smtp_url.startswith(("smtp://", "smtps://"))
        ),
        "RISKASSESS_SMS_URL must begin with https://": (
            not settings.sms_url or settings.sms_url.startswith("https://")
        ),
        f"RISKASSESS_SMS_TOKEN must hold {SHORTEST_SECRET} random characters or more": (
            not settings.sms_url or not _is_weak(settings.sms_token)
        ),
        "RISKASSESS_SECOND_FACTOR_ROLES must name " + ", ".join(sorted(SECOND_FACTOR_ROLES)): (
            settings.second_factor_roles >= SECOND_FACTOR_ROLES
        ),
        f"RISKASSESS_HEALTH_TOKEN must hold {SHORTEST_SECRET} random characters or more": (
            not settings.health_token or not _is_weak(settings.health_token)
        ),
        "FLASK_DEBUG must not be switched on": not _flag(environ, "FLASK_DEBUG", default=False),
    }
    faults = [fault for fault, met in demands.items() if not met]
    if faults:
        raise BadSettings("; ".join(faults))


def _is_weak(secret: str) -> bool:
    return len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DIFFERENT


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name)
    if text is None or text == "":
        return default
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise BadSettings(f"{name} must be 1 or 0, not {text!r}")


def _demonstration(environ: Mapping[str, str], *, default: bool) -> bool:
    """Return the flag; empty is off: who writes nothing behind the sign wants no demonstration."""
    name = "RISKASSESS_DEMONSTRATION"
    return _flag(environ, name, default=default and environ.get(name) != "")


def _roles(environ: Mapping[str, str], name: str, *, default: frozenset[str]) -> frozenset[str]:
    text = environ.get(name)
    if text is None:
        return default
    found = frozenset(text.replace(",", " ").split())
    if unknown := sorted(found - ROLES):
        raise BadSettings(f"{name} knows no role {', '.join(unknown)}")
    return found


def _number(environ: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or int(text) < least:
        raise BadSettings(f"{name} must be a whole number from {least} on, not {text!r}")
    return int(text)
