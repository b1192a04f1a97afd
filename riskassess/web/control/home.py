"""First page of the three controllers: the audit trail, else the own page."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from riskassess.audit_words import ACTION_WORDS, SUBJECT_WORDS, action_words, chain_words
from riskassess.domain.errors import NotFound
from riskassess.domain.vocabulary import Role
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.queries import audit_pages
from riskassess.queries.audit_heads import TrustedKeys
from riskassess.queries.audit_pages import EntryFilter
from riskassess.queries.manuals import registered_names
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.web import context
from riskassess.web.addresses import record_number
from riskassess.web.control.blueprint import bp
from riskassess.web.control.entry_words import entry_in_words
from riskassess.web.deputy_words import absent_names
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
    "rolled_back": _l("第 %(n)s 条处的签名链头在密钥旁存有，数据库中没有：数据库可能被退回"),
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
    refused = refused_filters()
    return _trail(wanted_entries(), refused), 422 if refused else 200


def _trail(wanted: EntryFilter, refused: dict[str, str]) -> str:
    """Return the page of the trail; without rows where a filter cannot be read."""
    if refused:
        shown: dict[str, Any] = {"rows": [], "pager": None}
    else:
        found = audit_pages.list_entries(
            context.db_session(),
            context.actor(),
            wanted=wanted,
            page=request.args.get("page", 1, type=int),
        )
        shown = {"rows": written(found.rows), "pager": pager_of(found)}
    return render_template("control/home.html", refused=refused, **shown, **filters_of(wanted))


def refused_filters() -> dict[str, str]:
    """Return, by field, what is wrong with a filter that was filled in and cannot be read."""
    given = {name: request.values.get(name, "").strip() for name in ("record", "since", "until")}
    found = {}
    if given["record"] and record_number(given["record"]) is None:
        found["record"] = _("请填写记录的编号，只用数字。")
    for name in ("since", "until"):
        if given[name] and _day(given[name]) is None:
            found[name] = _("没有这一天，请按 2026-03-09 的样子填写。")
    first, last = _day(given["since"]), _day(given["until"])
    if first and last and first > last:
        found["until"] = _("结束日期不能早于起始日期。")
    return found


def written(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return entries in words."""
    chains = [row.chain for row in rows]
    codes = audit_pages.list_codes(context.db_session(), context.actor(), chains)
    absent, names = absent_names(rows), _names()
    return [entry_in_words(row, codes.get(row.chain), absent, names) for row in rows]


def _names() -> dict[str, dict[str, str]]:
    """Return what the manuals call the codes that entries name."""
    session, locale = context.db_session(), current_locale()
    called: dict[str, str] = {}
    with suppress(NotFound):  # an office without a manual of the pool has named no source yet
        sources = pool_manual_of(session, context.actor().office_id).draw.sources
        called = {source.code: source.name(locale) for source in sources}
    return {**registered_names(session, locale), "source": called}


def filters_of(wanted: EntryFilter) -> dict[str, Any]:
    """Return what the form of the filters shows; codes nobody named can be asked for by address."""
    actions = dict.fromkeys([*ACTION_WORDS, *filter(None, [wanted.action])])
    kinds = dict.fromkeys([*SUBJECT_WORDS, *filter(None, [wanted.subject_type])])
    return {
        "wanted": wanted,
        "typed": {name: request.values.get(name, "") for name in ("record", "since", "until")},
        "is_filtered": wanted != EntryFilter() or bool(refused_filters()),
        "actions": [(code, action_words(code)) for code in actions],
        "kinds": [(code, str(SUBJECT_WORDS.get(code, code))) for code in kinds],
    }


def wanted_entries() -> EntryFilter:
    """Return what the address or form asks for; `refused_filters` tells what cannot be read."""
    given = request.values
    return EntryFilter(
        code=given.get("code", "").strip(),
        action=given.get("action", "").strip(),
        login=given.get("login", "").strip(),
        subject_type=given.get("kind", "").strip(),
        subject_id=record_number(given.get("record", "")),
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


@bp.post("/chain-check")
def check_chains() -> Any:
    """Read the chains again and say whether they are whole."""
    require_role(Role.AUDITOR)
    session, actor, code = context.db_session(), context.actor(), wanted_entries().code
    chains = audit_pages.check_own_chains(
        session, actor, code=code, kept=_beside_keys(), trusted=_trusted()
    )
    codes = audit_pages.list_codes(session, actor, [chain.name for chain in chains])
    return render_template(
        "control/check_chains.html",
        chains=chains,
        codes=codes,
        code=code,
        names={chain.name: chain_words(chain.name, codes.get(chain.name)) for chain in chains},
        fault_words=FAULT_WORDS,
    )


def _beside_keys() -> list[str]:
    """Return the lines of the office's signed heads as they lie outside the database."""
    code = audit_pages.office_code(context.db_session(), context.actor().office_id)
    found: list[str] = context.office_keys().kept_heads(code)
    return found


def _trusted() -> TrustedKeys:
    """Return the office's public keys as they lie outside the database, where there are any."""
    office_id = context.actor().office_id
    known = context.office_keys().known_keys(
        audit_pages.office_code(context.db_session(), office_id)
    )
    return {office_id: known} if known else {}
