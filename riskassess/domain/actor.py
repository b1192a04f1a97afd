"""Who acts: the facts about an account that rules may ask for."""

from dataclasses import dataclass, field, replace
from datetime import date

from riskassess.domain.vocabulary import GROUP_OF, Group, Role


@dataclass(frozen=True)
class LentRole:
    """A role that the actor has as somebody's deputy: from which row, whose, until when."""

    role: Role
    deputy_id: int
    absent_id: int
    absent_name: str
    last_on: date


@dataclass(frozen=True)
class Actor:
    """The signed-in account, or the system itself (`account_id` None).

    `roles` are all that count today; those among them that the account has as a deputy alone stand
    in `lent`. `used` gathers the deputy rows without which `has` would have said no: the audit
    entry of what follows names them.
    """

    account_id: int | None
    office_id: int
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    unit_id: int | None = None
    expert_id: int | None = None
    request_id: str = ""
    lent: tuple[LentRole, ...] = ()
    used: set[int] = field(default_factory=set, compare=False, repr=False)

    def persons_as(self, role: Role) -> frozenset[int | None]:
        """Return whose acts count as the actor's where two persons are asked for.

        Who has the role as a deputy is asked as both: neither the own work nor that of whoever
        is stood in for can be judged with a lent right.

        >>> lent = LentRole(Role.APPROVER, 9, 2, "", date(2026, 3, 2))
        >>> actor = Actor(1, 1, roles=frozenset({Role.APPROVER}), lent=(lent,))
        >>> sorted(actor.persons_as(Role.APPROVER)), sorted(actor.persons_as(Role.ARCHIVIST))
        ([1, 2], [1])
        """
        absent = (each.absent_id for each in self.lent if each.role is role)
        return frozenset({self.account_id, *absent})

    @property
    def own_roles(self) -> frozenset[Role]:
        """Return the roles that the account holds itself, none of them lent.

        >>> lent = LentRole(Role.AUDITOR, 9, 2, "", date(2026, 3, 2))
        >>> Actor(1, 1, roles=frozenset({Role.AUDITOR}), lent=(lent,)).own_roles
        frozenset()
        """
        return self.roles - {each.role for each in self.lent}

    @property
    def groups(self) -> frozenset[Group]:
        """Groups whose pages this actor may open.

        >>> sorted(Actor(1, 1, roles=frozenset({Role.APPROVER})).groups)
        [<Group.OFFICE: 'office'>]
        """
        return frozenset(GROUP_OF[role] for role in self.roles)

    def has(self, *roles: Role) -> bool:
        """Return whether the actor holds one of the roles, the own ones first.

        >>> lent = LentRole(Role.APPROVER, 9, 2, "", date(2026, 3, 2))
        >>> both = frozenset({Role.APPROVER, Role.CASE_OFFICER})
        >>> actor = Actor(1, 1, roles=both, lent=(lent,))
        >>> actor.has(Role.APPROVER, Role.CASE_OFFICER), actor.used
        (True, set())
        >>> actor.has(Role.APPROVER), actor.used
        (True, {9})
        """
        if not self.lent:
            return not self.roles.isdisjoint(roles)
        wanted = self.roles.intersection(roles)
        by_deputy = [each.deputy_id for each in self.lent if each.role in wanted]
        if len(by_deputy) == len(wanted):  # none of them is the actor's own
            self.used.update(by_deputy)
        return bool(wanted)

    def afresh(self) -> "Actor":
        """Return the same actor for the next act, with no deputy row used yet."""
        return replace(self, used=set()) if self.lent else self


def system_actor(office_id: int, *, request_id: str = "") -> Actor:
    """Return the actor for jobs and the command line: it holds no role."""
    return Actor(account_id=None, office_id=office_id, name="system", request_id=request_id)
