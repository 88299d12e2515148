"""A passkey in a real browser, under the strict policy: with the keyboard's Enter, in both languages, at 320 px."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from home.management.commands.demo import EDITOR
from tests.browser.demonstration import PASSWORD
from tests.browser.visits import NARROW, axe, complaints, follow

FACTORS = "/sign-in/second-factor/"


@pytest.fixture
def page(open_page, demo):
    """An editor who has given their password, on a computer with a passkey of its own."""
    here = demo.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    page = open_page(f"{here}/admin/login/", viewport={"width": NARROW, "height": 800}, base_url=here)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key | {"automaticPresenceSimulation": True}})
    page.locator("input[name=username]").fill(EDITOR)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/admin/")
    return page


def faults(page):
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    # Wagtail’s bar for editors is a tree of its own, for which axe no longer knows our skip link as one.
    return [*axe(page, without=("region",)), *(["wider than the screen"] if wide else [])]


def test_passkey_is_set_up_given_and_removed(page):
    told, found = complaints(page), []
    page.goto(f"/cy{FACTORS}")
    found += faults(page)
    page.goto(f"{FACTORS}app/")
    found += faults(page)

    page.goto(f"{FACTORS}passkey/")
    found += faults(page)
    page.get_by_label("What you call it").fill("This computer")
    page.get_by_role("button", name="Add the passkey").press("Enter")
    page.wait_for_url("**/recovery-codes/")
    found += faults(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep them as a file").click()
    codes = Path(download.value.path()).read_text().split()
    assert len(codes) == 10
    assert all(code in page.content() for code in codes)

    page.goto(f"{FACTORS}give/")
    found += faults(page)
    follow(page.get_by_role("link", name="Use a passkey"))
    found += faults(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/admin/")

    page.goto(FACTORS)
    found += faults(page)
    follow(page.get_by_role("link", name="Remove This computer"))
    found += faults(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()

    assert found == []
    assert told == []
