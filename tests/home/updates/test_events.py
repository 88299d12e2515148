"""What readers are told of: each event once, and nothing that is not public."""

import datetime

import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import PageViewRestriction

from guidance.stages import Stage
from home.models import Update
from home.models.updates import Happened
from hub.reach import Channel
from resources.models import Consent
from tests.factories import (
    CaseStudyPageFactory,
    ConsultationFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    NewsIndexPageFactory,
    NewsPageFactory,
    SchemeFactory,
    TopicFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

NOW = timezone.make_aware(datetime.datetime(2026, 3, 1, 12))


def publish(page):
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def news(home):
    return NewsPageFactory(parent=NewsIndexPageFactory(parent=home), title="A meeting", live=False)


@pytest.fixture
def guide(home):
    page = GuidancePageFactory(
        parent=GuidanceIndexPageFactory(parent=home), document__reference="PSSC-G-01", live=False
    )
    return publish(page)


@pytest.fixture
def voice(home):
    return VoicePageFactory(parent=VoiceIndexPageFactory(parent=home), live=False)


def test_a_page_is_told_of_when_it_is_first_published_and_not_again(news):
    topic = TopicFactory()
    news.topics.add(topic)

    publish(news)
    news.title = "A meeting, with a new time"
    publish(news)

    [update] = Update.objects.readable()
    assert (update.kind, update.happened, update.title) == ("news", Happened.NEW, "A meeting")
    assert update.get_absolute_url() == news.url
    assert list(update.topics.all()) == [topic]


def test_a_case_study_is_told_of_with_its_prison(home, prison):
    page = publish(CaseStudyPageFactory(parent=home, prison=prison, live=False))

    assert Update.objects.get(page_key=page.translation_key).prison == prison


def test_welsh_belongs_to_the_update_of_the_english(news, in_welsh):
    publish(news)
    page = in_welsh(news)
    page.title = "Cyfarfod"
    publish(page)

    [update] = Update.objects.readable()
    with override("cy"):
        assert (str(update), update.get_absolute_url(), update.lang) == ("Cyfarfod", page.url, "")
    assert str(update) == "A meeting"


def test_a_reader_of_welsh_is_told_in_english_what_has_no_welsh(news):
    publish(news)

    with override("cy"):
        [update] = Update.objects.readable()
        assert (str(update), update.get_absolute_url(), update.lang) == ("A meeting", news.url, "en")


def test_what_is_taken_off_the_site_or_made_private_is_told_no_more(news, home):
    publish(news)
    PageViewRestriction.objects.create(page=news.get_parent(), restriction_type="login")
    assert not Update.objects.readable().exists()

    PageViewRestriction.objects.all().delete()
    assert Update.objects.readable().exists()

    news.unpublish()
    assert not Update.objects.readable().exists()


def test_each_edition_is_told_with_its_change_note_and_the_comparison(guide):
    guide.summary, guide.change, guide.change_note = "Longer.", "minor", "It says more now."
    publish(guide)

    newest, first = Update.objects.readable().latest_first()

    assert (first.happened, first.comparison) == (Happened.NEW, "")
    assert (newest.happened, newest.note) == (Happened.CHANGED, "It says more now.")
    assert newest.comparison_url == f"{guide.url}compare/0.1.0/0.2.0/"
    assert newest.get_absolute_url() == f"{guide.url}editions/0.2.0/"


def test_a_consultation_is_told_when_it_opens_and_not_before(guide):
    opens = NOW + datetime.timedelta(days=3)
    held = ConsultationFactory(page=guide, opens_at=opens, closes_at=opens + datetime.timedelta(days=90))
    guide.document.move(Stage.CONSULTATION, at=NOW, consultation=held)

    told = Update.objects.filter(happened=Happened.STAGE)
    assert not told.readable(NOW).exists()
    [update] = told.readable(opens)
    assert update.get_absolute_url() == f"{guide.url}consultation/"
    assert "Open for consultation until" in update.note


def test_what_was_withdrawn_is_told_with_the_reason(guide):
    guide.document.move(Stage.WITHDRAWN, at=NOW, reason="The law has changed.", reason_cy="Newidiodd y gyfraith.")

    update = Update.objects.get(happened=Happened.ENDED)
    assert "The law has changed." in update.note
    with override("cy"):
        assert "Newidiodd" not in update.note_to_read  # there is no Welsh page to read it beside
    assert update in Update.objects.readable()


def test_a_voice_is_told_only_while_its_speaker_agrees_that_words_leave_the_site(voice):
    publish(voice)
    assert Update.objects.readable().count() == 1

    Consent.objects.filter(voice=voice.translation_key).update(covers=[Channel.WEB])

    assert not Update.objects.readable().exists()


def test_a_scheme_is_told_once_for_each_approval(prison):
    scheme = SchemeFactory(prison=prison, status="active")
    scheme.save_revision().publish()
    scheme.summary = "Changed."
    scheme.save_revision().publish()

    told = list(Update.objects.filter(scheme=scheme).order_by("pk").values_list("happened", flat=True))

    assert told == [Happened.NEW, Happened.CHANGED]
