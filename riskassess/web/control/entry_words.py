"""Entries of the audit trail in plain words: who, what, which record, and what changed."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from expert_pool.vocabulary import ExpertState
from riskassess.audit_words import action_words, chain_words, nobody_words, subject_words
from riskassess.domain.vocabulary import (
    AssessmentState,
    DossierState,
    JobState,
    MemberState,
    ProposalState,
    ReviewState,
    SheetState,
)
from riskassess.exhibits.registered import FIELD_WORDS
from riskassess.filters import datetime_text
from riskassess.i18n import LazyText, _, _l, current_locale
from riskassess.labels import LABELS
from riskassess.web.deputy_words import for_whom
from riskassess.wording.pool_files import FIELDS

# What manuals call codes: by the key of an entry, then by code.
Names = Mapping[str, Mapping[str, str]]
NAMELESS: Names = {}
STATES: dict[str, type[StrEnum]] = {
    "assessment": AssessmentState,
    "dossier": DossierState,
    "expert": ExpertState,
    "grade_proposal": ProposalState,
    "job": JobState,
    "panel_member": MemberState,
    "review": ReviewState,
    "sheet": SheetState,
}
KEY_WORDS: dict[str, LazyText] = {
    "account": _l("账号"), "at": _l("时间"), "code": _l("编号"), "days": _l("天数"),
    "digest": _l("摘要"), "document": _l("文件"), "draw": _l("抽取"), "due_on": _l("期限"),
    "expert": _l("专家"), "field": _l("栏目"), "fields": _l("栏目"), "file": _l("文件"),
    "fingerprint": _l("指纹"), "heads": _l("链头"), "head": _l("链头"), "hours": _l("小时"),
    "kind": _l("类别"), "member": _l("成员"), "name": _l("名称"), "number": _l("编号"),
    "office": _l("本办"), "package": _l("档案包"), "page": _l("页面"), "purpose": _l("用途"),
    "reason": _l("理由"), "reasons": _l("理由"), "request": _l("申请"), "retention": _l("保管期限"),
    "roles": _l("角色"), "round": _l("轮次"), "rows": _l("行数"), "state": _l("状态"),
    "title": _l("名称"), "unit": _l("单位"), "version": _l("版本"), "year": _l("年度"),
    "asked_by": _l("申请人"), "key": _l("密钥"), "public": _l("公钥"), "note": _l("说明"),
    "count": _l("数量"), "decision": _l("决定"), "until": _l("截止"), "session": _l("登录"),
    "login": _l("账号"), "deputy": _l("代理"), "absent": _l("被代理的账号"),
    "deputy_account": _l("代理人账号"), "first": _l("第一天"), "last": _l("最后一天"),
    "from": _l("移交人账号"), "to": _l("接收人账号"), "work": _l("工作"),
    "left_work": _l("留下的工作"), "asked": _l("申请的角色"), "post": _l("职务"),
    "new_email": _l("更换邮箱"), "link": _l("链接"),
    "remark": _l("意见"), "owner": _l("责任单位"), "source": _l("来源"), "expires": _l("有效期"),
    "manual": _l("评估手册"), "recommendation": _l("系统建议"),
    "alias": _l("别名"), "amount": _l("金额（分）"), "announcement": _l("公告摘要"),
    "apart": _l("独立公正"), "assessment": _l("评估"), "attempt": _l("第几次"),
    "ballot": _l("表决"), "classes": _l("分类"), "conditional": _l("有条件支持"),
    "credit_code": _l("统一社会信用代码"), "ethics": _l("品行"), "event_class": _l("事件类别"),
    "factor": _l("因素"), "files": _l("附件"), "headcount": _l("人数"), "health": _l("健康"),
    "indifferent": _l("无所谓"), "issued": _l("发放"), "item": _l("材料"),
    "knowledge": _l("熟悉程序"), "names": _l("名称"), "nationality": _l("国籍"),
    "of": _l("起止"), "oppose": _l("反对"), "paid_on": _l("支付日期"), "parent": _l("上级单位"),
    "point": _l("要点"), "points": _l("要点"), "proof": _l("凭证"), "record": _l("记录"),
    "resamples": _l("重抽次数"), "risk": _l("风险"), "ruling": _l("认定"), "saved": _l("保存"),
    "seed": _l("随机种子"), "support": _l("支持"), "valid": _l("有效"), "voucher": _l("凭证号"),
    "corrects": _l("更正哪条备注"), "list": _l("列表"), "form": _l("形式"), "chain": _l("审计链"),
    "way": _l("方式"), "consent": _l("同意书"), "title_certificate": _l("职称证书"),
}  # fmt: skip

OF_ACCESS: dict[str, LazyText] = {
    "asked": _l("等待决定"), "open": _l("正在进行"), "refused": _l("不同意"),
    "case": _l("评估页面"), "document": _l("文件"), "image": _l("页面图像"),
}  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)")
OF_EXPORT: dict[str, dict[str, LazyText]] = {
    "list": {
        "tasks": _l("待办"), "assessments": _l("评估项目"), "projects": _l("项目"),
        "experts": _l("专家"),
    },
    "form": {"chains": _l("可核对的审计链"), "workbook": _l("表格")},
    "chain": {"all": _l("全部")},
}  # fmt: skip
LONG = re.compile(r"(sha256:)?[0-9a-f]{32,}")
SHOWN = 15
REGISTERED = {"assessment", "correction", "project"}  # what is said of these a sponsor registered
OF_FIELDS = {"field", "fields", "files"}  # keys whose values name fields


def entry_in_words(
    row: Any, code: str | None, absent: Mapping[int, str] | None = None, names: Names = NAMELESS
) -> dict[str, Any]:
    """Return one entry of the trail; `code` is the assessment's code when its chain is one's.

    `absent` holds whose deputy each row makes that entries name, `names` what manuals call codes.
    """
    return {
        "at": row.at,
        "login": row.login,
        "actor": for_whom(row.actor or nobody_words(row.action), row.after, absent or {}),
        "sequence": row.sequence,
        "action": action_words(row.action),
        "subject": subject_words(row.subject_type, row.subject_id),
        "change": change_words(row.subject_type, row.before, row.after, names),
        "chain": chain_words(row.chain, code),
        "asked": code or row.chain,
    }


def change_words(subject_type: str, before: str, after: str, names: Names = NAMELESS) -> str:
    """Return what an entry says of before and after; empty when it says nothing."""
    was, now = (_words(subject_type, json.loads(each), names) for each in (before, after))
    if was and now:
        return _("%(before)s → %(after)s", before=was, after=now)
    return now or (_("原为 %(before)s", before=was) if was else "")


def _words(subject_type: str, value: Any, names: Names) -> str:
    if isinstance(value, Mapping):
        about = "panel_member" if "member" in value else subject_type  # whose state it is
        parts = [
            _("%(name)s：%(value)s", name=_key_words(about, key, names),
              value=_named_by_manual(about, key, each, names) or _value(about, key, each))
            for key, each in value.items()
        ]  # fmt: skip
        return _("，").join(parts)
    return _value(subject_type, "", value)


def _key_words(subject_type: str, key: str, names: Names) -> str:
    """Return what an entry says something of: of what was registered, the name of the fact."""
    registered = {**names.get("field", {}), **FIELD_WORDS} if subject_type in REGISTERED else {}
    return str(registered.get(key) or KEY_WORDS.get(key, key))


def _named_by_manual(subject_type: str, key: str, value: Any, names: Names) -> str:
    """Return what a manual calls a code; empty where it says nothing of it."""
    if not isinstance(value, str) or (key == "kind" and subject_type not in REGISTERED):
        return ""
    return names.get(key, {}).get(value, "")


def _value(subject_type: str, key: str, value: Any) -> str:
    if value is None or value == "":
        return "" if not key else "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return (
        _many(subject_type, key, value)
        if isinstance(value, list | Mapping)
        else _one(subject_type, key, value)
    )


def _many(subject_type: str, key: str, value: Any) -> str:
    if isinstance(value, list):
        return _("、").join(_value(subject_type, key, each) for each in value) or "—"
    return _("、").join(f"{name} {each}" for name, each in value.items())


def _one(subject_type: str, key: str, value: Any) -> str:
    if MOMENT.fullmatch(str(value)):
        return datetime_text(datetime.fromisoformat(value))
    if LONG.fullmatch(str(value)):  # the exported chains hold it in full
        return f"{value[:SHOWN]}…"
    if subject_type == "emergency_access" and value in OF_ACCESS:
        return str(OF_ACCESS[value])
    if key in OF_FIELDS:
        registered = FIELD_WORDS.get(value) if subject_type in REGISTERED else None
        return str(registered or FIELDS.get(value) or KEY_WORDS.get(value, value))
    if value in OF_EXPORT.get(key, ()):
        return str(OF_EXPORT[key][value])
    return _named(current_locale(), STATES.get(subject_type), str(value))


@cache
def _named(_locale: str, states: type[StrEnum] | None, value: str) -> str:
    """Return the word of a code of a closed set; a code that means several things stays a code."""
    if states is not None and value in set(states):
        return str(LABELS[states][states(value)])
    found = {
        str(word) for words in LABELS.values() for member, word in words.items() if member == value
    }
    return found.pop() if len(found) == 1 else value
