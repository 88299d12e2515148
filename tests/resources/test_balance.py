import pytest
from django.urls import reverse

from hub.reach import Channel
from resources.balance import GROUPS, Group, Role, balance
from resources.models import VoicePage
from tests.factories import StandardPageFactory, VoiceIndexPageFactory, VoicePageFactory

pytestmark = pytest.mark.indexed


@pytest.fixture
def index(home):
    return VoiceIndexPageFactory(parent=home)


def test_every_role_is_in_one_group():
    assert sorted(role for roles in GROUPS.values() for role in roles) == sorted(Role)


def test_shares_count_a_voice_once_whatever_its_languages(index, in_welsh):
    for role in ("recipient", "buddy", "officer", "governor"):
        page = VoicePageFactory(parent=index, role=role)
    in_welsh(page)

    found = balance(VoicePage.objects.published())

    assert found.total == 4
    assert found.counts[Group.OFFICIAL] == 1
    assert [share for _label, _count, share in found.shares] == [25, 25, 0, 25, 25]


def test_list_of_voices_says_whose_they_are(index, client):
    VoicePageFactory(parent=index, role="officer")

    assert "No voice here is of a person who receives support." in client.get(index.url).text
    VoicePageFactory(parent=index, role="recipient")
    assert "No voice here is of a person who receives support." not in client.get(index.url).text


def test_report_shows_first_the_pages_where_no_recipient_is_heard(index, home, editor_client, client):
    said = {role: VoicePageFactory(parent=index, role=role) for role in ("recipient", "officer", "governor")}
    both = StandardPageFactory(parent=home, title="A", body=[("voice", said["recipient"]), ("voice", said["officer"])])
    staff = StandardPageFactory(parent=home, title="B", body=[("voice", said["officer"])])
    for page in (both, staff):
        page.save_revision().publish()

    shown = editor_client.get(reverse("voice_balance")).text

    assert shown.count("Nobody who receives support is heard here") == 1
    assert shown.index(f"/pages/{staff.pk}/edit/") < shown.index(f"/pages/{both.pk}/edit/")


def test_voice_that_may_not_be_quoted_does_not_count_for_a_page(index, home, editor_client):
    channels = [channel for channel in Channel if channel != Channel.QUOTATION]
    voice = VoicePageFactory(parent=index, role="officer", consent__covers=channels)
    page = StandardPageFactory(parent=home, body=[("voice", voice)])
    page.save_revision().publish()

    assert f"/pages/{page.pk}/edit/" not in editor_client.get(reverse("voice_balance")).text
