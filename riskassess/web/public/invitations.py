"""The one-time link of an invitation: reading changes nothing, answering needs no password."""

from typing import Any

from flask import redirect, render_template, request, session, url_for

from riskassess.domain.errors import NotFound, Refused
from riskassess.queries.invitations import Invitation, LinkState, get_invitation
from riskassess.services.answers import Answer, answer_link
from riskassess.services.invitations import token_digest
from riskassess.services.link_renewals import renew_link
from riskassess.web import context
from riskassess.web.declining import DeclineForm, ask_refusal
from riskassess.web.final_acts import final_act
from riskassess.web.public.blueprint import bp

JUST_ANSWERED = "answered_invitation"


@bp.get("/invitations/<token>")
def show_invitation(token: str) -> Any:
    """Show what the invitation is about, or calmly why the link no longer works."""
    invitation = _invitation(token)
    status = 404 if invitation.state is LinkState.UNKNOWN else 200
    return _page(token, invitation, DeclineForm()), status


@bp.post("/invitations/<token>/acceptance")
def accept_invitation(token: str) -> Any:
    """Accept; the expert signs in later to declare and to read."""
    _answer(token, Answer(accepts=True))
    return redirect(url_for("public.show_invitation", token=token), code=303)


@bp.post("/invitations/<token>/refusal")
def decline_invitation(token: str) -> Any:
    """Decline with a reason; the next reserve is invited."""
    form, invitation = DeclineForm(), _invitation(token)
    if invitation.state is not LinkState.OPEN:
        return redirect(url_for("public.show_invitation", token=token), code=303)
    form.offering(invitation.reasons)
    answer = final_act(
        form,
        lambda: _answer(token, form.answer()),
        check=form.refuse_bare,
        ask=lambda: ask_refusal(form, about=invitation.title),
        again=lambda status: (_page(token, _invitation(token), form), status),
    )
    return answer or redirect(url_for("public.show_invitation", token=token), code=303)


@bp.post("/invitations/<token>/renewal")
def renew_invitation(token: str) -> Any:
    """Send a new link to whom this one was sent; the answer is the same for every link."""
    message_ids = renew_link(
        context.db_session(),
        token_digest=token_digest(token),
        public_url=context.settings().public_url,
        now=context.clock(),
    )
    for message_id in message_ids:
        context.ring()("message", message_id)
    return redirect(url_for("public.show_renewal"), code=303)


@bp.get("/invitations/renewal")
def show_renewal() -> Any:
    """Say what happens with the wish for a new link, whether or not the link is known."""
    return render_template("public/show_renewal.html")


def _answer(token: str, answer: Answer) -> None:
    """Answer; a link that was used or ended meanwhile stays as it is, and its page says so."""
    digest = token_digest(token)
    try:
        message_id = answer_link(
            context.db_session(),
            token_digest=digest,
            answer=answer,
            reader_expert_id=_reader(),
            public_url=context.settings().public_url,
            now=context.clock(),
        )
    except (NotFound, Refused):
        return
    if message_id is not None:
        context.ring()("message", message_id)
    session[JUST_ANSWERED] = digest[-16:]


def _invitation(token: str) -> Invitation:
    return get_invitation(
        context.db_session(),
        token_digest(token),
        reader_expert_id=_reader(),
        now=context.clock(),
    )


def _reader() -> int | None:
    return context.actor().expert_id if context.signed_in() else None


def _page(token: str, invitation: Invitation, form: DeclineForm) -> str:
    form.offering(invitation.reasons)
    just_answered = session.get(JUST_ANSWERED) == token_digest(token)[-16:]
    return render_template(
        "public/show_invitation.html",
        invitation=invitation,
        state=invitation.state.value,
        answer=invitation.answer.value if invitation.answer else "",
        form=form,
        token=token,
        just_answered=just_answered,
        declining=bool(form.errors or form.is_submitted()) or "decline" in request.args,
    )
