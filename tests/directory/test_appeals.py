"""A prison's team reads how its practice is rated, and appeals."""

import html5lib
import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.models import Appeal
from tests.factories import (
    AppealFactory,
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    MembershipFactory,
    PrisonFactory,
    RatingFactory,
    SchemeFactory,
    UserFactory,
)


@pytest.fixture
def prison(db):
    return PrisonFactory(nomis_code="EXI")


@pytest.fixture
def member(prison, client):
    membership = MembershipFactory(prison=prison)
    client.force_login(membership.user)
    return membership.user


@pytest.fixture
def rating(prison):
    return RatingFactory(scheme=SchemeFactory(prison=prison, code="PSS-EXI-01", name="Buddies"), shown=True)


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


RATINGS = "/my-prison/EXI/ratings/"


def appeal_url(rating):
    return f"{RATINGS}{rating.pk}/appeal/"


def test_member_sees_the_newest_ratings_of_the_prison_and_no_others(home, welsh_home, member, prison, rating, client):
    study = CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home), prison=prison, title="Our story")
    RatingFactory(case_study=study, reasons="About our story.", shown=True)
    RatingFactory(scheme=rating.scheme, reasons="A proposal.")
    RatingFactory(scheme=SchemeFactory(name="Elsewhere"), shown=True)
    RatingFactory(scheme=rating.scheme, reasons="Newer.", state="declined", decided_at=rating.decided_at,
                  declined_because="No.")  # fmt: skip

    shown = client.get(RATINGS).text

    for text in ("Buddies", "Its own figures.", "Our story", "About our story."):
        assert text in shown
    for text in ("Elsewhere", "A proposal.", "Newer."):
        assert text not in shown


def test_member_appeals_and_finds_the_decision(home, member, rating, client):
    sent = client.post(appeal_url(rating), {"reason": "You left out our survey."}, follow=True)

    appeal = Appeal.objects.get()
    assert sent.redirect_chain == [(RATINGS, 302)]
    assert (appeal.rating, appeal.raised_by, appeal.language) == (rating, member, "en-gb")
    assert "Not decided yet" in sent.text
    assert appeal_url(rating) not in sent.text

    appeal.decide(UserFactory(), Appeal.State.UPHELD, "The survey counts.")
    shown = client.get(RATINGS).text
    assert "The survey counts." in shown
    assert "Upheld: it is rated again" in shown


def test_editors_are_told_of_an_appeal_and_not_what_it_says(
    home, member, rating, editor, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(appeal_url(rating), {"reason": "You left out our survey."})

    (told,) = [message for message in mail.outbox if message.to == [editor.email]]
    assert f"/admin/appeals/{Appeal.objects.get().pk}/" in told.body
    assert "survey" not in told.body


def test_appeal_in_welsh_is_answered_in_welsh(home, welsh_home, member, rating, client):
    client.post(f"/cy{appeal_url(rating)}", {"reason": "Gadawyd ein harolwg allan."})

    assert Appeal.objects.get().language == "cy"
    assert '<div lang="cy"><p>Gadawyd ein harolwg allan.</p></div>' in client.get(RATINGS).text


@pytest.mark.parametrize("reason", ["", "x" * 2001])
def test_appeal_that_says_nothing_or_too_much_is_not_stored_and_not_lost(home, member, rating, client, reason):
    response = client.post(appeal_url(rating), {"reason": reason})

    assert not Appeal.objects.exists()
    assert "There is a problem" in response.text
    assert reason in response.text


def test_second_appeal_waits_for_the_first(home, member, rating, client):
    AppealFactory(rating=rating)

    response = client.post(appeal_url(rating), {"reason": "Again."})

    assert "There is an appeal against this rating already." in response.text
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize("who", ["nobody", "somebody", "another prison's member"])
def test_it_is_there_for_members_alone(home, rating, client, who):
    if who == "somebody":
        client.force_login(UserFactory())
    if who == "another prison's member":
        client.force_login(MembershipFactory().user)

    for address in (RATINGS, appeal_url(rating)):
        for response in (client.get(address), client.post(address, {"reason": "No."})):
            assert response.status_code == (302 if who == "nobody" else 404)
    assert not Appeal.objects.exists()


def test_rating_of_another_prison_is_not_found(home, member, client):
    other = RatingFactory(scheme=SchemeFactory(), shown=True)

    assert client.get(appeal_url(other)).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_pages_are_well_formed_and_cost_the_same_however_many_ratings_there_are(
    home, welsh_home, member, prison, rating, client, prefix
):
    AppealFactory(rating=rating)
    client.get(prefix + RATINGS)
    with CaptureQueriesContext(connection) as one:
        client.get(prefix + RATINGS)
    for n in (2, 3, 4):
        RatingFactory(scheme=SchemeFactory(prison=prison, code=f"PSS-EXI-0{n}"), shown=True)

    with CaptureQueriesContext(connection) as many:
        response = client.get(prefix + RATINGS)

    assert len(many) == len(one) <= 12
    assert "no-store" in response["Cache-Control"]
    for address in (RATINGS, appeal_url(rating)):
        html5lib.HTMLParser(strict=True).parse(client.get(prefix + address).text)


# By mail


def test_who_appeals_is_told_that_it_arrived_and_was_decided_and_nothing_of_what_was_written(
    home, member, rating, client, on_commit
):
    with on_commit(execute=True):
        client.post(appeal_url(rating), {"reason": "You left out our survey."})
    with on_commit(execute=True):
        Appeal.objects.get().decide(UserFactory(), Appeal.State.UPHELD, "The survey counts.")

    arrived, decided = mail.outbox
    assert arrived.to == decided.to == [member.email]
    assert arrived.subject == "Your appeal against a rating has arrived"
    assert decided.subject == "Your appeal against a rating has been decided"
    assert "It will be rated again." in decided.body
    for message in (arrived, decided):
        assert "About: Buddies" in message.body
        assert f"http://localhost:8000{RATINGS}" in message.body
        assert "survey" not in message.body


def test_mail_is_in_the_language_of_the_appeal(home, welsh_home, member, rating, client, on_commit):
    with on_commit(execute=True):
        client.post(f"/cy{appeal_url(rating)}", {"reason": "Gadawyd ein harolwg allan."})

    assert f"http://localhost:8000/cy{RATINGS}" in mail.outbox[0].body


def test_who_left_the_team_and_an_editor_who_typed_it_in_get_no_mail(rating, on_commit):
    appeal = Appeal(rating=rating, reason="By post.", from_whom="Governor")
    with on_commit(execute=True):
        appeal.lodge(UserFactory(is_staff=True))
        appeal.decide(UserFactory(), Appeal.State.NOT_UPHELD, "No.")

    assert mail.outbox == []


def test_ratings_and_their_appeals_are_on_my_prison(home, member, rating, client):
    AppealFactory(rating=rating)

    shown = client.get("/my-prison/EXI/").text

    assert "Appeal not decided yet" in shown
    assert f'<a href="{RATINGS}">Read the reasons, or appeal</a>' in shown
