"""Appeals against ratings: who decides, what follows, and what the queue of editors says."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from resources.models import Appeal, CaseStudyPage, Rating
from resources.rerating import due
from tests.factories import (
    AppealFactory,
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    RatingFactory,
    SchemeFactory,
    UserFactory,
)


@pytest.fixture
def scheme(db):
    return SchemeFactory()


@pytest.fixture
def rating(scheme):
    return RatingFactory(scheme=scheme, shown=True)


@pytest.fixture
def study(home):
    return CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home))


def refused(action, *arguments):
    with pytest.raises(ValidationError) as error:
        action(*arguments)
    return " ".join(error.value.messages)


def test_appeal_is_decided_with_a_reason_and_logged(rating):
    member, editor = UserFactory(), UserFactory()
    appeal = AppealFactory.build(rating=rating, raised_by=None)
    appeal.lodge(member)

    appeal.decide(editor, Appeal.State.NOT_UPHELD, "The figures are too few.")

    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.raised_by, appeal.decided_by) == ("not_upheld", member, editor)
    actions = ModelLogEntry.objects.filter(action__contains="appeal").order_by("pk")
    assert list(actions.values_list("action", "user")) == [
        ("resources.lodge_appeal", member.pk),
        ("resources.decide_appeal", editor.pk),
    ]


@pytest.mark.parametrize("who", ["proposed", "confirmed", "appealed"])
def test_nobody_who_took_part_decides(rating, who):
    appeal = AppealFactory(rating=rating)
    person = {"proposed": rating.proposed_by, "confirmed": rating.decided_by, "appealed": appeal.raised_by}[who]

    assert "Another editor decides" in refused(appeal.decide, person, Appeal.State.UPHELD, "Right.")
    assert Appeal.objects.get().is_open


def test_database_refuses_that_somebody_decides_on_their_own_appeal(rating):
    appeal = AppealFactory(rating=rating)
    values = {"state": "upheld", "answer": "Right.", "decided_at": timezone.now()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.update(decided_by=appeal.raised_by, **values)


def test_decision_needs_a_reason_and_is_made_once(rating):
    appeal = AppealFactory(rating=rating)
    same = Appeal.objects.get(pk=appeal.pk)

    assert refused(appeal.decide, UserFactory(), Appeal.State.UPHELD, " ") == "Say why."
    appeal.decide(UserFactory(), Appeal.State.UPHELD, "Right.")

    assert refused(same.decide, UserFactory(), Appeal.State.NOT_UPHELD, "No.") == "This has been decided already."


def test_only_the_rating_that_readers_see_is_appealed_against_and_once_at_a_time(rating, scheme):
    AppealFactory(rating=rating)
    assert "an appeal against this rating already" in refused(AppealFactory.build(rating=rating).lodge, UserFactory())

    RatingFactory(scheme=scheme, level="reasoned", shown=True)

    assert "Only the rating that readers see" in refused(AppealFactory.build(rating=rating).lodge, UserFactory())


def test_readers_are_told_that_an_appeal_was_upheld_until_it_is_rated_again(rating, scheme, client):
    told = "An appeal against this rating was upheld."
    appeal = AppealFactory(rating=rating)
    assert told not in client.get(scheme.get_absolute_url()).text

    appeal.decide(UserFactory(), Appeal.State.UPHELD, "Right.")
    shown = client.get(scheme.get_absolute_url()).text
    assert told in shown
    assert "Nobody asked us." not in shown

    RatingFactory(scheme=scheme, level="reasoned", shown=True)
    assert told not in client.get(scheme.get_absolute_url()).text


# What is due


def whys():
    return {str(row.subject): row.why for row in due()}


def aged(rating, days):
    Rating.objects.filter(pk=rating.pk).update(decided_at=timezone.now() - datetime.timedelta(days=days))


def test_what_was_never_rated_is_due_until_it_is_confirmed(scheme, study):
    rating = RatingFactory(scheme=scheme)

    assert whys() == {str(study): "Never rated", str(scheme): "Never rated"}
    assert [row.proposal for row in due()] == [None, rating]
    rating.confirm(UserFactory())
    assert whys() == {str(study): "Never rated"}


@pytest.mark.parametrize(("days", "is_due"), [(300, False), (366, False), (367, True)])
def test_rating_is_due_again_after_a_year(rating, days, is_due):
    aged(rating, days)

    assert (whys() == {str(rating.scheme): "Rated over a year ago"}) == is_due


@pytest.mark.parametrize(("review", "rated", "is_due"), [(10, 20, True), (10, 5, False), (-10, 20, False)])
def test_rating_is_due_at_the_review_and_not_once_it_was_rated_since(study, review, rated, is_due):
    today = timezone.localdate()
    CaseStudyPage.objects.update(review_on=today - datetime.timedelta(days=review))
    aged(RatingFactory(case_study=study, shown=True), rated)

    assert whys() == ({str(study): "Its review date has passed"} if is_due else {})


def test_upheld_appeal_makes_it_due(rating):
    AppealFactory(rating=rating).decide(UserFactory(), Appeal.State.UPHELD, "Right.")

    assert whys() == {str(rating.scheme): "An appeal was upheld"}


def test_case_study_is_due_once_whatever_its_languages_and_not_when_delisted(study, scheme, in_welsh):
    study.save_revision().publish()
    in_welsh(CaseStudyPage.objects.get(pk=study.pk))
    assert list(whys()) == [str(study), str(scheme)]

    CaseStudyPage.objects.filter(pk=study.pk).update(delisted_on=timezone.localdate())
    type(scheme).objects.update(delisted_on=timezone.localdate())
    assert whys() == {}


def test_queue_costs_the_same_however_long_it_is(home, django_assert_max_num_queries):
    SchemeFactory.create_batch(4)

    with django_assert_max_num_queries(4):
        assert len(due()) == 4
