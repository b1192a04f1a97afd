"""Left navigation of each group and what every page knows of the signed-in actor."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user

from riskassess.domain.vocabulary import GROUP_OF, Group, Role
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.labels import ROLE_LABELS
from riskassess.web import context
from riskassess.web.errors import form_page


@dataclass(frozen=True)
class Entry:
    """One line of the navigation: text, endpoint and who sees it (empty: whole group).

    It is the current one on all pages below its address, and below those of `also`.
    """

    label: LazyText
    endpoint: str
    roles: frozenset[Role] = frozenset()
    also: tuple[str, ...] = ()


# What hangs on one assessment but has an address of its own.
PARTS_OF_A_CASE = ("projects", "reviews", "sheets", "grade-proposals", "draws")
NAVIGATION: dict[Group, tuple[Entry, ...]] = {
    Group.SPONSOR: (
        Entry(_l("待办"), "sponsor.home", also=("tasks",)),
        Entry(_l("我的项目"), "sponsor.list_assessments", also=("project-list",)),
        Entry(_l("登记新项目"), "sponsor.register_project"),
        Entry(_l("推荐专家"), "sponsor.list_recommendations"),
        Entry(_l("报告核算"), "sponsor.check_report"),
    ),
    Group.EXPERT: (
        Entry(_l("待办"), "expert.home"),
        Entry(_l("我的评审"), "expert.list_reviews"),
        Entry(_l("我的资料"), "expert.show_profile", also=("availability", "standing")),
        Entry(_l("工作记录"), "expert.show_record"),
        Entry(_l("回避情况"), "expert.list_exclusions"),
    ),
    Group.OFFICE: (
        Entry(_l("待办"), "office.home", also=("tasks",)),
        Entry(_l("评估项目"), "office.list_assessments", also=PARTS_OF_A_CASE),
        Entry(_l("专家库"), "office.list_experts"),
        Entry(_l("评估档案"), "office.list_dossiers"),
        Entry(_l("评估手册"), "office.list_manuals"),
        Entry(_l("报告核算"), "office.check_report"),
        Entry(_l("我的密钥"), "office.show_own_key"),
        Entry(_l("代理"), "office.list_deputies"),
        Entry(_l("工作移交"), "office.list_handovers"),
    ),
    Group.CONTROL: (
        Entry(_l("审计"), "control.home", frozenset({Role.AUDITOR})),
        Entry(_l("评估档案"), "control.list_dossiers", frozenset({Role.AUDITOR})),
        Entry(_l("备案证书"), "control.list_certificates", frozenset({Role.AUDITOR})),
        Entry(_l("查阅记录"), "control.list_disclosures", frozenset({Role.AUDITOR})),
        Entry(_l("抽取台账"), "control.list_draw_ledgers", frozenset({Role.AUDITOR})),
        Entry(_l("账号管理"), "control.list_accounts", frozenset({Role.SYSTEM_ADMIN})),
        Entry(_l("单位名录"), "control.list_units", frozenset({Role.SYSTEM_ADMIN})),
        Entry(_l("权限"), "control.list_roles", frozenset({Role.SECURITY_ADMIN})),
        Entry(_l("代理"), "control.list_deputies"),
        Entry(
            _l("工作移交"), "control.list_handovers", frozenset({Role.SYSTEM_ADMIN, Role.AUDITOR})
        ),
        Entry(_l("应急访问"), "control.list_emergencies"),
    ),
}


def init_navigation(app: Flask) -> None:
    """Give every template `nav`, `actor`, `locale` and `demonstration`."""
    app.context_processor(page_context)


def _address() -> str:
    """Return where to go back to from an act that every page offers: of an answer, its form."""
    is_page = request.method in {"GET", "HEAD"}
    return request.script_root + request.full_path.rstrip("?") if is_page else form_page()


def page_context() -> dict[str, Any]:
    """Return what base.html needs on every page."""
    common = {
        "locale": current_locale(),
        "demonstration": context.settings().demonstration,
        "language_url": url_for("account.choose_language", next=_address()),
        "home_url": url_for("account.start"),
        "sign_out_url": url_for("account.sign_out"),
    }
    if not context.signed_in():
        return {**common, "nav": [], "actor": None}
    actor = current_user.actor
    return {
        **common,
        "nav": []
        if current_user.must_enrol  # each line would lead back to the page in sight
        else _navigation(
            actor.roles, section_of(request.path), current_locale(), request.script_root
        ),
        "actor": {
            "id": actor.account_id,
            "display_name": actor.name,
            "office_name": current_user.office_name,
            "roles_text": _roles_text(actor.roles, current_locale()),
            "lent": actor.lent,
        },
    }


@lru_cache(maxsize=256)  # nothing of a person in it: only what the roles may open
def _navigation(
    roles: frozenset[Role], section: str, _locale: str, _root: str
) -> list[dict[str, Any]]:
    groups = sorted({GROUP_OF[role] for role in roles})
    return [line for group in groups for line in _lines(group, roles, section)]


def section_of(path: str) -> str:
    """Return the part of an address that its line of the navigation stands for.

    >>> section_of("/office/assessments/5/certainty"), section_of("/office/")
    ('/office/assessments', '/office/')
    """
    return "/".join(path.split("/")[:3])


@lru_cache(maxsize=256)
def _roles_text(roles: frozenset[Role], _locale: str) -> str:
    return _("、").join(str(ROLE_LABELS[role]) for role in sorted(roles))


def _lines(group: Group, roles: frozenset[Role], section: str) -> list[dict[str, Any]]:
    return [
        {
            "label": str(entry.label),
            "url": url_for(entry.endpoint),
            "count": None,
            "current": section in _sections(entry),
        }
        for entry in NAVIGATION[group]
        if not entry.roles or entry.roles & roles
    ]


def _sections(entry: Entry) -> set[str]:
    own = section_of(url_for(entry.endpoint).removeprefix(request.script_root))
    group = own.rsplit("/", 1)[0]
    return {own, *(f"{group}/{name}" for name in entry.also)}
