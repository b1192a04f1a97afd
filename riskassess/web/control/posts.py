"""Inviting, one-time links and changes of post, by the system administrator."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from riskassess.domain.vocabulary import Role
from riskassess.filters import datetime_text
from riskassess.i18n import _
from riskassess.queries import account_story
from riskassess.queries.accounts import roles_of
from riskassess.services import posts
from riskassess.services.account_links import IssuedLink
from riskassess.web import context
from riskassess.web.acts import do, done_by, posting
from riskassess.web.control.account_forms import InvitationForm, PostForm
from riskassess.web.control.accounts import acting, lacks_security_admin
from riskassess.web.control.blueprint import bp
from riskassess.web.control.home import require_role


@bp.get("/accounts/new")
def new_account() -> Any:
    """Show the empty invitation."""
    require_role(Role.SYSTEM_ADMIN)
    return _invitation_page(InvitationForm())


def _invitation_page(form: InvitationForm, status: int = 200) -> Any:
    page = render_template(
        "control/invite_account.html", form=form, is_first=lacks_security_admin()
    )
    return page, status


@bp.post("/accounts/new")
def invite_account() -> Any:
    """Make an account and send its holder the one-time link."""
    require_role(Role.SYSTEM_ADMIN)
    form, made = InvitationForm(), []
    if not _is_right(form) or not done_by(form, lambda: made.append(_invite(form))):
        return _invitation_page(form, 422)
    account, link = made[0]
    _tell(link)
    _tell_first(account)
    _warn_of_address(account)
    return redirect(url_for("control.show_account", account_id=account.id), code=303)


def _tell_first(account: Any) -> None:
    if roles_of(context.db_session(), account.id):
        told = _(
            "本办此前没有安全管理员，这个账号已直接担任安全管理员。以后的角色都由安全管理员授予。"
        )
        flash(told, "success")


def _warn_of_address(account: Any) -> None:
    if account_story.shares_address(context.db_session(), account):
        told = _("这个邮箱还登记在别的账号或者专家名下，一次性链接会发到同一处，请核对。")
        flash(told, "warning")


def _is_right(form: InvitationForm) -> bool:
    """Return whether nothing is wrong; else everything is told at once, beside its field."""
    form.validate_on_submit()
    wrong = posts.list_wrong(context.db_session(), form.invited(), actor=context.actor())
    return form.add_wrong(wrong)


def _invite(form: InvitationForm) -> Any:
    invite = posting(
        posts.invite_account,
        invited=form.invited(),
        actor=context.actor(),
        public_url=context.settings().public_url,
        now=context.clock(),
        demonstration=context.settings().demonstration,
    )
    return invite()


@bp.post("/accounts/<int:account_id>/link")
def send_account_link(account_id: int) -> Any:
    """Send a new one-time link: invite again, or let the password be set anew."""
    require_role(Role.SYSTEM_ADMIN)
    made: list[IssuedLink] = []
    answer = do(
        lambda: made.append(_send(account_id)),
        to=url_for("control.show_account", account_id=account_id),
    )
    for link in made:
        _tell(link)
        if link.ended_older:
            flash(_("先前发出、还没有用过的一次性链接已失效。"), "success")
    return answer


def _send(account_id: int) -> IssuedLink:
    return posts.send_link(
        context.db_session(), **acting(account_id), public_url=context.settings().public_url
    )


def _tell(link: IssuedLink) -> None:
    """Send the mail after the commit; where none leaves show the link once, to be handed over."""
    given = {"link": link.address, "until": datetime_text(link.expires_at)}
    if link.message_id is not None:
        context.ring()("message", link.message_id)
    if link.message_id is None:
        told = _(
            "账号没有邮箱，请当面交给本人，只显示这一次：%(link)s（%(until)s 前有效）", **given
        )
    elif not context.settings().smtp_url:
        told = _("没有设置邮件服务器，链接没有发出。请当面交给本人，只显示这一次："
                 "%(link)s（%(until)s 前有效）", **given)  # fmt: skip
    else:
        told = _("一次性链接已发往登记的邮箱，%(until)s 前有效。", **given)
        flash(told, "success")
        return
    flash(told, "warning")


@bp.get("/accounts/<int:account_id>/post")
def edit_post(account_id: int) -> Any:
    """Show where an account stands, to be changed."""
    require_role(Role.SYSTEM_ADMIN)
    account = _account(account_id)
    unit, _expert = account_story.place_of(context.db_session(), account)
    return _post_page(account, PostForm(unit=unit, post=account.post, email=account.email))


def _account(account_id: int) -> Any:
    return account_story.get_account(context.db_session(), account_id, actor=context.actor())


def _post_page(account: Any, form: PostForm, status: int = 200) -> Any:
    return render_template("control/edit_post.html", account=account, form=form), status


@bp.post("/accounts/<int:account_id>/post")
def change_post(account_id: int) -> Any:
    """Put an account to another unit or post; its sessions end."""
    require_role(Role.SYSTEM_ADMIN)
    form, account = PostForm(), _account(account_id)
    if not done_by(form, lambda: _change(form, account_id)):
        return _post_page(account, form, 422)
    flash(_("岗位已变动，正在使用的登录已结束。请看下面有没有要移交的工作。"), "success")
    _warn_of_address(account)
    return redirect(url_for("control.show_account", account_id=account_id), code=303)


def _change(form: PostForm, account_id: int) -> None:
    posts.change_post(context.db_session(), **acting(account_id), post=form.to_post())
