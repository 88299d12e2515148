import pytest
from playwright.sync_api import expect

from home.management.commands.demo import EDITOR
from tests.browser.demonstration import PASSWORD
from tests.browser.visits import complaints

GUIDANCE = "guidance.guidancepage"


@pytest.fixture
def signed_in(open_page):
    page = open_page("/admin/login/", viewport={"width": 1280, "height": 900})
    page.locator("input[name=username]").fill(EDITOR)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/admin/")
    return page


@pytest.fixture
def console(signed_in):
    return complaints(signed_in)


@pytest.fixture
def guidance(signed_in, console):
    """The editor of a guidance document."""
    signed_in.goto(f"/admin/pages/search/?q=peer-supported&content_type={GUIDANCE}")
    signed_in.locator("main a[href$='/edit/']").first.click()
    signed_in.wait_for_url("**/edit/")
    return signed_in


def test_the_editor_of_guidance_opens_without_an_error_in_the_console(guidance, console):
    expect(guidance.locator("#id_title")).to_be_visible()
    expect(guidance.locator("[data-contentpath]").first).to_be_attached()

    assert console == []


def test_the_preview_beside_the_editor_shows_the_document(guidance, console):
    title = guidance.locator("#id_title").input_value()

    guidance.get_by_role("button", name="Toggle preview").click()

    expect(guidance.frame_locator("#w-preview-iframe").locator("h1")).to_have_text(title, timeout=20_000)
    assert console == []


def test_a_signed_in_editor_finds_the_user_bar_on_a_public_page(signed_in, console):
    signed_in.goto("/about/")

    signed_in.locator("wagtail-userbar").get_by_role("button").first.click()

    expect(signed_in.locator("wagtail-userbar").get_by_role("menuitem", name="Edit this page")).to_be_visible()
    assert console == []
