"""Who acts: the facts about an account that rules may ask for."""

from dataclasses import dataclass, field

from riskassess.domain.vocabulary import GROUP_OF, Group, Role


@dataclass(frozen=True)
class Actor:
    """The signed-in account, or the system itself (`account_id` None)."""

    account_id: int | None
    office_id: int
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    unit_id: int | None = None
    expert_id: int | None = None
    request_id: str = ""

    @property
    def groups(self) -> frozenset[Group]:
        """Groups whose pages this actor may open.

        >>> sorted(Actor(1, 1, roles=frozenset({Role.APPROVER})).groups)
        [<Group.OFFICE: 'office'>]
        """
        return frozenset(GROUP_OF[role] for role in self.roles)

    def has(self, *roles: Role) -> bool:
        """Return whether the actor holds one of the roles."""
        return not self.roles.isdisjoint(roles)


def system_actor(office_id: int) -> Actor:
    """Return the actor for jobs and the command line: it holds no role."""
    return Actor(account_id=None, office_id=office_id, name="system")
