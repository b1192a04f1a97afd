"""Marks of a round that are no share and no weight, in words: points lost, levels."""

from riskassess.i18n import _, _l

POINTS_LOST = {"before_points": _l("措施前扣分"), "after_points": _l("措施后扣分")}


def mark_said(kind: str, *words: str) -> str:
    """Return a mark in words, from its kind and what `domain.room.marks` says of it."""
    if kind == "points":
        return _("%(n)s 分", n=words[0])
    if kind == "between":
        return _("%(low)s 与 %(high)s 之间", low=words[0], high=words[1])
    if kind == "steps":
        return _("%(n)s 档", n=words[0])
    return words[0] if words else _("有变动")
