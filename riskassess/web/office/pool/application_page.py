"""The page of one application, and what its steps have in common."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.vocabulary import Role
from riskassess.i18n import _, sentences
from riskassess.messages import explain
from riskassess.queries import experts
from riskassess.queries.pool.applications import list_units
from riskassess.queries.pool.lives import Life, life_of
from riskassess.services.pool import facts
from riskassess.services.pool.outlook import reasons_against
from riskassess.web import context
from riskassess.web.acts import done_by, posting
from riskassess.web.final_acts import final_act
from riskassess.web.forms import ConfirmForm
from riskassess.web.office.forms import PointsForm
from riskassess.web.office.pool import forms
from riskassess.web.office.pool.final_words import Asked


def is_keeper() -> bool:
    """Return whether the reader keeps the pool."""
    return context.actor().has(Role.POOL_KEEPER)


def kept_life(expert_id: int) -> tuple[Life, dict[str, str]]:
    """Return an expert's life and why which action cannot be done; 404 for others than keepers."""
    session, actor = context.db_session(), context.actor()
    desk = facts.office_desk(actor, now=context.clock(), calendar=context.work_calendar())
    expert = experts.get_expert(session, expert_id, actor=actor)
    against = reasons_against(session, expert, desk)
    said = {action.value: sentences(explain(code, {})) if code else "" for action, code in
            against.items() if code != "not_your_role"}  # fmt: skip
    return life_of(session, expert, calendar=context.work_calendar()), said


def application_page(expert_id: int, sent: dict[str, Any], status: int = 200) -> Any:
    """Show the application with the steps that its state knows; `sent` forms keep their input."""
    life, against = kept_life(expert_id)
    expert = life.expert
    shown = {
        "form-check": forms.outcome_form(life.manual, life.checks, bound=False),
        "return": PointsForm(formdata=None),
        "class-check": forms.ClassForm(
            formdata=None, data={"place": f"{expert.expert_class}:{expert.profession}"}
        ),
        "publicity": ConfirmForm(formdata=None),
        "objections": forms.ObjectionForm(formdata=None),
        "appointment": forms.AppointForm(formdata=None),
        "refusal": forms.RefusalForm(formdata=None),
        "support": forms.support_form(units(), formdata=None),
        "link": ConfirmForm(formdata=None),
        **sent,
    }
    return render_template(
        "office/pool/show_application.html",
        life=life,
        against=against,
        forms=shown,
        failed=next((form for form in sent.values() if form.errors or form.form_errors), None),
        back=next(iter(sent.values()), None),
        today=context.clock().date(),
    ), status


def units() -> list[tuple[int, str]]:
    """Return the office's units, from which a recommendation may come."""
    return list_units(context.db_session(), context.actor())


def act(
    expert_id: int,
    name: str,
    form: Any,
    *,
    service: Callable[..., Any],
    done: str,
    ring_job: bool = False,
    asked: Asked | None = None,
    **values: Any,
) -> Any:
    """Do one step of an application; what is refused is shown on its page, nothing is lost.

    A final one is `asked` about first.
    """
    return take_step(
        expert_id, name, form, service, done=done, ring_job=ring_job, asked=asked,
        page=application_page, to="office.show_application", **values,
    )  # fmt: skip


def take_step(
    expert_id: int,
    name: str,
    form: Any,
    service: Callable[..., Any],
    *,
    done: str,
    ring_job: bool,
    asked: Asked | None,
    page: Callable[..., Any],
    to: str,
    **values: Any,
) -> Any:
    """Do one step of an expert's life that has its form on a `page`, and lead back to it."""
    result: list[Any] = []
    step = posting(
        service, expert_id=expert_id, actor=context.actor(), now=context.clock(), **values
    )
    answer = asked_or_done(
        form,
        lambda: result.append(step()),
        expert_id=expert_id,
        asked=asked,
        again=lambda status: page(expert_id, {name: form}, status),
    )
    if answer is not None:
        return answer
    if ring_job:
        context.ring()("job", result[0])
    flash(done, "success")
    return redirect(url_for(to, expert_id=expert_id), code=303)


def asked_or_done(
    form: Any,
    step: Callable[[], Any],
    *,
    expert_id: int,
    asked: Asked | None,
    again: Callable[[int], Any],
) -> Any:
    """Return what to answer as long as a step is not done; None once it is."""
    if asked is None:
        return None if done_by(form, step) else again(422)
    expert = experts.get_expert(context.db_session(), expert_id, actor=context.actor())
    return final_act(
        form,
        step,
        check=lambda: asked.check(expert_id),
        ask=lambda: replace(
            asked.words(form), about=_("%(name)s（%(note)s）", name=expert.name, note=expert.code)
        ),
        again=again,
    )
