"""What an entry of the audit trail says of before and after."""

from riskassess.web.control.entry_words import change_words


def test_moments_are_local_and_purposes_are_words():
    after = '{"expires":"2026-11-29T16:39:07.544888+00:00","link":1,"purpose":"invitation"}'
    told = "有效期：2026-11-30 00:39，链接：1，用途：邀请"
    assert change_words("account", "null", after) == told
