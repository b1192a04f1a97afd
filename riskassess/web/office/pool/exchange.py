"""Lists of experts as workbooks: template, dry run, import, export."""

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired

from expert_pool.vocabulary import ExpertState
from riskassess.domain.errors import AssessmentError, InvalidInput
from riskassess.i18n import _, _l, speaking
from riskassess.queries.experts import require_keeper
from riskassess.queries.pool.periods import day_of
from riskassess.services.pool import exchange
from riskassess.services.pool.exchange import Answer
from riskassess.services.pool.import_plan import plan_import
from riskassess.web import context
from riskassess.web.acts import words
from riskassess.web.addresses import record_number
from riskassess.web.downloads import XLSX, download
from riskassess.web.errors import status_of
from riskassess.web.forms import Form
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.office.blueprint import bp
from riskassess.web.office.experts import chosen_filter
from riskassess.web.office.pool.import_page import page_of_plan
from riskassess.web.office.pool.list_files import (
    conditions_note,
    held_table,
    hold_table,
    list_sheet,
    template,
)

HELD = "pool_import"
INTO = (
    (ExpertState.ACTIVE.value, _l("在库：已经聘任，直接可以被抽取")),
    (ExpertState.APPLIED.value, _l("已申请：还要经过审查、公示和聘任")),
)
ANSWERS = (
    ("", _l("请选择")),
    (Answer.SAME.value, _l("是同一人：用文件里的内容更正")),
    (Answer.NEW.value, _l("是另一人：作为新专家加入")),
    (Answer.SKIP.value, _l("不导入这一行")),
)


class UploadForm(Form):
    """A list to try."""

    file = FileField(_l("专家名单（.xlsx）"))


class ImportForm(Form):
    """The second step: the list that was tried, into which state, and what was answered."""

    key = HiddenField()
    seen = HiddenField()
    into = SelectField(_l("新专家的状态"), [InputRequired(_l("请选择状态。"))])
    otherwise = SelectField(_l("没有逐行选择的，统一按"), default="")  # not asked, not sent

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.into.choices = [(value, str(text)) for value, text in INTO]
        self.otherwise.choices = [(value, str(text)) for value, text in ANSWERS]

    def answers(self) -> dict[int, Answer]:
        """Return what was answered row by row; nonsense is no answer."""
        known = {each.value for each in Answer}
        return {
            row: Answer(value)
            for name, value in request.form.items()
            if name.startswith("answer-")
            and value in known
            and (row := record_number(name[7:])) is not None
        }

    def rest(self) -> Answer | None:
        """Return how the other rows are answered, or None."""
        return Answer(self.otherwise.data) if self.otherwise.data else None


def _show(upload: UploadForm, form: ImportForm | None = None, status: int = 200) -> Any:
    """Return the page with the dry run of the list that waits, if one does."""
    key = str(session.get(HELD, ""))
    table = held_table(key) if key else None
    if key and table is None:
        session.pop(HELD)
    page = {}
    if table is not None:
        plan = plan_import(
            context.db_session(),
            table=table,
            office_id=context.actor().office_id,
            today=day_of(context.clock()),
            seal=context.personal_seal(),
        )
        form = form or ImportForm(formdata=None)
        form.key.data, form.seen.data = key, plan.digest
        page = page_of_plan(plan, table)
    return render_template(
        "office/pool/import_experts.html",
        upload=upload,
        form=form,
        page=page,
        answers=[(value, str(text)) for value, text in ANSWERS],
        given={str(row): each.value for row, each in form.answers().items()} if form else {},
        limit=limit_in_mebibytes(),
    ), status


@bp.get("/experts/import")
def import_experts() -> Any:
    """Show the form, and the dry run of a list that waits."""
    require_keeper(context.actor())
    return _show(UploadForm(formdata=None))


@bp.post("/experts/import")
def try_import() -> Any:
    """Read a list and try it; nothing is imported."""
    require_keeper(context.actor())
    form = UploadForm()
    try:
        key = hold_table(request.files.get("file"))
    except InvalidInput as error:
        form.validate()
        form.file.errors = [words(error)]
        return _show(form, None, 422)
    _forget()
    session[HELD] = key
    return redirect(url_for("office.import_experts", _anchor="result"), code=303)


def _forget() -> None:
    if key := session.pop(HELD, ""):
        context.held_files().drop(key)


@bp.post("/experts/import/apply")
def apply_import() -> Any:
    """Import the list that was tried, all rows or none."""
    require_keeper(context.actor())
    form = ImportForm()
    table = held_table(form.key.data or "")
    if table is None or form.key.data != session.get(HELD):
        flash(words(InvalidInput("pool_import_gone")), "error")
        return redirect(url_for("office.import_experts"), code=303)
    try:
        told = _told(_apply(form, table))
    except AssessmentError as error:
        return _refused(form, error)
    _forget()
    flash(told, "success")
    return redirect(url_for("office.list_experts"), code=303)


def _told(rows: dict[str, int]) -> str:
    return _("已导入：新增 %(new)s 位，更正 %(changed)s 位，跳过 %(skipped)s 行。", **rows)


def _refused(form: ImportForm, error: AssessmentError) -> Any:
    if not form.errors:  # else it is said beside the field
        form.form_errors.append(words(error))
    return _show(UploadForm(formdata=None), form, status_of(error))


def _apply(form: ImportForm, table: Any) -> dict[str, int]:
    if not form.validate():
        raise InvalidInput("pool_choice_unknown", where="into")
    return exchange.apply_import(
        context.db_session(),
        table=table,
        seen=form.seen.data or "",
        answers=form.answers(),
        otherwise=form.rest(),
        into=ExpertState(form.into.data),
        actor=context.actor(),
        now=context.clock(),
        seal=context.personal_seal(),
    )


@bp.post("/experts/import/discard")
def discard_import() -> Any:
    """Forget the list that waits."""
    require_keeper(context.actor())
    _forget()
    flash(_("已放弃，没有导入任何内容。"), "success")
    return redirect(url_for("office.import_experts"), code=303)


@bp.get("/experts/import/template")
@speaking()
def download_template() -> Any:
    """Send the template with the words of the manuals."""
    require_keeper(context.actor())
    return download(context.write_tables(template()), XLSX, "experts-template.xlsx")


@bp.post("/experts/export")
def export_experts() -> Any:
    """Send the experts that are asked for, with their contact only for a purpose."""
    require_keeper(context.actor())
    try:
        rows = _exported()
    except InvalidInput as error:
        flash(words(error), "error")
        return redirect(url_for("office.list_experts", _anchor="files"), code=303)
    with speaking():  # the columns are those that an import reads
        sheets = list_sheet(rows, conditions_note(chosen_filter()))
    return download(context.write_tables(sheets), XLSX, "experts.xlsx")


def _exported() -> list[dict[str, Any]]:
    return exchange.export_experts(
        context.db_session(),
        wanted=chosen_filter(),
        with_contact=request.form.get("contact") == "1",
        purpose=request.form.get("purpose", ""),
        actor=context.actor(),
        now=context.clock(),
        seal=context.personal_seal(),
    )
