import pytest
from playwright.sync_api import expect

from home.management.commands.demo import EDITOR
from tests.browser.demonstration import PASSWORD
from tests.browser.visits import complaints


@pytest.fixture
def signed_in(open_page):
    page = open_page("/admin/login/", viewport={"width": 1280, "height": 900})
    page.get_by_label("Email").fill(EDITOR)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    return page


def of_the_policy(console):
    return [told for told in console if "Content Security Policy" in told]


def open_guidance(page):
    page.goto("/admin/pages/search/?q=peer-supported+social+care")
    page.locator("#search-results, main").get_by_role("link", name="Edit", exact=False).first.click()
    page.wait_for_url("**/edit/")


def test_an_editor_opens_guidance_in_the_editor_without_a_breach_of_the_policy(signed_in):
    console = complaints(signed_in)

    open_guidance(signed_in)

    expect(signed_in.locator("[data-contentpath]").first).to_be_visible()
    assert of_the_policy(console) == []
