"""The stages of a document in the admin: what one is offered, asked and told, with nothing typed lost."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guidance.models import Document
from hub.models import User
from tests.factories import ConsultationFactory, GuidancePageFactory
from tests.guidance.wording import errors, soup_of, words

STAGES = Document.snippet_viewset


@pytest.fixture
def stage_of(guide):
    """A function that gets the form of a document's stage or, with what is chosen, sends it."""
    address = reverse(STAGES.get_url_name("edit"), args=[guide.document.pk])

    def opened(client, **chosen):
        return client.post(address, chosen, follow=True) if chosen else client.get(address)

    return opened


@pytest.fixture
def client_with(client):
    """A function that signs in someone who may change documents and make the moves of some permissions."""

    def sign_in(*codenames):
        user = User.objects.create_user("someone@example.org")
        codenames = ("access_admin", "change_document", "add_document", "view_document", *codenames)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return sign_in


def offered(response, name="to"):
    return [words(option) for option in soup_of(response).select(f"select[name={name}] option")]


@pytest.mark.parametrize(
    ("permissions", "moves"),
    [
        ((), []),
        (("prepare_document",), ["Under review"]),
        (("issue_document",), ["Superseded", "Withdrawn"]),
        (("prepare_document", "issue_document"), ["Under review", "Superseded", "Withdrawn"]),
    ],
)
def test_only_the_moves_that_one_may_make_are_offered(guide, stage_of, client_with, permissions, moves):
    Document.objects.update(stage="published")

    assert offered(stage_of(client_with(*permissions))) == ["Stay at “Published”", *moves]


def test_move_that_is_not_offered_is_not_made(guide, stage_of, client_with):
    response = stage_of(client_with("prepare_document"), to="withdrawn", reason="a", reason_cy="b")

    assert "to" in errors(response)
    assert Document.objects.get().stage == "draft"


def test_document_is_moved(guide, stage_of, editor, editor_client):
    consultation = ConsultationFactory(page=guide, open=True)

    response = stage_of(editor_client, to="consultation", to_consultation=consultation.pk)

    assert response.status_code == 200
    [move] = Document.objects.get().stage_moves.all()
    assert (move.after, move.by) == ("consultation", editor)
    assert Document.objects.get().consultation == consultation


def test_nothing_is_moved_where_nothing_is_chosen(stage_of, editor_client):
    stage_of(editor_client, reason="A thought", reason_cy="Meddwl")

    assert not Document.objects.get().stage_moves.exists()


@pytest.mark.parametrize(
    ("stage", "sent", "field"),
    [
        ("draft", {"to": "withdrawn"}, "reason"),
        ("draft", {"to": "withdrawn", "reason": "Only in English."}, "reason_cy"),
        ("draft", {"to": "withdrawn", "reason_cy": "Dim ond yn Gymraeg."}, "reason_cy"),
        ("draft", {"to": "consultation"}, "to_consultation"),
        ("published", {"to": "superseded", "reason": "a", "reason_cy": "b"}, "to_successor"),
        ("consultation_closed", {"to": "pilot", "reason": "a", "reason_cy": "b"}, ""),
        ("consultation_closed", {"to": "published"}, ""),
        ("draft", {"to": "nonsense"}, "to"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_nothing_typed_is_lost(stage_of, editor_client, stage, sent, field):
    Document.objects.update(stage=stage)

    response = stage_of(editor_client, **sent)

    assert set(errors(response)) == {field, ""}
    soup = soup_of(response)
    for name in ("reason", "reason_cy"):
        assert soup.select_one(f"textarea[name={name}]").get_text(strip=True) == sent.get(name, "")
    assert (sent["to"] == "nonsense") or soup.select_one("select[name=to] [selected]")["value"] == sent["to"]
    assert Document.objects.get().stage == stage


def test_only_consultations_of_the_document_are_offered(guide, stage_of, editor_client):
    other = GuidancePageFactory(parent=guide.get_parent())
    other.save_revision().publish()
    ConsultationFactory(page=other, open=True)
    own = ConsultationFactory(page=guide, open=True)

    assert offered(stage_of(editor_client), "to_consultation")[1:] == [str(own)]


def test_reference_never_changes(stage_of, editor_client):
    response = stage_of(editor_client, reference="PSSC-G-66")

    assert response.status_code == 200
    assert Document.objects.get().reference == "PSSC-G-07"


def test_list_of_stages_knows_what_the_clock_has_done(guide, editor_client):
    Document.objects.update(stage="consultation", consultation=ConsultationFactory(page=guide))

    row = soup_of(editor_client.get(reverse(STAGES.get_url_name("list")))).select_one("tbody tr")

    assert "Consultation closed" in words(row)


def test_reference_can_be_added_while_choosing_it(editor_client):
    address = reverse(STAGES.chooser_viewset.get_url_name("create"))

    added = editor_client.post(address, {"reference": "PSSC-G-08"})
    again = editor_client.post(address, {"reference": "PSSC-G-08"})

    assert added.json()["step"] == "chosen"
    assert again.json()["step"] == "reshow_creation_form"
    assert [document.reference for document in Document.objects.all()] == ["PSSC-G-08"]


LISTS = ("guidance_pages:index", STAGES.get_url_name("list"))


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_for_all_stages_at_once(name, guide, editor_client):
    """What wagtail-localize asks for each row, whether it can be translated, is its own."""

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert editor_client.get(reverse(name)).status_code == 200
        return sum('FROM "guidance_document"' in query["sql"] for query in captured)

    few = queries()
    for _row in range(4):
        GuidancePageFactory(parent=guide.get_parent())

    assert queries() == few


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_filtered_by_the_stage_that_they_show(name, guide, editor_client):
    document = guide.document
    document.consultation = ConsultationFactory(page=guide, closes_at=timezone.now() - datetime.timedelta(days=1))
    document.stage = "consultation"
    document.save()

    found = {
        stage: document.reference in editor_client.get(reverse(name), {"stage": stage}).text
        for stage in ("consultation", "consultation_closed")
    }

    assert found == {"consultation": False, "consultation_closed": True}
