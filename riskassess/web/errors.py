"""Error → status, words and page; outsiders learn nothing about records."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from riskassess.domain.errors import (
    AssessmentError,
    Conflict,
    IllegalTransition,
    InvalidInput,
    NotFound,
    Refused,
)
from riskassess.domain.vocabulary import RefusalReason
from riskassess.i18n import _
from riskassess.messages import explain
from riskassess.web import context

MEBIBYTE = 1024 * 1024
CHUNK = MEBIBYTE
MOST_IGNORED = 512 * MEBIBYTE  # beyond that a line is cut
TROUBLE_STATUS = {
    "database_full": 507, "database_unwritable": 507, "storage_full": 507, "storage_missing": 404,
}  # fmt: skip
"""Trouble from outside is 503 otherwise: it passes, or somebody mends it."""
SECRETS = frozenset({"password", "passphrase", "current", "new", "again", "token", "code"})
"""Last parts of the names of fields that no page ever repeats."""
TRY_AFTER = "10"
log = structlog.get_logger()

STATUS: tuple[tuple[type[AssessmentError], int], ...] = (
    (NotFound, 404),
    (InvalidInput, 422),
    (Refused, 409),
    (IllegalTransition, 409),
    (Conflict, 409),
)
# Saying why would say that the record exists.
HIDDEN = frozenset(
    {RefusalReason.NOT_YOUR_ROLE, RefusalReason.NOT_YOUR_RECORD, RefusalReason.NOT_YOUR_SHEET}
)


def status_of(error: AssessmentError) -> int:
    """Return the HTTP status for an error of the domain."""
    if error.code in HIDDEN:
        return 404
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def words_of(error: AssessmentError) -> tuple[str, str]:
    """Return what is wrong and how to mend it, in the user's language."""
    return explain(error.code, {"where": error.where, **error.facts})


def init_errors(app: Flask) -> None:
    """Install the handlers."""
    app.register_error_handler(AssessmentError, answer_assessment_error)
    app.register_error_handler(CSRFError, answer_csrf)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, answer_unknown)


def answer_assessment_error(error: AssessmentError) -> Any:
    """Answer with the status and the words of a domain error."""
    status = status_of(error)
    if status == 404:
        return _page(404, *_texts(404))
    what, mend = words_of(error)
    return _page(status, what, mend)


def answer_lost_update(_error: Exception) -> Any:
    """Answer somebody whose record was changed by somebody else in the meantime."""
    return answer_assessment_error(Conflict("changed_meanwhile"))


def answer_csrf(_error: CSRFError) -> Any:
    """Answer a form whose session has ended."""
    return _page(
        400,
        _("这个页面已过期，没有保存。"),
        _("请回到表单，核对后再提交。"),
        form_url=form_page(),
    )


def answer_http(error: HTTPException) -> Any:
    """Answer Werkzeug's own errors; let redirects pass."""
    if error.code is None or error.code < 400:
        return error
    if error.code == 401:
        return _page(401, *_texts(401), form_url=_sign_in_to(form_page()))
    if error.code == 413:
        _let_finish()
    is_form_only = error.code == 405 and request.routing_exception is error
    if is_form_only and (above := page_above()):
        return redirect(above, code=303)
    return _page(error.code, *_texts(error.code))


def _let_finish() -> None:
    """Read what is too large to its end: a browser that is cut off while sending shows no page."""
    stream, left = request.environ["wsgi.input"], MOST_IGNORED
    while left > 0 and (read := len(stream.read(min(CHUNK, left)))):
        left -= read


def form_page() -> str:
    """Return the page that a refused form was sent from, or the nearest page that can be read."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:  # whoever asks writes this header
        came_from = urlsplit("")
    is_own = came_from.netloc == request.host and came_from.path.startswith(request.script_root)
    if is_own and _is_page(came_from.path.removeprefix(request.script_root)):
        return came_from._replace(scheme="", netloc="", fragment="").geturl()
    return page_above() or url_for("account.start")


def page_above() -> str | None:
    """Return the nearest page at or above an address that takes forms only, or None.

    A form that was refused shows its page under the address that it was sent to; whoever opens
    that address again is led to the page.
    """
    if request.method not in {"GET", "HEAD", "POST"} or context.wants_json():
        return None
    path = request.path.rstrip("/")
    while path:
        if _is_page(path):
            return request.script_root + path
        path = path.rpartition("/")[0]
    return None


def _is_page(path: str) -> bool:
    addresses = current_app.create_url_adapter(request)
    if addresses is None:
        return False
    try:
        addresses.match(path, method="GET")
    except HTTPException:  # also the redirect to the same address with a slash
        return False
    return not path.startswith("//")


def _sign_in_to(target: str) -> str:
    return url_for("account.sign_in", next=target)


def answer_trouble(error: Exception, *, code_of: Callable[[BaseException], str]) -> Any:
    """Answer what is wrong outside of the program; what was typed can be sent once more."""
    code = code_of(error)
    if not code:
        return answer_unknown(error)
    log.error("trouble", request_id=context.request_id(), code=code, exc_info=error)
    context.note_defect()
    is_form = request.method == "POST"
    page, status = _page(
        TROUBLE_STATUS.get(code, 503),
        *explain(code, {}),
        form_url=form_page() if is_form else "",
        again=_sent_again() if is_form else [],
    )
    return page, status, {"Retry-After": TRY_AFTER} if status >= 500 else {}


def _sent_again() -> list[tuple[str, str]]:
    """Return the fields of the form, to be sent again as they are; none with a file or a secret."""
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    names = {name.rpartition("-")[2] for name, _value in sent}
    has_file = any(file.filename for file in request.files.values())
    return [] if has_file or names & SECRETS or request.blueprint == "account" else sent


def answer_unknown(error: Exception) -> Any:
    """Answer a defect without details; the log has them under the request id."""
    log.error("unhandled", request_id=context.request_id(), exc_info=error)
    context.note_defect()
    return _page(500, *_texts(500))


def largest_megabytes() -> int:
    """Return how large an uploaded file may be."""
    return int(context.settings().max_upload_bytes // MEBIBYTE)


def _texts(status: int) -> tuple[str, str]:
    texts = {
        401: (_("登录已结束，没有保存。"), _("请重新登录，回到刚才的页面后再提交。")),
        404: (_("没有找到这个页面。"), _("请检查网址，或从待办页重新进入。")),
        405: (_("这个网址不能这样打开。"), _("请从页面上的按钮进入。")),
        413: (
            _("文件太大，没有保存。"),
            _("每个文件不超过 %(n)s MB；请压缩或拆分后，返回上一页再上传。", n=largest_megabytes()),
        ),
        429: (_("尝试次数过多。"), _("请等一分钟再试。")),
        500: (
            _("系统出错了，这一步没有保存。"),
            _("请稍后再试；仍不成功时请把下面的编号告诉管理员。"),
        ),
    }
    return texts.get(status, (_("请求有误。"), _("请返回上一页再试。")))


def _page(
    status: int, what: str, mend: str, *, form_url: str = "", again: Sequence[Any] = ()
) -> Any:
    if context.wants_json():
        answer: Response = jsonify(error={"what": what, "mend": mend, "where": request.path})
        return answer, status
    page = render_template(
        "errors/error.html",
        status=status,
        what=what,
        mend=mend,
        form_url=form_url,
        again=again,
        request_id=context.request_id(),
    )
    return page, status
