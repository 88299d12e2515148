import datetime
import re
from itertools import pairwise
from urllib.parse import urlsplit

import html5lib
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance import responding
from guidance.forms import AboutForm
from guidance.models import Clause, Comment, Question, Response
from guidance.stages import Stage
from hub.forms import PlainTextField, RevisionField
from tests.factories import (
    RECOMMENDATION,
    CommentFactory,
    ConsultationFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    QuestionFactory,
)

HOSTILE = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ request }} {% include 'x' %} {# c #} %(name)s {0}",
    "entities": "&lt;b&gt; &amp; &#x3c; ]]> --> </textarea></p>",
    "bidi": "abc \u202egnitirw\u202c \u2066isolate \u200f\u05d0",
    "long": "x" * 10_000,
    "lines": "One\n\n\tTwo\nThree",
    "accents": "ŵ ŷ â ê î ô û — “quoted” 👩🏽‍🦽",
}
CODE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}")


@pytest.fixture
def page(home):
    body = [
        ("section", "Training"),
        ("paragraph", "<p>Schemes differ from prison to prison.</p>"),
        ("recommendation", RECOMMENDATION),
        ("boundary", {"title": "Limits", "allowed": ["Talk"], "not_allowed": ["Lift"], "call_staff": ["A fall"]}),
    ]
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), title="A guide", slug="guide", body=body)
    page.save_revision().publish()
    return page


@pytest.fixture
def consultation(page):
    consultation = ConsultationFactory(page=page, open=True)
    page.document.move(Stage.CONSULTATION, consultation=consultation)
    return consultation


@pytest.fixture
def question(consultation):
    return QuestionFactory(consultation=consultation, text="Is it clear?", text_cy="A yw’n glir?")


class Desk:
    """Somebody at the pages of a response, who came by its address."""

    def __init__(self, page, opened):
        self.home, self.response, self.client = page.url + opened.path, opened.response, Client()

    def get(self, rest=""):
        return self.client.get(self.home + rest)

    def post(self, rest="", **data):
        return self.client.post(self.home + rest, data)

    def comment(self, text, **data):
        """Add a comment on the whole document; returns it."""
        assert self.post("comment/?on=whole", text=text, **data).status_code == 302
        return self.response.comments.latest("pk")

    def complete(self, **about):
        self.comment("Every week would be better.")
        self.post("about/", **({"respondent": "buddy", "publish": "anonymous"} | about))


@pytest.fixture
def desk(page, consultation):
    return Desk(page, responding.start(consultation, "en-gb"))


@pytest.fixture
def colleague(page, consultation, desk):
    code = responding.make_colleague_code(desk.response)
    return Desk(page, responding.open_with(code, page.document_id, "0.1.0"))


@pytest.fixture
def close(consultation):
    """A function that closes the consultation, as of a minute ago."""
    return lambda: consultation.close(timezone.now() - datetime.timedelta(minutes=1))


def parsed(response):
    """The page as a tree; fails on any error in its HTML."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.content.decode())


def text_of(element):
    for line_break in element.iter("br"):
        line_break.text = " "
    return " ".join("".join(element.itertext()).split())


def main_of(response):
    return text_of(parsed(response).find(".//main"))


def links(response):
    return {link.get("href") for link in parsed(response).find(".//main").iter("a")}


def boxes(response):
    """{name: text} of the boxes to write in, as a browser would send them."""
    return {
        box.get("name") or box.get("id"): (box.text or "").removeprefix("\n")
        for box in parsed(response).iter("textarea")
    }


def inputs(response):
    return {box.get("name"): box.get("value") for box in parsed(response).find(".//main").iter("input")}


def stored(desk):
    return list(desk.response.comments.order_by("pk").values_list("text", flat=True))


PAGES = ["", "about/", "question/{question}/", "comment/", "comment/?on=r1", "comment/?on=whole", "comment/{comment}/",
         "comment/{comment}/delete/", "colleagues/", "review/"]  # fmt: skip


@pytest.fixture
def every_page(desk, question):
    """The addresses of all pages of a response with something in it."""
    desk.post(f"question/{question.pk}/", view="yes", text="Mostly")
    comment = desk.comment("All of it")
    return [rest.format(question=question.pk, comment=comment.pk) for rest in PAGES]


# Every page


def test_every_page_is_sound_private_and_without_a_cookie(every_page, desk):
    for rest in every_page:
        answer = desk.get(rest)

        parsed(answer)
        assert answer.status_code == 200, rest
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in answer.text
        assert not answer.cookies


def test_every_answer_to_a_form_is_private_and_without_a_cookie(every_page, desk):
    for rest in every_page:
        answer = desk.post(rest)

        assert answer.status_code in (200, 302), rest
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies


def test_what_is_not_found_and_what_leads_elsewhere_is_private_too(desk):
    for rest, status in (("no/such/page/", 404), ("comment", 301)):
        answer = desk.get(rest)

        assert answer.status_code == status, rest
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_code_is_in_no_title_and_in_no_link_to_another_site(every_page, desk):
    for rest in every_page:
        answer = desk.get(rest)

        tree = parsed(answer)
        assert not CODE.search(tree.find(".//title").text)
        addresses = [found.get(name) for found in tree.iter() for name in ("href", "src", "action") if found.get(name)]
        coded = [address for address in addresses if CODE.search(address)]
        assert {urlsplit(address).hostname for address in coded} <= {None, "testserver"}


def test_every_page_is_in_welsh_at_the_welsh_address(every_page, desk, page, in_welsh, client):
    welsh = in_welsh(page)

    for rest in every_page:
        answer = client.get(desk.home.replace(page.url, welsh.url) + rest)

        parsed(answer)
        assert answer.status_code == 200, rest
        assert '<html lang="cy">' in answer.text
        assert "Is it clear?" not in answer.text
    assert "A yw’n glir?" in client.get(desk.home.replace(page.url, welsh.url)).text


def test_headings_do_not_skip_a_level(every_page, desk):
    for rest in every_page:
        levels = [
            int(tag.tag[1]) for tag in parsed(desk.get(rest)).find(".//main").iter() if re.fullmatch("h[1-6]", tag.tag)
        ]

        assert levels[0] == 1, rest
        assert levels.count(1) == 1, rest
        assert all(after <= before + 1 for before, after in pairwise(levels)), (rest, levels)


def test_no_id_is_used_twice(every_page, desk):
    for rest in every_page:
        ids = [found.get("id") for found in parsed(desk.get(rest)).iter() if found.get("id")]

        assert len(ids) == len(set(ids)), rest


def test_the_forms_need_no_token(page, consultation, desk, question):
    desk.client = Client(enforce_csrf_checks=True)

    assert desk.client.post(page.url + consultation.path + "respond/").status_code == 302
    assert desk.post("comment/?on=whole", text="Text").status_code == 302
    assert desk.post(f"question/{question.pk}/", text="Text").status_code == 302
    assert desk.post("about/", respondent="buddy", publish="no").status_code == 302
    assert desk.post("review/").headers["Location"] == f"{desk.home}receipt/"


@pytest.mark.parametrize(
    "rest", ["", "consultation/", "consultation/0.1.0/", "consultation/0.1.0/outcome/", "editions/"]
)
def test_no_other_form_of_a_document_goes_without_a_token(rest, page, consultation):
    assert Client(enforce_csrf_checks=True).post(page.url + rest).status_code == 403


def test_an_unknown_code_is_said_to_be_unknown(desk):
    desk.home = desk.home[:-20] + "0000-0000-0000-0000/"

    answer = desk.get()

    assert answer.status_code == 404
    assert "We do not know this code" in main_of(answer)
    assert inputs(answer) == {"code": "0000-0000-0000-0000"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_typed_under_an_unknown_code_is_shown_back(desk):
    desk.home = desk.home[:-20] + "0000-0000-0000-0000/"

    answer = desk.post("comment/?on=whole", text="My words")

    assert answer.status_code == 200
    assert boxes(answer) == {"typed-1": "My words"}


@pytest.mark.parametrize("rest", ["question/99999999999999999999/", "comment/99999999999999999999/", "comment/0/"])
def test_a_number_of_nothing_is_no_error(rest, desk):
    for answer in (desk.get(rest), desk.post(rest), desk.post(rest, text="My words")):
        assert answer.status_code in (200, 302)
    assert "My words" in boxes(answer).values()
    assert stored(desk) == []


# The list of what there is to do


def test_the_code_is_shown_to_be_written_down(desk):
    code = desk.home.split("/")[-2]

    shown = desk.get()

    assert f'<p class="code">{code}</p>' in shown.text
    assert "Write it down" in shown.text


def test_the_list_says_what_is_done(desk, question):
    def state():
        return {
            text_of(item.find("a")): text_of(item.find("span"))
            for item in parsed(desk.get()).iter("li")
            if item.find("span") is not None and "tag" in item.find("span").get("class", "")
        }

    about = "Who is answering, and may we publish it"
    assert state() == {about: "Needed before you send", "Is it clear?": "Not answered"}

    desk.post(f"question/{question.pk}/", view="partly")
    desk.post("about/", respondent="buddy", publish="no")

    assert state() == {about: "Done", "Is it clear?": "Done"}
    assert "Partly" in main_of(desk.get())


@pytest.mark.parametrize("note", ["saved", "deleted", "gone"])
def test_what_was_done_is_said(note, desk):
    assert 'role="status"' in desk.get(f"?note={note}").text


@pytest.mark.parametrize("note", ["x", "%00", "<script>"])
def test_no_words_can_be_put_into_the_page_by_its_address(note, desk):
    assert 'role="status"' not in desk.get(f"?note={note}").text


# About you


def test_who_is_answering_is_kept_and_shown_again(desk):
    given = {
        "respondent": "charity",
        "organisation": "A & B",
        "name": "Jo",
        "publish": "named",
        "email": "jo@example.org",
    }

    answer = desk.post("about/", **given)

    desk.response.refresh_from_db()
    assert answer.headers["Location"] == f"{desk.home}?note=saved"
    assert {name: getattr(desk.response, name) for name in given} == given
    shown = desk.get("about/")
    assert {"organisation": "A & B", "name": "Jo", "email": "jo@example.org"}.items() <= inputs(shown).items()
    checked = {box.get("value") for box in parsed(shown).iter("input") if box.get("checked") is not None}
    assert checked == {"charity", "named"}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"respondent": "charity"}, "organisation"),
        ({"respondent": "buddy", "organisation": "A charity"}, "organisation"),
        ({"respondent": "family", "name": "Jo"}, "name"),
        ({"respondent": "buddy", "publish": "named"}, "publish"),
        ({"respondent": "other", "publish": "named"}, "publish"),
        ({"publish": "named"}, "publish"),
        ({"email": "not an address"}, "email"),
        ({"respondent": "nobody"}, "respondent"),
        ({"respondent": "charity", "organisation": "x" * 161}, "organisation"),
    ],
)
def test_what_does_not_fit_together_is_said_and_nothing_typed_is_lost(data, field, desk):
    answer = desk.post("about/", **data)

    assert answer.status_code == 200
    assert parsed(answer).find(".//title").text.startswith("Error:")
    assert f"#id_{field}" in links(answer)
    assert parsed(answer).find(f".//*[@id='id_{field}']") is not None
    for name in {"organisation", "name", "email"} & data.keys():
        assert inputs(answer)[name] == data[name]
    desk.response.refresh_from_db()
    assert desk.response.respondent == ""


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"respondent": "buddy", "publish": "anonymous"},
        {"respondent": "researcher", "organisation": "A university", "publish": "named"},
        {"respondent": "other"},
        {"publish": "no"},
    ],
)
def test_what_is_not_said_yet_can_wait(data):
    assert AboutForm(data).is_valid()


# Questions


def test_an_answer_is_kept_and_shown_again(desk, question):
    desk.post(f"question/{question.pk}/", view="no", text="Not at all")

    shown = desk.get(f"question/{question.pk}/")

    assert boxes(shown) == {"text": "Not at all"}
    assert inputs(shown)["revision"] == "1"
    assert "<h1>Is it clear?</h1>" in shown.text


def test_a_question_that_asks_for_no_view_offers_none(desk, question):
    question.offers_view = False
    question.save()

    assert "view" not in inputs(desk.get(f"question/{question.pk}/"))
    assert desk.post(f"question/{question.pk}/", view="no", text="Text").status_code == 302
    assert desk.response.comments.get().view == ""


def test_an_answer_can_be_taken_back(desk, question):
    desk.post(f"question/{question.pk}/", view="no", text="Text")
    desk.post(f"question/{question.pk}/", revision=1, view="", text="")

    assert "Not answered" in main_of(desk.get())
    assert "Not answered" in main_of(desk.get("review/"))


def test_the_question_of_another_consultation_is_not_there(desk, page):
    other = GuidancePageFactory(parent=page.get_parent())
    other.save_revision().publish()
    foreign = QuestionFactory(consultation=ConsultationFactory(page=other), text="Foreign?")

    answer = desk.post(f"question/{foreign.pk}/", text="My words")

    assert "My words" in boxes(answer).values()
    assert "Foreign?" not in answer.text
    assert stored(desk) == []


# Comments


def test_the_list_to_choose_from_has_every_part_that_has_a_name(desk):
    assert {f"{desk.home}comment/?on={on}" for on in ("whole", "r1")} <= links(desk.get("comment/"))
    text = main_of(desk.get("comment/"))
    for expected in ("Section 1 Training", "Paragraph 1.1 Schemes", "Recommendation R1 The scheme lead", "Limits"):
        assert expected in text


def test_the_text_of_the_clause_is_beside_the_box(desk):
    assert "The scheme lead should meet each buddy every fortnight." in main_of(desk.get("comment/?on=r1"))


def test_a_comment_keeps_what_it_is_on(desk):
    boundary = Clause.objects.get(kind="boundary")

    for on in ("r1", boundary.anchor, "whole"):
        desk.post(f"comment/?on={on}", text=f"On {on}")

    found = list(desk.response.comments.order_by("pk").values_list("anchor", "label"))
    assert found == [("r1", "R1"), (boundary.anchor, "Limits"), ("", "")]
    text = main_of(desk.get())
    assert "Recommendation R1 On r1" in text
    assert "The whole document On whole" in text


@pytest.mark.parametrize("on", ["r99", "c-00000000", "R1", "../x", "%00", "<b>", "x" * 500])
def test_an_unknown_part_leads_back_to_the_list(on, desk):
    answer = desk.get(f"comment/?on={on}")

    assert answer.headers["Location"] == f"{desk.home}comment/?note=unknown"
    assert "We could not find that part" in main_of(desk.get("comment/?note=unknown"))


def test_a_comment_on_an_unknown_part_is_shown_back(desk):
    answer = desk.post("comment/?on=r99", text="My words")

    assert "My words" in boxes(answer).values()
    assert stored(desk) == []


def test_a_comment_is_changed_and_deleted_by_asking_first(desk):
    comment = desk.comment("First")

    desk.post(f"comment/{comment.pk}/", text="Second", revision=1)
    asked = desk.get(f"comment/{comment.pk}/delete/")
    assert stored(desk) == ["Second"]
    assert "Second" in main_of(asked)
    assert inputs(asked) == {"revision": "2"}

    answer = desk.post(f"comment/{comment.pk}/delete/", revision=2)
    assert answer.headers["Location"] == f"{desk.home}?note=deleted"
    assert stored(desk) == []
    assert desk.get(f"comment/{comment.pk}/").headers["Location"] == f"{desk.home}?note=gone"


def test_an_empty_comment_is_an_error(desk):
    answer = desk.post("comment/?on=whole", text="  \n ")

    assert "#id_text" in links(answer)
    assert "Write your comment" in main_of(answer)


@pytest.mark.parametrize(("extra", "words"), [(1, "1 character too long"), (250, "250 characters too long")])
def test_a_comment_that_is_too_long_is_kept_and_counted(extra, words, desk):
    typed = "ŵ" * (10_000 + extra)

    answer = desk.post("comment/?on=whole", text=typed)

    assert words in main_of(answer)
    assert boxes(answer)["text"] == typed
    assert "maxlength" not in str(parsed(answer).find(".//textarea").attrib)
    assert stored(desk) == []


def test_ten_thousand_characters_are_room_enough_however_a_browser_ends_lines(desk):
    lines = "x\r\n" * 4_999 + "xx"

    assert desk.post("comment/?on=whole", text=lines).status_code == 302
    assert stored(desk) == [lines.replace("\r\n", "\n")]


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_are_kept_as_they_are_and_shown_as_words(kind, desk, question):
    typed = HOSTILE[kind]

    desk.post("comment/?on=r1", text=typed)
    desk.post(f"question/{question.pk}/", text=typed)
    comment = desk.response.comments.get(anchor="r1")

    assert stored(desk) == [typed, typed]
    assert boxes(desk.get(f"comment/{comment.pk}/"))["text"] == typed
    for rest in ("", "review/", f"comment/{comment.pk}/delete/", f"question/{question.pk}/"):
        shown = desk.get(rest)
        parsed(shown)
        assert "<script>alert" not in shown.text
        assert "<img src=x" not in shown.text
    assert " ".join(typed.split()) in main_of(desk.get("review/"))


def test_characters_that_nobody_types_are_left_out(desk):
    desk.comment("A\x00B\x07C\x1b[0m\x7fD\x85E\uffffF\U0001fffe\tG\r\nH\rI\ufdd0")

    assert stored(desk) == ["ABC[0mDEF\tG\nH\nI"]


def test_three_hundred_comments_are_enough(desk):
    Comment.objects.bulk_create([CommentFactory.build(response=desk.response) for _n in range(300)])

    answer = desk.post("comment/?on=whole", text="One more")

    assert "There is room for 300 comments" in main_of(answer)
    assert boxes(answer)["text"] == "One more"
    assert desk.response.comments.count() == 300


# Two tabs


def test_both_texts_are_shown_where_another_tab_saved_since(desk):
    comment = desk.comment("First")
    desk.post(f"comment/{comment.pk}/", text="From one tab", revision=1)

    answer = desk.post(f"comment/{comment.pk}/?on=whole", text="From another", revision=1)

    assert answer.status_code == 200
    assert "From one tab" in main_of(answer)
    assert boxes(answer)["text"] == "From another"
    assert inputs(answer)["revision"] == "2"
    assert stored(desk) == ["From one tab"]
    desk.post(f"comment/{comment.pk}/", text=boxes(answer)["text"], revision=2)
    assert stored(desk) == ["From another"]


def test_both_answers_are_shown_where_another_tab_answered_since(desk, question):
    desk.post(f"question/{question.pk}/", view="yes", text="From one tab", revision=0)

    answer = desk.post(f"question/{question.pk}/", view="no", text="From another", revision=0)

    assert "From one tab" in main_of(answer)
    assert boxes(answer)["text"] == "From another"
    checked = [box.get("value") for box in parsed(answer).iter("input") if box.get("checked") is not None]
    assert checked == ["no"]


def test_what_is_typed_into_a_deleted_comment_can_be_added_again(desk):
    desk.post("comment/?on=r1", text="First")
    number = desk.response.comments.get().pk
    desk.response.comments.all().delete()

    answer = desk.post(f"comment/{number}/?on=r1", text="My words", revision=1)

    [form] = parsed(answer).find(".//main").iter("form")
    assert boxes(answer)["text"] == "My words"
    assert form.get("action") == f"{desk.home}comment/?on=r1"
    desk.client.post(form.get("action"), {"text": "My words", "revision": 0})
    assert list(desk.response.comments.values_list("anchor", "text")) == [("r1", "My words")]


def test_what_was_changed_since_is_shown_before_it_is_deleted(desk):
    comment = desk.comment("First")
    desk.post(f"comment/{comment.pk}/", text="Second", revision=1)

    answer = desk.post(f"comment/{comment.pk}/delete/", revision=1)

    assert "Second" in main_of(answer)
    assert inputs(answer) == {"revision": "2"}
    assert stored(desk) == ["Second"]


@pytest.mark.parametrize("revision", ["", "x", "-1", "1.5", "9" * 50, "²", "\x00"])
def test_a_revision_that_is_none_overwrites_nothing(revision, desk):
    comment = desk.comment("First")

    answer = desk.post(f"comment/{comment.pk}/", text="Second", revision=revision)

    assert boxes(answer)["text"] == "Second"
    assert stored(desk) == ["First"]
    assert RevisionField().clean(revision) == 0


class Tab:
    """A browser's tab with the form of a comment or an answer in it, and all that its reader has seen so far."""

    def __init__(self, desk, place):
        self.desk, self.place, self.seen = desk, place, set()
        self.look()

    def look(self):
        self.show(self.desk.get(self.place))

    def show(self, answer):
        tree = parsed(answer)
        self.revision = tree.find(".//input[@name='revision']").get("value")
        self.action = tree.find(".//main//form").get("action")
        self.seen |= set(re.findall(r"words-\d+", "".join(tree.find(".//main").itertext())))

    def save(self, text):
        """Send the form; whether it was taken. What is shown instead is seen."""
        answer = self.desk.client.post(self.action, {"text": text, "revision": self.revision})
        if answer.status_code == 302:
            return True
        assert boxes(answer)["text"] == text
        self.show(answer)
        return False


@pytest.mark.parametrize("place", ["question", "comment", "new"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["look", "save", "delete"])), max_size=8))
def test_whatever_two_tabs_do_no_text_is_lost_unseen(deeds, place, page, consultation, question):
    desk = Desk(page, responding.start(consultation, "en-gb"))
    comment = desk.comment("words-0") if place == "comment" else None
    address = {
        "question": f"question/{question.pk}/",
        "comment": f"comment/{comment and comment.pk}/?on=whole",
        "new": "comment/?on=whole",
    }[place]
    tabs = [Tab(desk, address), Tab(desk, address)]
    accepted, given_up = {"words-0"} if comment else set(), set()

    for number, (which, deed) in enumerate(deeds, start=1):
        tab, before = tabs[which], {text for text in stored(desk) if text}
        if deed == "look":
            if desk.get(address).status_code == 200:
                tab.look()
        elif deed == "save":
            if tab.save(f"words-{number}"):
                accepted.add(f"words-{number}")
        elif comment and desk.get(f"comment/{comment.pk}/delete/").status_code == 200:
            desk.post(f"comment/{comment.pk}/delete/", revision=comment.revision)
            given_up.add("words-0")  # it was shown when it was asked for
        gone = before - set(stored(desk))
        assert gone <= tab.seen | given_up

    assert accepted - set(stored(desk)) <= tabs[0].seen | tabs[1].seen | given_up


# Colleagues


def test_who_leads_makes_a_code_for_colleagues_which_is_shown_once(desk, page):
    shown = desk.post("colleagues/")
    [code] = [text_of(found) for found in parsed(shown).iter("p") if found.get("class") == "code"]

    answer = Client().get(page.url + f"consultation/0.1.0/respond/{code}/")

    assert CODE.fullmatch(code)
    assert f"http://testserver{page.url}consultation/0.1.0/respond/{code}/" in main_of(shown)
    assert answer.status_code == 200
    assert code not in desk.get("colleagues/").text
    assert "Make a new code" in desk.get("colleagues/").text


def test_a_new_code_shuts_the_one_before_out(desk, colleague):
    desk.post("colleagues/")

    assert colleague.get().status_code == 404
    assert boxes(colleague.post("comment/?on=whole", text="My words", author="AB"))["typed-1"] == "My words"


def test_colleagues_write_with_their_name_and_the_lead_sees_whose_it_is(desk, colleague, question):
    colleague.comment("Mine", author="AB <x>")
    colleague.post(f"question/{question.pk}/", view="yes", text="Yes", author="CD")

    assert [comment.author for comment in desk.response.comments.order_by("pk")] == ["AB <x>", "CD"]
    for rest in ("", "review/"):
        assert "Written by: AB <x>" in main_of(desk.get(rest))
        assert "Written by: CD" in main_of(desk.get(rest))


def test_colleagues_give_their_name(colleague):
    answer = colleague.post("comment/?on=whole", text="Mine", author="")

    assert "#id_author" in links(answer)
    assert boxes(answer)["text"] == "Mine"
    assert stored(colleague) == []


def test_colleagues_change_what_is_there(desk, colleague):
    comment = desk.comment("First")

    assert boxes(colleague.get(f"comment/{comment.pk}/"))["text"] == "First"
    colleague.post(f"comment/{comment.pk}/", text="Second", author="AB", revision=1)

    assert stored(desk) == ["Second"]


def test_colleagues_see_nothing_of_who_leads_and_cannot_send_or_delete(desk, colleague):
    desk.complete(email="jo@example.org", respondent="charity", organisation="A charity", name="Jo Secret")
    comment = desk.response.comments.get()
    before = Response.objects.values().get(pk=desk.response.pk)

    for rest in ("about/", "colleagues/", "review/", f"comment/{comment.pk}/delete/"):
        assert colleague.get(rest).headers["Location"] == colleague.home
        assert colleague.post(rest, respondent="buddy", revision=1).headers["Location"] == colleague.home
        assert colleague.home + rest not in links(colleague.get())
    for rest in ("", f"comment/{comment.pk}/", "comment/"):
        shown = colleague.get(rest).text
        assert "jo@example.org" not in shown
        assert "Jo Secret" not in shown
        assert desk.home.split("/")[-2] not in shown
    assert Response.objects.values().get(pk=desk.response.pk) == before
    assert stored(desk) == ["Every week would be better."]


# Check and send


def test_everything_is_shown_before_it_is_sent(desk, question):
    desk.post(f"question/{question.pk}/", view="partly", text="Mostly\nclear")
    desk.post("comment/?on=r1", text="Weekly")
    desk.complete(email="jo@example.org")

    text = main_of(desk.get("review/"))

    for expected in ("I am in prison and I am a buddy", "Publish it, but not who I am", "jo@example.org", "Partly",
                     "Mostly clear", "Recommendation R1 Weekly", "The whole document Every week"):  # fmt: skip
        assert expected in text
    assert "Before you can send it" not in text


def test_what_is_missing_is_said_before_and_is_an_error_after(desk):
    before, after = desk.get("review/"), desk.post("review/")

    assert "Before you can send it" in main_of(before)
    assert "There is a problem" in main_of(after)
    assert parsed(after).find(".//title").text.startswith("Error:")
    for shown in (before, after):
        places = {f"{desk.home}{place}" for place in ("about/#id_respondent", "about/#id_publish", "#questions")}
        assert places <= links(shown)
    assert 'id="id_respondent"' in desk.get("about/").text
    assert 'id="id_publish"' in desk.get("about/").text
    assert 'id="questions"' in desk.get().text
    assert not Response.objects.submitted().exists()


def test_what_looks_private_is_marked_and_can_be_sent_all_the_same(desk, question):
    desk.post(f"question/{question.pk}/", text="Ask A1234BC or 01234 567890")
    desk.post("comment/?on=r1", text="Fine")
    desk.complete()

    shown = desk.get("review/")

    marked = [text_of(mark) for mark in parsed(shown).iter("mark")]
    assert marked == ["A1234BC", "01234 567890"] * 2
    assert "Please take out names and numbers of people" in main_of(shown)
    assert f"#c-{desk.response.comments.get(question=question).pk}" in links(shown)
    assert desk.post("review/").headers["Location"] == f"{desk.home}receipt/"


def test_nothing_is_asked_to_be_taken_out_where_there_is_nothing(desk):
    desk.comment("Nothing private")

    assert "Please take out" not in main_of(desk.get("review/"))


def test_sending_twice_leads_to_one_receipt(desk, django_capture_on_commit_callbacks):
    desk.complete(email="jo@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        answers = [desk.post("review/") for _n in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [f"{desk.home}receipt/"] * 2
    assert len(mail.outbox) == 1
    assert f"http://testserver{desk.home.split('respond')[0]}" in mail.outbox[0].body


def test_after_sending_there_is_the_receipt_and_nothing_else(desk, question, consultation):
    desk.post(f"question/{question.pk}/", text="My words")
    desk.complete(email="jo@example.org")
    comment = desk.response.comments.latest("pk")
    desk.post("review/")

    for rest in (*PAGES, "receipt/"):
        place = rest.format(question=question.pk, comment=comment.pk)
        answer = desk.client.get(desk.home + place, follow=True)
        text = main_of(answer)
        assert answer.request["PATH_INFO"] == f"{desk.home}receipt/"
        assert desk.response.reference in text
        assert consultation.next_steps in text
        assert "1 December 2026" in text
        for hidden in ("My words", "Every week", "jo@example.org", "buddy"):
            assert hidden not in answer.text
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"


def test_colleagues_see_the_receipt_too(desk, colleague):
    desk.complete(email="jo@example.org")
    desk.post("review/")

    text = main_of(colleague.client.get(colleague.home, follow=True))

    assert desk.response.reference in text
    assert "e-mail address" not in text


def test_there_is_no_receipt_before_sending(desk):
    assert desk.get("receipt/").headers["Location"] == desk.home


def test_what_comes_after_sending_is_shown_back(desk, question):
    comment = desk.comment("First")
    desk.complete()
    desk.post("review/")

    for rest in ("comment/?on=whole", f"comment/{comment.pk}/", f"question/{question.pk}/"):
        answer = desk.post(rest, text="Too late", revision=1)
        assert answer.status_code == 200
        assert "This response was sent already" in main_of(answer)
        assert boxes(answer) == {"typed-1": "Too late"}
        assert "First" not in answer.text
    assert "Too late" not in stored(desk)


# Closing time


def test_what_comes_after_closing_is_shown_back_with_what_was_saved(desk, question, close):
    desk.comment("Saved in time")
    close()

    for rest in ("comment/?on=whole", "comment/?on=r1", f"question/{question.pk}/"):
        answer = desk.post(rest, text="Too <late>", revision=0)
        text = main_of(answer)
        assert answer.status_code == 200
        assert "This consultation is closed" in text
        assert "so we cannot count it" in text
        assert boxes(answer) == {"typed-1": "Too <late>"}
        assert "Saved in time" in text
    answer = desk.post("about/", respondent="charity", organisation="A charity", publish="no")
    assert boxes(answer) == {"typed-1": "A charity"}
    assert stored(desk) == ["Saved in time"]


def test_nothing_is_sent_after_closing(desk, close):
    desk.complete()
    close()

    answer = desk.post("review/")

    assert "This consultation is closed" in main_of(answer)
    assert "Every week would be better." in main_of(answer)
    assert not Response.objects.submitted().exists()


def test_after_closing_what_was_saved_can_be_read_but_not_changed(every_page, desk, close):
    close()

    for rest in every_page:
        answer = desk.get(rest)
        assert "All of it" in main_of(answer), rest
        assert "Mostly" in main_of(answer)
        assert not list(parsed(answer).find(".//main").iter("form"))


def test_the_receipt_stays_after_closing(desk, close):
    desk.complete()
    desk.post("review/")
    close()

    assert desk.response.reference in main_of(desk.client.get(desk.home, follow=True))


# How much it asks of the database


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_queries_do_not_grow(language, home, in_welsh, django_assert_max_num_queries):
    body = [
        block
        for n in range(100)
        for block in (("section", f"Section {n}"), ("paragraph", f"<p>{n}</p>"), ("recommendation", RECOMMENDATION))
    ]
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), body=body)
    page.save_revision().publish()
    consultation = ConsultationFactory(page=page, open=True)
    page.document.move(Stage.CONSULTATION, consultation=consultation)
    shown = in_welsh(page) if language == "cy" else page
    desk = Desk(shown, responding.start(consultation, language))
    questions = [QuestionFactory(consultation=consultation) for _n in range(10)]
    for n, asked in enumerate(questions):
        responding.save_answer(desk.response, asked, text=f"Answer {n}")
    for n in range(1, 91):
        responding.save_comment(desk.response, f"Comment {n}", anchor=f"r{n}", label=f"R{n}")
    comment = desk.response.comments.get(anchor="r7")

    for rest in PAGES:
        place = rest.format(question=questions[0].pk, comment=comment.pk)
        with django_assert_max_num_queries(12):
            answer = desk.get(place)
        assert answer.status_code == 200
    assert len(links(desk.get("comment/"))) > 300
    assert Question.objects.count() == 10


# Fields


@pytest.mark.parametrize("longest", [1, 10])
def test_a_text_as_long_as_there_is_room_fits(longest):
    assert PlainTextField(longest=longest).clean("x" * longest) == "x" * longest
