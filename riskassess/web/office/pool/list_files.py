"""Lists of experts between workbooks and services: columns, words, the list that waits."""

import hashlib
import json
import os
from typing import Any

from riskassess.domain.errors import AssessmentError, InvalidInput
from riskassess.exhibits.tables import TableSheet
from riskassess.i18n import _, speaking
from riskassess.labels import label
from riskassess.queries.experts import PoolFilter
from riskassess.queries.manuals import pool_words
from riskassess.queries.pool.words import list_professions
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool.import_plan import LISTED, HeldTable
from riskassess.web import context
from riskassess.web.intake import file_name, limit_in_mebibytes
from riskassess.wording.pool_files import FIELDS

NEEDED = ("name", "expert_class", "profession", "employer")
WORDED = ("expert_class", "profession", "title_level", "employer_type")
LETTERS = 26


def columns() -> dict[str, str]:
    """Return the names of the columns and the field each one is."""
    return {str(FIELDS[name]): name for name in LISTED}


def hold_table(sent: Any) -> str:
    """Read a sent workbook, keep its rows sealed and return their key; raises InvalidInput."""
    name = file_name(sent.filename if sent else "")
    if not name:
        raise InvalidInput("file_not_chosen", where="file")
    if sent.stream.seek(0, os.SEEK_END) > context.settings().max_upload_bytes:
        raise InvalidInput(
            "document_too_large", where="file", name=name, limit=limit_in_mebibytes()
        )
    with speaking():
        table = context.read_expert_table(sent.stream, columns(), needed=NEEDED)
    if not table.rows:
        raise InvalidInput("pool_file_no_rows", where="file")
    sent.stream.seek(0)
    digest = hashlib.sha256(sent.stream.read()).hexdigest()
    plain = {"digest": digest, "name": name, "rows": table.rows, "ignored": table.ignored}
    office_id = context.actor().office_id
    text = json.dumps(plain, ensure_ascii=False)
    sealed = context.personal_seal().seal(text, office_id=office_id, expert=_bound())
    key: str = context.held_files().put(sealed)
    return key


def _bound() -> str:
    """Return whom a list that waits belongs to: it opens for nobody else."""
    return f"import:{context.actor().account_id}"


def held_table(key: str) -> HeldTable | None:
    """Return the list that waits under a key for this keeper, or None."""
    sealed = context.held_files().get(key)
    if sealed is None:
        return None
    office_id = context.actor().office_id
    try:
        text = context.personal_seal().open(sealed, office_id=office_id, expert=_bound())
    except AssessmentError:
        return None
    plain = json.loads(text)
    rows = [(number, cells) for number, cells in plain["rows"]]
    return HeldTable(f"sha256:{plain['digest']}", plain["name"], rows, plain["ignored"])


def template() -> list[TableSheet]:
    """Return the sheets of the template: the list itself, and the words that it may use."""
    session = context.db_session()
    conditions = pool_manual_of(session, context.actor().office_id).conditions
    words = {
        "expert_class": list(pool_words(session)["classes"].values()),
        "profession": [
            name for line in list_professions(session) for _code, name in line.professions
        ],
        "title_level": [row.name.zh for row in conditions.title_levels],
        "employer_type": [row.name.zh for row in conditions.employer_types],
    }
    allowed = _("可填的内容")
    heads = [f"{FIELDS[name]}*" if name in NEEDED else str(FIELDS[name]) for name in LISTED]
    choices = {
        LISTED.index(name): (allowed, place, len(words[name])) for place, name in enumerate(WORDED)
    }
    most = max(len(each) for each in words.values())
    lines = [
        [words[name][at] if at < len(words[name]) else "" for name in WORDED] for at in range(most)
    ]
    notes = (
        _("每行一位专家；带 * 的列必填，其余可以空着。日期写成 2026-03-01。"),
        _("编号空着时由系统编号；写了库里已有的编号，就更正那位专家。不要写身份证号码和银行卡号。"),
    )
    return [
        TableSheet(_("专家名单"), heads, [], notes, choices),
        TableSheet(allowed, [str(FIELDS[name]) for name in WORDED], lines),
    ]


def conditions_note(wanted: PoolFilter) -> tuple[str, ...]:
    """Return what an export was asked for, to stand above its lines."""
    names = pool_words(context.db_session())
    asked = [
        (_("类别"), names["classes"].get(wanted.expert_class, wanted.expert_class)),
        (_("专业"), names["professions"].get(wanted.profession, wanted.profession)),
        (_("状态"), label(wanted.state) if wanted.state else ""),
        (_("职称等级"), wanted.title_level),
        (_("工作单位"), wanted.employer),
        (_("姓名、编号或单位"), wanted.words),
        (_("聘期届满"), "" if wanted.ends_within is None else str(wanted.ends_within)),
    ]
    told = [_("%(name)s：%(value)s", name=name, value=value) for name, value in asked if value]
    return (_("条件：%(asked)s", asked="；".join(told)) if told else _("条件：无，全部导出。"),)


def list_sheet(rows: list[dict[str, Any]], notes: tuple[str, ...] = ()) -> list[TableSheet]:
    """Return the sheet of an export, in words; the same columns as the template and the state."""
    session = context.db_session()
    conditions = pool_manual_of(session, context.actor().office_id).conditions
    names = pool_words(session)
    words = {
        "expert_class": names["classes"],
        "profession": names["professions"],
        "title_level": {row.code: row.name.zh for row in conditions.title_levels},
        "employer_type": {row.code: row.name.zh for row in conditions.employer_types},
    }
    shown = [name for name in (*LISTED, "state") if not rows or name in rows[0]]
    lines = [[_said(name, row[name], words) for name in shown] for row in rows]
    return [TableSheet(_("专家名单"), [str(FIELDS[name]) for name in shown], lines, notes)]


def _said(name: str, value: Any, words: dict[str, dict[str, str]]) -> Any:
    if name in words:
        return words[name].get(value, value)
    return label(value) if name == "state" else value
