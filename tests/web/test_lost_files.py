"""Files that a disk lost: every route that sends one says so calmly, and the log has it."""

import shutil

from sqlmodel import select
from structlog.testing import capture_logs

from models import ExpertFile
from riskassess.domain.vocabulary import Role
from riskassess.queries.pool.records import LETTER
from tests.web.record_addresses import list_named, related_ids
from tests.web.test_two_offices import both, people, posted  # noqa: F401 - fixtures
from tests.web.walking import ask

SENDING = {
    "control.download_dossier", "control.download_package",
    "expert.download_own_paper", "expert.download_signature_page", "office.check_document",
    "office.download_document", "office.download_dossier", "office.download_package",
    "office.download_proof", "office.download_signature_page", "office.download_signature_scan",
    "office.show_expert_file", "public.download_application_file", "sponsor.download_document",
}  # fmt: skip
"""Routes of a record's file; the letter of an expert's profile has an address without number."""
TOLD = "这个文件登记在案，但在存放的地方找不到了。"


def asked(app, both, people, named):  # noqa: F811
    """Yield what the own people are answered, until the file is said to be lost."""
    for ids in related_ids(both.acted.rows, named.arguments):
        for url in named.addresses(app, ids):
            for account in people.around(named.group, ids):
                client, token = people.browser(account)
                given = posted(named, token) if named.method == "POST" else {}
                answer = ask(client, named.method, url, **given)
                yield answer
                if TOLD.encode() in answer.body:
                    return


def test_a_file_that_is_gone_is_told_wherever_it_is_asked_for(both, app, people, settings):  # noqa: F811
    paper = both.session.exec(select(ExpertFile)).first()
    paper.expert_id, paper.code = both.account(Role.EXPERT).expert_id, LETTER
    both.session.commit()
    shutil.rmtree(settings.files / "files")
    found = {}
    with capture_logs() as lines:
        for named in list_named(app):
            if named.endpoint in SENDING:
                *_others, last = asked(app, both, people, named)
                found[named.endpoint] = (last.status, TOLD.encode() in last.body)
        client, _token = people.browser(both.account(Role.EXPERT))
        letter = ask(client, "GET", "/expert/profile/letter")
    assert found == dict.fromkeys(SENDING, (404, True)), "no longer found, or not so"
    assert (letter.status, TOLD.encode() in letter.body) == (404, True)
    troubles = [line for line in lines if line["event"] == "trouble"]
    assert [line["code"] for line in troubles] == ["storage_missing"] * (len(SENDING) + 1)
