"""A reader answers a consultation on a phone, from its first page to the receipt, leaving in between."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visits import NARROW, axe, follow

CONSULTATION = "/guidance/supporting-buddies-after-a-death/consultation/"


@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_a_response_is_written_left_found_again_and_sent(open_page, script):
    options = {"viewport": {"width": NARROW, "height": 800}, "java_script_enabled": script}
    page = open_page(CONSULTATION, **options)
    faults = []

    def press(name):
        follow(page.get_by_role("main").get_by_role("button", name=name, exact=True))
        look()

    def go_to(name):
        follow(page.get_by_role("main").get_by_role("link", name=name).first)
        look()

    def look():
        if script:  # axe is a script itself
            faults.extend((page.url, fault) for fault in axe(page))

    go_to("Start your response")
    press("Start")
    code = page.locator(".code").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", code)

    follow(page.locator("#questions + ol a").first)
    press("Save")
    page = open_page(CONSULTATION, **options)  # another computer
    page.get_by_label("Your code").fill(code.lower().replace("-", " "))
    press("Go on")
    go_to("Comment on the whole document")
    page.get_by_role("textbox").first.fill("Please print it in large letters.")
    press("Save")
    expect(page.get_by_text("Please print it in large letters.")).to_be_visible()

    go_to("Check and send")
    press("Send your response")
    expect(page.get_by_role("alert")).to_be_visible()  # who is answering was not said
    follow(page.get_by_role("alert").get_by_role("link").first)
    page.get_by_label("I am a relative or friend of someone in prison").check()
    page.get_by_label("Publish it, but not who I am").check()
    press("Save")
    go_to("Check and send")
    press("Send your response")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your response has arrived")
    assert page.context.cookies() == []
    assert faults == []
