"""The record of one expert as sheets to read: one for each subject, in words."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from riskassess.exhibits.tables import TableSheet
from riskassess.filters import datetime_text
from riskassess.i18n import LazyText, _, _l
from riskassess.labels import label
from riskassess.queries.manuals import pool_words
from riskassess.web import context
from riskassess.wording.pool_files import FIELDS

TITLES: dict[str, LazyText] = {
    "profile": _l("基本情况"),
    "employments": _l("任职经历"),
    "acts": _l("办理记录"),
    "checks": _l("条件审查"),
    "papers": _l("附件"),
    "absences": _l("不能参加的日期"),
    "recusals": _l("回避"),
    "contests": _l("回避异议"),
    "tasks": _l("评审任务"),
    "evaluations": _l("任务评价"),
    "years": _l("年度评价"),
    "fees": _l("劳务费"),
    "disclosures": _l("查阅记录"),
    "messages": _l("发给本人的消息"),
}
HEADS: dict[str, LazyText] = {
    **FIELDS,
    "way_in": _l("入库方式"),
    "state_since": _l("状态自"),
    "published_until": _l("公示至"),
    "consent_text": _l("同意书版本"),
    "consented_at": _l("同意时间"),
    "erased_at": _l("删除时间"),
    "created_at": _l("登记时间"),
    "relation": _l("关系"),
    "from_on": _l("自"),
    "until_on": _l("至"),
    "action": _l("办理"),
    "before": _l("原状态"),
    "after": _l("新状态"),
    "reason_code": _l("理由代码"),
    "at": _l("时间"),
    "comment": _l("本人意见"),
    "commented_at": _l("意见时间"),
    "holds": _l("是否符合"),
    "evidence": _l("依据"),
    "checked_at": _l("审查时间"),
    "filename": _l("文件名"),
    "size": _l("字节数"),
    "digest": _l("摘要"),
    "uploaded_at": _l("上传时间"),
    "added_at": _l("登记时间"),
    "assessment_id": _l("评估"),
    "ground": _l("事由"),
    "recorded_at": _l("登记时间"),
    "reasons": _l("回避理由"),
    "raised_at": _l("提出时间"),
    "decided_at": _l("处理时间"),
    "decision": _l("处理结果"),
    "kind": _l("内容"),
    "member_id": _l("任务"),
    "invited_at": _l("邀请时间"),
    "answered_at": _l("答复时间"),
    "due_on": _l("完成日期"),
    "decline_reason": _l("谢绝理由"),
    "total": _l("总分"),
    "items": _l("各项得分"),
    "evaluated_at": _l("评价时间"),
    "year": _l("年度"),
    "tasks": _l("任务数"),
    "mean": _l("平均分（百分之一分）"),
    "result": _l("结果"),
    "duration": _l("时长"),
    "attendance": _l("方式"),
    "amount": _l("金额（分）"),
    "reckoning": _l("计算"),
    "settled_at": _l("核定时间"),
    "paid_on": _l("支付日期"),
    "voucher": _l("凭证"),
    "by": _l("查阅人"),
    "channel": _l("渠道"),
    "subject": _l("标题"),
    "sent_at": _l("发出时间"),
    "delivered_at": _l("送达时间"),
}


def head(name: str) -> str:
    """Return what a field of the record is called."""
    return str(HEADS.get(name, name))


def workbook_of(plain: Mapping[str, Any]) -> list[TableSheet]:
    """Return the sheets of `queries.personal.personal_record`; empty subjects are left out."""
    names = pool_words(context.db_session())
    words = {"expert_class": names["classes"], "profession": names["professions"]}
    profile = [
        (head(name), words.get(name, {}).get(value, said(value)))
        for name, value in plain["profile"].items()
    ]
    sheets = [TableSheet(str(TITLES["profile"]), (_("项目"), _("内容")), profile)]
    for part, title in TITLES.items():
        rows = plain.get(part)
        if part != "profile" and rows:
            columns = list(rows[0])
            lines = [[said(row[name]) for name in columns] for row in rows]
            sheets.append(TableSheet(str(title), [head(name) for name in columns], lines))
    return sheets


def said(value: Any) -> Any:
    """Return a value of the record as a reader wants it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, list):
        return _("；").join(f"{row['code']} {row['points']}" for row in value)
    if isinstance(value, str) and "T" in value and value[:4].isdigit():
        try:
            return datetime_text(datetime.fromisoformat(value))
        except ValueError:
            return value
    return value
