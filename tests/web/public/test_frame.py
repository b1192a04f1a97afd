"""Public pages lead to each other; what is entered of a draw is told with what is allowed."""

from decimal import Decimal

import pytest

from riskassess.domain.errors import InvalidInput
from riskassess.services.draw_values import read_values
from riskassess.web.errors import words_of

PAGES = ("/expert-applications", "/expert-publicity", "/draws", "/verify", "/sign-in")
THROWS = {
    "count": 1, "smallest": 1111111111, "largest": 6666666666, "decimals": 0, "digits": "123456",
}  # fmt: skip
INDEX = {"count": 2, "smallest": 1, "largest": Decimal("9.5"), "decimals": 1}


@pytest.mark.parametrize("page", PAGES)
def test_public_page_leads_to_the_others(client, session, page):
    text = client.get(page, follow_redirects=True).text
    for target in PAGES:
        assert f'<a href="{target}"' in text


def test_verification_says_how_a_draw_is_checked(client):
    said = client.get("/verify").text
    assert all(f"verify {name}" in said for name in ("抽取记录.json", "副本.json", "签字页.pdf"))


@pytest.mark.parametrize(
    ("text", "source", "said"),
    [
        ("1234567123", THROWS, "应填 10 位数字，每位是 1、2、3、4、5、6 之一"),
        ("9999999999", THROWS, "应填 10 位数字，每位是 1、2、3、4、5、6 之一"),
        ("3 12", INDEX, "应填 2 个数值，每个在 1 到 9.5 之间"),
    ],
)
def test_value_out_of_range_is_told_with_the_range(app, text, source, said):
    with pytest.raises(InvalidInput) as refused, app.test_request_context():
        read_values(text, source)
    with app.test_request_context():
        assert said in words_of(refused.value)[1]
