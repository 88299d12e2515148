import io

import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from docx import Document
from html5lib import HTMLParser

from directory.practice.questions import GROUPS, MINUTES, QUESTIONS
from tests.factories import MembershipFactory

PAGES = ["", "form/", "form.docx"]


def soup(response):
    HTMLParser(strict=True).parse(response.content.decode())
    return BeautifulSoup(response.content.decode(), "html5lib")


@pytest.mark.parametrize("language", ["", "/cy"])
@pytest.mark.parametrize("page", PAGES)
def test_public_pages_set_no_cookie(page, language, client, home, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answer = client.get(f"{language}/share-your-practice/{page}")

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_the_start_page_says_what_happens_how_long_and_what_to_leave_out(client, home):
    page = soup(client.get("/share-your-practice/"))

    assert f"About {MINUTES} minutes in all." in page.text
    assert "prison numbers" in page.text
    for link in page.select("main a"):
        assert client.get(link["href"]).status_code in (200, 302)


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_paper_and_word_ask_every_question_with_its_room(language, client, home):
    prefix = "/cy" if language == "cy" else ""
    paper = " ".join(soup(client.get(f"{prefix}/share-your-practice/form/")).text.split())
    document = Document(io.BytesIO(client.get(f"{prefix}/share-your-practice/form.docx").content))
    word = " ".join(paragraph.text for paragraph in document.paragraphs)

    with translation.override(language):
        for group in GROUPS:
            assert str(group.title) in paper
            assert str(group.title) in word
        for name, question in QUESTIONS.items():
            for form in (paper, word):
                assert str(question.label) in form
                assert str(question.help_text) in form
                assert not question.words or str(question.words) in form, name


@pytest.mark.parametrize(("language", "tag"), [("", "en-GB"), ("/cy", "cy-GB")])
def test_the_word_file_says_its_language_and_names_nobody(language, tag, client, home):
    document = Document(io.BytesIO(client.get(f"{language}/share-your-practice/form.docx").content))

    assert f'w:val="{tag}"' in document.styles.element.xml.split("w:lang")[1]
    assert document.core_properties.author
    assert "python" not in (document.core_properties.author + document.core_properties.comments).lower()
    assert len(document.tables) > len(QUESTIONS) - 2


def test_who_acts_for_one_prison_is_led_there(client, home, contributor, prison):
    client.force_login(contributor)

    assert client.get("/share-your-practice/my-prison/").url == f"/my-prison/{prison.pk}/practice/"


def test_who_acts_for_several_chooses_and_who_acts_for_none_is_told(client, home, contributor, prison):
    other = MembershipFactory(user=contributor).prison
    client.force_login(contributor)
    chosen = soup(client.get("/share-your-practice/my-prison/"))
    contributor.memberships.all().delete()
    none = soup(client.get("/share-your-practice/my-prison/"))

    assert {link["href"] for link in chosen.select("main li a")} == {
        f"/my-prison/{row.pk}/practice/" for row in (prison, other)
    }
    assert "does not act for a prison yet" in none.text
    assert none.select_one('main a[href="/sign-in/ask/"]')


def test_who_is_not_signed_in_signs_in_first(client, home):
    assert client.get("/share-your-practice/my-prison/").status_code == 302
