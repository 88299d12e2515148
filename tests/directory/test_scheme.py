import datetime

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from directory.choices import SchemeStatus
from directory.models import Scheme
from tests.factories import DAY, GuidanceIndexPageFactory, GuidancePageFactory, PrisonFactory, SchemeFactory

HOSTILE = '<script>alert(1)</script> " onmouseover="x" \u202e{{ 7|add:7 }}'
NONE_REPORTED = "No scheme has been reported to us. That does not mean that there is none."


@pytest.fixture
def page(home):
    new = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), document__reference="PSSC-G-01")
    new.save_revision().publish()
    new.refresh_from_db()
    return new


@pytest.fixture
def recommendation(page):
    return page.document.recommendations.get()


@pytest.fixture
def exeter(db):
    return PrisonFactory(nomis_code="EXI", slug="exeter", name="HMP Exeter")


def problems_of(scheme):
    try:
        scheme.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


def scheme_of(prison, **values):
    today = timezone.localdate()
    return SchemeFactory.build(**{"prison": prison, "code": "PSS-EXI-01", "confirmed_on": today, **values})


def words(element):
    return " ".join("".join(element.itertext()).split())


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


# The record


def test_code_is_that_of_the_prison_and_two_digits(exeter):
    assert problems_of(scheme_of(exeter)) == {}


@pytest.mark.parametrize("code", ["", "EXI-01", "PSS-EXI-1", "PSS-EXI-001", "PSS-exi-01", "PSS-EXI-01\n"])
def test_anything_else_is_no_code(exeter, code):
    assert "code" in problems_of(scheme_of(exeter, code=code))


def test_code_of_another_prison_is_refused(exeter):
    problems = problems_of(scheme_of(exeter, code="PSS-EXE-01"))

    assert problems == {"code": ["This code holds the code of another prison."]}


def test_code_is_given_once(exeter):
    SchemeFactory(prison=exeter, code="PSS-EXI-01")

    assert "code" in problems_of(scheme_of(exeter))
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeFactory(prison=exeter, code="PSS-EXI-01")


def test_database_refuses_the_code_of_another_prison(exeter):
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeFactory(prison=exeter, code="PSS-ABC-01")


def test_prison_with_a_short_code_is_not_mixed_up_with_one_whose_code_is_longer(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        SchemeFactory(prison=PrisonFactory(nomis_code="EXI"), code="PSS-EXI1-01")


def test_nothing_was_reported_on_a_day_to_come(exeter):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    assert list(problems_of(scheme_of(exeter, confirmed_on=tomorrow))) == ["confirmed_on"]


def test_prison_with_a_scheme_cannot_be_deleted(exeter):
    SchemeFactory(prison=exeter)

    with pytest.raises(ProtectedError):
        exeter.delete()


def test_name_is_in_the_language_of_the_reader(db):
    scheme = SchemeFactory(name="Buddies", name_cy="Cyfeillion")

    assert str(scheme) == "Buddies"
    with translation.override("cy"):
        assert str(scheme) == "Cyfeillion"
        assert str(SchemeFactory(name="Buddies")) == "Buddies"


def test_schemes_run_from_their_beginning_to_their_end(db):
    for status in SchemeStatus:
        SchemeFactory(status=status)

    running = Scheme.objects.running()

    assert {scheme.status for scheme in running} == {"pilot", "active", "paused", "informal_only"}
    assert {scheme for scheme in Scheme.objects.all() if scheme.is_running} == set(running)


# On the page of the prison


def test_prison_with_no_reported_scheme_says_what_that_means(exeter, client):
    assert NONE_REPORTED in client.get(exeter.get_absolute_url()).text


def test_prison_shows_its_schemes_with_what_was_reported_and_when(exeter, recommendation, client):
    told = {"name": "Buddies", "confirmed_on": DAY}
    scheme = SchemeFactory(prison=exeter, code="PSS-EXI-01", recommendations=[recommendation], **told)
    elsewhere = SchemeFactory()

    response = client.get(exeter.get_absolute_url())

    [entry] = [li for li in tree_of(response).iter("li") if li.get("id") == "PSS-EXI-01"]
    for text in ("Buddies", "Running", "Last confirmed on 1 June 2026.", "Safer custody team", "R1 of PSSC-G-01"):
        assert text in words(entry)
    clause = recommendation.document.pages.get().url + "clause/r1/"
    assert [link.get("href") for link in entry.iter("a")] == [scheme.get_absolute_url(), clause]
    assert NONE_REPORTED not in response.text
    assert elsewhere.name not in response.text


def test_scheme_of_which_no_practice_was_reported_says_so(exeter, client):
    SchemeFactory(prison=exeter)

    assert "Nothing has been reported to us about recommendations" in client.get(exeter.get_absolute_url()).text


def test_address_of_a_scheme_holds_its_code(exeter):
    scheme = SchemeFactory(prison=exeter, code="PSS-EXI-01")

    assert scheme.get_absolute_url() == "/directory/schemes/PSS-EXI-01/"


def test_recommendation_that_was_removed_says_so(exeter, page, recommendation, client):
    SchemeFactory(prison=exeter, recommendations=[recommendation])
    del page.body[-1]
    page.change, page.change_note = "major", "It did not work."
    page.save_revision().publish()

    assert "Removed in version 0.2.0" in client.get(exeter.get_absolute_url()).text


def test_schemes_are_shown_in_welsh(home, welsh_home, exeter, page, recommendation, in_welsh, client):
    in_welsh(page)
    SchemeFactory(prison=exeter, name="Buddies", name_cy="Cyfeillion", recommendations=[recommendation])

    shown = client.get(f"/cy{exeter.get_absolute_url()}").text

    assert "Cyfeillion" in shown
    assert "Buddies" not in shown
    assert f'href="/cy{page.url}clause/r1/"' in shown


def test_recommendation_of_a_document_that_is_not_public_has_no_link(exeter, page, recommendation, client):
    SchemeFactory(prison=exeter, recommendations=[recommendation])
    page.unpublish()

    shown = client.get(exeter.get_absolute_url()).text

    assert "R1 of PSSC-G-01" in shown
    assert "clause/r1" not in shown


def test_hostile_words_are_shown_as_words(exeter, client):
    SchemeFactory(prison=exeter, name=HOSTILE, source=HOSTILE)

    shown = client.get(exeter.get_absolute_url()).text

    assert "<script>alert" not in shown
    assert "{{ 7|add:7 }}" in shown


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_page_costs_the_same_however_many_schemes_there_are(exeter, page, recommendation, in_welsh, client, prefix):
    in_welsh(page)
    url = f"{prefix}{exeter.get_absolute_url()}"
    SchemeFactory(prison=exeter, recommendations=[recommendation])
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    SchemeFactory.create_batch(4, prison=exeter, recommendations=[recommendation])

    with CaptureQueriesContext(connection) as many:
        response = client.get(url)

    assert len(many) == len(one) <= 12
    assert not response.cookies
    html5lib.HTMLParser(strict=True).parse(response.content.decode())


# In the admin


TYPED = {
    "code": "PSS-EXI-01",
    "name": "Buddies",
    "status": "active",
    "partners-TOTAL_FORMS": "0",
    "partners-INITIAL_FORMS": "0",
    "partners-MIN_NUM_FORMS": "0",
    "partners-MAX_NUM_FORMS": "1000",
}
SIGNED_OFF = {
    "safeguarding_route": "Staff are told at once.",
    "complaints_route": "By the usual form.",
    "confirmed_on": "2026-06-01",
    "source": "Safer custody team",
    "approved_by": "Governor",
    "approved_on": "2026-06-01",
    "next_review_on": "2027-05-01",
    "action-publish": "1",
}


def test_editor_adds_a_scheme(exeter, recommendation, editor_client):
    response = editor_client.post(
        "/admin/snippets/directory/scheme/add/",
        {**TYPED, **SIGNED_OFF, "prison": exeter.pk, "recommendations": [recommendation.pk]},
    )

    assert response.status_code == 302
    scheme = Scheme.objects.get()
    assert scheme.live
    assert list(scheme.recommendations.all()) == [recommendation]


def test_draft_waits_for_what_publishing_asks_for(exeter, editor_client, client):
    saved = editor_client.post("/admin/snippets/directory/scheme/add/", {**TYPED, "prison": exeter.pk})

    scheme = Scheme.objects.get()
    assert saved.status_code == 302
    assert not scheme.live
    refused = editor_client.post(
        f"/admin/snippets/directory/scheme/edit/{scheme.pk}/", {**TYPED, "prison": exeter.pk, "action-publish": "1"}
    )
    assert "This field is required." in refused.text
    client.logout()
    assert client.get(scheme.get_absolute_url()).status_code == 404
    assert scheme.name not in client.get(exeter.get_absolute_url()).text


def test_code_and_prison_of_a_scheme_stay_when_it_is_edited(exeter, prison, editor_client):
    scheme = SchemeFactory(prison=exeter, code="PSS-EXI-01")
    changed = {
        "prison": prison.pk,
        "code": "PSS-EXI-02",
        "name": "Helpers",
        "status": "ended",
        "ended_on": "2026-06-01",
    }
    typed = {**TYPED, **SIGNED_OFF, **changed}

    response = editor_client.post(f"/admin/snippets/directory/scheme/edit/{scheme.pk}/", typed)

    assert response.status_code == 302
    assert Scheme.objects.values_list("prison", "code", "name", "status").get() == (
        "EXI",
        "PSS-EXI-01",
        "Helpers",
        "ended",
    )


def test_schemes_are_under_prisons_in_the_menu(editor_client, exeter):
    SchemeFactory(prison=exeter, name="Buddies")

    response = editor_client.get("/admin/snippets/directory/scheme/")

    assert any("Buddies" in words(row) and "HMP Exeter" in words(row) for row in tree_of(response).iter("tr"))
    assert "/admin/snippets/directory/scheme/" in response.text
    assert editor_client.get("/admin/snippets/directory/prison/").status_code == 200
