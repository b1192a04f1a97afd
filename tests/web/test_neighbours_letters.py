"""Every kind of mail and SMS of an office beside a full neighbour: it tells nothing of that one."""

import ast

from sqlmodel import select

from config import ROOT
from models import Account, Expert, Message
from riskassess.adapters import mail
from riskassess.services.people_letters import EMERGENCY, PEOPLE
from riskassess.services.pool.notices import Notice
from riskassess.web.message_words import TOPICS
from tests.support.every_letter import BESIDE, LETTERS, SCENES
from tests.support.two_offices import MARK, TAG, neighbour, rows_of_office

NAMES = {"TOPIC", "INVITATION", "SHEET", "notice", "letter.topic", "topic"}  # how code says a topic


def test_letters_of_an_office_tell_nothing_of_its_neighbour(session, settings, now):
    """The neighbour was there first: what forgets to ask whose a row is finds its rows first."""
    other = neighbour(session, settings.home)
    before = rows_of_office(session, other)
    for scene in SCENES:
        scene(session, now, settings.personal_keys)
    session.expire_all()
    assert rows_of_office(session, other) == before
    written = session.exec(select(Message).where(Message.office_id != other)).all()
    assert {row.topic for row in written} == set(LETTERS)
    for row in written:
        sent = mail._message("office@example.invalid", row)
        told = f"{row.model_dump()}{sent.get_body().get_content()}{sent['Subject']}{sent['To']}"
        assert [mark for mark in (MARK, TAG) if mark in told] == [], told
        assert list(sent.iter_attachments()) == []
        assert row.recipient in addresses(session, row.office_id) - {BESIDE}


def addresses(session, office_id):
    """Return the addresses of an office's people."""
    return {
        address
        for table in (Account, Expert)
        for address in session.exec(select(table.email).where(table.office_id == office_id))
    }


def test_every_kind_of_letter_has_a_scene():
    """A new topic is a word of `message_words.TOPICS` and a scene, or this fails."""
    said, topics = set(), {"", *Notice, PEOPLE, EMERGENCY}
    for path in (ROOT / "riskassess").rglob("*.py"):
        source = path.read_text("utf-8")
        if not any(word in source for word in ("TOPIC =", "Message(", "ExpertLetter(")):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TOPIC":
                topics.add(ast.literal_eval(node.value))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Message", "ExpertLetter"}:
                said |= {ast.unparse(each.value) for each in node.keywords if each.arg == "topic"}
                said |= {ast.unparse(each) for each in node.args[:1]}
    assert said <= NAMES
    assert topics == set(LETTERS) == {"", *TOPICS}
