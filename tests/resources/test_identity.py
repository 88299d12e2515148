"""The gate before publication: what tells who somebody is, and who may answer for what only may."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.models import Access
from resources.identity import check_of
from resources.models import CaseStudyPage, IdentityReview
from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    UserFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)
from tests.undone import undone

NAME = "Jean Sutton was the first to ask."
NUMBER = "Ask for A1234BC at the gate."
JIGSAW = "One man had a stroke. He was at HMP Example Vale until he was transferred in May 2024."


@pytest.fixture
def page(home, editor):
    """A draft case study that an editor wrote."""
    page = CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home), live=False, owner=editor)
    page.save_revision(user=editor)
    return page


@pytest.fixture
def reviewer(db):
    """Somebody who may review identity, and has written nothing."""
    user = UserFactory(is_staff=True)
    names = ("add_identityreview", "access_admin")
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return user


def written(page, user, text):
    page.results = f"<p>{text}</p>"
    return page.save_revision(user=user)


def answer(client, page, user, **fields):
    client.force_login(user)
    digest = check_of(page.get_latest_revision_as_object()).digest
    return client.post(
        reverse("identity_review", args=[page.pk]), {"digest": digest, "reason": "It is not her name."} | fields
    )


@pytest.mark.parametrize("text", [NAME, NUMBER, JIGSAW], ids=["name", "number", "jigsaw"])
def test_page_with_what_may_tell_who_somebody_is_is_not_published(page, editor, text):
    with pytest.raises(ValidationError, match="tell"):
        written(page, editor, text).publish()

    assert not CaseStudyPage.objects.get(pk=page.pk).live


def test_editor_is_told_what_was_found_and_keeps_what_was_typed(page, editor, client):
    written(page, editor, NAME)
    client.force_login(editor)

    text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text

    assert "<mark>Jean Sutton</mark>" in text
    assert reverse("identity_review", args=[page.pk]) in text


def test_somebody_else_answers_for_it_with_a_reason_and_it_can_be_published(page, editor, reviewer, client):
    revision = written(page, editor, NAME)

    assert answer(client, page, reviewer).status_code == 302

    revision.publish()
    assert CaseStudyPage.objects.get(pk=page.pk).live
    row = IdentityReview.objects.get()
    assert (row.by, row.reason) == (reviewer, "It is not her name.")
    assert "Jean" not in row.digest


def test_who_wrote_of_it_or_may_not_or_gives_no_reason_answers_for_nothing(page, editor, reviewer, client):
    written(page, editor, NAME)

    assert "somebody else" in answer(client, page, editor).text
    assert answer(client, page, reviewer, reason=" ").status_code == 200
    stranger = UserFactory(is_staff=True)
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert answer(client, page, stranger).status_code == 302  # Wagtail turns who may not away with a message
    written(page, reviewer, NAME)
    assert "somebody else" in answer(client, page, reviewer).text

    seen = Access.objects.filter(kind="resources.IdentityReview", reference=str(page.pk))
    assert [row.by for row in seen] == [reviewer, reviewer, editor]
    assert not IdentityReview.objects.exists()


def test_nobody_can_answer_for_what_is_certain(page, editor, reviewer, client):
    revision = written(page, editor, NUMBER)

    assert "taken out" in answer(client, page, reviewer).text

    IdentityReview.objects.create(page=page, digest=check_of(page.get_latest_revision_as_object()).digest, reason="So.")
    with pytest.raises(ValidationError, match="A1234BC"):
        revision.publish()


def test_what_changed_while_somebody_read_it_is_read_again(page, editor, reviewer, client):
    written(page, editor, NAME)
    before = check_of(page.get_latest_revision_as_object()).digest
    written(page, editor, f"{NAME} Mary Jones was the second.")

    assert "Look at it again" in answer(client, page, reviewer, digest=before).text
    assert not IdentityReview.objects.exists()


def test_review_holds_while_nothing_is_found_besides(page, editor, reviewer, client):
    written(page, editor, NAME)
    answer(client, page, reviewer)

    written(page, editor, f"{NAME} It went well.").publish()
    with pytest.raises(ValidationError, match="Mary Jones"):
        written(page, editor, f"{NAME} Mary Jones came too.").publish()


def test_voice_is_held_by_the_same_gate(home):
    with pytest.raises(ValidationError, match="A1234BC"):
        VoicePageFactory(parent=VoiceIndexPageFactory(parent=home), context=NUMBER).save_revision().publish()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*CaseStudyPage.PARTS]), st.sampled_from(["", NAME, NUMBER, JIGSAW, "All was well."])
        ),
        max_size=4,
    ),
    st.booleans(),
)
def test_nothing_goes_live_with_anything_found_that_nobody_answered_for(page, changes, reviewed):
    with undone():
        page = CaseStudyPage.objects.get(pk=page.pk)
        for name, text in changes:
            setattr(page, name, f"<p>{text}</p>")
            found = check_of(page)
            if reviewed:
                IdentityReview.objects.create(page=page, digest=found.digest, reason="Made up.")
            try:
                page.save_revision().publish()
            except ValidationError:
                assert found
            live = CaseStudyPage.objects.get(pk=page.pk)
            if live.live:
                now = check_of(live)
                assert not now.all_certain
                assert not now or IdentityReview.objects.filter(page=page.pk, digest=now.digest).exists()
