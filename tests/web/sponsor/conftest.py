"""What the sponsor's tests share: somebody signed in, and small files of every kind."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pikepdf
import pytest
from flask.testing import FlaskClient
from PIL import Image

from models import Assessment, Unit
from riskassess.domain.vocabulary import AssessmentState, Role
from riskassess.queries.manuals import get_manual
from tests import factories


@dataclass
class Browser:
    """A signed-in sponsor with the own unit and, if asked for, a case."""

    client: FlaskClient
    unit: Unit
    case: Assessment | None = None

    def url(self, tail: str = "") -> str:
        """Return an address of the case."""
        return f"/sponsor/assessments/{self.case.id}{tail}"

    def get(self, tail: str = "") -> Any:
        """Read a page of the case."""
        return self.client.get(self.url(tail))

    def post(self, tail: str, follow: bool = True, **data: Any) -> Any:
        """Send a form of the case and go where it leads."""
        return self.client.post(self.url(tail), data=data, follow_redirects=follow)

    def upload(self, content: bytes, name: str, **data: Any) -> Any:
        """Send a file to the checklist."""
        given = {"code": "D05", "item": "征收范围图", **data, "file": (io.BytesIO(content), name)}
        return self.post("/documents", **given)


@pytest.fixture
def browse(session: Any, client: FlaskClient) -> Callable[..., Browser]:
    """Return a maker of signed-in sponsors; `state` and more make a case of their unit."""

    def make(owner: Unit | None = None, **values: Any) -> Browser:
        owner = owner or factories.unit()
        account = factories.account(Role.PROJECT_UNIT, office_id=owner.office_id, unit_id=owner.id)
        factories.manual()
        answer = client.post(
            "/sign-in", data={"login": account.login, "password": factories.PASSWORD}
        )
        assert answer.status_code == 303
        case = factories.assessment(owner=owner, **values) if values else None
        return Browser(client, owner, case)

    return make


def pdf_bytes(**options: Any) -> bytes:
    """Return a PDF of one page."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, **options)
    return out.getvalue()


def png_bytes(colour: str = "white") -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (3, 3), colour).save(out, "PNG")
    return out.getvalue()


def office_bytes(*names: str, filler: int = 0) -> bytes:
    """Return a package with the parts of an Office file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        for name in names:
            package.writestr(name, "0" * filler or "<x/>")
    return out.getvalue()


def bring(session: Any, case: Assessment, *steps: AssessmentState) -> None:
    """Put a document under every line that the steps need."""
    manual = get_manual(session, case.manual_version_id)
    for rule in manual.documents:
        if rule.needed_for not in steps or rule.by != "sponsor":
            continue
        items = manual.kind("demolition").basis if rule.by_kind else ("",)
        for item in items:
            factories.document(case, rule.code, item=item)
