"""Settings: defaults, every refusal of a production system, and faults of the environment."""

from dataclasses import FrozenInstanceError

import pytest

from config import PLACEHOLDER_SECRET, ROLES, SECOND_FACTOR_ROLES, BadSettings, load_settings
from riskassess.domain.vocabulary import Role

SECRET = "0123456789abcdef0123456789ABCDEF"
PRODUCTION = {
    "RISKASSESS_ENV": "production",
    "RISKASSESS_SECRET_KEY": SECRET,
    "RISKASSESS_DATABASE_URL": "postgresql+psycopg://riskassess@localhost/riskassess",
    "RISKASSESS_PUBLIC_URL": "https://wenping.example.invalid/",
    "RISKASSESS_SMTP_URL": "smtps://user:password@mail.example.invalid",
}


def test_good_production_starts():
    settings = load_settings(PRODUCTION)
    assert settings.is_production
    assert settings.secure_cookies
    assert not settings.demonstration
    assert settings.second_factor_roles == SECOND_FACTOR_ROLES
    assert settings.public_url == "https://wenping.example.invalid"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"RISKASSESS_SECRET_KEY": None}, "RISKASSESS_SECRET_KEY"),
        ({"RISKASSESS_SECRET_KEY": PLACEHOLDER_SECRET}, "RISKASSESS_SECRET_KEY"),
        ({"RISKASSESS_SECRET_KEY": SECRET[:31]}, "RISKASSESS_SECRET_KEY"),
        ({"RISKASSESS_SECRET_KEY": "a" * 64}, "RISKASSESS_SECRET_KEY"),
        ({"RISKASSESS_DATABASE_URL": None}, "RISKASSESS_DATABASE_URL"),
        ({"RISKASSESS_DATABASE_URL": ""}, "RISKASSESS_DATABASE_URL"),
        ({"RISKASSESS_SECURE_COOKIES": "0"}, "RISKASSESS_SECURE_COOKIES"),
        ({"RISKASSESS_DEMONSTRATION": "1"}, "RISKASSESS_DEMONSTRATION"),
        ({"RISKASSESS_PUBLIC_URL": None}, "RISKASSESS_PUBLIC_URL"),
        ({"RISKASSESS_PUBLIC_URL": "http://wenping.example.invalid"}, "RISKASSESS_PUBLIC_URL"),
        ({"RISKASSESS_SMTP_URL": None}, "RISKASSESS_SMTP_URL"),
        ({"RISKASSESS_SMTP_URL": "mail.example.invalid"}, "RISKASSESS_SMTP_URL"),
        ({"RISKASSESS_SECOND_FACTOR_ROLES": "approver"}, "RISKASSESS_SECOND_FACTOR_ROLES"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"RISKASSESS_SMS_URL": "https://sms.example.invalid"}, "RISKASSESS_SMS_TOKEN"),
        (
            {"RISKASSESS_SMS_URL": "http://sms.example.invalid", "RISKASSESS_SMS_TOKEN": SECRET},
            "RISKASSESS_SMS_URL",
        ),
        (
            {"RISKASSESS_SMS_URL": "https://x.invalid", "RISKASSESS_SMS_TOKEN": "short"},
            "RISKASSESS_SMS_TOKEN",
        ),
    ],
)
def test_weak_production_is_refused(change, named):
    environ = {name: text for name, text in {**PRODUCTION, **change}.items() if text is not None}
    with pytest.raises(BadSettings, match=named):
        load_settings(environ)


def test_every_fault_is_told_at_once():
    with pytest.raises(BadSettings) as refused:
        load_settings({"RISKASSESS_ENV": "production", "RISKASSESS_SECURE_COOKIES": "no"})
    told = str(refused.value)
    assert told.count(";") == 4
    for name in ("SECRET_KEY", "DATABASE_URL", "SECURE_COOKIES", "PUBLIC_URL", "SMTP_URL"):
        assert f"RISKASSESS_{name}" in told


def test_refusal_never_repeats_the_secret():
    weak = "short-but-secret"
    with pytest.raises(BadSettings) as refused:
        load_settings({**PRODUCTION, "RISKASSESS_SECRET_KEY": weak})
    assert weak not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("RISKASSESS_ENV", "live"),
        ("RISKASSESS_ENV", ""),
        ("RISKASSESS_DEMONSTRATION", "perhaps"),
        ("RISKASSESS_PASSWORD_LENGTH", "7"),
        ("RISKASSESS_SECOND_FACTOR_ROLES", "approver, chief"),
        ("RISKASSESS_IDLE_MINUTES", "soon"),
        ("RISKASSESS_IDLE_MINUTES", "0"),
        ("RISKASSESS_IDLE_MINUTES", "²"),
        ("RISKASSESS_MAX_UPLOAD_MIB", "-1"),
        ("RISKASSESS_MAX_UPLOAD_MIB", "1.5"),
        ("RISKASSESS_TRUSTED_PROXIES", "one"),
    ],
)
def test_nonsense_is_refused_with_its_name(name, text):
    with pytest.raises(BadSettings, match=name):
        load_settings({name: text})


def test_development_needs_nothing(tmp_path):
    settings = load_settings({"RISKASSESS_HOME": str(tmp_path), "PORT": "8123"})
    assert settings.demonstration
    assert not settings.secure_cookies
    assert not settings.second_factor_roles
    assert settings.database_url == f"sqlite:///{tmp_path / 'riskassess.db'}"
    assert settings.files == tmp_path / "files"
    assert settings.keys == tmp_path / "keys"
    assert settings.public_url == "http://127.0.0.1:8123"
    assert settings.max_upload_bytes == 30 * 1024 * 1024


def test_blank_number_or_flag_means_the_default():
    settings = load_settings({"RISKASSESS_IDLE_MINUTES": "", "RISKASSESS_IMMEDIATE_JOBS": ""})
    for off in ("", "0", "off"):
        assert not load_settings({"RISKASSESS_DEMONSTRATION": off}).demonstration
    assert settings.idle_minutes == 60
    assert not settings.immediate_jobs


def test_settings_are_frozen():
    with pytest.raises(FrozenInstanceError):
        load_settings({}).secret_key = "changed"


def test_roles_of_the_settings_are_those_of_the_product():
    assert set(Role) == ROLES
