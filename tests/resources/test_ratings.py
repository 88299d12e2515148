"""Ratings of evidence: the rules of the ladder, two editors, and what becomes of it in the database."""

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry, Revision

from resources.evidence import EMMIE, LADDER, Criterion, EvidenceDirection, EvidenceLevel, Mark, SaidBy, needed_for
from resources.models import CaseStudyPage, Rating
from tests.factories import CaseStudyIndexPageFactory, CaseStudyPageFactory, RatingFactory, SchemeFactory, UserFactory


@pytest.fixture
def index(home):
    return CaseStudyIndexPageFactory(parent=home)


@pytest.fixture
def study(index):
    page = CaseStudyPageFactory(parent=index)
    page.save_revision().publish()
    return CaseStudyPage.objects.get(pk=page.pk)


@pytest.fixture
def scheme(db):
    return SchemeFactory()


def refused(action, *arguments):
    with pytest.raises(ValidationError) as error:
        action(*arguments)
    return " ".join(error.value.messages)


# The ladder


def test_every_criterion_is_asked_for_by_one_level():
    asked = [criterion for criteria in LADDER.values() for criterion in criteria]

    assert list(LADDER) == list(EvidenceLevel)
    assert sorted(asked) == sorted(Criterion)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(level=st.sampled_from(EvidenceLevel), met=st.sets(st.sampled_from(Criterion)))
def test_level_is_reached_exactly_where_its_criteria_and_all_before_them_are_met(level, met):
    rating = Rating(level=level, direction="not_measured", met=sorted(met))
    levels = list(EvidenceLevel)
    wanted = {criterion for below in levels[: levels.index(level) + 1] for criterion in LADDER[below]}

    if wanted <= met:
        rating.clean()
    else:
        message = refused(rating.clean)
        assert all((str(criterion.label) in message) == (criterion not in met) for criterion in wanted)


@given(level=st.sampled_from(EvidenceLevel))
def test_higher_level_needs_all_that_a_lower_one_does(level):
    below = list(EvidenceLevel)[: list(EvidenceLevel).index(level)]

    assert all(set(needed_for(lower)) < set(needed_for(level)) for lower in below)


@pytest.mark.parametrize("direction", EvidenceDirection)
def test_described_claims_no_results(direction):
    rating = Rating(level="described", direction=direction, met=["clear_account"])

    if direction == "not_measured":
        rating.clean()
    else:
        assert "claims no results" in refused(rating.clean)


@pytest.mark.parametrize(
    "name", ["reasons", "reasons_cy", "not_known", "not_known_cy", "said_by", "level", "direction"]
)
def test_nothing_may_be_left_out_and_words_are_in_both_languages(scheme, name):
    rating = RatingFactory.build(scheme=scheme, proposed_by=None, **{"met": list(Criterion), name: ""})

    with pytest.raises(ValidationError) as error:
        rating.propose(UserFactory())

    assert name in error.value.message_dict


# Two editors


def test_rating_is_proposed_by_one_and_confirmed_by_another(scheme):
    first, second = UserFactory(), UserFactory()
    rating = RatingFactory.build(scheme=scheme, proposed_by=None)

    rating.propose(first)
    assert scheme.rating is None
    rating.confirm(second)

    assert scheme.rating == rating
    assert (rating.proposed_by, rating.decided_by) == (first, second)
    assert list(ModelLogEntry.objects.order_by("pk").values_list("action", "user")) == [
        ("resources.propose_rating", first.pk),
        ("resources.confirm_rating", second.pk),
    ]


def test_nobody_confirms_their_own(scheme):
    rating = RatingFactory(scheme=scheme)

    assert "Another editor confirms it." in refused(rating.confirm, rating.proposed_by)
    assert scheme.rating is None


def test_database_refuses_one_person_as_both(scheme):
    rating = RatingFactory(scheme=scheme, shown=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.update(decided_by=rating.proposed_by)


def test_rating_stands_when_both_accounts_are_gone(scheme):
    rating = RatingFactory(scheme=scheme, shown=True)
    rating.proposed_by.delete()
    rating.decided_by.delete()

    rating.refresh_from_db()

    assert (rating.proposed_by, rating.decided_by) == (None, None)
    assert scheme.rating == rating


def test_what_was_decided_is_not_decided_again(scheme):
    rating = RatingFactory(scheme=scheme)
    same = Rating.objects.get(pk=rating.pk)
    rating.decline(UserFactory(), "Too high.")

    assert refused(same.confirm, UserFactory()) == "This has been decided already."
    scheme.refresh_from_db()
    assert scheme.evidence_level == ""


def test_declining_needs_a_reason_and_one_may_take_back_ones_own(scheme):
    rating = RatingFactory(scheme=scheme)

    assert refused(rating.decline, UserFactory(), "  ") == "Say why."
    rating.decline(rating.proposed_by, "A slip.")

    assert Rating.objects.get().declined_because == "A slip."


def test_only_one_proposal_waits_at_a_time(scheme):
    RatingFactory(scheme=scheme)

    assert "Another proposal is waiting" in refused(RatingFactory.build(scheme=scheme).propose, UserFactory())


@pytest.mark.parametrize("both", [True, False])
def test_rating_is_of_a_case_study_or_of_a_scheme(study, scheme, both):
    subject = {"case_study": study, "scheme": scheme} if both else {}

    with pytest.raises(IntegrityError), transaction.atomic():
        RatingFactory(**subject)


def test_next_proposal_begins_from_the_last(scheme):
    last = RatingFactory(scheme=scheme, level="reasoned", direction="mixed", effect="yes")

    again = last.again()

    assert again.pk is None
    assert again.scheme == scheme
    assert [getattr(again, name) for name in Rating.JUDGED] == [getattr(last, name) for name in Rating.JUDGED]
    assert (again.state, again.proposed_by, again.decided_at) == ("proposed", None, None)


# What lists filter by


def test_newest_confirmed_rating_is_what_lists_filter_by_and_the_older_is_kept(scheme):
    RatingFactory(scheme=scheme, level="evaluated", shown=True)
    RatingFactory(scheme=scheme, level="reasoned", direction="harm_found", shown=True)
    RatingFactory(scheme=scheme, level="replicated")

    scheme.refresh_from_db()

    assert (scheme.evidence_level, scheme.evidence_direction) == ("reasoned", "harm_found")
    assert scheme.rating.level == "reasoned"
    assert scheme.ratings.count() == 3


def test_draft_from_before_the_rating_does_not_bring_the_older_one_back(study, scheme):
    RatingFactory(case_study=study, shown=True)
    RatingFactory(scheme=scheme, shown=True)
    study.refresh_from_db()
    scheme.refresh_from_db()
    drafts = [study.save_revision().pk, scheme.save_revision().pk]
    RatingFactory(case_study=study, level="evaluated", shown=True)
    RatingFactory(scheme=scheme, level="evaluated", shown=True)

    for draft in drafts:
        Revision.objects.get(pk=draft).publish()

    study.refresh_from_db()
    scheme.refresh_from_db()
    assert study.evidence_level == scheme.evidence_level == "evaluated"


def test_copied_page_is_not_rated(study):
    RatingFactory(case_study=study, shown=True)
    study.refresh_from_db()

    copied = study.copy(update_attrs={"slug": "another", "title": "Another"})

    assert copied.specific.evidence_level == ""
    assert copied.specific.rating is None


def test_welsh_page_has_the_rating_of_the_english_one_whenever_it_was_made(study, in_welsh):
    RatingFactory(case_study=study, level="reasoned", shown=True)
    study.refresh_from_db()
    welsh = in_welsh(study)
    assert CaseStudyPage.objects.get(pk=welsh.pk).evidence_level == "reasoned"

    newer = RatingFactory(case_study=study, level="evaluated", shown=True)
    in_welsh(study)

    welsh = CaseStudyPage.objects.get(pk=welsh.pk)
    assert welsh.evidence_level == "evaluated"
    assert welsh.rating == newer


# What readers see


@pytest.mark.parametrize("level", EvidenceLevel)
def test_page_shows_all_of_the_rating(study, scheme, client, level):
    for subject in ({"case_study": study}, {"scheme": scheme}):
        direction = "not_measured" if level == "described" else "harm_found"
        RatingFactory(**subject, level=level, direction=direction, shown=True)

    for url in (study.url, scheme.get_absolute_url()):
        shown = client.get(url).text
        for text in ("Its own figures.", "Whether it lasts.", SaidBy.CHECKED.label, level.label, "Date of this rating"):
            assert str(text) in shown
        for _field, name, asked in EMMIE:
            assert f"{name} <small>{asked}</small>" in shown
        assert f"<td>{Mark.PARTLY.label}</td>" in shown
        assert '<a href="/evidence/">' in shown


def test_page_that_is_not_rated_says_so_and_a_proposal_is_not_shown(study, scheme, client):
    RatingFactory(case_study=study, reasons="Not yet for readers.")
    RatingFactory(scheme=scheme, reasons="Not yet for readers.")

    for url in (study.url, scheme.get_absolute_url(), study.get_parent().url):
        shown = client.get(url).text
        assert "Not yet for readers." not in shown
        assert "not rated" in shown


def test_rating_is_read_in_welsh(study, scheme, in_welsh, client):
    in_welsh(study)
    RatingFactory(case_study=study, shown=True)
    RatingFactory(scheme=scheme, shown=True)

    for url in (f"/cy{study.url}", f"/cy{scheme.get_absolute_url()}"):
        shown = client.get(url).text
        assert "Ei ffigurau ei hun." in shown
        assert "A yw’n para." in shown
        assert "Its own figures." not in shown
        assert '<a href="/cy/evidence/">' in shown


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_rated_pages_cost_at_most_twelve_queries(
    study, scheme, in_welsh, client, prefix, django_assert_max_num_queries
):
    in_welsh(study)
    RatingFactory(case_study=study, shown=True)
    RatingFactory(scheme=scheme, shown=True)

    for url in (study.get_url(RequestFactory().get("/")), study.get_parent().url, scheme.get_absolute_url()):
        with django_assert_max_num_queries(12):
            assert client.get(f"{prefix}{url}").status_code == 200


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_page_on_evidence_explains_every_word_and_sets_no_cookie(
    home, welsh_home, client, prefix, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        response = client.get(f"{prefix}/evidence/")

    assert not response.cookies
    assert response.text.count("<li><b>") == len(EvidenceLevel)
    assert 'id="appeal"' in response.text


def test_hostile_words_are_shown_as_words(study, client):
    RatingFactory(case_study=study, reasons="<script>alert(1)</script>", shown=True)

    assert "<script>alert" not in client.get(study.url).text


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_markup_has_no_error(study, scheme, in_welsh, client, prefix):
    in_welsh(study)
    RatingFactory(case_study=study, shown=True)
    RatingFactory(scheme=scheme, shown=True)

    for url in (study.url, study.get_parent().url, scheme.get_absolute_url(), "/evidence/"):
        html5lib.HTMLParser(strict=True).parse(client.get(f"{prefix}{url}").text)


def test_schemes_are_found_by_how_it_is_known(scheme, home, client):
    other = SchemeFactory()
    RatingFactory(scheme=scheme, level="reasoned", shown=True)

    found = client.get("/directory/schemes/", {"evidence": "reasoned"}).text

    assert scheme.get_absolute_url() in found
    assert other.get_absolute_url() not in found


# What did not work


def test_what_did_not_work_is_one_link_away(index, client):
    pages = {}
    for direction in EvidenceDirection:
        pages[direction] = CaseStudyPageFactory(parent=index, title=f"About {direction}")
        RatingFactory(case_study=pages[direction], level="monitored", direction=direction, shown=True)

    shown = client.get(index.url).text
    assert f'<a href="?{index.did_not_work.replace("&", "&amp;")}#results">What did not work</a>' in shown
    found = client.get(f"{index.url}?{index.did_not_work}").text

    for direction in EvidenceDirection:
        listed = f"About {direction}" in found
        assert listed == (direction in ("mixed", "no_effect_found", "harm_found"))


def test_no_list_is_in_order_of_evidence(index):
    levels = ["replicated", "described", "evaluated", "reasoned"]
    pages = [CaseStudyPageFactory(parent=index) for _level in levels]
    before = list(index.listed())
    for page, level in zip(pages, levels, strict=True):
        RatingFactory(case_study=page, level=level, direction="not_measured", shown=True)

    assert list(index.listed()) == before
