"""First page of the three controllers: the audit trail, else the own page."""

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from riskassess.audit_words import (
    ACTION_WORDS,
    action_words,
    chain_words,
    nobody_words,
    subject_words,
)
from riskassess.domain.vocabulary import Role
from riskassess.i18n import LazyText, _l
from riskassess.queries import audit_pages
from riskassess.web import context
from riskassess.web.control.blueprint import bp
from riskassess.web.paging import pager_of

PAGE_OF = {Role.SYSTEM_ADMIN: "control.list_accounts", Role.SECURITY_ADMIN: "control.list_roles"}

# Values of `proof.chain.ChainFaultKind`.
FAULT_WORDS: dict[str, LazyText] = {
    "changed": _l("第 %(n)s 条被改动"),
    "inserted": _l("第 %(n)s 条是插入的"),
    "removed": _l("第 %(n)s 条被删去"),
    "cut": _l("从第 %(n)s 条起被截断"),
    "rewritten": _l("到第 %(n)s 条为止与签名的链头不符"),
    "foreign": _l("第 %(n)s 条属于另一稳定办"),
    "head_forged": _l("第 %(n)s 条处的链头不是本办密钥所签"),
    "head_removed": _l("第 %(n)s 条处的签名链头被删去"),
}


def require_role(*roles: Role) -> None:
    """Answer 404 to anybody of the group who does not hold one of the roles."""
    if not context.actor().has(*roles):
        abort(404)


@bp.get("/")
def home() -> Any:
    """Show the auditor the audit trail; send the administrators to their own page."""
    if not context.actor().has(Role.AUDITOR):
        page = next(PAGE_OF[role] for role in PAGE_OF if context.actor().has(role))
        return redirect(url_for(page), code=303)
    chosen = chosen_filters()
    found = audit_pages.list_entries(
        context.db_session(), context.actor(), **chosen, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "control/home.html",
        rows=_written_rows(found.rows),
        actions=_actions(chosen["action"]),
        chosen=chosen,
        pager=pager_of(found),
    )


def _written_rows(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the entries of one page in words."""
    chains = [row.chain for row in rows]
    codes = audit_pages.list_codes(context.db_session(), context.actor(), chains)
    return [_written(row, codes.get(row.chain)) for row in rows]


def _written(row: Any, code: str | None) -> dict[str, Any]:
    """Return one entry of the trail in words."""
    return {
        "at": row.at,
        "login": row.login,
        "actor": row.actor or nobody_words(row.action),
        "sequence": row.sequence,
        "action": action_words(row.action),
        "subject": subject_words(row.subject_type, row.subject_id),
        "chain": chain_words(row.chain, code),
        "asked": code or row.chain,
    }


def _actions(chosen: str) -> list[tuple[str, str]]:
    """Return the actions to choose from; a code nobody named can still be asked for by address."""
    codes = dict.fromkeys([*ACTION_WORDS, *filter(None, [chosen])])
    return [(code, action_words(code)) for code in codes]


def chosen_filters() -> dict[str, str]:
    """Return what the address asks for."""
    return {name: request.values.get(name, "").strip() for name in ("code", "action", "login")}


@bp.post("/chain-check")
def check_chains() -> Any:
    """Read the chains again and say whether they are whole."""
    require_role(Role.AUDITOR)
    code = chosen_filters()["code"]
    chains = audit_pages.check_own_chains(context.db_session(), context.actor(), code=code)
    codes = audit_pages.list_codes(
        context.db_session(), context.actor(), [chain.name for chain in chains]
    )
    return render_template(
        "control/check_chains.html",
        chains=chains,
        codes=codes,
        code=code,
        names={chain.name: chain_words(chain.name, codes.get(chain.name)) for chain in chains},
        fault_words=FAULT_WORDS,
    )
