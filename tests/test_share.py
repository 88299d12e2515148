"""Pages are passed on by their address alone: a link of the mail program, nothing of anybody else's, no script."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests import factories

PAGES = {
    "guidance": (factories.GuidanceIndexPageFactory, factories.GuidancePageFactory),
    "case study": (factories.CaseStudyIndexPageFactory, factories.CaseStudyPageFactory),
    "toolkit": (factories.ToolkitIndexPageFactory, factories.ToolkitPageFactory),
    "news": (factories.NewsIndexPageFactory, factories.NewsPageFactory),
}


@pytest.mark.parametrize("kind", PAGES)
def test_page_is_passed_on_with_its_title_and_bare_address(kind, home, client):
    index, factory = PAGES[kind]
    page = factory(parent=index(parent=home), title="Wales & England: 100% “ours”?", live=False)
    page.save_revision().publish()

    soup = BeautifulSoup(client.get(f"{page.url}?utm_source=tracker").content, "html5lib")

    mail, link = soup.select("#share a")
    address = f"http://testserver{page.url}"
    written = parse_qs(urlsplit(mail["href"]).query)
    assert (written["subject"], written["body"]) == ([page.title], [f"{page.title}\r\n{address}"])
    assert (link["href"], link.text) == (address, address)
