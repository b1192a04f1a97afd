"""The form of an application to the pool, the same for the person, a unit and the office."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import request, session
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional

from expert_pool.vocabulary import Relation
from riskassess.domain.errors import InvalidInput
from riskassess.i18n import _, _l, current_locale
from riskassess.labels import label
from riskassess.queries.pool.periods import day_of
from riskassess.queries.pool.words import list_professions
from riskassess.services.pool.addresses import find_holder
from riskassess.services.pool.applications import Papers
from riskassess.services.pool.forms import Application, PastWork, application_problems
from riskassess.services.uploads import Upload
from riskassess.web import context
from riskassess.web.acts import words
from riskassess.web.forms import Form
from riskassess.web.intake import take_file

PAST_LINES = 3
KEPT = "pool_papers"
KEPT_NAME = 60  # the browser's cookie holds what was sent already, so names are cut
TYPE_NAMES = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG"}
WRONG_TYPE = frozenset({"document_unknown_type", "document_legacy_office"})
NEEDED = _l("请填写这一项。")


class PastForm(PlainForm):
    """What an applicant was to a unit."""

    relation = SelectField(_l("关系"))
    employer = StringField(_l("单位"), [Length(max=200)])
    from_on = DateField(_l("从"), [Optional()])
    until_on = DateField(_l("到"), [Optional()])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.relation.choices = [(each.value, label(each)) for each in Relation]


class ApplicationForm(Form):
    """Everything an application says; `file_…` fields are added for the manual's attachments."""

    name = StringField(_l("姓名"), [InputRequired(NEEDED), Length(max=60)])
    place = SelectField(_l("类别和专业"), [InputRequired(_l("请选择专业。"))])
    title = StringField(_l("职称"), [InputRequired(NEEDED), Length(max=60)])
    title_level = SelectField(_l("职称等级"), [InputRequired(_l("请选择职称等级。"))])
    practice_since = IntegerField(_l("从业起始年份"), [InputRequired(_l("请填写四位年份。"))])
    specialities = TextAreaField(_l("专长"), [InputRequired(NEEDED), Length(max=2000)])
    employer = StringField(_l("工作单位"), [InputRequired(NEEDED), Length(max=200)])
    employer_type = SelectField(_l("单位性质"), [InputRequired(_l("请选择单位性质。"))])
    email = StringField(_l("电子邮箱"), [InputRequired(NEEDED), Length(max=200)])
    phone = StringField(_l("电话"), [Length(max=30)])
    past = FieldList(FormField(PastForm), _l("任职经历"), min_entries=PAST_LINES, max_entries=12)
    answer = TextAreaField(_l("补正说明"), [Length(max=2000)])
    consent = BooleanField(_l("我已阅读并同意上面的内容"))

    def given(self) -> Application:
        """Return what was written; lines without a unit are left out."""
        expert_class, _colon, profession = (self.place.data or "").partition(":")
        return Application(
            name=self.name.data or "",
            expert_class=expert_class,
            profession=profession,
            title=self.title.data or "",
            title_level=self.title_level.data or "",
            practice_since=self.practice_since.data,
            specialities=self.specialities.data or "",
            employer=self.employer.data or "",
            employer_type=self.employer_type.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            past=()
            if self.past.errors
            else tuple(_past(row) for row in self.past.data if (row["employer"] or "").strip()),
        )

    def name_lines(self) -> None:
        """Say in whole sentences which line of the career is wrong and in what."""
        self.past.errors = [
            _("第 %(n)s 行“%(field)s”：%(text)s", n=number, field=field.label.text, text=message)
            for number, line in enumerate(self.past, start=1)
            for field in line.form
            for message in field.errors
        ]


def _past(row: Mapping[str, Any]) -> PastWork:
    return PastWork(Relation(row["relation"]), row["employer"], row["from_on"], row["until_on"])


def application_form(manual: Any, *, required: bool = True, **values: Any) -> Any:
    """Return the form with the choices and attachments of a pool manual.

    `required`: the papers that the manual wants must come with the form.
    """
    papers = {
        f"file_{row.code}": FileField(
            row.name(current_locale()),
            description="" if row.required and required else _("（可以以后补交）"),
            render_kw={"accept": ",".join(row.accepts)},
        )
        for row in manual.admission.attachments
    }
    made: Any = type("FilledApplicationForm", (ApplicationForm,), papers)(**values)
    made.place.choices = place_choices()
    made.title_level.choices = _codes(manual.conditions.title_levels)
    made.employer_type.choices = _codes(manual.conditions.employer_types)
    return made


def fix_address(form: Any, address: str) -> None:
    """Let a form show an address that it does not change, whatever was sent."""
    form.email.data = address
    form.email.render_kw = {"readonly": True}
    form.email.description = _("链接发往这个邮箱，不能在这里更改；需要更改的，请联系稳定办。")


def place_choices() -> dict[str, list[tuple[str, str]]]:
    """Return the professions by class, as the options of a list."""
    first: dict[str, list[tuple[str, str]]] = {"": [("", _("请选择"))]}
    rows = list_professions(context.db_session())
    return first | {
        row.name: [(f"{row.code}:{code}", name) for code, name in row.professions] for row in rows
    }


def _codes(rows: Any) -> list[tuple[str, str]]:
    return [("", _("请选择")), *((row.code, row.name(current_locale())) for row in rows)]


def take_papers(
    form: Any,
    manual: Any,
    *,
    key: str,
    needed: Collection[str] = (),
    asks_consent: bool = False,
    tells_known: int | None = None,
) -> dict[str, Upload] | None:
    """Return the sent papers by code, with those that an earlier, refused form brought.

    None when a paper or a field was refused, or a `needed` paper or the consent is missing; the
    form says all of it at once. What is good is kept meanwhile, so that nobody has to choose it
    again. `tells_known`: the office that says whose an address is already, to its own people and
    units alone.
    """
    kept = {
        code: values
        for code, values in session.get(KEPT, {}).get(key, {}).items()
        if context.file_store().hold(values[-1])  # what waited too long is gone
    }
    form.validate()  # first: it would take away what is said of papers
    form.name_lines()
    for row in manual.admission.attachments:
        sent = request.files.get(f"file_{row.code}")
        if sent is None or not sent.filename:
            continue
        try:
            kept[row.code] = _taken(sent, row)
        except InvalidInput as error:
            _say(form, f"file_{row.code}", error)
    session[KEPT] = {key: kept}
    _say_missing(form, set(needed) - set(kept), asks_consent=asks_consent)
    today = day_of(context.clock())
    given = form.given()
    for problem in application_problems(context.db_session(), given, manual=manual, today=today):
        _say(form, "place" if problem.where == "profession" else problem.where, problem)
    if tells_known is not None:
        holder = find_holder(context.db_session(), given.email, office_id=tells_known)
        if holder is not None:
            _say(form, "email", holder.problem)
    return None if form.errors else {code: Upload(*values) for code, values in kept.items()}


def needed_papers(manual: Any) -> set[str]:
    """Return the codes of the papers that the manual requires."""
    return {row.code for row in manual.admission.attachments if row.required}


def _say_missing(form: Any, missing: Collection[str], *, asks_consent: bool) -> None:
    for code in missing:
        _say(form, f"file_{code}", InvalidInput("pool_attachment_missing"))
    if asks_consent and not form.consent.data:
        _say(form, "consent", InvalidInput("pool_consent_missing"))


def _say(form: Any, name: str, error: InvalidInput) -> None:
    """Say what is wrong beside a field, unless something is said there already."""
    if not form[name].errors:
        form[name].errors = [words(error)]


def _taken(sent: Any, rule: Any) -> list[Any]:
    try:
        upload = take_file(sent)
    except InvalidInput as error:
        if error.code in WRONG_TYPE:
            raise _wrong_type(error.facts["name"], rule) from error
        raise
    if upload.media_type not in rule.accepts:
        raise _wrong_type(upload.filename, rule)
    stem, dot, ending = upload.filename.rpartition(".")
    name = f"{stem[:KEPT_NAME]}{dot}{ending[:10]}"
    return [name, upload.title[:KEPT_NAME], upload.media_type, upload.size, upload.digest]


def _wrong_type(name: Any, rule: Any) -> InvalidInput:
    types = _("、").join(TYPE_NAMES.get(each, each) for each in rule.accepts)
    return InvalidInput("pool_paper_type", where="file", name=name, types=types)


def kept_names(key: str) -> dict[str, str]:
    """Return the names of papers that are kept from a refused form, by code."""
    return {code: values[0] for code, values in session.get(KEPT, {}).get(key, {}).items()}


def forget_papers() -> None:
    """Forget what was kept: the application is in."""
    session.pop(KEPT, None)


def papers_of(form: Any, files: Mapping[str, Upload]) -> Papers:
    """Return what a service takes of the form."""
    return Papers(form.given(), files, consents=bool(form.consent.data))


def filled_from(life: Any) -> dict[str, Any]:
    """Return the values of a stored application for the form; never the telephone."""
    expert = life.expert
    return {
        "name": expert.name,
        "place": f"{expert.expert_class}:{expert.profession}",
        "title": expert.title,
        "title_level": expert.title_level,
        "practice_since": expert.practice_since,
        "specialities": expert.specialities,
        "employer": expert.employer,
        "employer_type": expert.employer_type,
        "email": expert.email,
        "past": [
            {
                "relation": row.relation.value,
                "employer": row.employer,
                "from_on": row.from_on,
                "until_on": row.until_on,
            }
            for row in life.past
        ],
    }
