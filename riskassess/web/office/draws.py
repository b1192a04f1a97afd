"""A draw in the office: announced, decided by values, its list opened with a purpose only."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for

from riskassess.i18n import _
from riskassess.queries.draws import get_draw, panel_facts
from riskassess.queries.pool_manuals import pool_manual_of
from riskassess.queries.reviews import get_review
from riskassess.services import draw_lists, draws
from riskassess.services.draw_announcing import Desk
from riskassess.services.draw_texts import draw_text, published_text
from riskassess.services.draws import Entered, Proof
from riskassess.web import context
from riskassess.web.acts import done_by
from riskassess.web.downloads import attachment
from riskassess.web.final_acts import final_act, sent_file
from riskassess.web.office.blueprint import bp
from riskassess.web.office.case_page import head_of
from riskassess.web.office.draw_asking import ask_announcement, ask_values, check_values
from riskassess.web.office.draw_desk import desk, rehearse, send
from riskassess.web.office.draw_forms import PurposeForm, ValuesForm
from riskassess.web.office.draw_offers import NOTHING_AHEAD, draw_offers, offered
from riskassess.web.office.draw_page import draw_page, opened_list
from riskassess.web.office.panel_seal import reads_panel
from riskassess.web.office.review_forms import SourceForm
from riskassess.web.office.review_page import find_draw, why_not_announce
from riskassess.web.stored_files import send_stored


@bp.get("/reviews/<int:review_id>/draws/new")
def new_draw(review_id: int) -> Any:
    """Show the form that announces a supplementary draw or a redraw."""
    return _show_form(review_id, SourceForm())


def _show_form(review_id: int, form: SourceForm, status: int = 200) -> Any:
    view = get_review(context.db_session(), review_id, actor=context.actor())
    why_not = why_not_announce(view)
    ahead = NOTHING_AHEAD
    if not why_not:
        ahead = draw_offers(view.case, review=view.review, due_on=view.review.due_on)
    return render_template(
        "office/reviews/new_draw.html",
        **head_of(view.case),
        **ahead,
        view=view,
        form=form.offering(ahead["offers"]),
        facts_of_panel=panel_facts(context.db_session(), view.review),
        why_not=why_not,
    ), status


@bp.post("/reviews/<int:review_id>/draws")
def announce_draw(review_id: int) -> Any:
    """Announce a draw for the places that nobody holds."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    manual = pool_manual_of(context.db_session(), view.review.office_id)
    form, made = SourceForm().offering(offered(manual)), []
    answer = final_act(
        form,
        lambda: made.append(_announce(form, review_id, desk())),
        check=lambda: rehearse(lambda at: _announce(form, review_id, at)),
        ask=lambda: ask_announcement(form, manual, about=view.case.project.title),
        again=lambda status: _show_form(review_id, form, status),
    )
    if answer is not None:
        return answer
    flash(_("抽取已公告。"), "success")
    return redirect(url_for("office.show_draw", draw_id=made[0].id), code=303)


def _announce(form: SourceForm, review_id: int, at: Desk) -> Any:
    return draws.announce_draw(
        context.db_session(), review_id=review_id, choice=form.choice(), desk=at
    )


@bp.get("/draws/<int:draw_id>")
def show_draw(draw_id: int) -> Any:
    """Show what was announced, which values are in, and what came out."""
    return _show(draw_id)


def _show(draw_id: int, status: int = 200, **forms: Any) -> Any:
    case, view = get_draw(context.db_session(), draw_id, actor=context.actor())
    return render_template(
        "office/reviews/show_draw.html", **draw_page(case, view, **forms)
    ), status


@bp.post("/draws/<int:draw_id>/values/<source>")
def enter_values(draw_id: int, source: str) -> Any:
    """Enter the values of a source; the last one makes the draw."""
    case, view = get_draw(context.db_session(), draw_id, actor=context.actor())
    form, entered = ValuesForm(prefix=source), []
    answer = final_act(
        form,
        lambda: entered.append(_enter(form, draw_id, source)),
        check=lambda: check_values(view, source, form),
        ask=lambda: ask_values(view, source, form, about=case.project.title),
        again=lambda status: _show(draw_id, status, **{source: form}),
    )
    if answer is not None:
        return answer
    send(entered[0].message_ids)
    flash(_told(entered[0]), "success")
    return redirect(url_for("office.show_draw", draw_id=draw_id), code=303)


def _enter(form: ValuesForm, draw_id: int, source: str) -> Entered:
    return draws.enter_values(
        context.db_session(),
        draw_id=draw_id,
        source=source,
        values=form.values.data or "",
        proof=Proof(form.note.data or "", sent_file(form.file.name)),
        public_url=context.settings().public_url,
        desk=desk(),
    )


def _told(entered: Entered) -> str:
    if not entered.is_drawn:
        return _("数值已录入，等待其他来源。")
    return _("数值齐备，已抽取专家并发出 %(n)s 份邀请。", n=len(entered.message_ids))


@bp.get("/draws/<int:draw_id>/values/<source>/proof")
def download_proof(draw_id: int, source: str) -> Any:
    """Serve the file that proves entered values, as a download."""
    _case, view = get_draw(context.db_session(), draw_id, actor=context.actor())
    line = next((each for each in view.sources if each.code == source), None)
    if line is None or line.value is None or not line.value.proof_digest:
        abort(404)
    if not view.shows_values_of(line):
        abort(404)
    value = line.value
    return send_stored(
        value.proof_digest, media_type=value.proof_media_type, name=value.proof_filename
    )


@bp.get("/draws/<int:draw_id>/list")
def show_draw_list(draw_id: int) -> Any:
    """Show the list once it is open; before, the page that asks for the purpose."""
    _case, view = get_draw(context.db_session(), draw_id, actor=context.actor())
    if not view.list_is_open:
        return redirect(url_for("office.show_draw", draw_id=draw_id, _anchor="list"), code=303)
    return _opened(draw_id, "")


@bp.post("/draws/<int:draw_id>/list")
def open_draw_list(draw_id: int) -> Any:
    """Show the sealed list this once, and log it; each showing is asked for anew."""
    get_draw(context.db_session(), draw_id, actor=context.actor())
    form, opened = PurposeForm(prefix="list"), []
    if not done_by(form, lambda: opened.append(_opened(draw_id, form.purpose.data or ""))):
        return _show(draw_id, 422, purpose=form)
    return opened[0]


def _opened(draw_id: int, purpose: str) -> Any:
    opened = draw_lists.open_list(
        context.db_session(),
        draw_id=draw_id,
        purpose=purpose,
        actor=context.actor(),
        now=context.clock(),
    )
    case, _view = get_draw(context.db_session(), draw_id, actor=context.actor())
    page = render_template("office/reviews/show_draw_list.html", **opened_list(case, opened))
    return Response(page, headers={"Cache-Control": "private, no-store"})


@bp.get("/reviews/<int:review_id>/draws/<int:number>")
def download_draw(review_id: int, number: int) -> Any:
    """Give out the record of a draw as far as it may be published now."""
    view = get_review(context.db_session(), review_id, actor=context.actor())
    line = find_draw(view, number)
    name = f"draw-{view.case.assessment.code}-{view.review.number}-{number}.json"
    if line.draw.seed and not reads_panel(view.review):
        abort(404)  # a record of the first form names the panel
    text = draw_text(line.draw) if line.draw.seed else _published(line.draw.id)
    return Response(
        text,
        mimetype="application/json",
        headers={"Content-Disposition": attachment(name)},
    )


def _published(draw_id: int) -> str:
    _case, view = get_draw(context.db_session(), draw_id, actor=context.actor())
    return published_text(view)
