"""Signing in, the guard of each blueprint, and the headers of every answer."""

from functools import wraps
from typing import Any

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from riskassess.domain.actor import Actor
from riskassess.domain.sign_in import SEEN_EVERY, needs_second_factor
from riskassess.domain.vocabulary import Group
from riskassess.filters import local
from riskassess.i18n import DEFAULT_LOCALE, use_locale
from riskassess.queries.accounts import find_signed_in
from riskassess.web import context
from riskassess.web.cookies import SignedCookies, chosen_locale, start_idle_clock_anew

GROUP_OF_BLUEPRINT = {group.value: group for group in Group}
# Where passwords, codes and links are tried, or anybody may send something without a sign-in.
GUESSED = (
    "account.check_sign_in",
    "account.check_code",
    "account.show_link",
    "account.use_link",
    "account.renew_recovery_codes",
    "account.remove_second_factor",
    "office.give_part",
    "public.show_invitation",
    "public.renew_invitation",
    "public.show_application_status",
    "public.send_application",
)
# What opens to somebody who still has to set up a second factor.
BEFORE_ENROLMENT = frozenset(
    {
        "account.sign_in", "account.check_sign_in", "account.ask_code", "account.check_code",
        "account.sign_out", "account.signed_out", "account.choose_language",
        "account.show_link", "account.use_link",
        "account.show_second_factor", "account.begin_second_factor",
        "account.confirm_second_factor",
    }
)  # fmt: skip
OPEN_BLUEPRINTS = frozenset({"account", "public"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SignedIn(UserMixin):
    """What Flask-Login keeps of the signed-in account."""

    def __init__(
        self, actor: Actor, *, session_id: int, office_name: str, must_enrol: bool
    ) -> None:
        self.actor = actor
        self.session_id = session_id
        self.office_name = office_name
        self.must_enrol = must_enrol

    def get_id(self) -> str:
        """Return account and session; when either has ended, so has the sign-in."""
        return key_of(self.actor.account_id or 0, self.session_id)


def key_of(account_id: int, session_id: int) -> str:
    """Return what a session cookie holds of a sign-in; it reads otherwise than before sessions."""
    return f"{account_id}:{session_id}"


def load_signed_in(key: str) -> SignedIn | None:
    """Return who a session cookie belongs to, or None when it has ended."""
    account_id, _, session_id = key.partition(":")
    if not (account_id.isdigit() and session_id.isdigit()):
        return None
    found = find_signed_in(
        context.db_session(),
        int(account_id),
        int(session_id),
        demonstration=not context.settings().is_production,
        request_id=context.request_id(),
        on=local(context.clock()).date(),
    )
    if found is None:
        return None
    if context.clock() - found.seen_at >= SEEN_EVERY:
        context.owe_seen(int(session_id))
    required = context.settings().second_factor_roles
    return SignedIn(
        found.actor,
        session_id=int(session_id),
        office_name=found.office_name,
        must_enrol=not found.has_second_factor and needs_second_factor(found.actor.roles, required),
    )


def init_access(app: Flask) -> None:
    """Install sign-in, guards and headers."""
    login = LoginManager()
    # Templates get `actor`; a `current_user` would ask the database on every error page too.
    login.init_app(app, add_context_processor=False)
    login.user_loader(load_signed_in)
    login.unauthorized_handler(ask_to_sign_in)
    app.session_interface = SignedCookies(app)
    app.before_request(choose_locale)
    app.before_request(guard)
    app.after_request(add_headers)


def limit_guessing(app: Flask, allowance: str) -> None:
    """Slow down guessing of passwords and one-time links, per address and worker."""
    windows, limits = FixedWindowRateLimiter(MemoryStorage()), parse_many(allowance)
    for endpoint in GUESSED:
        view = app.view_functions[endpoint]
        app.view_functions[endpoint] = _limited(view, windows, limits)


def _limited(view: Any, windows: FixedWindowRateLimiter, limits: list[RateLimitItem]) -> Any:
    @wraps(view)
    def answer(**values: Any) -> Any:
        asked = (request.endpoint or "", request.remote_addr or "")
        held = [windows.hit(limit, *asked) for limit in limits]  # each one counts this request
        if False in held:
            abort(429)
        return view(**values)

    return answer


def choose_locale() -> None:
    """Speak the language of the session and let the idle clock start anew."""
    if is_asset():
        use_locale(DEFAULT_LOCALE)  # the session stays untouched: caches may keep this answer
        return
    use_locale(chosen_locale())
    start_idle_clock_anew()


def is_asset() -> bool:
    """Return whether a style sheet, script or picture of the interface is asked for."""
    return request.endpoint == "static" or request.blueprint == "bootstrap"


def guard() -> Any:
    """Refuse by default: a page needs an open blueprint or a member of its group."""
    if request.endpoint is None:
        return None  # Flask answers 404
    if is_asset() or request.blueprint == "public" or request.endpoint in BEFORE_ENROLMENT:
        return None
    if current_user.is_authenticated and current_user.must_enrol:
        return ask_to_enrol()
    if request.blueprint in OPEN_BLUEPRINTS:
        return None
    group = GROUP_OF_BLUEPRINT.get(request.blueprint or "")
    if group is None:
        abort(404)
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    if group not in current_user.actor.groups:
        abort(404)
    return None


def ask_to_sign_in() -> Any:
    """Send a reader to the sign-in page; tell a script or a form 401 so that it keeps its text."""
    if request.method == "GET" and not context.wants_json():
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), code=303)
    return abort(401)


def ask_to_enrol() -> Any:
    """Open nothing before the second factor is set up; a form keeps its text meanwhile."""
    if request.method == "GET" and not context.wants_json():
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("account.show_second_factor", next=wanted), code=303)
    return abort(401)


def add_headers(response: Response) -> Response:
    """Add the security headers; pages of signed-in people are not kept by caches."""
    response.headers.extend(HEADERS)  # no page sets one of these itself
    response.headers.add("X-Request-ID", context.request_id())
    if not is_asset():
        _keep_from_caches(response)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _keep_from_caches(response: Response) -> None:
    """Let nobody keep a page or a file, which comes with the time meant for style sheets."""
    response.headers.pop("Expires", None)
    if response.cache_control.public:
        response.headers.pop("Cache-Control")
    response.headers.setdefault("Cache-Control", "no-store")
