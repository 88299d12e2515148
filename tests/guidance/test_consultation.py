import datetime

import html5lib
import pytest
from django.utils import timezone

from guidance.models import Response
from guidance.models.responses import Publish, Respondent
from guidance.stages import Stage
from tests.factories import (
    RECOMMENDATION,
    ConsultationFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    QuestionFactory,
)

HOSTILE = "<script>alert(1)</script> {{ 7|add:7 }} {% now %} &amp; ‮txet‬"
BODY = [
    ("section", "Training"),
    ("paragraph", "<p>Schemes differ from prison to prison.</p>"),
    ("recommendation", RECOMMENDATION),
    ("section", "Pay"),
    ("recommendation", {**RECOMMENDATION, "text": "<p>Pay every buddy.</p>"}),
]


@pytest.fixture
def page(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), title="A guide", slug="guide", body=BODY)
    page.save_revision().publish()
    return page


@pytest.fixture
def announce(page):
    """A function that plans a consultation of the page, with two questions; dates are weeks from now."""

    def announced(opens=-2, closes=11, **fields):
        now = timezone.now()
        fields["opens_at"] = now + datetime.timedelta(weeks=opens)
        fields["closes_at"] = now + datetime.timedelta(weeks=closes)
        consultation = ConsultationFactory(page=page, **fields)
        page.document.move(Stage.CONSULTATION, consultation=consultation, at=fields["opens_at"])
        QuestionFactory(consultation=consultation, text="Is it clear?", text_cy="A yw’n glir?")
        QuestionFactory(consultation=consultation, text="What is left out?", text_cy="Beth sydd ar goll?")
        return consultation

    return announced


def address(page, consultation, rest=""):
    return page.url + consultation.path + rest


def parsed(response):
    """The page as a tree; fails on any error in its HTML."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.content.decode())


def texts(tree, tag):
    return [" ".join("".join(element.itertext()).split()) for element in tree.iter(tag)]


def links(tree):
    return {link.get("href") for link in tree.iter("a")}


# Where it is


def test_the_short_address_leads_to_the_newest_consultation(page, announce, client):
    consultation = announce()

    response = client.get(page.url + "consultation/")

    assert (response.status_code, response.headers["Location"]) == (302, address(page, consultation))


@pytest.mark.parametrize("rest", ["", "0.1.0/", "0.1.0/form/", "0.1.0/respond/", "0.1.0/respond/open/"])
def test_there_is_nothing_where_no_consultation_was_announced(rest, page, client):
    ConsultationFactory(page=page, open=True)

    assert client.get(f"{page.url}consultation/{rest}").status_code == 404
    assert client.post(f"{page.url}consultation/{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["9.9.9/", "9.9.9/form/", "9.9.9/respond/", "0.1/", "99999.1.0/", "x/"])
def test_there_is_nothing_at_another_version(rest, page, announce, client):
    announce()

    assert client.get(f"{page.url}consultation/{rest}").status_code == 404


def test_the_document_leads_to_its_consultation(page, announce, client):
    consultation = announce()

    found = links(parsed(client.get(page.url)))

    assert address(page, consultation) in found
    assert address(page, consultation, "respond/?on=r1") in found


# The summary


def test_an_open_consultation_says_what_who_how_and_by_when(page, announce, client):
    consultation = announce()

    shown = client.get(address(page, consultation))

    tree = parsed(shown)
    assert texts(tree, "dt") == ["What", "Who", "When", "How", "What happens next", "Outcome"]
    text = " ".join(texts(tree, "main"))
    for expected in (
        consultation.what,
        consultation.who,
        consultation.next_steps,
        "Is it clear?",
        "guidance@example.org",
        "Common Thread, Freepost",
        "Open until",
        "Due by 1 December 2026",
    ):
        assert expected in text
    assert {
        address(page, consultation, "respond/"),
        address(page, consultation, "form/"),
        page.url + "editions/0.1.0/",
        "mailto:guidance@example.org",
    } <= links(tree)
    assert 'content="noindex"' not in shown.text


def test_times_are_those_of_london(page, announce, client):
    consultation = announce()
    consultation.opens_at = datetime.datetime(2026, 7, 1, 8, 30, tzinfo=datetime.UTC)
    consultation.closes_at = datetime.datetime(2099, 7, 1, 16, 0, tzinfo=datetime.UTC)
    consultation.save()

    assert "Open until 1 July 2099, 5 p.m." in client.get(address(page, consultation)).text


@pytest.mark.parametrize("without", ["email", "address"])
def test_ways_that_there_are_not_are_not_shown(without, page, announce, client):
    consultation = announce(**{without: ""})

    text = " ".join(texts(parsed(client.get(address(page, consultation))), "dd"))

    assert ("By e-mail" in text) is (without != "email")
    assert ("By post" in text) is (without != "address")


def test_a_planned_consultation_says_when_it_opens_and_takes_nothing(page, announce, client):
    consultation = announce(opens=1)

    shown = client.get(address(page, consultation))

    assert "Opens on" in shown.text
    assert "Start your response" not in shown.text
    assert not list(parsed(shown).find(".//main").iter("form"))
    assert client.get(address(page, consultation, "respond/")).headers["Location"] == address(page, consultation)
    assert client.post(address(page, consultation, "respond/")).headers["Location"] == address(page, consultation)
    assert not Response.objects.exists()


def test_a_closed_consultation_says_so_and_that_late_post_does_not_count(page, announce, client):
    consultation = announce(opens=-13, closes=-1)

    shown = client.get(address(page, consultation))

    assert "Closed on" in shown.text
    assert "What comes in now cannot be counted, by post or e-mail either." in shown.text
    assert "We will say here what we heard and what we did by 1 December 2026." in shown.text
    assert consultation.next_steps in shown.text
    assert not list(parsed(shown).find(".//main").iter("form"))
    assert client.post(address(page, consultation, "respond/")).status_code == 302
    assert not Response.objects.exists()


@pytest.mark.parametrize(("published", "linked"), [(-1, True), (1, False)])
def test_the_outcome_is_linked_once_it_is_published(published, linked, page, announce, client):
    when = timezone.now() + datetime.timedelta(days=published)
    consultation = announce(opens=-13, closes=-1, outcome_published_at=when)

    found = links(parsed(client.get(address(page, consultation))))

    assert (address(page, consultation, "outcome/") in found) is linked


def test_other_consultations_of_the_document_are_linked(page, announce, client):
    first = announce(opens=-30, closes=-20)
    page.document.move(Stage.DRAFT)
    page.title, page.change, page.change_note = "A better guide", "minor", "Reworded."
    page.save_revision().publish()
    second = announce()

    assert address(page, first) in links(parsed(client.get(address(page, second))))
    assert address(page, second) in links(parsed(client.get(address(page, first))))
    assert client.get(page.url + "consultation/").headers["Location"] == address(page, second)


def test_the_welsh_page_is_in_welsh(page, announce, client, in_welsh):
    consultation = announce()
    welsh = in_welsh(page)

    shown = client.get(address(welsh, consultation))

    assert welsh.url.startswith("/cy/")
    assert '<html lang="cy">' in shown.text
    for expected in (consultation.what_cy, consultation.who_cy, consultation.next_steps_cy, "A yw’n glir?"):
        assert expected in shown.text
    for english in (consultation.what, "Is it clear?"):
        assert english not in shown.text
    parsed(shown)


# Start


def test_the_start_says_what_is_asked_and_what_becomes_of_it(page, announce, client):
    consultation = announce()

    shown = client.get(address(page, consultation, "respond/"))

    text = " ".join(texts(parsed(shown), "main"))
    for expected in ("There are 2 questions.", "about 15 minutes", "no account", "The editors", "prison numbers"):
        assert expected in text


def test_starting_makes_a_response_and_leads_to_its_own_address(page, announce, client):
    consultation = announce()

    answer = client.post(address(page, consultation, "respond/"))

    response = Response.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(address(page, consultation, "respond/"))
    assert (response.consultation, response.language, response.channel) == (consultation, "en-gb", "online")
    assert client.get(answer.headers["Location"]).status_code == 200


def test_starting_in_welsh_makes_a_response_in_welsh(page, announce, client, in_welsh):
    consultation = announce()
    welsh = in_welsh(page)

    answer = client.post(address(welsh, consultation, "respond/"))

    assert answer.headers["Location"].startswith("/cy/")
    assert Response.objects.get().language == "cy"
    assert '<html lang="cy">' in client.get(answer.headers["Location"]).text


def test_the_clause_that_one_came_to_comment_on_is_remembered(page, announce, client):
    consultation = announce()

    start = client.get(address(page, consultation, "respond/?on=r1"))
    assert "Recommendation R1" in start.text
    [form] = parsed(start).find(".//main").iter("form")
    answer = client.post(form.get("action"), follow=True)

    here = answer.redirect_chain[-1][0]
    assert here.endswith("/?on=r1")
    assert here.replace("?on", "comment/?on") in links(parsed(answer))


@pytest.mark.parametrize("on", ["", "r99", "whole", "%00", "x" * 999, "<script>", "c-1a2b3c4d"])
def test_a_clause_that_is_not_there_is_no_reason_to_stop(on, page, announce, client):
    consultation = announce()

    shown = client.get(address(page, consultation, f"respond/?on={on}"))
    answer = client.post(address(page, consultation, f"respond/?on={on}"))

    assert shown.status_code == 200
    parsed(shown)
    assert "?on" not in answer.headers["Location"]


def test_the_box_for_programs_is_kept_from_people_until_it_is_ticked(page, announce, client):
    consultation = announce()

    shown = client.get(address(page, consultation, "respond/"))
    ticked = client.post(address(page, consultation, "respond/?on=r1"), {"trap": "on"})

    assert '<div hidden><label for="id_trap">' in shown.text
    assert not Response.objects.exists()
    tree = parsed(ticked)
    assert tree.find(".//title").text.startswith("Error:")
    assert "#id_trap" in links(tree)
    assert '<div hidden><label for="id_trap">' not in ticked.text
    assert client.post(address(page, consultation, "respond/?on=r1")).status_code == 302
    assert Response.objects.count() == 1


# Coming back


def test_a_code_leads_back_to_the_response(page, announce, client):
    consultation = announce()
    home = client.post(address(page, consultation, "respond/")).headers["Location"]
    code = home.split("/")[-2]

    answer = client.post(address(page, consultation, "respond/open/"), {"code": f" {code.lower().replace('-', ' ')}"})

    assert answer.headers["Location"] == home


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("", "Type your code"),
        ("0000-0000-0000-0000", "We do not know this code"),
        ("x" * 99, "too long"),
        ("\x00", "Type"),
    ],
)
def test_a_wrong_code_is_said_to_be_wrong_and_shown_again(code, message, page, announce, client):
    consultation = announce()

    answer = client.post(address(page, consultation, "respond/open/"), {"code": code})

    tree = parsed(answer)
    assert message in " ".join(texts(tree, "main"))
    assert "#id_code" in links(tree)
    assert tree.find('.//input[@id="id_code"]').get("value", "") == code.strip("\x00")


def test_the_form_for_the_code_is_on_the_summary(page, announce, client):
    consultation = announce()

    assert client.get(address(page, consultation, "respond/open/")).headers["Location"] == address(page, consultation)
    [form] = parsed(client.get(address(page, consultation))).find(".//main").iter("form")
    assert form.get("action") == address(page, consultation, "respond/open/")


# The form on paper


def test_the_form_on_paper_has_all_that_the_form_here_has(page, announce, client):
    consultation = announce()

    shown = client.get(address(page, consultation, "form/"))

    text = " ".join(texts(parsed(shown), "main"))
    for expected in (
        *map(str, Respondent.labels),
        *map(str, Publish.labels),
        "Is it clear?",
        "What is left out?",
        "Yes",
        "I do not know",
        "Common Thread, Freepost",
        "Reference (we fill this in)",
        "People in prison may answer too.",
        "The editors of this guidance read it.",
        "1.1 Schemes differ from prison to prison.",
        "R1 The scheme lead should meet each buddy every …",
        "R2 Pay every buddy.",
    ):
        assert expected in text
    assert '<meta name="robots" content="noindex">' in shown.text


def test_the_form_on_paper_is_in_welsh_too(page, announce, client, in_welsh):
    consultation = announce()
    welsh = in_welsh(page)

    shown = client.get(address(welsh, consultation, "form/"))

    assert "A yw’n glir?" in shown.text
    assert consultation.what_cy in shown.text
    parsed(shown)


# All of them


@pytest.mark.parametrize("rest", ["", "form/", "respond/"])
def test_no_cookie_is_set(rest, page, announce, client):
    consultation = announce()

    for answer in (client.get(address(page, consultation, rest)), client.post(address(page, consultation, "respond/"))):
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("rest", ["", "form/", "respond/", "respond/?on=r1"])
def test_hostile_words_of_editors_are_words(rest, page, announce, client):
    consultation = announce(what=HOSTILE, who=HOSTILE, next_steps=HOSTILE, address=HOSTILE)
    consultation.questions.update(text=HOSTILE)

    shown = client.get(address(page, consultation, rest))

    parsed(shown)
    assert "<script>alert" not in shown.text
    assert "{{ 7|add:7 }}" in shown.text or rest.startswith("respond")


@pytest.mark.parametrize("rest", ["", "form/", "respond/", "respond/?on=r1"])
def test_queries_do_not_grow_with_the_document(rest, home, client, django_assert_max_num_queries):
    body = [
        block
        for n in range(100)
        for block in (("section", f"Section {n}"), ("paragraph", f"<p>{n}</p>"), ("recommendation", RECOMMENDATION))
    ]
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), body=body)
    page.save_revision().publish()
    consultation = ConsultationFactory(page=page, open=True)
    page.document.move(Stage.CONSULTATION, consultation=consultation)
    for _n in range(20):
        QuestionFactory(consultation=consultation)

    with django_assert_max_num_queries(12):
        shown = client.get(address(page, consultation, rest))

    assert shown.status_code == 200


def test_queries_are_few_for_a_visitor_on_a_cold_start(page, announce, client, django_assert_max_num_queries):
    consultation = announce()

    with django_assert_max_num_queries(12):
        client.get(address(page, consultation))
