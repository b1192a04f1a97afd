"""A form whose session has ended leads back to itself; the address of a form leads to its page."""

import pytest


@pytest.mark.parametrize(
    ("came_from", "target"),
    [
        ("http://localhost/expert/profile?a=1", "/sign-in?next=/expert/profile?a%3D1"),
        ("http://elsewhere.example/expert/profile", "/sign-in?next=/expert/profile"),
        ("http://localhost//elsewhere.example", "/sign-in?next=/expert/profile"),
        ("", "/sign-in?next=/expert/profile"),
    ],
)
def test_refused_form_links_to_the_sign_in_that_returns_to_it(app, came_from, target):
    answer = app.test_client().post("/expert/profile/corrections", headers={"Referer": came_from})
    assert answer.status_code == 401
    assert f'href="{target}"' in answer.text
    assert "data-form-kept hidden" in answer.text


def test_page_does_not_say_that_a_form_is_kept_before_it_is(app):
    told = app.test_client().post("/expert/profile").text
    assert "内容保存在浏览器" not in told
    assert "<p data-form-kept hidden>" in told


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/expert/profile/employments", "/expert/profile"),
        ("/office/experts/import/apply", "/office/experts/import"),
        ("/application-status/some-link/correction", "/application-status/some-link"),
    ],
)
def test_address_of_a_form_leads_to_its_page(client, address, page):
    answer = client.get(address)
    assert (answer.status_code, answer.location) == (303, page)
    assert client.get(address, headers={"Accept": "application/json"}).status_code == 405


def test_address_without_a_page_above_says_what_to_do(client):
    answer = client.get("/sign-out")
    assert answer.status_code == 405
    assert "请从页面上的按钮进入" in answer.text
