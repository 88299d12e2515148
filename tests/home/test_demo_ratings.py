"""The ratings of the demonstration's case studies, which come from their file alone."""

import pytest

from home.demo.content import Content, read
from resources.models import CaseStudyPage, Rating


@pytest.fixture
def content(home):
    content = Content(home)
    for step in (content.topics, content.prisons, content.indexes):
        list(step())
    return content


def test_every_case_study_is_rated_within_the_rules_and_nobody_is_named(content):
    made = list(content.case_studies())

    ratings = list(Rating.objects.confirmed())
    assert len(ratings) == len(made) == len(read("case_studies")["case_study"])
    for rating in ratings:
        rating.full_clean()
        assert (rating.proposed_by, rating.decided_by) == (None, None)
        assert rating.reasons != rating.reasons_cy
        assert rating.decided_at.date() == rating.case_study.first_published_at.date()


def test_lists_know_the_levels_and_some_of_what_did_not_work(content):
    list(content.case_studies())

    pages = CaseStudyPage.objects.all()

    assert {"described", "reasoned", "monitored", "evaluated"} == {page.evidence_level for page in pages}
    assert {"mixed", "no_effect_found", "not_measured"} <= {page.evidence_direction for page in pages}


def test_second_run_rates_nothing_again(content):
    list(content.case_studies())
    before = Rating.objects.count()

    assert [page for page in content.case_studies() if page] == []
    assert Rating.objects.count() == before
