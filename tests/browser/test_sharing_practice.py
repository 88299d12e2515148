"""A practice example from its first word to the site: a contributor, an approver and an editor, each on a computer."""

import re

import pytest
from playwright.sync_api import expect

from home.demo.accounts import APPROVER, CONTRIBUTOR
from home.management.commands.demo import EDITOR
from tests.browser.demonstration import PASSWORD
from tests.browser.visits import NARROW, WIDE, axe, follow

PRISON = "XEM"
CODE = re.compile(r"^\d{4}-\d{4}\s*$", re.MULTILINE)
PLAIN = "Two people trained as buddies carry meals, and staff look in each day."
TELLING = "Mr Rees, A1234BC, was the first to ask."


@pytest.fixture(params=[False, True], ids=["without script", "with script"])
def script(request):
    return request.param


@pytest.fixture
def computer(open_page, script):
    """Opens an address on a computer of its own. Every page that is gone to there is looked at."""

    def computer(address, width=NARROW):
        return open_page(address, viewport={"width": width, "height": 900}, java_script_enabled=script)

    return computer


@pytest.fixture
def faults(script):
    """What axe, which is a script itself, has found on the pages so far."""
    found = []

    def look(page):
        if script:
            found.extend((page.url, fault) for fault in axe(page))

    look.found = found
    return look


def press(page, name):
    follow(page.get_by_role("main").get_by_role("button", name=name, exact=True))


def sign_in_by_code(page, email, outbox):
    before = set(outbox())
    page.get_by_label("Your work e-mail address").fill(email)
    press(page, "Send me a code")
    code = page.get_by_label("Code from the message")
    code.wait_for()
    (sent,) = {found[0] for message in set(outbox()) - before if (found := CODE.search(message))}
    code.fill(sent)
    press(page, "Sign in")


def sign_in_by_password(page):
    page.locator("input[name=username]").fill(EDITOR)
    page.locator("input[name=password]").fill(PASSWORD)
    follow(page.locator("main button[type=submit]"))


def fill_in(page, title):
    """Give an answer to every question of the group on this page."""
    for box in page.get_by_role("main").get_by_role("textbox").all():
        box.fill(PLAIN)
    if page.get_by_label("Name of the practice").count():
        page.get_by_label("Name of the practice").fill(title)
        page.get_by_label("When did it start?").fill("Spring 2025")
        page.get_by_label("I work in the prison").check()


def test_a_practice_example_is_written_signed_off_accepted_and_published(computer, faults, outbox, script):
    title = f"Meals carried by buddies, {'with' if script else 'without'} a script"

    # The contributor begins, leaves, and finishes on another computer.
    page = computer(f"/my-prison/{PRISON}/practice/")
    sign_in_by_code(page, CONTRIBUTOR, outbox)
    press(page, "Start a practice example")
    faults(page)
    fill_in(page, title)
    press(page, "Save and come back later")
    status = page.url.partition("?")[0]
    page = computer(status)
    sign_in_by_code(page, CONTRIBUTOR, outbox)
    follow(page.get_by_role("main").get_by_role("link", name="What it is"))
    expect(page.get_by_label("Name of the practice")).to_have_value(title)
    press(page, "Save and go on")
    while "/part/" in page.url:
        faults(page)
        if page.url.endswith("/documents/"):
            follow(page.get_by_role("main").get_by_role("link", name="Go on", exact=True))
            continue
        fill_in(page, title)
        if page.url.endswith("/advice/"):
            page.get_by_role("textbox").first.fill(TELLING)
        press(page, "Save and go on")

    # What tells who somebody is stands marked before it is sent.
    faults(page)
    expect(page.locator("mark", has_text="A1234BC").first).to_be_visible()
    page.goto(f"{status}part/advice/")
    page.get_by_role("textbox").first.fill(PLAIN)
    press(page, "Save and go on")
    page.goto(f"{status}check/")
    expect(page.locator("mark")).to_have_count(0)
    press(page, "Send it for sign-off")
    expect(page.get_by_text("Waiting for local sign-off").first).to_be_visible()

    contributor = page  # who stays signed in: so many codes are not given within ten minutes

    # The approver, told by mail, reads it and signs it off.
    assert any(status in message for message in outbox())
    page = computer(status)
    sign_in_by_code(page, APPROVER, outbox)
    follow(page.get_by_role("link", name="Read it, then sign it off"))
    faults(page)
    for declaration in page.get_by_role("main").get_by_role("checkbox").all():
        declaration.check()
    press(page, "Sign it off and send it to the editors")
    faults(page)
    expect(page.get_by_text("With the editors").first).to_be_visible()

    # The editor cleans it, accepts it and publishes the case study made from it.
    page = computer("/admin/login/?next=/admin/submissions/", WIDE)
    sign_in_by_password(page)
    follow(page.get_by_role("main").get_by_role("link", name=re.search(r"[A-Z0-9-]+(?=/$)", status)[0]))
    page.get_by_label("Summary").fill("Buddies carry meals to people who cannot fetch them.")
    page.locator("[name=read_marked]").check()
    press(page, "Accept and make the draft case study")
    follow(page.get_by_role("link", name="The case study made from it"))
    publish(page, script)

    # The contributor reads that it is on the site, and so does everyone.
    contributor.goto(status)
    expect(contributor.get_by_text("Published").first).to_be_visible()
    page = computer("/case-studies/")
    page.get_by_role("main").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text(PLAIN).first).to_be_visible()
    assert faults.found == []


def publish(page, script):
    """Past the workflow, in which nobody approves what they wrote themselves: an administrator may."""
    if script:
        page.get_by_role("button", name="More actions").click()
    page.locator("button[name=action-publish]").click()
    if script:
        page.locator("[data-confirm-cancellation]").click()
    expect(page.locator(".messages")).to_contain_text(re.compile("published|updated"), timeout=30_000)
