import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from hub.reach import Channel, leaving_by
from hub.rich_text import expand_all
from resources.models import Consent, VoicePage
from resources.models.consents import check_consent, two_years_after
from resources.models.recordings import check_captions
from tests.factories import ConsentFactory, RecordingFactory, UserFactory, VoiceIndexPageFactory, VoicePageFactory

pytestmark = pytest.mark.indexed

WORDS = "We wrote the list together."
DAY = datetime.timedelta(days=1)


@pytest.fixture
def index(home):
    return VoiceIndexPageFactory(parent=home)


def without(*channels):
    return [channel for channel in Channel if channel not in channels]


# The rule


def test_two_years_after_the_29th_of_february_is_the_28th():
    assert two_years_after(datetime.date(2028, 2, 29)) == datetime.date(2030, 2, 28)
    assert two_years_after(datetime.date(2026, 2, 15)) == datetime.date(2028, 2, 15)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "holds"), [("2026-01-09", False), ("2026-01-10", True), ("2026-03-01", True), ("2026-03-02", False)]
)
def test_consent_is_valid_on_its_first_and_last_day_and_between(day, holds):
    ConsentFactory(given_on=datetime.date(2026, 1, 10), expires_on=datetime.date(2026, 3, 1))

    assert Consent.objects.valid(datetime.date.fromisoformat(day)).exists() is holds


@pytest.mark.parametrize(
    "consent",
    [
        {"consent": False},
        {"consent__withdrawn": True},
        {"consent__expired": True},
        {"consent__covers": without(Channel.WEB)},
    ],
    ids=["none", "withdrawn", "expired", "not for the web"],
)
def test_voice_without_valid_consent_is_nowhere_although_it_is_live(index, client, consent):
    page = VoicePageFactory(parent=index, title="A quiet morning", slug="quiet", **consent)

    shown = client.get(page.url)

    assert shown.status_code == 410
    assert WORDS not in shown.text
    for address in (index.url, "/search/?q=quiet+morning", "/sitemap-pages.xml"):
        assert page.url not in client.get(address).text
    with pytest.raises(ValidationError):
        check_consent(page)


def test_page_in_another_language_than_was_spoken_needs_consent_to_translation(index, in_welsh, client):
    page = VoicePageFactory(parent=index, consent__covers=without(Channel.TRANSLATION))
    welsh = VoicePage.objects.get(pk=page.pk)
    Consent.objects.update(spoken_in="cy")

    with pytest.raises(ValidationError, match="translation"):
        check_consent(welsh)
    assert client.get(page.url).status_code == 410


def test_name_tells_no_more_than_was_agreed(index):
    page = VoicePageFactory(parent=index, attribution="first_name", consent__attribution="role_only")

    with pytest.raises(ValidationError) as error:
        check_consent(page)

    assert list(error.value.message_dict) == ["attribution"]


@pytest.mark.parametrize(
    ("covers", "channels", "is_quoted"),
    [
        (list(Channel), [], True),
        (without(Channel.QUOTATION), [], False),
        (without(Channel.PRINT), [], True),
        (without(Channel.PRINT), [Channel.PRINT], False),
        (without(Channel.DATA), [Channel.PRINT], True),
        (without(Channel.DATA), [Channel.DATA], False),
    ],
)
def test_words_leave_only_by_channels_that_were_agreed(index, covers, channels, is_quoted):
    page = VoicePageFactory(parent=index, consent__covers=covers)

    with leaving_by(*channels):
        [shown] = expand_all([f'<embed embedtype="voice" id="{page.pk}" />'])

    assert (WORDS in shown) is is_quoted
    assert ("A voice that was quoted here has been withdrawn." in shown) is not is_quoted


def test_lists_and_pages_too_show_only_what_may_leave_by_the_channel(index):
    page = VoicePageFactory(parent=index, consent__covers=without(Channel.OFFLINE))

    with leaving_by(Channel.OFFLINE):
        assert not VoicePage.objects.published().exists()
        assert not page.agreed["readable"]

    assert VoicePage.objects.published().get() == page
    assert VoicePage.objects.get().agreed["readable"]


# Publishing


def test_editor_is_told_why_a_voice_cannot_be_published_and_keeps_what_was_typed(index, editor_client):
    response = editor_client.post(
        f"/admin/pages/add/resources/voicepage/{index.pk}/",
        {
            **{"title": "A voice", "slug": "a-voice", "summary": "One sentence.", "action-publish": "1"},
            **{"role": "buddy", "attribution": "role_only", "credit": "Buddy", "setting": "A prison", "shape": "quote"},
            **{"quote": WORDS, "said_on": "2026-06-01", "context": "At a meeting.", "body-count": "0"},
        },
    )

    assert "There is no record of consent for this voice yet." in response.text
    assert WORDS in response.text
    assert not index.get_children().exists()


@pytest.mark.parametrize("scheduled", [False, True])
def test_code_does_not_publish_without_consent_either(index, scheduled):
    page = VoicePageFactory(parent=index, live=False, consent=False)
    revision = page.save_revision(approved_go_live_at=timezone.now() if scheduled else None)

    if scheduled:
        revision.publish(log_action="wagtail.publish.scheduled")
    else:
        with pytest.raises(ValidationError):
            revision.publish()

    page.refresh_from_db()
    revision.refresh_from_db()
    assert not page.live
    assert revision.approved_go_live_at is None


def test_voice_is_not_copied(index, editor_client):
    page = VoicePageFactory(parent=index)

    for one in (page, index):
        editor_client.post(f"/admin/pages/{one.pk}/copy/", {"new_title": "Again", "new_slug": "again"})

    assert VoicePage.objects.count() == 1


# The record


FORM = {
    **{"asked_by": "Scheme lead", "asked_in": "English", "asked_how": ["aloud"], "understood": "on"},
    **{"spoken_in": "en-gb", "covers": ["web"], "attribution": "role_only", "how_to_withdraw": "Tell staff."},
    **{"given_on": "2026-06-01", "expires_on": "2028-06-01", "kept_at": ""},
}


@pytest.fixture
def officer(client):
    """A client signed in as an editor who was given the permissions on consents."""
    user = UserFactory()
    user.groups.add(Group.objects.get(name="Editors"))
    codes = ["access_admin", "view_consent", "add_consent", "change_consent"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(user)
    return client


def test_editors_do_not_see_consents_unless_they_are_given_the_permission(client, db):
    user = UserFactory()
    user.groups.set(Group.objects.filter(name__in=["Editors", "Moderators"]))
    client.force_login(user)
    consent = ConsentFactory()

    for name, args in (("index", []), ("add", []), ("record", [consent.pk]), ("edit", [consent.pk])):
        response = client.get(reverse(f"consents:{name}", args=args))
        assert response.status_code in (302, 403)
        assert "Scheme lead" not in response.text


def test_record_is_added_for_a_voice_that_has_none(index, officer):
    page = VoicePageFactory(parent=index, live=False, consent=False)

    response = officer.post(reverse("consents:add"), {**FORM, "voice": page.translation_key})

    assert response.status_code == 302
    consent = Consent.objects.get(voice=page.translation_key)
    assert consent.covers == ["web"]
    assert consent.recorded_by


@pytest.mark.parametrize(
    ("change", "field"),
    [({"expires_on": "2028-06-02"}, "expires_on"), ({"understood": ""}, "understood"), ({"covers": []}, "covers")],
)
def test_record_that_is_no_consent_is_refused(index, officer, change, field):
    page = VoicePageFactory(parent=index, live=False, consent=False)

    response = officer.post(reverse("consents:add"), {**FORM, "voice": page.translation_key, **change})

    assert field in response.context["form"].errors


def test_withdrawing_asks_who_and_why_and_to_be_sure(index, officer, django_capture_on_commit_callbacks):
    page = VoicePageFactory(parent=index)
    consent = Consent.objects.get()
    address = reverse("consents:record", args=[consent.pk])

    officer.post(address, {"by": "speaker", "why": "not_said"})
    assert VoicePage.objects.filter(pk=page.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(address, {"by": "speaker", "why": "not_said", "sure": "on"})

    shown = officer.get(address).text
    assert not VoicePage.objects.filter(pk=page.pk).exists()
    assert "Withdrawn, all removed" in shown
    assert "Not yet" not in shown
    assert officer.get(reverse("consents:edit", args=[consent.pk])).status_code == 302


# Recordings


@pytest.fixture
def spoken(index):
    page = VoicePageFactory(parent=index)
    captions = ContentFile(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", name="c.vtt")
    RecordingFactory(voice=page.translation_key, captions=captions, transcript="Spoken words.")
    return page


def test_recording_plays_on_the_page_with_its_transcript(spoken, client):
    shown = client.get(spoken.url).text

    assert f'<source src="{spoken.url}recording/" type="audio/mpeg">' in shown
    assert "Spoken words." in shown
    assert client.get(f"{spoken.url}captions.vtt")["Content-Type"] == "text/vtt; charset=utf-8"


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        (None, 200, b"0123456789"),
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=5-99", 206, b"56789"),
        ("bytes=10-", 416, b""),
        ("bytes=-", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
    ],
)
def test_player_gets_the_part_that_it_asks_for(spoken, client, asked, status, content):
    response = client.get(f"{spoken.url}recording/", headers={"range": asked} if asked else {})

    assert response.status_code == status
    assert (b"".join(response.streaming_content) if response.streaming else response.content) == content


@pytest.mark.parametrize("state", ["draft", "not agreed", "withdrawn"])
def test_recording_is_private_unless_the_page_is_public_and_it_was_agreed_to(spoken, client, state):
    if state == "draft":
        VoicePage.objects.update(live=False)
    elif state == "not agreed":
        Consent.objects.update(covers=without(Channel.RECORDING))
    else:
        Consent.objects.get().withdraw("speaker", "mind")

    for name in ("recording/", "captions.vtt"):
        assert client.get(spoken.url + name).status_code in (404, 410)


@pytest.mark.parametrize(
    "text",
    ["", "1\n00:00:00,000 --> 00:00:01,000\nSubRip", "WEBVTT\n\n", "WEBVTT\n\n00:02.000 --> 00:01.000\nBackwards"],
    ids=["empty", "another format", "no captions", "ends before it starts"],
)
def test_captions_that_are_not_webvtt_are_refused(text):
    with pytest.raises(ValidationError):
        check_captions(ContentFile(text.encode()))


def test_video_needs_captions():
    with pytest.raises(ValidationError) as error:
        RecordingFactory.build(file__filename="film.mp4").clean()

    assert list(error.value.message_dict) == ["captions"]


# What a voice page tells others


def test_voice_page_tells_no_other_site_and_no_index_of_scholars(index, client):
    page = VoicePageFactory(parent=index)

    response = client.get(page.url)

    assert response["Referrer-Policy"] == "no-referrer"
    assert "citation_" not in response.text
    assert "application/ld+json" not in response.text


def test_distressing_summary_is_not_what_shared_links_show(index, client):
    page = VoicePageFactory(parent=index, summary="A buddy died.", distressing=True)

    assert "A buddy died." not in client.get(page.url).text
