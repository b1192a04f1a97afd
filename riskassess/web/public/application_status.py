"""The status link: following an application, correcting it, answering, choosing an account."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import EqualTo, InputRequired, Length, ValidationError

from riskassess.domain.errors import InvalidInput
from riskassess.domain.posts import is_login
from riskassess.i18n import _, _l
from riskassess.queries.accounts import find_by_login
from riskassess.queries.pool import records
from riskassess.queries.pool.lives import life_of
from riskassess.services.invitations import token_digest
from riskassess.services.pool import applications, links, standing
from riskassess.web import context
from riskassess.web.acts import done_by, words
from riskassess.web.final_acts import Final, final_act
from riskassess.web.forms import ConfirmForm, Form
from riskassess.web.intake import limit_in_mebibytes
from riskassess.web.pool_forms import (
    application_form,
    filled_from,
    fix_address,
    forget_papers,
    kept_names,
    needed_papers,
    papers_of,
    take_papers,
)
from riskassess.web.public.blueprint import bp
from riskassess.web.stored_files import send_stored


class AnswerForm(Form):
    """What an expert says in a hearing."""

    text = TextAreaField(_l("您的意见"), [InputRequired(_l("请写下您的意见。")), Length(max=8000)])


class AccountForm(Form):
    """Login and password of an appointed expert."""

    login = StringField(_l("账号"), [InputRequired(_l("请填写账号。")), Length(max=60)])
    password = PasswordField(_l("密码"), [InputRequired(_l("请填写密码。")), Length(max=200)])
    again = PasswordField(
        _l("再次填写密码"),
        [
            InputRequired(_l("请再次填写密码。")),
            EqualTo("password", _l("两次填写的密码不一致。")),
        ],
    )

    def validate_login(self, field: Any) -> None:
        """Say at once, with all else, that the login is not one, or is somebody's."""
        login = field.data.strip()
        if not is_login(login):
            raise ValidationError(words(InvalidInput("account_login_wrong")))
        if find_by_login(context.db_session(), login) is not None:
            raise ValidationError(words(InvalidInput("login_taken", login=login)))

    def validate_password(self, field: Any) -> None:
        """Say at once, with all else, what is wrong with the password."""
        try:
            context.password_rule().check(field.data, where="password", words=[self.login.data])
        except InvalidInput as error:
            raise ValidationError(words(error)) from error


@bp.get("/application-status/<token>")
def show_application_status(token: str) -> Any:
    """Show where the application stands, or calmly that the link no longer works."""
    life = _life(token)
    if life is None:
        return render_template("public/show_application_status.html", life=None), 404
    return _page(token, life, {})


@bp.post("/application-status/<token>/correction")
def correct_application(token: str) -> Any:
    """Take over the corrected application."""
    life = _known(token)
    form = _correction(life)
    files = take_papers(
        form,
        life.manual,
        key=token_digest(token)[-16:],
        needed=needed_papers(life.manual) - set(life.files),
        asks_consent=life.expert.consented_at is None,
    )
    if files is None or not done_by(form, lambda: _correct(token, form, files)):
        return _page(token, life, {"correction": form}), 422
    forget_papers()
    flash(_("已提交，稳定办会继续审查。"), "success")
    return _back(token)


def _correct(token: str, form: Any, files: Any) -> None:
    applications.correct(
        context.db_session(),
        digest=token_digest(token),
        papers=papers_of(form, files),
        answer=form.answer.data or "",
        seal=context.personal_seal(),
        now=context.clock(),
        calendar=context.work_calendar(),
    )


@bp.post("/application-status/<token>/withdrawal")
def withdraw_application(token: str) -> Any:
    """End the application at the person's own wish, once it was asked about."""
    life, form = _known(token), ConfirmForm()
    answer = final_act(
        form,
        lambda: links.withdraw(context.db_session(), **_by(token)),
        ask=lambda: _ask_withdrawal(life),
        again=lambda status: (_page(token, life, {"withdrawal": form}), status),
    )
    if answer is not None:
        return answer
    flash(_("申请已撤回。"), "success")
    return _back(token)


def _ask_withdrawal(life: Any) -> Final:
    return Final(
        title=_("撤回申请？"),
        button=_("确认撤回"),
        happens=[_("申请就此结束，不能恢复。")],
        about=_("%(name)s（%(note)s）", name=life.expert.name, note=life.expert.code),
    )


@bp.post("/application-status/<token>/answer")
def answer_hearing(token: str) -> Any:
    """Record what the expert says in the hearing."""
    life, form = _known(token), AnswerForm()
    if not done_by(form, lambda: _answer(token, form)):
        return _page(token, life, {"answer": form}), 422
    flash(_("意见已提交，会记入办理记录。"), "success")
    return _back(token)


def _answer(token: str, form: AnswerForm) -> None:
    standing.answer_hearing(
        context.db_session(),
        text=form.text.data or "",
        calendar=context.work_calendar(),
        **_by(token),
    )


@bp.post("/application-status/<token>/account")
def open_account(token: str) -> Any:
    """Make the account of an appointed expert; from now on there is a sign-in."""
    life, form = _known(token), AccountForm()
    if not done_by(form, lambda: _open(token, form)):
        return _page(token, life, {"account": form}), 422
    flash(_("账号已建立，请登录。这个链接不再使用。"), "success")
    return redirect(url_for("account.sign_in"), code=303)


def _open(token: str, form: AccountForm) -> None:
    links.open_account(
        context.db_session(),
        login=form.login.data or "",
        password=form.password.data or "",
        rule=context.password_rule(),
        make_hash=context.passwords().make,
        **_by(token),
    )


@bp.get("/application-status/<token>/files/<int:file_id>")
def download_application_file(token: str, file_id: int) -> Any:
    """Send an own paper or the letter of appointment."""
    life = _known(token)
    paper = records.get_file(context.db_session(), life.expert.id, file_id)
    return send_stored(paper.digest, media_type=paper.media_type, name=paper.filename)


def _correction(life: Any, **values: Any) -> Any:
    form = application_form(life.manual, required=False, **values)
    fix_address(form, life.expert.email)
    return form


def _by(token: str) -> dict[str, Any]:
    return {"digest": token_digest(token), "now": context.clock()}


def _life(token: str) -> Any:
    session = context.db_session()
    expert = records.find_by_link(session, token_digest(token), now=context.clock())
    return life_of(session, expert, calendar=context.work_calendar()) if expert else None


def _known(token: str) -> Any:
    return _life(token) or abort(404)


def _back(token: str) -> Any:
    return redirect(url_for("public.show_application_status", token=token), code=303)


def _page(token: str, life: Any, sent: dict[str, Any]) -> str:
    may_correct = applications.may_correct(life)
    if may_correct and "correction" not in sent:
        sent["correction"] = _correction(life, formdata=None, data=filled_from(life))
    forms = {"answer": AnswerForm(), "account": AccountForm(), "withdrawal": ConfirmForm(), **sent}
    return render_template(
        "public/show_application_status.html",
        life=life,
        token=token,
        may_correct=may_correct,
        forms=forms,
        failed=next((form for form in sent.values() if form.errors), None),
        kept=kept_names(token_digest(token)[-16:]),
        limit=limit_in_mebibytes(),
        least_password=context.password_rule().least,
    )
