"""A round that three officers hold: who gave a part, and giving the own one."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from riskassess.domain.errors import NotFound, Refused
from riskassess.domain.room_vocabulary import RoundState
from riskassess.i18n import _, _l
from riskassess.queries.assessments import Case, get_case
from riskassess.queries.reviews import list_reviews
from riskassess.queries.round_openings import (
    count_wrong_passphrases,
    list_holder_lines,
    newest_key,
)
from riskassess.services import rounds
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.forms import Form
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.certainty import with_certainty


class PartForm(Form):
    """The own passphrase; it is used at once and kept nowhere."""

    passphrase = PasswordField(_l("我的口令"), [InputRequired(_l("请填写口令。")), Length(max=200)])


@bp.get("/assessments/<int:assessment_id>/opening")
def show_opening(assessment_id: int) -> Any:
    """Show who holds the newest round that officers hold, and who gave a part."""
    return _show(_case(assessment_id), PartForm())


@bp.post("/assessments/<int:assessment_id>/opening")
def give_part(assessment_id: int) -> Any:
    """Give the own part; the second one opens the round."""
    case, form, given = _case(assessment_id), PartForm(), []
    round_, _key = _held(case)

    def act() -> Any:
        is_open, result = _give(round_.id or 0, form.passphrase.data)
        given.append(is_open)
        return result

    if not done_by(form, with_certainty(act)):
        return _show(case, form, 422)
    said = _("本轮已开封。") if given[0] else _("您的一份已开启，还需要另一位持钥人。")
    flash(said, "success")
    return redirect(url_for("office.show_opening", assessment_id=assessment_id), code=303)


def _give(round_id: int, passphrase: str) -> tuple[bool, Any]:
    try:
        return rounds.open_locked_round(
            context.db_session(), round_id=round_id, passphrase=passphrase,
            actor=context.actor(), now=context.clock(), seal=context.officer_seal(),
        )  # fmt: skip
    except Refused as refused:
        if refused.code == "passphrase_wrong":  # told beside the field
            raise Refused(refused.code, where="passphrase") from refused
        raise


def _case(assessment_id: int) -> Case:
    return get_case(context.db_session(), assessment_id, actor=context.actor())


def _held(case: Case) -> tuple[Any, Any]:
    reviews = list_reviews(context.db_session(), case.id)
    found = newest_key(context.db_session(), reviews[0].id or 0) if reviews else None
    if found is None:
        raise NotFound("not_found", where=f"assessment:{case.id}")
    return found


def _show(case: Case, form: PartForm, status: int = 200) -> Any:
    session, me = context.db_session(), context.actor().account_id
    round_, key = _held(case)
    holders = list_holder_lines(session, key)
    own = next((line for line in holders if line.account_id == me), None)
    is_locked = round_.state is RoundState.LOCKED
    return render_template(
        "office/reviews/show_opening.html",
        **head_of(case),
        round=round_,
        key=key,
        holders=holders,
        own=own,
        may_give=own is not None and is_locked and not own.has_given,
        given=sum(line.has_given for line in holders),
        wrong=count_wrong_passphrases(session, round_.id or 0),
        form=form,
    ), status
