"""What an applicant or a recommending unit writes, checked by the manuals before it is kept."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlmodel import Session

from expert_pool.forbidden import forbidden_number
from expert_pool.vocabulary import Relation
from models import Employment, Expert, ExpertFile, row_id
from riskassess.domain.errors import InvalidInput
from riskassess.domain.pool_manual import PoolManual
from riskassess.domain.pool_manual.pool_manual import find_code
from riskassess.i18n import _
from riskassess.queries.pool.records import list_employments
from riskassess.queries.pool.words import list_professions
from riskassess.services.pool.facts import Desk
from riskassess.services.pool.unit_links import find_written
from riskassess.services.uploads import Upload

EARLIEST = 1940
PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{5,28}[0-9]")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")


class Seal(Protocol):
    """What seals and opens a personal text, bound to office and expert."""

    def seal(self, text: str, *, office_id: int, expert: str) -> str:
        """Return the sealed text."""
        ...

    def open(self, sealed: str, *, office_id: int, expert: str) -> str:
        """Return the text that was sealed."""
        ...


@dataclass(frozen=True)
class PastWork:
    """What an applicant was to a unit, from when until when; None: still."""

    relation: Relation
    employer: str
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class Application:
    """The fields of an application; codes are those of the manuals."""

    name: str
    expert_class: str
    profession: str
    title: str
    title_level: str
    practice_since: int | None
    specialities: str
    employer: str
    employer_type: str
    email: str
    phone: str = ""
    past: tuple[PastWork, ...] = ()


def check_application(
    session: Session,
    given: Application,
    *,
    manual: PoolManual,
    today: date,
) -> None:
    """Raise InvalidInput, with the field in `where`, for what may not be kept."""
    for problem in application_problems(session, given, manual=manual, today=today):
        raise problem


def application_problems(
    session: Session, given: Application, *, manual: PoolManual, today: date
) -> Iterator[InvalidInput]:
    """Yield everything that may not be kept as it is written, with the field in `where`."""
    yield from _codes(session, given, manual)
    if given.practice_since is not None and not EARLIEST <= given.practice_since <= today.year:
        yield InvalidInput("pool_year", where="practice_since", low=EARLIEST, high=today.year)
    if not MAIL.fullmatch(given.email.strip()):
        yield InvalidInput("pool_email", where="email")
    if given.phone.strip() and not PHONE.fullmatch(given.phone.strip()):
        yield InvalidInput("pool_phone", where="phone")
    yield from _numbers(given)
    yield from _past(given.past, today)


def _numbers(given: Application) -> Iterator[InvalidInput]:
    labels = {
        "name": _("姓名"), "title": _("职称"), "specialities": _("专长"), "employer": _("工作单位"),
    }  # fmt: skip
    for name, label in labels.items():
        if kind := forbidden_number(getattr(given, name)):
            yield InvalidInput(f"personal_number_{kind}", where=name, field=label)


def _codes(session: Session, given: Application, manual: PoolManual) -> Iterator[InvalidInput]:
    known = {
        (row.code, code) for row in list_professions(session) for code, _name in row.professions
    }
    if (given.expert_class, given.profession) not in known:
        yield InvalidInput("pool_profession_unknown", where="profession")
    if find_code(manual.conditions.title_levels, given.title_level) is None:
        yield InvalidInput("pool_choice_unknown", where="title_level")
    if find_code(manual.conditions.employer_types, given.employer_type) is None:
        yield InvalidInput("pool_choice_unknown", where="employer_type")


def _past(rows: tuple[PastWork, ...], today: date) -> Iterator[InvalidInput]:
    for row in rows:
        if not row.employer.strip() or forbidden_number(row.employer):
            yield InvalidInput("pool_past_employer", where="past")
        ends = row.until_on or today
        if row.from_on is not None and (row.from_on > ends or row.from_on > today):
            yield InvalidInput("pool_past_days", where="past", employer=row.employer)


def check_files(files: Mapping[str, Upload], *, manual: PoolManual) -> None:
    """Raise InvalidInput for a paper that the manual does not know or of a wrong type."""
    for code, upload in files.items():
        rule = find_code(manual.admission.attachments, code)
        if rule is None:
            raise InvalidInput("pool_choice_unknown", where=f"file_{code}")
        if upload.media_type not in rule.accepts:
            raise InvalidInput("document_type_refused", where=f"file_{code}", name=upload.filename)


def fill(expert: Expert, given: Application, *, seal: Seal) -> list[str]:
    """Write the fields into the row and return the names of those that changed.

    An empty telephone number leaves the stored one as it is.
    """
    values = {
        "name": given.name.strip(),
        "expert_class": given.expert_class,
        "profession": given.profession,
        "title": given.title.strip(),
        "title_level": given.title_level,
        "practice_since": given.practice_since,
        "specialities": given.specialities.strip(),
        "employer": given.employer.strip(),
        "employer_type": given.employer_type,
        "email": given.email.strip(),
    }
    changed = [name for name, value in values.items() if getattr(expert, name) != value]
    for name in changed:
        setattr(expert, name, values[name])
    if phone := given.phone.strip():
        expert.phone_sealed = seal.seal(phone, office_id=expert.office_id, expert=expert.code)
        changed.append("phone")
    return changed


def keep_past(session: Session, expert: Expert, rows: tuple[PastWork, ...], *, desk: Desk) -> bool:
    """Put the rows in the place of those that stand; return whether they differ."""
    standing = list_employments(session, row_id(expert))
    before = [(row.relation, row.employer, row.from_on, row.until_on) for row in standing]
    after = [(row.relation, row.employer.strip(), row.from_on, row.until_on) for row in rows]
    if before == after:
        return False
    for row in standing:
        session.delete(row)
    session.add_all(
        Employment(
            office_id=expert.office_id,
            expert_id=row_id(expert),
            relation=relation,
            employer=employer,
            unit_id=find_written(session, expert.office_id, employer),
            from_on=from_on,
            until_on=until_on,
            added_by_id=desk.actor.account_id,
            added_at=desk.now,
        )
        for relation, employer, from_on, until_on in after
    )
    return True


def keep_files(
    session: Session, expert: Expert, files: Mapping[str, Upload], *, desk: Desk
) -> None:
    """Add stored papers to an expert; the newest of a code counts."""
    session.add_all(
        ExpertFile(
            office_id=expert.office_id,
            expert_id=row_id(expert),
            code=code,
            filename=upload.filename,
            media_type=upload.media_type,
            size=upload.size,
            digest=upload.digest,
            uploaded_by_id=desk.actor.account_id,
            uploaded_at=desk.now,
        )
        for code, upload in files.items()
    )
    session.flush()  # facts ask for them
