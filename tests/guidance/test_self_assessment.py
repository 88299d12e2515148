import json
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from guidance.self_assessment import MOST_BYTES
from tests.factories import RECOMMENDATION, GuidanceIndexPageFactory, GuidancePageFactory

SCRIPT = Path(__file__).parents[2] / "hub" / "static" / "self-assessment.js"


@pytest.fixture
def page(home):
    made = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home))
    made.save_revision().publish()
    return type(made).objects.get(pk=made.pk)


@pytest.fixture
def address(page):
    return f"{page.url}self-assessment/{page.edition.version}/"


@pytest.fixture
def moved_on(page):
    """The page after a second edition, which rewords the first recommendation and adds another."""
    raw = list(page.body.raw_data)
    raw[2]["value"]["text"] = "<p>The scheme lead should meet each buddy every week.</p>"
    page.body = raw
    page.body.append(("recommendation", {**RECOMMENDATION, "text": "<p>A new one.</p>"}))
    page.change, page.change_note = "minor", "Oftener."
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def saved(client, address):
    """The file that a reader saved."""
    response = client.post(address, {"answer-r1": "partly", "note-r1": "Every month.", "as": "json"})
    return response.content


def opened(client, address, data, name="answers.json"):
    return client.post(address, {"open": "open", "file": SimpleUploadedFile(name, data)})


def test_shorter_address_leads_to_the_newest_edition(page, address, client):
    assert client.get(f"{page.url}self-assessment/").url == address
    assert client.get(f"{page.url}self-assessment/9.9.9/").status_code == 404


def test_form_asks_about_each_recommendation_and_sets_no_cookie(page, address, client):
    response = client.get(address)

    html5lib.HTMLParser(strict=True).parse(response.text)
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    [asked] = BeautifulSoup(response.text, "html.parser").select(".asked")
    assert asked.text == "The scheme lead should meet each buddy every fortnight."
    assert f'href="{address}"' in client.get(page.url).text


def test_answers_are_given_back_as_a_file_and_nothing_is_stored(page, address, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as made:
        response = client.post(address, {"answer-r1": "partly", "note-r1": "Every month.", "as": "json"})

    held = json.loads(response.content)
    assert response["Content-Disposition"].startswith(f'attachment; filename="{page.document.reference}-')
    assert not response.cookies
    assert (held["document"], held["version"]) == (page.document.reference, page.edition.version)
    [row] = held["answers"]
    assert (row["recommendation"], row["answer"], row["note"]) == ("r1", "partly", "Every month.")
    assert not [query for query in made.captured_queries if query["sql"].startswith(("INSERT", "UPDATE"))]


def test_page_to_print_has_the_answers_in_words(address, client):
    response = client.post(address, {"answer-r1": "not", "note-r1": "<b>No one</b>", "as": "html"})

    html5lib.HTMLParser(strict=True).parse(response.text)
    assert 'filename="' in response["Content-Disposition"]
    assert "We do not do this" in response.text
    assert "&lt;b&gt;No one&lt;/b&gt;" in response.text


def test_file_that_was_saved_brings_the_answers_back(address, client, saved):
    tree = BeautifulSoup(opened(client, address, saved).text, "html.parser")

    assert tree.select_one('input[name="answer-r1"][checked]')["value"] == "partly"
    assert tree.select_one('textarea[name="note-r1"]').text.strip() == "Every month."


def test_file_of_an_earlier_edition_says_what_has_moved_on(address, client, saved, moved_on):
    newer = f"{moved_on.url}self-assessment/{moved_on.edition.version}/"

    shown = opened(client, newer, saved).text

    assert "Your file was made for version 0.1.0. This page is about version 0.2.0." in shown
    assert "1 recommendation was reworded since." in shown
    assert shown.count("This recommendation was reworded since you answered.") == 1
    assert "Every month." in shown
    assert "There is a newer version" in client.get(address).text


def test_answers_that_no_longer_fit_are_shown_rather_than_lost(address, client, saved):
    held = json.loads(saved)
    held["answers"][0]["recommendation"] = "r77"

    shown = opened(client, address, json.dumps(held).encode()).text

    assert "recommendations that are not in this version" in shown
    assert "R77" in shown
    assert "We do part of this. Every month." in shown


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"kind": "common-thread/self-assessment/1"}',
        b"x" * (MOST_BYTES + 2),
    ],
)
def test_what_is_no_file_of_answers_is_refused_with_the_form_still_there(address, client, data):
    response = opened(client, address, data)

    assert response.status_code == 200
    assert "There is a problem" in response.text
    assert 'name="answer-r1"' in response.text


def test_file_about_another_document_is_refused(address, client, saved):
    held = {**json.loads(saved), "document": "PSSC-G-99999"}

    assert "This file is about another document." in opened(client, address, json.dumps(held).encode()).text


def test_rubbish_in_a_file_is_no_error(address, client, saved):
    held = json.loads(saved)
    held["answers"] = [None, 3, {}, {"recommendation": "r1", "answer": ["met"], "note": {"a": 1}}, {"note": "\x00"}]
    held["version"] = {"a": []}

    assert opened(client, address, json.dumps(held).encode()).status_code == 200


def test_note_that_is_too_long_is_kept_and_counted(address, client):
    shown = client.post(address, {"note-r1": "a" * 1001, "as": "json"}).text

    assert "1 character too long" in shown
    assert "a" * 1001 in shown


def test_welsh_form_is_about_the_english_where_there_is_no_welsh_edition(page, address, client, in_welsh):
    in_welsh(page)

    response = client.get(f"/cy{address}")

    assert response.status_code == 200


def test_script_is_small_and_on_this_page_alone(page, address, client):
    assert SCRIPT.stat().st_size <= 3 * 1024
    assert "self-assessment.js" in client.get(address).text
    assert "self-assessment.js" not in client.get(page.url).text
