"""Numbers that the pool never keeps, as people write them, and what is like them but is not."""

import pytest

from expert_pool.forbidden import BANK_CARD, ID_CARD, forbidden_number


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        "身份证号：11010519491231002X，请登记",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "440524188001010014",
        "13800138000 440524188001010014",
        "2019-440524188001010014-7",
    ],
)
def test_identity_card_is_found(text):
    assert forbidden_number(text) == ID_CARD


@pytest.mark.parametrize(
    "text",
    ["4111111111111111", "4111 1111 1111 1111", "卡号4111-1111-1111-1111。", "6212345678901232"],
)
def test_bank_card_is_found(text):
    assert forbidden_number(text) == BANK_CARD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "高级工程师",
        "13800138000",
        "010-62345678、13800138000",
        "110105194912310021",  # the check sign is wrong
        "11010519491331002X",  # no thirteenth month
        "4111111111111112",  # the Luhn sum is wrong
        "411111111111111",  # 15 digits
        "91110000100006541X",  # a unit's code: no birthday
        "证书编号 2019-000123",
        "13800138000,13900139000",
    ],
)
def test_other_numbers_are_let_in(text):
    assert forbidden_number(text) is None
