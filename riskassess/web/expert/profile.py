"""The expert's own profile: what one changes alone, and what one asks the keeper to change."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from expert_pool.vocabulary import Relation
from riskassess.i18n import _, _l, current_locale
from riskassess.labels import label
from riskassess.queries import own_record
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.services.pool import profile
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.expert.blueprint import bp
from riskassess.web.forms import Form
from riskassess.web.stored_files import send_stored
from riskassess.wording.pool_files import FIELDS


class ProfileForm(Form):
    """What an expert changes alone."""

    email = StringField(FIELDS["email"], [InputRequired(_l("请填写邮箱。")), Length(max=200)])
    phone = StringField(FIELDS["phone"], [Length(max=20)])
    employer = StringField(
        FIELDS["employer"], [InputRequired(_l("请填写工作单位。")), Length(max=200)]
    )
    employer_type = SelectField(FIELDS["employer_type"])
    specialities = TextAreaField(FIELDS["specialities"], [Length(max=2000)])


class EmploymentForm(Form):
    """What an expert is or was to a unit."""

    relation = SelectField(_l("关系"))
    employer = StringField(_l("单位"), [InputRequired(_l("请填写单位。")), Length(max=200)])
    from_on = DateField(_l("自"), [Optional()])
    until_on = DateField(_l("至"), [Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.relation.choices = [(each.value, label(each)) for each in Relation]


class EndForm(Form):
    """The day on which an expert left a unit."""

    until_on = DateField(_l("离开日期"), [InputRequired(_l("请填写离开日期。"))])


class RequestForm(Form):
    """What the keeper is asked to correct."""

    text = TextAreaField(
        _l("要更正什么"), [InputRequired(_l("请写明要更正什么。")), Length(max=1000)]
    )


def own_expert() -> Any:
    """Return the actor's own record in the pool; 404 for an account without one."""
    return own_record.get_own_expert(context.db_session(), context.actor())


def profile_form(expert: Any) -> ProfileForm:
    """Return the form with the own fields, the telephone opened."""
    own = {"office_id": expert.office_id, "expert": expert.code}
    phone = "" if request.form else context.personal_seal().open(expert.phone_sealed, **own)
    form = ProfileForm(obj=expert, data={"phone": phone})
    kinds = pool_manual_of(context.db_session(), expert.office_id).conditions.employer_types
    form.employer_type.choices = [
        ("", _("未填")),
        *((row.code, row.name(current_locale())) for row in kinds),
    ]
    return form


def show(expert: Any, status: int = 200, **forms: Any) -> Any:
    """Return the page with its forms; those that were sent are shown as they were sent."""
    given = {
        "form": forms.get("form") or profile_form(expert),
        "employment": forms.get("employment") or EmploymentForm(formdata=None),
        "asking": forms.get("asking") or RequestForm(formdata=None),
        "end": EndForm(formdata=None),
    }
    page = own_record.profile_page(context.db_session(), expert, now=context.clock())
    return render_template("expert/show_profile.html", expert=expert, **given, **page), status


@bp.get("/profile")
def show_profile() -> Any:
    """Show the own record and what can be changed."""
    return show(own_expert())


@bp.post("/profile")
def edit_profile() -> Any:
    """Change contact, employer and fields."""
    expert = own_expert()
    form = profile_form(expert)
    if not done_by(form, lambda: _edit(form)):
        return show(expert, 422, form=form)
    flash(_("已保存。"), "success")
    return redirect(url_for("expert.show_profile"), code=303)


def _edit(form: ProfileForm) -> None:
    names = ("email", "phone", "employer", "employer_type", "specialities")
    given = profile.OwnProfile(**{name: form[name].data or "" for name in names})
    profile.edit_own_profile(
        context.db_session(),
        profile=given,
        actor=context.actor(),
        now=context.clock(),
        seal=context.personal_seal(),
    )


@bp.post("/profile/employments")
def add_employment() -> Any:
    """Add a unit that draws avoid."""
    expert, form = own_expert(), EmploymentForm()
    if not done_by(form, lambda: _add_employment(form)):
        return show(expert, 422, employment=form)
    flash(_("已登记。抽取时按手册的年限回避这个单位的项目。"), "success")
    return redirect(url_for("expert.show_profile", _anchor="employments"), code=303)


def _add_employment(form: EmploymentForm) -> None:
    profile.add_employment(
        context.db_session(),
        relation=Relation(form.relation.data),
        employer=form.employer.data or "",
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        actor=context.actor(),
        now=context.clock(),
    )


@bp.post("/profile/employments/<int:employment_id>/end")
def end_employment(employment_id: int) -> Any:
    """Say since when one is no longer with a unit."""
    own_record.get_own_employment(context.db_session(), employment_id, actor=context.actor())
    form, back = EndForm(), url_for("expert.show_profile", _anchor="employments")
    if not form.validate_on_submit():
        flash(_("没有保存：请填写离开日期。"), "error")
        return redirect(back, code=303)
    return do(lambda: _end(employment_id, form), done=_("已登记离开日期。"), to=back)


def _end(employment_id: int, form: EndForm) -> None:
    profile.end_employment(
        context.db_session(),
        employment_id=employment_id,
        until_on=form.until_on.data,
        actor=context.actor(),
        now=context.clock(),
    )


@bp.post("/profile/corrections")
def request_correction() -> Any:
    """Ask the keeper for a correction."""
    expert, form = own_expert(), RequestForm()
    if not done_by(form, lambda: _request(form)):
        return show(expert, 422, asking=form)
    flash(_("已提交给专家库管理员；处理后会出现在“工作记录”里。"), "success")
    return redirect(url_for("expert.show_profile"), code=303)


def _request(form: RequestForm) -> None:
    profile.request_correction(
        context.db_session(),
        text=form.text.data or "",
        actor=context.actor(),
        now=context.clock(),
    )


@bp.get("/profile/letter")
def download_letter() -> Any:
    """Send the own letter of appointment."""
    letter = own_record.get_letter(context.db_session(), own_expert())
    return send_stored(letter.digest, media_type=letter.media_type, name=letter.filename)
