"""Two full offices in one database: rows in every table, the second one's texts all marked.

The first office is what the scenes of other tests leave, merged into one, and a row more for every
table that they left empty. A second sponsor in the same office and a second office are copies of
it. `one_more` adds the second office's cases once again, for walks with a small and a large one.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from models import Account, AccountRole
from riskassess.domain.vocabulary import Role
from tests.support.full_office import Acted, act
from tests.support.kept_scene import Rows, put_back
from tests.support.mirror import SHARED, Mirror

FAR, NEAR = 700_000_000, 500_000_000
MARK, NEAR_MARK = "乙地机密", "丙方机密"
TAG, NEAR_TAG = "zqb-", "zqs-"
_acted: list[Acted] = []


@dataclass(frozen=True)
class TwoOffices:
    """The first office and what to call things of the others."""

    session: Session
    acted: Acted

    @property
    def office_id(self) -> int:
        """Return the first office."""
        found: int = self.acted.rows["office"][0]["id"]
        return found

    def ids(self, table: str, shift: int = 0) -> list[int]:
        """Return the ids of a table's rows in the first office, or in a copy."""
        return [row["id"] + shift for row in self.acted.rows[table]]

    def account(self, role: Role, shift: int = 0) -> Account:
        """Return the account of a role at the sample case, or its double in a copy."""
        return self.session.get_one(Account, self.acted.own[role] + shift)

    def accounts(self, group: set[Role]) -> list[Account]:
        """Return every account of the first office that holds one of the roles."""
        held = col(Account.id).in_(
            select(AccountRole.account_id).where(col(AccountRole.role).in_(group))
        )
        of_office = select(Account).where(Account.office_id == self.office_id, held)
        mine = col(Account.id).in_(self.ids("account"))
        return list(self.session.exec(of_office.where(mine).order_by(col(Account.id))))

    def one_more(self, number: int) -> None:
        """Give the second office everything once again."""
        mark, tag = MARK + "一二三四五六七八九"[number], f"{TAG}{number}-"
        more = Mirror(FAR + number * 1_000_000, mark, tag, self.office_id + FAR)
        put_back(self.session, more.rows(self.acted.rows))


def two_offices(session: Session, home: Path) -> TwoOffices:
    """Put both offices and the second sponsor into an empty database, and the files below home."""
    if not _acted:
        _acted.append(act())
    acted = _acted[0]
    shutil.copytree(acted.home.name, home, dirs_exist_ok=True)
    put_back(session, acted.rows)
    office_id = acted.rows["office"][0]["id"]
    put_back(session, Mirror(NEAR, NEAR_MARK, NEAR_TAG, office_id).rows(acted.rows))
    put_back(session, Mirror(FAR, MARK, TAG).rows(acted.rows))
    return TwoOffices(session, acted)


def neighbour(session: Session, home: Path) -> int:
    """Put the second office alone into an empty database, with its files; return its id.

    What other scenes add afterwards has higher ids: a query that asks for the first row of
    anybody finds the neighbour's.
    """
    if not _acted:
        _acted.append(act())
    rows = _acted[0].rows
    shutil.copytree(_acted[0].home.name, home, dirs_exist_ok=True)
    put_back(session, {name: rows[name] for name in SHARED if name in rows})
    other = int(rows["office"][0]["id"]) + FAR
    put_back(session, _with_own_chains(Mirror(FAR, MARK, TAG).rows(rows), other))
    return other


def _with_own_chains(rows: Rows, office_id: int) -> Rows:
    """Return rows without the chains of offices that were merged: a new office may get their id."""

    def is_own(name: str) -> bool:
        return not name.startswith("office:") or name == f"office:{office_id}"

    named = {"audit_chain": "name", "audit_entry": "chain", "audit_head": "chain"}
    return {
        table: [row for row in each if table not in named or is_own(row[named[table]])]
        for table, each in rows.items()
    }


def rows_of_office(session: Session, office_id: int) -> Rows:
    """Return every row that belongs to an office."""
    found = {}
    for table in SQLModel.metadata.sorted_tables:
        if "office_id" in table.columns:
            own = sa.select(table).where(table.c.office_id == office_id)
            rows = session.execute(own.order_by(*table.primary_key)).mappings()
            found[table.name] = [dict(row) for row in rows]
    return found


def pointing_across(session: Session) -> list[str]:
    """Return where a row refers to a row of another office; nothing may."""
    found = []
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            other = key.column.table.alias("other")
            if "office_id" not in table.columns or "office_id" not in key.column.table.columns:
                continue
            strange = (
                sa.select(table.c[key.parent.name], other.c.office_id)
                .join(other, other.c.id == table.c[key.parent.name])
                .where(table.c.office_id != other.c.office_id)
            )
            rows = session.execute(strange).all()
            found += [f"{table.name}.{key.parent.name}: {row}" for row in rows]
    return found
