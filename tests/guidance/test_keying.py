import datetime

import html5lib
import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from guidance.keying import days_of, moment_on, number_as_typed
from guidance.models import Comment, Response
from guidance.responding import open_with
from hub.models import User
from tests.factories import ConsultationFactory, GuidanceIndexPageFactory, GuidancePageFactory, QuestionFactory

HOSTILE = "<script>alert(1)</script> \u202e{{ 7|add:7 }}"


@pytest.fixture
def page(home):
    new = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home))
    new.save_revision().publish()
    new.refresh_from_db()
    return new


@pytest.fixture
def consultation(page):
    """One that is over: what came in time may still be typed in."""
    return ConsultationFactory(page=page)


@pytest.fixture
def address(consultation):
    return f"/admin/consultations/key-in/{consultation.pk}/"


def sheet(*rows, **changes):
    """What the screen posts: a sheet by somebody in prison with rows of (number, text)."""
    data = {
        "once": "a-sheet",
        "channel": "post",
        "received": "2026-07-01",
        "respondent": "recipient",
        "organisation": "",
        "name": "",
        "language": "en-gb",
        "publish": "anonymous",
        "return_to": "",
        "rows-TOTAL_FORMS": 10,
        "rows-INITIAL_FORMS": 0,
        "another": "1",
    }
    for place in range(10):
        number, text = rows[place] if place < len(rows) else ("", "")
        data |= {f"rows-{place}-number": number, f"rows-{place}-text": text}
    return data | changes


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def fields_of(response):
    """{name: value} of the fields of the form as it is shown, ticked ones among those to tick."""
    shown = {}
    form = next(form for form in tree_of(response).iter("form") if form.find(".//input[@name='once']") is not None)
    for field in form.iter():
        name = field.get("name")
        if field.tag == "textarea":
            shown[name] = (field.text or "").strip("\r\n")
        elif field.tag == "input" and (field.get("type") not in ("radio", "checkbox") or "checked" in field.attrib):
            shown[name] = field.get("value", "")
    return shown


# What is stored


def test_sheet_becomes_a_response_that_was_sent_on_the_day_it_came(consultation, address, editor, editor_client):
    question = QuestionFactory(consultation=consultation)

    response = editor_client.post(
        address,
        sheet(
            ("R1", "I never got it in writing."),
            ("", "Thank you for asking."),
            **{f"view_{question.pk}": "partly", f"text_{question.pk}": "Mostly."},
        ),
    )

    assert response.status_code == 302
    stored = Response.objects.get()
    assert (stored.channel, stored.respondent, stored.publish) == ("post", "recipient", "anonymous")
    assert (stored.keyed_by, stored.is_from_prison) == (editor, True)
    assert timezone.localdate(stored.submitted_at) == datetime.date(2026, 7, 1)
    comments = stored.comments.values_list("question", "view", "anchor", "label", "text")
    assert list(comments) == [
        (question.pk, "partly", "", "", "Mostly."),
        (None, "", "r1", "R1", "I never got it in writing."),
        (None, "", "", "", "Thank you for asking."),
    ]


def test_views_alone_are_an_answer(consultation, address, editor_client):
    question = QuestionFactory(consultation=consultation)

    editor_client.post(address, sheet(**{f"view_{question.pk}": "yes"}))

    assert Comment.objects.get().view == "yes"


def test_what_was_keyed_in_is_recorded(address, editor, editor_client):
    editor_client.post(address, sheet(("R1", "Yes.")))

    entry = ModelLogEntry.objects.for_instance(Response.objects.get()).get()
    assert (entry.action, entry.user) == ("guidance.key_in", editor)


def test_same_sheet_is_not_stored_twice(address, editor_client):
    editor_client.post(address, sheet(("R1", "Yes.")))
    response = editor_client.post(address, sheet(("R1", "Yes, again.")), follow=True)

    assert Response.objects.count() == 1
    assert Comment.objects.get().text == "Yes."
    assert "This sheet was stored before" in response.text


def test_each_new_form_is_a_new_sheet(address, editor_client):
    first, second = (fields_of(editor_client.get(address))["once"] for _n in range(2))

    assert first != second


def test_no_code_opens_what_was_keyed_in(consultation, address, editor_client):
    editor_client.post(address, sheet(("R1", "Yes.")))

    for code in ("a-sheet", "keyed in a-sheet", ""):
        with pytest.raises(Response.DoesNotExist):
            open_with(code, consultation.document_id, "0.1.0")


def test_address_for_the_receipt_is_not_kept(address, editor_client):
    editor_client.post(address, sheet(("R1", "Yes."), return_to="A Wing, HMP Madeup", print="1"))

    kept = Response.objects.values().get()
    assert "Madeup" not in repr([kept, *Comment.objects.values(), *ModelLogEntry.objects.values()])


# What is asked for


def test_form_starts_with_post_and_nobody(consultation, address, editor_client):
    QuestionFactory(consultation=consultation, text="Is it clear?")

    response = editor_client.get(address)

    shown = fields_of(response)
    assert shown["channel"] == "post"
    assert "respondent" not in shown
    assert "publish" not in shown
    assert len([name for name in shown if name.endswith("-number")]) == 10
    assert "Is it clear?" in response.text
    assert "from 1 June 2026 to 30 September 2026, even where they are typed in later" in response.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"respondent": ""}, "Choose who is answering."),
        ({"publish": ""}, "Choose whether we may publish it."),
        ({"received": ""}, "This field is required."),
        ({"received": "some day"}, "Enter a valid date."),
        ({"received": "2026-05-31"}, "The consultation was not open on this day."),
        ({"received": "2026-10-01"}, "The consultation was not open on this day."),
        ({"channel": "online"}, "Select a valid choice."),
        ({"language": "fr"}, "Select a valid choice."),
        ({"publish": "named"}, "Only an organisation can be named"),
        ({"respondent": "charity"}, "Give the name of the organisation"),
        ({"name": "A. Person"}, "Leave this empty"),
        ({"rows-0-number": "R77"}, "Version 0.1.0 has no “R77”."),
        ({"rows-0-text": ""}, "Type what was said about it, or take the number away."),
        ({"rows-0-text": "x" * 10_001}, "This is 1 character too long"),
    ],
)
def test_wrong_sheet_is_not_stored_and_nothing_typed_is_lost(changes, message, address, editor_client):
    data = sheet(("R1", "My own words."), ("", "More."), return_to="A Wing", **changes)

    response = editor_client.post(address, data)

    assert response.status_code == 200
    assert message in response.text
    assert "Nothing has been stored yet." in response.text
    assert not Response.objects.exists()
    shown = fields_of(response)
    typed = {name: value for name, value in data.items() if value and isinstance(value, str) and name != "another"}
    radios = ("channel", "language", "publish", "respondent")
    assert {name: shown.get(name) for name in typed if name not in radios} == {
        name: value for name, value in typed.items() if name not in radios
    }


def test_empty_sheet_is_not_stored(address, editor_client):
    response = editor_client.post(address, sheet())

    assert "Nothing of what was said has been typed in." in response.text
    assert not Response.objects.exists()


def test_day_that_is_yet_to_come_is_refused(page, editor_client):
    consultation = ConsultationFactory(page=page, open=True)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    response = editor_client.post(
        f"/admin/consultations/key-in/{consultation.pk}/", sheet(("R1", "Yes."), received=f"{tomorrow}")
    )

    assert "This day is yet to come." in response.text


def test_nothing_is_keyed_in_once_the_outcome_is_published(consultation, address, editor_client):
    consultation.outcome_published_at = timezone.now() - datetime.timedelta(hours=1)
    consultation.save()

    response = editor_client.post(address, sheet(("R1", "Yes."), received="2026-07-01"))

    assert "The outcome is published: its numbers no longer change." in response.text
    assert "Yes." in response.text
    assert not Response.objects.exists()


@pytest.mark.parametrize("day", ["2026-06-01", "2026-09-30"])
def test_first_and_last_day_count(day, consultation, address, editor_client):
    editor_client.post(address, sheet(("R1", "Yes."), received=day))

    assert consultation.is_open(Response.objects.get().submitted_at)


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_every_day_has_a_moment_at_which_the_consultation_was_open(hour, page):
    consultation = ConsultationFactory.build(
        page=page,
        opens_at=datetime.datetime(2026, 6, 1, hour, tzinfo=datetime.UTC),
        closes_at=datetime.datetime(2026, 9, 30, hour, tzinfo=datetime.UTC),
    )

    for day in days_of(consultation):
        moment = moment_on(consultation, day)
        assert consultation.is_open(moment)
        assert timezone.localdate(moment) == day


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("R7", "R7"),
        ("r 7", "R7"),
        (" 2.1. ", "2.1"),
        ("para 2.1", "2.1"),
        ("Paragraph 2.1:", "2.1"),
        ("Section 2", "2"),
        ("Recommendation 7", "R7"),
        ("recommendation R7", "R7"),
        ("", ""),
        ("Para", ""),
    ],
)
def test_numbers_are_understood_as_people_write_them(typed, number):
    assert number_as_typed(typed) == number


def test_sections_and_paragraphs_are_found_by_their_numbers(page, address, editor_client):
    editor_client.post(address, sheet(("1", "On the section."), ("1.1", "On the paragraph."), ("r1", "On R1.")))

    section, paragraph, recommendation = page.edition.ordered_clauses
    stored = Comment.objects.values_list("anchor", "label")
    assert list(stored) == [(section.anchor, "1"), (paragraph.anchor, "1.1"), (recommendation.anchor, "R1")]


def test_more_rows_are_added_to_those_that_were_typed(address, editor_client):
    data = sheet(("R1", "My own words."), ("R77", ""), respondent="", received="some day", more="1")
    del data["another"]

    response = editor_client.post(address, data)

    shown = fields_of(response)
    assert len([name for name in shown if name.endswith("-number")]) == 20
    assert (shown["rows-0-text"], shown["rows-1-number"], shown["received"]) == ("My own words.", "R77", "some day")
    assert (shown["rows-TOTAL_FORMS"], shown["once"]) == ("20", "a-sheet")
    assert "Choose who is answering." not in response.text
    assert not Response.objects.exists()


def test_comment_in_a_row_that_was_added_is_stored(address, editor_client):
    added = {f"rows-{place}-{name}": "" for place in range(10, 20) for name in ("number", "text")}

    added |= {"rows-TOTAL_FORMS": 20, "rows-19-number": "1.1", "rows-19-text": "Two."}

    editor_client.post(address, sheet(("R1", "One."), **added))

    assert list(Comment.objects.values_list("text", flat=True)) == ["One.", "Two."]


@pytest.mark.parametrize("total", ["", "x", "-1", "99999999999"])
def test_spoilt_form_is_refused_with_a_message(total, address, editor_client):
    for button in ("another", "more"):
        data = sheet(("R1", "Yes."), **{"rows-TOTAL_FORMS": total})
        del data["another"]

        response = editor_client.post(address, data | {button: "1"})

        assert response.status_code == 200
    assert not Response.objects.exists()


def test_hostile_sheet_is_shown_and_stored_as_words(address, editor_client):
    shown = editor_client.post(address, sheet((HOSTILE[:40], HOSTILE), return_to=HOSTILE))
    receipt = editor_client.post(address, sheet(("R1", HOSTILE + "\x00\x0b"), return_to=HOSTILE, print="1"))

    assert "<script>alert" not in shown.text + receipt.text
    assert Comment.objects.get().text == HOSTILE


# The receipt


def test_receipt_can_be_printed(consultation, page, address, editor_client):
    response = editor_client.post(
        address, sheet(("R1", "My own words."), return_to="A Wing\nHMP Madeup", print="1", received="2026-07-01")
    )

    stored = Response.objects.get()
    shown = words(tree_of(response).find(".//main"))
    assert response.status_code == 200
    assert stored.reference in shown
    assert "A Wing HMP Madeup" in shown
    assert "1 July 2026" in shown
    assert page.title in shown
    assert "We read every answer." in shown
    assert "1 December 2026" in shown
    assert "My own words." not in shown
    assert "no-store" in response["Cache-Control"]


def test_receipt_is_in_the_language_of_the_answer(address, editor_client):
    response = editor_client.post(address, sheet(("R1", "Iawn."), language="cy", print="1"))

    assert tree_of(response).get("lang") == "cy"
    assert "Rydym yn darllen pob ateb." in response.text


def test_receipt_that_is_loaded_again_stores_nothing(address, editor_client):
    first, second = (editor_client.post(address, sheet(("R1", "Yes."), print="1")) for _n in range(2))

    reference = Response.objects.get().reference
    assert reference in first.text
    assert reference in second.text
    assert "stored before" in second.text


# Who may


def signed_in(client, *codenames):
    user = User.objects.create_user("staff@example.org", "a long password")
    permissions = user.user_permissions.model.objects
    user.user_permissions.set(
        permissions.filter(
            codename__in=["access_admin", *codenames], content_type__app_label__in=["guidance", "wagtailadmin"]
        )
    )
    client.force_login(user)


def test_keying_in_is_for_those_who_may_add_responses(address, client):
    signed_in(client, "change_consultation", "change_comment")

    assert client.get(address).status_code == 302
    assert client.post(address, sheet(("R1", "Yes."))).status_code == 302
    assert not Response.objects.exists()


def test_who_may_add_responses_keys_them_in(address, client):
    signed_in(client, "add_response")

    client.post(address, sheet(("R1", "Yes.")))

    assert Response.objects.get().keyed_by.email == "staff@example.org"


def test_visitor_is_asked_to_sign_in(address, client):
    assert "/admin/login/" in client.get(address).url
