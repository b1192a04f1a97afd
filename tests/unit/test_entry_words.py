"""What an entry of the audit trail says of before and after."""

from riskassess.i18n import speaking
from riskassess.web.control.entry_words import change_words


def test_moments_are_local_and_purposes_are_words():
    after = '{"expires":"2026-11-29T16:39:07.544888+00:00","link":1,"purpose":"invitation"}'
    told = "有效期：2026-11-30 00:39，链接：1，用途：邀请"
    assert change_words("account", "null", after) == told


def test_fields_are_called_by_their_names_and_nothing_is_a_dash():
    after = '{"fields":["title_level","phone"],"files":[],"voucher":""}'
    told = "栏目：职称等级、电话，附件：—，凭证号：—"
    assert change_words("expert", "null", after) == told
    with speaking("en"):
        assert "title level" in change_words("expert", "null", after).lower()
