"""Ratings and appeals in the admin: who may do what, and what is said to who may not."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from resources.evidence import needed_for
from resources.models import Appeal, Rating
from tests.factories import (
    AppealFactory,
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    RatingFactory,
    SchemeFactory,
    UserFactory,
)

EDITOR = ("add_rating", "change_rating", "add_appeal", "change_appeal")


@pytest.fixture
def scheme(db):
    return SchemeFactory()


@pytest.fixture
def study(home):
    return CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home))


@pytest.fixture
def sign_in(client):
    """A function that signs in a new member of a group with some permissions; returns the person."""

    def with_permissions(*codenames):
        group = Group.objects.create(name=f"Group {Group.objects.count()}")
        group.permissions.set(Permission.objects.filter(codename__in=("access_admin", *codenames)))
        person = UserFactory()
        person.groups.add(group)
        client.force_login(person)
        return person

    return with_permissions


TYPED = {
    "level": "monitored",
    "direction": "mixed",
    "met": [value.value for value in needed_for("monitored")],
    "reasons": "Its own figures.",
    "reasons_cy": "Ei ffigurau ei hun.",
    "said_by": "checked",
    "not_known": "Whether it lasts.",
    "not_known_cy": "A yw’n para.",
    **dict.fromkeys(("effect", "mechanism", "moderators", "implementation", "economics"), "partly"),
}


def propose_url(scheme):
    return reverse("ratings:propose", args=["scheme", scheme.pk])


def lodge_url(rating):
    return reverse("appeals:lodge", args=[rating.pk])


# Who may do what

MAY = {
    "see": {"add_rating", "change_rating"},
    "propose": {"add_rating"},
    "confirm": {"change_rating"},
    "decline": {"change_rating"},
    "type in an appeal": {"add_appeal"},
    "decide on an appeal": {"change_appeal"},
}


def attempt(what, client, scheme):
    """Do it; returns the response."""
    if what == "see":
        return client.get(reverse("ratings:due"))
    if what == "propose":
        return client.post(propose_url(scheme), TYPED)
    if what in ("confirm", "decline"):
        rating = RatingFactory(scheme=scheme)
        return client.post(reverse("ratings:rating", args=[rating.pk]), {what: "1", "because": "Too high."})
    rating = RatingFactory(scheme=scheme, shown=True)
    if what == "type in an appeal":
        return client.post(lodge_url(rating), {"from_whom": "Governor", "language": "cy", "reason": "Na."})
    appeal = AppealFactory(rating=rating)
    return client.post(reverse("appeals:appeal", args=[appeal.pk]), {"uphold": "1", "answer": "Right."})


def stored():
    return list(Rating.objects.values_list("state")), list(Appeal.objects.values_list("state"))


@pytest.mark.parametrize("permission", [None, *EDITOR])
@pytest.mark.parametrize("what", MAY)
def test_who_may_do_what(scheme, client, sign_in, what, permission):
    sign_in(*([permission] if permission else []))

    response = attempt(what, client, scheme)

    done = {
        "see": response.status_code == 200,
        "propose": Rating.objects.filter(state="proposed").exists(),
        "confirm": Rating.objects.filter(state="confirmed").exists(),
        "decline": Rating.objects.filter(state="declined").exists(),
        "type in an appeal": Appeal.objects.exists(),
        "decide on an appeal": Appeal.objects.filter(state="upheld").exists(),
    }[what]
    assert done == (permission in MAY[what])


@pytest.mark.parametrize("what", MAY)
def test_who_is_not_signed_in_may_nothing(scheme, client, what):
    response = attempt(what, client, scheme)

    assert response.status_code == 302
    assert not Rating.objects.filter(state="declined").exists()
    assert not Appeal.objects.exclude(state="open").exists()


# Proposing


@pytest.mark.parametrize("field", ["scheme", "case_study"])
def test_one_proposes_and_another_confirms(scheme, study, client, sign_in, field):
    subject = {"scheme": scheme, "case_study": study}[field]
    proposer = sign_in(*EDITOR)
    proposed = client.post(reverse("ratings:propose", args=[field, subject.pk]), TYPED, follow=True)
    assert "You proposed this rating" in proposed.text
    address = proposed.redirect_chain[-1][0]
    assert "Another editor confirms it." in client.post(address, {"confirm": "1"}).text
    assert subject.rating is None

    confirmer = sign_in(*EDITOR)
    confirmed = client.post(address, {"confirm": "1"}, follow=True)

    rating = Rating.objects.get()
    assert "Readers see it now." in confirmed.text
    assert (rating.proposed_by, rating.decided_by) == (proposer, confirmer)
    assert subject.rating == rating


def test_level_without_its_criteria_is_not_proposed_and_nothing_typed_is_lost(scheme, client, sign_in):
    sign_in(*EDITOR)

    response = client.post(propose_url(scheme), {**TYPED, "level": "evaluated", "reasons": "A long account."})

    assert not Rating.objects.exists()
    assert "“Evaluated” needs this too" in response.text
    assert "A long account." in response.text


def test_second_proposal_waits_for_the_first(scheme, client, sign_in):
    RatingFactory(scheme=scheme)
    sign_in(*EDITOR)

    response = client.post(propose_url(scheme), TYPED)

    assert "Another proposal is waiting" in response.text
    assert Rating.objects.count() == 1


def test_proposing_again_begins_from_the_last(scheme, client, sign_in):
    RatingFactory(scheme=scheme, reasons="What we said last year.", shown=True)
    sign_in(*EDITOR)

    assert "What we said last year." in client.get(propose_url(scheme)).text


@pytest.mark.parametrize("args", [["prison", 1], ["scheme", 99999], ["case_study", 99999]])
def test_nothing_else_is_rated(scheme, client, sign_in, args):
    sign_in(*EDITOR)

    assert client.get(reverse("ratings:propose", args=args)).status_code == 404


def test_declining_without_a_reason_says_so(scheme, client, sign_in):
    rating = RatingFactory(scheme=scheme)
    sign_in(*EDITOR)

    assert "Say why." in client.post(reverse("ratings:rating", args=[rating.pk]), {"decline": "1"}).text
    assert Rating.objects.get().is_proposed


# Screens


def test_every_screen_opens(scheme, study, client, sign_in):
    sign_in(*EDITOR, "change_scheme", "view_scheme")
    rating = RatingFactory(scheme=scheme, shown=True)
    RatingFactory(case_study=study)
    appeal = AppealFactory(rating=rating)

    for name, args in [
        ("ratings:index", []),
        ("ratings:due", []),
        ("ratings:rating", [rating.pk]),
        ("ratings:propose", ["case_study", study.pk]),
        ("appeals:index", []),
        ("appeals:lodge", [rating.pk]),
        ("appeals:appeal", [appeal.pk]),
    ]:
        response = client.get(reverse(name, args=args))
        assert response.status_code == 200, name
        assert str(scheme) in response.text or str(study) in response.text, name


def test_queue_leads_to_proposing_and_to_the_proposal_that_waits(scheme, study, client, sign_in):
    proposal = RatingFactory(case_study=study)
    sign_in(*EDITOR)

    shown = client.get(reverse("ratings:due")).text

    assert f'href="{propose_url(scheme)}"' in shown
    assert f'href="{reverse("ratings:rating", args=[proposal.pk])}"' in shown
    assert reverse("ratings:propose", args=["case_study", study.pk]) not in shown


def test_rating_is_no_field_of_the_forms_of_what_is_rated(scheme, study, editor_client):
    for address in (f"/admin/pages/{study.pk}/edit/", f"/admin/snippets/directory/scheme/edit/{scheme.pk}/"):
        shown = editor_client.get(address).text
        assert "Two editors set this" in shown
        assert 'name="evidence_level"' not in shown


def test_whoever_took_part_sees_why_they_cannot_decide_on_the_appeal(scheme, client, sign_in):
    rating = RatingFactory(scheme=scheme, proposed_by=sign_in(*EDITOR), shown=True)
    address = reverse("appeals:appeal", args=[AppealFactory(rating=rating).pk])

    shown = client.get(address).text

    assert "You took part in this rating." in shown
    assert 'name="uphold"' not in shown
    assert "You took part in this rating." in client.post(address, {"uphold": "1", "answer": "Right."}).text
    assert Appeal.objects.get().is_open


def test_decision_that_is_no_decision_is_not_found(scheme, client, sign_in):
    appeal = AppealFactory(rating=RatingFactory(scheme=scheme, shown=True))
    sign_in(*EDITOR)

    assert client.post(reverse("appeals:appeal", args=[appeal.pk]), {"answer": "Right."}).status_code == 404
