"""Before anything of a case is shown: the answer to the invitation, recusal, confidentiality."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import BooleanField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from riskassess.domain.errors import InvalidInput, Refused
from riskassess.domain.manual.catalogue import RecusalQuestion
from riskassess.domain.vocabulary import MemberState
from riskassess.i18n import _, _l, current_locale, sentences
from riskassess.queries.invitations import list_refusal_reasons, refuse_late_answer
from riskassess.queries.sheets import Seat, get_seat, manual_of
from riskassess.services import answers
from riskassess.web import context
from riskassess.web.declining import DeclineForm, ask_refusal
from riskassess.web.errors import words_of
from riskassess.web.expert.blueprint import bp
from riskassess.web.final_acts import final_act
from riskassess.web.forms import Form

YES = "yes"
CHOICES = (SelectChoice("no", _l("否")), SelectChoice(YES, _l("是")))


class DeclarationForm(Form):
    """The pledge; `declaration_form` adds the manual's questions."""

    questions: tuple[str, ...] = ()
    pledge = BooleanField(_l("我已阅读并同意以上保密承诺"))


def declaration_form(questions: tuple[RecusalQuestion, ...]) -> DeclarationForm:
    """Return a form with one yes-or-no field per question of the manual."""
    needed = InputRequired(_l("请选择“是”或“否”。"))
    fields = {
        f"question_{row.code}": RadioField(
            row.text(current_locale()), [needed], choices=list(CHOICES)
        )
        for row in questions
    }
    codes = tuple(row.code for row in questions)
    made = type("QuestionForm", (DeclarationForm,), {**fields, "questions": codes})
    return made()


@bp.post("/reviews/<int:member_id>/answer")
def answer_invitation(member_id: int) -> Any:
    """Accept or decline when signed in, as the link in the mail does."""
    if request.form.get("answer") != "accept":
        return _decline(member_id)
    try:
        message_id = _answer(member_id, answers.Answer(accepts=True))
    except Refused as error:
        flash(sentences(words_of(error)), "error")
        return redirect(url_for("expert.show_review", member_id=member_id), code=303)
    return _after(message_id, member_id)


def _decline(member_id: int) -> Any:
    """Decline once the expert has said so twice."""
    seat = get_seat(context.db_session(), member_id, actor=context.actor())
    reasons = list_refusal_reasons(context.db_session(), seat.member.office_id)
    form, sent = DeclineForm().offering(reasons), []
    answer = final_act(
        form,
        lambda: sent.append(_answer(member_id, form.answer())),
        check=form.refuse_bare,
        ask=lambda: ask_refusal(form, about=seat.project.title),
        again=lambda status: (show_own_invitation(seat, form), status),
    )
    return answer or _after(sent[0], None)


def show_own_invitation(seat: Seat, form: DeclineForm) -> str:
    """Return the page of an invitation that waits for its answer."""
    reasons = list_refusal_reasons(context.db_session(), seat.member.office_id)
    form.offering(reasons)
    return render_template("expert/show_own_invitation.html", seat=seat, form=form)


def _answer(member_id: int, answer: answers.Answer) -> int | None:
    return answers.answer_own(
        context.db_session(), member_id=member_id, answer=answer, actor=context.actor(),
        public_url=context.settings().public_url, now=context.clock(),
    )  # fmt: skip


@bp.get("/reviews/<int:member_id>/declaration")
def show_declaration(member_id: int) -> Any:
    """Show the recusal questions and the pledge."""
    seat = get_seat(context.db_session(), member_id, actor=context.actor())
    if seat.member.state is not MemberState.ACCEPTED or _is_over(seat):
        return redirect(url_for("expert.show_review", member_id=member_id), code=303)
    return _page(seat, _form_of(seat))


@bp.post("/reviews/<int:member_id>/declaration")
def declare(member_id: int) -> Any:
    """Record the declaration: all no and the pledge open the room, a yes recuses."""
    seat = get_seat(context.db_session(), member_id, actor=context.actor())
    form = _form_of(seat)
    if not form.validate_on_submit():
        return _page(seat, form), 422
    try:
        _state, message_id = _declared(member_id, form)
    except InvalidInput as error:
        form.pledge.errors = [words_of(error)[0]]
        return _page(seat, form), 422
    return _after(message_id, member_id)


def _declared(member_id: int, form: DeclarationForm) -> tuple[MemberState, int | None]:
    return answers.declare(
        context.db_session(),
        member_id=member_id,
        answers={code: form[f"question_{code}"].data == YES for code in form.questions},
        pledged=bool(form.pledge.data),
        public_url=context.settings().public_url,
        actor=context.actor(),
        now=context.clock(),
    )


def _is_over(seat: Seat) -> bool:
    return refuse_late_answer(context.db_session(), seat.member.review_id) is not None


def _after(message_id: int | None, member_id: int | None) -> Any:
    if message_id is not None:
        context.ring()("message", message_id)
    if member_id is None:
        flash(_("已谢绝邀请，谢谢您的答复。"), "success")
        return redirect(url_for("expert.home"), code=303)
    return redirect(url_for("expert.show_review", member_id=member_id), code=303)


def _form_of(seat: Seat) -> DeclarationForm:
    return declaration_form(manual_of(context.db_session(), seat).panel.recusal_questions)


def _page(seat: Seat, form: DeclarationForm) -> str:
    return render_template(
        "expert/show_declaration.html",
        seat=seat,
        form=form,
        questions=[form[f"question_{code}"] for code in form.questions],
    )
