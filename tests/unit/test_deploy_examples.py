"""The examples for systemd and nginx say what this version understands, and hold it tight."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from config import load_settings
from riskassess.cli import main
from riskassess.web.context import REQUEST_ID

FOLDER = Path(__file__).parents[2] / "docs" / "deploy"
SERVICES = ("riskassess-web", "riskassess-jobs", "riskassess-backup")
HELD = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "UMask": "0077", "CapabilityBoundingSet": "", "User": "riskassess",
    "SystemCallFilter": "@system-service", "RestrictNamespaces": "yes",
}  # fmt: skip
PYTHON = "/opt/riskassess/.venv/bin/python"
WORKER_SECONDS = 30  # gunicorn's own limit


def unit(name):
    read = configparser.RawConfigParser(strict=False, delimiters=["="], comment_prefixes=["#"])
    read.optionxform = str
    read.read_string((FOLDER / name).read_text("utf-8"))
    return read


@pytest.mark.parametrize("name", SERVICES)
def test_services_hold_the_process_tight(name):
    service = dict(unit(f"{name}.service")["Service"])
    assert {key: service.get(key) for key in HELD} == HELD
    assert service["EnvironmentFile"] == "/etc/riskassess/environment"
    assert service["StateDirectory"] in load_settings(environment()).home.as_posix()


@pytest.mark.parametrize("name", SERVICES)
def test_services_call_commands_that_exist(name):
    text = (FOLDER / f"{name}.service").read_text("utf-8")
    calls = re.findall(rf"{PYTHON} -m riskassess ([^'\n]+)", text)
    assert calls
    for call in calls:
        words = shlex.split(call)
        command, context = main, click.Context(main)
        while isinstance(command, click.Group):
            command = command.get_command(context, words.pop(0))
            assert command is not None, call
        command.make_context("example", words)


def environment(**more):
    lines = (FOLDER / "environment").read_text("utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if line and not line.startswith("#"))
    secret = "0123456789abcdef0123456789ABCDEF"
    return {**dict(pairs), "RISKASSESS_SECRET_KEY": secret, **more}


def test_environment_starts_once_the_secret_is_filled_in():
    settings = load_settings(environment())
    assert settings.is_production
    assert settings.database_url != settings.queue_url
    assert not settings.health_token


def test_timer_wakes_the_backup_every_night():
    timer = dict(unit("riskassess-backup.timer")["Timer"])
    assert (timer["OnCalendar"], timer["Persistent"]) == ("*-*-* 02:30:00", "yes")


def test_systemd_finds_no_fault(tmp_path):
    """Where systemd is at hand it is asked; elsewhere the parts that it would look up are there."""
    for name in [f"{each}.service" for each in SERVICES] + ["riskassess-backup.timer"]:
        text = (FOLDER / name).read_text("utf-8")
        assert text.count("[Install]") <= 1
        (tmp_path / name).write_text(text.replace(PYTHON, sys.executable), "utf-8")
    if program := shutil.which("systemd-analyze"):
        done = subprocess.run(
            [program, "verify", *sorted(map(str, tmp_path.iterdir()))],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        told = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
        assert told == []


WORD = re.compile(r'"[^"]*"|[^\s;{}]+|[;{}]')


def directives(text):
    """Return the directives of an nginx configuration with the blocks they stand in."""
    found, blocks, words = [], [], []
    for word in WORD.findall(re.sub(r"#.*", "", text)):
        if word == "{":
            blocks.append(words[0])
            words = []
        elif word == "}":
            assert blocks, "a block ends that did not begin"
            assert not words, f"{words}: no semicolon"
            blocks.pop()
        elif word == ";":
            found.append((tuple(blocks), words[0], tuple(words[1:])))
            words = []
        else:
            words.append(word)
    assert not blocks
    return found


def test_nginx_forwards_what_the_pages_believe():
    found = directives((FOLDER / "nginx.conf").read_text("utf-8"))
    sent = {words[0]: words[1] for _in, name, words in found if name == "proxy_set_header"}
    assert sent["X-Forwarded-For"] == "$remote_addr"  # what a sender claims is not passed on
    assert {"Host", "X-Forwarded-Proto", "X-Forwarded-Host"} <= set(sent)
    assert sent["X-Request-ID"] == "$request_id"
    assert REQUEST_ID.fullmatch("0" * 32)  # what nginx makes
    assert load_settings(environment()).trusted_proxies == 1


def test_nginx_lets_forms_through_and_waits_for_a_worker():
    found = {name: words for _in, name, words in directives((FOLDER / "nginx.conf").read_text())}
    settings = load_settings(environment())
    assert int(found["client_max_body_size"][0][:-1]) * 2**20 > settings.max_upload_bytes + 2**20
    assert int(found["proxy_read_timeout"][0][:-1]) > WORKER_SECONDS
    assert found["ssl_protocols"] == ("TLSv1.2", "TLSv1.3")
    assert found["access_log"] == ("off",)  # addresses of one-time links would stand there


def test_a_missing_semicolon_is_seen():
    with pytest.raises(AssertionError, match="no semicolon"):
        directives("server { listen 80 }")
