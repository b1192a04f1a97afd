"""The group opinion on the experts' pages: the leader drafts it, the members vote on it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from riskassess.domain.errors import AssessmentError
from riskassess.domain.room_vocabulary import GroupState, VoteChoice
from riskassess.domain.vocabulary import AssessmentState, ReviewState
from riskassess.filters import datetime_text
from riskassess.i18n import _, _l
from riskassess.labels import label
from riskassess.queries.group_opinions import (
    GroupView,
    find_group_opinion,
    group_view,
    list_versions,
    list_voters,
    opinion_holds,
    vote_end,
)
from riskassess.queries.leaders import find_leader
from riskassess.queries.round_marks import room_rule
from riskassess.queries.sheets import Seat, get_readable_seat
from riskassess.services import group_opinions, panel_votes
from riskassess.web import context
from riskassess.web.acts import do, done_by
from riskassess.web.expert.blueprint import bp
from riskassess.web.expert.leaders import hand_of
from riskassess.web.final_acts import Final, final_act
from riskassess.web.forms import ConfirmForm, Form, NeededAtTimes
from riskassess.web.group_pages import group_values


class VoteForm(Form):
    """Agree, or a dissent with its reason."""

    choice = RadioField(
        _l("我的表决"),
        [InputRequired(_l("请选同意或保留意见。"))],
    )
    dissent = TextAreaField(
        _l("保留意见的内容和理由"), [NeededAtTimes()],
        description=_l("选“保留意见”时必填，原样附在组意见后，不作删改。"),
    )  # fmt: skip

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.choice.choices = [(each.value, label(each)) for each in VoteChoice]


@bp.get("/reviews/<int:member_id>/group-opinion")
def show_group_opinion(member_id: int) -> Any:
    """Show the group opinion: the leader's desk while it is drafted, else the text and the vote."""
    return opinion_page(_seat(member_id), VoteForm())


@bp.post("/reviews/<int:member_id>/group-opinion")
def start_group_opinion(member_id: int) -> Any:
    """Begin the draft."""
    _seat(member_id)
    return do(
        lambda: group_opinions.start_draft(context.db_session(), hand=hand_of(member_id)),
        done=_("已开始起草。"),
        to=_here(member_id),
    )


@bp.post("/reviews/<int:member_id>/group-opinion/ballot")
def put_group_opinion(member_id: int) -> Any:
    """Put the draft to the vote, once it was asked about."""
    seat = _seat(member_id)
    answer = final_act(
        ConfirmForm(),
        lambda: group_opinions.put_to_vote(context.db_session(), hand=hand_of(member_id)),
        check=lambda: _rehearse(member_id),
        ask=lambda: _ask_ballot(seat),
        again=lambda status: _back(seat, status),
    )
    if answer is not None:
        return answer
    flash(_("组意见已提交表决。"), "success")
    return redirect(_here(member_id), code=303)


def _rehearse(member_id: int) -> None:
    session = context.db_session()
    group_opinions.refuse_unready(session, group_opinions.lock_draft(session, hand_of(member_id)))


def _back(seat: Seat, status: int) -> Any:
    if status == 200:
        return redirect(_here(seat.member.id or 0), code=303)
    try:
        _rehearse(seat.member.id or 0)
    except AssessmentError as error:
        return opinion_page(seat, VoteForm(), refused=error), status
    return opinion_page(seat, VoteForm()), status


def _ask_ballot(seat: Seat) -> Final:
    days = room_rule(context.db_session(), seat.review).vote.days
    return Final(
        title=_("把这一稿提交表决？"),
        button=_("确认提交表决"),
        happens=[
            _("文字固定下来，不能再改；没有通过的，在新一稿上修改。"),
            _("每位已提交评分表的专家在 %(n)s 天内同意，或写出保留意见。", n=days),
            _("结论、等级和报告质量分由评分表按规则算出，随这一稿一并表决。"),
        ],
        about=seat.project.title,
    )


@bp.post("/reviews/<int:member_id>/group-opinion/vote")
def vote_on_group_opinion(member_id: int) -> Any:
    """Agree, or dissent with the reason."""
    seat, form = _seat(member_id), VoteForm()
    if not done_by(form, lambda: _vote(member_id, form)):
        return opinion_page(seat, form), 422
    flash(_("您的表决已记下。"), "success")
    return redirect(_here(member_id), code=303)


def _vote(member_id: int, form: VoteForm) -> Any:
    return panel_votes.vote_on_opinion(
        context.db_session(),
        choice=VoteChoice(form.choice.data),
        dissent=form.dissent.data or "",
        hand=hand_of(member_id),
    )


@bp.post("/reviews/<int:member_id>/group-opinion/vote-end")
def end_group_vote(member_id: int) -> Any:
    """End the vote as the leader, once its term is over."""
    _seat(member_id)
    return do(
        lambda: panel_votes.end_own_vote(context.db_session(), hand=hand_of(member_id)),
        done=_("表决已结束。"),
        to=_here(member_id),
    )


def _here(member_id: int) -> str:
    return url_for("expert.show_group_opinion", member_id=member_id)


def _seat(member_id: int) -> Seat:
    return get_readable_seat(context.db_session(), member_id, actor=context.actor())


def opinion_page(seat: Seat, form: VoteForm, *, refused: Any = None, aside: Any = None) -> str:
    """Return the page as its reader may see it; `aside` is a reason that was refused, as typed."""
    session = context.db_session()
    opinion, leader = find_group_opinion(session, seat.review), find_leader(session, seat.review)
    is_leader = leader is not None and leader.id == seat.member.id
    is_now = seat.assessment.state is AssessmentState.IN_REVIEW
    values: dict[str, Any] = {
        "seat": seat,
        "leader": leader,
        "is_leader": is_leader,
        "is_over": seat.review.state is ReviewState.CLOSED,
        "is_now": is_now,
        "group": None,
        "opinion": opinion,
        "refused": refused,
        "aside": aside,
    }
    if opinion is None or (opinion.state is GroupState.DRAFT and not is_leader):
        return render_template("expert/show_group_opinion.html", **values, form=form)
    case = group_opinions.case_of(session, seat)
    view = group_view(session, case, seat.review, opinion)
    values |= group_values(case, view)
    if opinion.state is GroupState.DRAFT and is_now:
        return render_template(
            "expert/edit_group_opinion.html", **values, versions=_older(seat, view)
        )
    values |= _voting(seat, view, form)
    return render_template("expert/show_group_opinion.html", **values, form=form)


def _voting(seat: Seat, view: GroupView, form: VoteForm) -> dict[str, Any]:
    """Return what a member needs to vote: the own vote, until when, and how many are in."""
    session = context.db_session()
    own = next((line.vote for line in view.votes if line.member.id == seat.member.id), None)
    if own is not None and form.choice.data is None:
        form.choice.data, form.dissent.data = own.choice.value, own.dissent
    ends = vote_end(session, seat.review, view.opinion)
    return {
        "own_vote": own,
        "ends": datetime_text(ends),
        "is_late": ends is not None and context.clock() >= ends,
        "may_renew": _may_renew(seat, view),
        "may_vote": seat.member.id in {row.id for row in list_voters(session, seat.review)},
    }


def _may_renew(seat: Seat, view: GroupView) -> bool:
    """Return whether a final version is no longer what was voted on, while it still matters."""
    session, opinion = context.db_session(), view.opinion
    is_now = seat.assessment.state is AssessmentState.IN_REVIEW
    if opinion.state is not GroupState.FINAL or not is_now:
        return False
    return not opinion_holds(session, group_opinions.case_of(session, seat), seat.review, opinion)


def _older(seat: Seat, view: GroupView) -> list[GroupView]:
    """Return the version that the panel rejected before this one, with its dissents."""
    session = context.db_session()
    case = group_opinions.case_of(session, seat)
    rows = list_versions(session, seat.review)
    rejected = [row for row in rows if row.number == view.opinion.number - 1]
    return [group_view(session, case, seat.review, row) for row in rejected]
