"""Survey figures: counts that sum, percentages of their base, percentages that no count gives."""

from collections.abc import Sequence
from decimal import Decimal

from riskassess.domain.report_check.bases import (
    Entry,
    Group,
    find_base,
    is_possible,
    is_share,
    nearest,
)
from riskassess.domain.report_check.figures import Figure, Span, allowance_of, total_of
from riskassess.domain.report_check.findings import Book
from riskassess.domain.report_check.words import ATTITUDES
from riskassess.domain.survey import largest_remainder


def check_group(group: Group, book: Book) -> None:
    """Apply every rule to one question."""
    _check_returns(group, book)
    base = find_base(group)
    _check_sum_of_counts(group, book)
    if base:
        _check_shares(group, base, book)
    _check_sum_of_shares(group, book)
    _check_combined(group, base, book)


def _check_returns(group: Group, book: Book) -> None:
    """Hold returned against issued, valid against both, and their rates."""
    issued, returned = group.count("issued"), group.count("returned")
    for role, limit in (("returned", issued), ("valid", returned or issued)):
        entry, count = group.entry(role), group.count(role)
        if entry is None:
            continue
        if count is not None and limit is not None:
            book.compared += 1
            if count > limit:
                book.slip(entry.place, "report_more_than", printed=str(count), limit=limit)
                continue  # no percentage of an impossible count is right
        bases = {"returned": (issued,), "valid": (issued, returned)}[role]
        known = [base for base in bases if base]
        if entry.share and count is not None and known:
            _hold_share(entry, count, known, book)


def _hold_share(entry: Entry, count: int, bases: Sequence[int], book: Book) -> None:
    """Hold a percentage against a count over any of the bases."""
    if entry.share is None:
        return
    book.compared += 1
    if any(is_share(entry.share, count, base) for base in bases):
        return
    book.slip(
        entry.share_at,
        "report_share",
        printed=entry.share.text,
        right=_right_share(entry.share, count, bases[0]),
        count=count,
        base=bases[0],
    )


def _right_share(share: Figure, count: int, base: int) -> str:
    """Return the percentage that is right; none for a count that cannot be right itself."""
    return share.printed(Decimal(count) / base) if count <= base else ""


def _check_shares(group: Group, base: int, book: Book) -> None:
    """Hold each percentage against its count, or ask whether any count can give it."""
    if _is_largest_remainder(group, base):
        book.compared += len(group.options)
        return
    lone = []
    for entry in group.options:
        if entry.share and entry.count:
            _hold_share(entry, int(entry.count.value), [base], book)
        elif entry.share:
            lone.append(entry)
    check_possible(lone, base, book)


def check_possible(entries: Sequence[Entry], base: int, book: Book) -> None:
    """Note percentages that no count gives, unless most are so: then the base is another."""
    impossible = [each for each in entries if each.share and not is_possible(each.share, base)]
    book.compared += len(entries)
    if len(entries) < 3 and len(impossible) == len(entries) and len(entries) != 1:
        return
    if len(impossible) * 3 > max(len(entries), 3):
        return
    for entry in impossible:
        if entry.share is None:
            continue
        near = nearest(entry.share, base)
        book.slip(
            entry.share_at,
            "report_impossible_share",
            printed=entry.share.text,
            right=entry.share.printed(Decimal(near) / base),
            count=near,
            base=base,
        )


def _is_largest_remainder(group: Group, base: int) -> bool:
    """Say whether the percentages are those that were made to sum to 100 % (handbook 10.4)."""
    paired = [each for each in group.options if each.count and each.share]
    if len(paired) < 2 or len({each.share.unit for each in paired if each.share}) != 1:
        return False
    counts = [int(each.count.value) for each in paired if each.count]
    unit = paired[0].share.unit if paired[0].share else Decimal(0)
    if sum(counts) != base or unit == 0 or Decimal(1) % unit != 0:
        return False
    units = int(1 / unit)
    wanted = largest_remainder(counts, units=units)
    printed = [each.share.value / unit for each in paired if each.share]
    return list(printed) == [Decimal(each) for each in wanted]


def _check_sum_of_counts(group: Group, book: Book) -> None:
    """Hold the sum of the options against the printed total or the valid sheets."""
    counts = [each for each in group.options if each.count]
    total = sum(int(each.count.value) for each in counts if each.count)
    target = group.total or group.entry("valid")
    if len(counts) < 2 or target is None or target.count is None:
        return
    wanted = int(target.count.value)
    book.compared += 1
    if group.total is not None:
        if total != wanted:
            book.slip(
                target.place, "report_sum", printed=str(wanted), right=str(total), count=len(counts)
            )
    elif total > wanted or (total < wanted and _is_complete(group)):
        book.slip(
            target.place, "report_counts", printed=str(wanted), right=str(total), count=len(counts)
        )


def _is_complete(group: Group) -> bool:
    """Say whether the attitudes listed are all there are."""
    roles = {each.role for each in group.options if each.count}
    if roles >= set(ATTITUDES):
        return True
    shares = [each.share for each in group.options if each.share and each.role in ATTITUDES]
    return len(shares) >= 3 and abs(total_of(shares) - 1) <= allowance_of(shares)


def _check_sum_of_shares(group: Group, book: Book) -> None:
    """Hold the printed total of the percentages, or their sum where no counts are printed."""
    shares = [each.share for each in group.options if each.share]
    counted = all(each.count for each in group.options if each.share)
    if len(shares) < 2 or (counted and group.total and group.total.count):
        return  # each percentage was held against its count
    allowed, total = allowance_of(shares), total_of(shares)
    if group.total and group.total.share:
        span = Span(min(total - allowed, Decimal(1)), max(total + allowed, Decimal(1)))
        exclusive = abs(total - 1) <= allowed
        if not exclusive:
            span = Span(total - allowed, total + allowed)
        if not book.holds(group.total.share, span):
            shown = group.total.share
            book.slip(
                group.total.share_at,
                "report_sum",
                printed=shown.text,
                right=shown.printed(total),
                count=len(shares),
            )
        return
    roles = {each.role for each in group.options if each.share}
    if roles >= set(ATTITUDES) and not counted:
        book.compared += 1
        if abs(total - 1) > allowed:
            place = group.options[0].share_at
            book.slip(
                place,
                "report_shares",
                printed=shares[0].printed(total),
                right=shares[0].printed(Decimal(1)),
                count=len(shares),
            )


def _check_combined(group: Group, base: int | None, book: Book) -> None:
    """Hold a combined percentage against the counts, not against the rounded parts."""
    for role, parts in (
        ("combined", ("support", "conditional")),
        ("satisfied_total", ("satisfied_part",)),
    ):
        whole = group.entry(role)
        members = [each for each in group.options if each.role in parts]
        if whole is None or len(members) < 2:
            continue
        counts = [int(each.count.value) for each in members if each.count]
        if len(counts) == len(members):
            _hold_combined(whole, sum(counts), base, members, book)
        elif whole.share and all(each.share for each in members):
            _hold_added(whole, members, book)


def _hold_combined(
    whole: Entry, count: int, base: int | None, members: Sequence[Entry], book: Book
) -> None:
    if whole.count and int(whole.count.value) != count:
        book.compared += 1
        book.slip(
            whole.place,
            "report_sum",
            printed=whole.count.text,
            right=str(count),
            count=len(members),
        )
    if whole.share is None or not base:
        return
    book.compared += 1
    if is_share(whole.share, count, base):
        return
    shares = [each.share for each in members if each.share]
    is_added = len(shares) == len(members) and total_of(shares) == whole.share.value
    rule = "report_rounded_parts" if is_added else "report_share"
    right = _right_share(whole.share, count, base)
    book.slip(whole.share_at, rule, printed=whole.share.text, right=right, count=count, base=base)


def _hold_added(whole: Entry, members: Sequence[Entry], book: Book) -> None:
    shares = [each.share for each in members if each.share]
    allowed, total = allowance_of(shares), total_of(shares)
    if whole.share and not book.holds(whole.share, Span(total - allowed, total + allowed)):
        book.slip(
            whole.share_at,
            "report_sum",
            printed=whole.share.text,
            right=whole.share.printed(total),
            count=len(shares),
        )
