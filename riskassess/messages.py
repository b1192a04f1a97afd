"""Code → what is wrong and how to mend it; one table for pages and command line."""

from riskassess.i18n import LazyText, _l

# code: (what, mend); values of the error fill %(name)s
MESSAGES: dict[str, tuple[LazyText, LazyText]] = {
    "unknown": (_l("无法完成这一操作。"), _l("请返回上一页再试；仍不成功时请联系系统管理员。")),
}


def explain(code: str, facts: dict[str, object]) -> tuple[str, str]:
    """Return what is wrong and how to mend it, in the language in use."""
    what, mend = MESSAGES.get(code, MESSAGES["unknown"])
    return str(what) % facts if facts else str(what), str(mend) % facts if facts else str(mend)
