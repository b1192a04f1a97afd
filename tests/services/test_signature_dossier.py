"""The dossier holds the pages that were signed and says of each whether it held."""

from zipfile import ZipFile

import pytest
from sqlmodel import select

from models import GroupOpinion, PanelMember, Review, row_id
from riskassess.cli.verify import verify_file
from riskassess.domain.room_vocabulary import GroupState
from riskassess.domain.vocabulary import DossierState, MemberState, ReviewConclusion
from riskassess.jobs import dossiers as build
from riskassess.jobs.runner import run
from riskassess.services.signature_pages import make_page
from tests import factories
from tests.closed_case import Printed, fresh, seal
from tests.support.kept_case import kept_case

NOW = factories.NOW
PAGE = b"%PDF-1.7 the page that the panel signed"


@pytest.fixture
def closed(session, resources):
    return kept_case(session, resources)


@pytest.fixture
def page(session, closed, resources):
    class Desk:
        """Keeps a few bytes instead of a drawn page."""

        def make(self, _record, **_given):
            """Return the digest of a stored file."""
            return resources.files.put(PAGE).digest

    review = session.exec(select(Review).where(Review.assessment_id == closed.case.id)).one()
    leader = session.exec(
        select(PanelMember).where(
            PanelMember.review_id == review.id, PanelMember.state == MemberState.SUBMITTED
        )
    ).first()
    factories.save(
        GroupOpinion(
            office_id=review.office_id, review_id=row_id(review), number=1, state=GroupState.FINAL,
            conclusion=ReviewConclusion.PASS, leader_member_id=row_id(leader), started_at=NOW,
            ended_at=NOW,
        )
    )  # fmt: skip
    return make_page(session, review_id=row_id(review), actor=closed.officer, now=NOW, desk=Desk())


def test_the_package_holds_the_page_and_the_print_says_how_it_stands(
    session, closed, page, resources, monkeypatch, make_test_session
):
    printed = []
    monkeypatch.setattr(
        build, "render_pdf", lambda html, **_: printed.append(html) or Printed(html.encode())
    )
    monkeypatch.setattr("riskassess.jobs.runner.make_session", make_test_session)
    dossier, job_id = seal(session, closed)
    run(resources, "job", job_id)
    dossier = fresh(session, dossier)
    assert dossier.state is DossierState.SEALED
    path = resources.files.path(dossier.package_digest)
    assert verify_file(path).whole
    assert ZipFile(path).read("data/signature-pages/1-1.pdf") == PAGE
    assert "".join(printed).count(f"第 1 份，编码 {page.code}，待签") == 2  # panel, and last page
    assert "证书没有记载" in "".join(printed)  # it was signed before there was an opinion
