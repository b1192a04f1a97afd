"""No file that a row needs is ever removed: every column of every table is walked."""

import os

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from riskassess.jobs import sweep
from riskassess.queries.stored_files import NO_FILES, file_columns, needed_among
from tests.support.kept_case import kept_case

DIGEST = f"sha256:{'d' * 64}"


def digest_columns():
    return [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if "digest" in column.name
    ]


def test_every_column_of_digests_is_of_files_or_known_not_to_be():
    """A new column counts as one of files until somebody says that it is none."""
    known = {str(column) for column in file_columns()}
    assert known | NO_FILES == set(digest_columns())
    assert known == {
        "document.digest", "dossier.package_digest", "dossier.pdf_digest",
        "draw_value.proof_digest", "expert_file.digest", "member_signature.file_digest",
        "signature_page.file_digest",
    }  # fmt: skip


@pytest.fixture(scope="module")
def bare():
    """Return an empty database in which rows need no other rows."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=1")
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


def some_row(column):
    """Return the insertion of a row with nothing but the digest and what may not be empty."""
    given = {each.name: "" for each in column.table.columns if not each.nullable}
    given |= {each.name: 1 for each in column.table.primary_key} | {column.name: DIGEST}
    plain = sa.table(column.table.name, *(sa.column(name) for name in given))
    return sa.insert(plain).values(given)


@pytest.mark.parametrize("column", file_columns(), ids=str)
def test_content_of_any_row_is_needed(bare, column):
    with Session(bare) as session:
        assert needed_among(session, [DIGEST]) == set()
        session.execute(some_row(column))
        assert needed_among(session, [DIGEST, f"sha256:{'e' * 64}"]) == {DIGEST}
        session.rollback()


@pytest.fixture
def swept(resources, make_test_session, monkeypatch):
    """Return a function that sweeps when every mark is old, and tells what is left by digest."""
    monkeypatch.setattr(sweep, "make_session", lambda *_args, **_options: make_test_session())
    root = resources.settings.files

    def run():
        for mark in (root / "new").iterdir():
            os.utime(mark, (0, 0))
        sweep.sweep_people(resources)
        return {f"sha256:{file.name}" for file in (root / "files").rglob("*") if file.is_file()}

    return run


def test_closed_case_keeps_every_file_and_a_refused_form_none(session, resources, swept):
    """Uploads, generated tables, the printed dossier and its package all belong to rows."""
    kept_case(session, resources)
    before = {
        f"sha256:{file.name}"
        for file in (resources.settings.files / "files").rglob("*")
        if file.is_file()
    }
    assert len(before) > 3
    refused = resources.files.put(b"paper of a form that was refused").digest
    assert swept() == before
    assert not resources.files.exists(refused)
    assert not list((resources.settings.files / "new").iterdir())
