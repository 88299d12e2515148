"""Chromium against the demonstration site, which runs in a process and with a database of its own.

Each worker of xdist makes a site of its own. Playwright keeps an event loop running, which Django's database
forbids, so what holds it is closed at the end of the folder.
"""

import os
from functools import cache

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.addresses import sources, unlike
from tests.browser.demonstration import demonstration
from tests.browser.visits import visit
from tools import chromium

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MILLISECONDS = 10_000


@pytest.fixture(scope="package")
def demo_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture(scope="package")
def demo(demo_folder):
    """The address of the running demonstration site, without a slash at its end."""
    with demonstration(demo_folder) as address:
        yield address


@pytest.fixture
def outbox(demo_folder):
    """Gives the text of every mail that the demonstration site has sent, in no order."""

    def outbox():
        sent = (demo_folder / "mail").glob("*")
        return [message for file in sent for message in file.read_text().split("-" * 79 + "\n") if message]

    return outbox


@pytest.fixture(scope="package")
def browser():
    path = os.environ.get("CHROMIUM") or chromium.find()[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, demo):
    """Opens a page of the demonstration site in a context of its own, made with these options."""
    contexts = []

    def open_page(address, **options):
        contexts.append(browser.new_context(**{"base_url": demo} | options))
        contexts[-1].set_default_timeout(MILLISECONDS)
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def survey(browser, demo):
    """What was found on the pages of a language ("en" or "cy") that differ in structure, each visited once."""

    @cache
    def look(address):
        return visit(browser, demo, address)

    @cache
    def survey(language):
        return [look(address) for address in unlike(demo, language)]

    return survey


@pytest.fixture(params=["en", "cy"])
def language(request):
    return request.param


@pytest.fixture
def visits(survey, language):
    return survey(language)


@pytest.fixture
def pages(demo, language):
    """What every address of a language answers, as {path: (status, html)}."""
    return sources(demo, language)
