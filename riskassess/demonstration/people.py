"""Who may sign in to the demonstration; one password for all, refused in production."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from expert_pool.vocabulary import ExpertState
from models import Account, Expert, Office, Unit, UnitKind, row_id
from riskassess.adapters.personal_seal import PersonalSeal
from riskassess.domain import passwords
from riskassess.domain.vocabulary import Role
from riskassess.i18n import _l
from riskassess.services.accounts import add_account
from riskassess.services.pool.unit_links import link_written

PASSWORD = passwords.DEMONSTRATION  # which no rule lets anybody choose
OFFICE_CODE = "500100"
OFFICE_NAME = _l("演示市稳定办")
POOL = Path(__file__).with_name("pool.json")
TERM = timedelta(days=3 * 365)
# Days that terms still run, in turn: none so few that somebody must act at once.
TERMS_RUN = (130, 220, 400, 560, 640, 730, 800, 900, 1000, 1080)


@dataclass(frozen=True)
class Person:
    """An account of the demonstration."""

    login: str
    name: object
    role: Role
    unit: object = None


RESERVOIR_UNIT = _l("区水务投资公司")
BRIDGE_UNIT = _l("市桥梁建设公司")
PUBLIC_WORKS_UNIT = _l("市公用事业公司")
PEOPLE = (
    Person("sponsor", _l("赵演示（项目单位）"), Role.PROJECT_UNIT, RESERVOIR_UNIT),
    Person("sponsor2", _l("钱演示（项目单位）"), Role.PROJECT_UNIT, BRIDGE_UNIT),
    Person("sponsor3", _l("尤演示（项目单位）"), Role.PROJECT_UNIT, PUBLIC_WORKS_UNIT),
    Person("institution", _l("孙演示（评估机构）"), Role.INSTITUTION, BRIDGE_UNIT),
    Person("officer", _l("李演示（承办）"), Role.CASE_OFFICER),
    Person("approver", _l("周演示（审批）"), Role.APPROVER),
    Person("approver2", _l("吴演示（审批）"), Role.APPROVER),
    Person("keeper", _l("郑演示（专家库）"), Role.POOL_KEEPER),
    Person("archivist", _l("冯演示（档案）"), Role.ARCHIVIST),
    Person("auditor", _l("陈演示（审计）"), Role.AUDITOR),
    Person("sysadmin", _l("褚演示（系统）"), Role.SYSTEM_ADMIN),
    Person("secadmin", _l("卫演示（安全）"), Role.SECURITY_ADMIN),
)


def find_office(session: Session) -> Office | None:
    """Return the demonstration's office, or None before it is loaded."""
    return session.exec(select(Office).where(Office.code == OFFICE_CODE)).one_or_none()


def add_office(session: Session, *, now: datetime) -> Office:
    """Add the office, without committing."""
    office = Office(code=OFFICE_CODE, name=str(OFFICE_NAME), created_at=now)
    session.add(office)
    session.flush()  # everything else belongs to it
    return office


def add_people(session: Session, office: Office, *, password_hash: str, now: datetime) -> None:
    """Add units, officers and one account per expert of the pool, without committing."""
    for person in PEOPLE:
        unit = _unit(session, office, str(person.unit), now=now) if person.unit else None
        account = _account(office, person.login, str(person.name), password_hash, now=now)
        account.unit_id = unit
        add_account(session, account=account, roles=[person.role], now=now)
    for number, line in enumerate(json.loads(POOL.read_text(encoding="utf-8")), start=1):
        expert = Expert(
            office_id=row_id(office),
            email=f"expert{number:02}@example.invalid",
            state=ExpertState.ACTIVE,
            term_from=_term_ends(number, now) - TERM,
            term_until=_term_ends(number, now),
            is_demonstration=True,
            created_at=now,
            **line,
        )
        session.add(expert)
        session.flush()  # the account points to it
        login = f"expert{number:02}"
        account = _account(office, login, expert.name, password_hash, now=now)
        account.expert_id = expert.id
        add_account(session, account=account, roles=[Role.EXPERT], now=now)
    link_written(session, Expert, office_id=row_id(office), beyond=0)


def add_numbers(session: Session, office: Office, seal: PersonalSeal) -> None:
    """Give every second expert a number that nobody has, sealed as a real one would be."""
    query = select(Expert).where(Expert.office_id == office.id).order_by(col(Expert.id))
    for expert in session.exec(query).all()[::2]:
        number = f"000-0000-{row_id(expert):04}"
        expert.phone_sealed = seal.seal(number, office_id=expert.office_id, expert=expert.code)


def _term_ends(number: int, now: datetime) -> date:
    """Return the last day of an expert's term; the terms end one after the other."""
    return now.date() + timedelta(days=TERMS_RUN[number % len(TERMS_RUN)])


def _unit(session: Session, office: Office, name: str, *, now: datetime) -> int:
    known = session.exec(
        select(Unit).where(Unit.office_id == office.id, Unit.name == name)
    ).one_or_none()
    if known is None:
        known = Unit(
            office_id=row_id(office), name=name, kind=UnitKind.PROJECT_UNIT, created_at=now
        )
        session.add(known)
        session.flush()  # the account points to it
    return row_id(known)


def _account(
    office: Office, login: str, name: str, password_hash: str, *, now: datetime
) -> Account:
    return Account(
        office_id=row_id(office),
        login=login,
        display_name=name,
        email=f"{login}@example.invalid",
        password_hash=password_hash,
        is_demonstration=True,
        created_at=now,
    )
