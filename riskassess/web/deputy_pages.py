"""Pages about deputies, the same for the office and the three officers."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from riskassess.domain.deputies import LENDABLE
from riskassess.domain.errors import NotFound
from riskassess.domain.separation import OFFICERS
from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from riskassess.filters import local
from riskassess.i18n import _
from riskassess.queries import deputies as queries
from riskassess.queries.accounts import find_account, roles_of
from riskassess.services import deputies
from riskassess.web import context
from riskassess.web.acts import do, done_by, posting
from riskassess.web.deputy_forms import DeputyForm
from riskassess.web.paging import pager_of

OFFICE = frozenset(role for role in Role if GROUP_OF[role] is Group.OFFICE)


def list_page(group: str) -> str:
    """Return the list of periods: the own ones, for the security administrator all."""
    session, actor = context.db_session(), context.actor()
    found = queries.list_deputies(
        session, actor, everybodys=_sees_all(group), page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "shared/deputies/list_deputies.html",
        group=group,
        rows=found.rows,
        roles=queries.roles_by_deputy(session, [row.id for row in found.rows]),
        pager=pager_of(found),
        today=local(context.clock()).date(),
        own=actor.account_id,
        sees_all=_sees_all(group),
    )


def _sees_all(group: str) -> bool:
    return group == "control" and context.actor().has(Role.SECURITY_ADMIN)


def name_page(group: str, absent_id: int, form: DeputyForm | None = None, status: int = 200) -> Any:
    """Return the form that names a deputy for an account of the own office."""
    absent, form = _absent(absent_id), form or _offered(absent_id)
    page = render_template(
        "shared/deputies/name_deputy.html",
        group=group,
        form=form,
        absent=absent,
        is_own=absent_id == context.actor().account_id,
    )
    return page, status


def _absent(absent_id: int) -> Any:
    found = find_account(context.db_session(), absent_id)
    if found is None or found.office_id != context.actor().office_id:
        raise NotFound("not_found", where=f"account:{absent_id}")
    return found


def _offered(absent_id: int) -> DeputyForm:
    session, office_id = context.db_session(), context.actor().office_id
    own = roles_of(session, absent_id) & LENDABLE
    people = list(queries.list_holders(session, office_id, OFFICE)) if own - OFFICERS else []
    if own & OFFICERS:  # only somebody without any other right can stand in for one of the three
        people += queries.list_without_roles(session, office_id)
    return DeputyForm().offer(own, [row for row in people if row.id != absent_id])


def name(group: str, absent_id: int) -> Any:
    """Name a deputy, or show the form again with what is wrong."""
    _absent(absent_id)
    form = _offered(absent_id)
    if not done_by(form, lambda: _name(form, absent_id)):
        return name_page(group, absent_id, form, 422)
    flash(_("代理人已指定，到期自动结束。"), "success")
    return redirect(url_for(f"{group}.list_deputies"), code=303)


def _name(form: DeputyForm, absent_id: int) -> None:
    posting(
        deputies.name_deputy,
        naming=form.naming(absent_id),
        actor=context.actor(),
        now=context.clock(),
    )()


def end(group: str, deputy_id: int) -> Any:
    """End a period early."""
    return do(
        lambda: deputies.end_deputy(
            context.db_session(),
            deputy_id=deputy_id,
            actor=context.actor(),
            now=context.clock(),
        ),
        done=_("代理已结束。"),
        to=url_for(f"{group}.list_deputies"),
    )
