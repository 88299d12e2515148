"""The guide for editors is in the admin, in sections that other screens lead to."""

import re

import pytest
from bs4 import BeautifulSoup

from hub.guide import guide, sections_of

MARKDOWN = """# A guide

Nothing of this.

**First things.** Ask *first*.

- An item with **bold** words
- **Another** <script>alert(1)</script>

**Second things** come later: [here](data.md) & there.
"""


def test_each_paragraph_that_begins_in_bold_begins_a_section():
    first, second = sections_of(MARKDOWN)

    assert (first.anchor, first.heading) == ("first-things", "First things")
    assert "<p> Ask <em>first</em>.</p>" in first.html
    assert "<li>An item with <strong>bold</strong> words</li>" in first.html
    assert (second.heading, second.html.strip()) == (
        "Second things",
        "<p><strong>Second things</strong> come later: here &amp; there.</p>",
    )


def test_nothing_in_it_is_taken_for_markup():
    assert "<script" not in sections_of(MARKDOWN)[0].html


def test_no_two_sections_have_the_same_name():
    anchors = [section.anchor for section in guide()]

    assert len(anchors) == len(set(anchors)) > 20
    assert all(anchors)


def test_guide_is_a_page_with_a_list_of_contents(editor_client):
    page = BeautifulSoup(editor_client.get("/admin/guide/").content, "html5lib")

    links = [link["href"] for link in page.select("nav[aria-labelledby=contents] a")]
    assert links == [f"#{section['aria-labelledby']}" for section in page.select("section.rich-text")] != []
    assert all(page.find(id=link[1:]).name == "h2" for link in links)


def test_guide_is_in_the_menu_and_for_editors_alone(editor_client, client):
    assert '"/admin/guide/"' in editor_client.get("/admin/").text

    client.logout()
    assert client.get("/admin/guide/").status_code == 302


@pytest.mark.parametrize("report", ["reading", "links", "review"])
def test_reports_lead_to_their_part_of_it(report, editor_client):
    text = editor_client.get(f"/admin/reports/{report}/").text

    [anchor] = set(re.findall(r'href="/admin/guide/#([\w-]+)"', text))
    assert anchor in [section.anchor for section in guide()]
