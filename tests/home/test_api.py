"""The API as a program finds it: described in OpenAPI, the same rows as the lists, and nothing that is not public."""

import datetime
import hashlib

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from directory.models import Scheme
from hub.wsgi import application
from resources.models import CaseStudyPage, ToolkitPage
from tests.factories import (
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    PrisonFactory,
    RatingFactory,
    SchemeFactory,
    ToolkitIndexPageFactory,
    ToolkitPageFactory,
    release_of,
)

API = "/api/v1"


@pytest.fixture
def content(home):
    """One row of each noun; the page of the guidance document."""
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), document__reference="PSSC-G-01")
    page.save_revision().publish()
    prison = PrisonFactory(nomis_code="EXI", region="South West")
    told = {"tasks_allowed": ["meal_collection"], "night_cover": "none", "weekly_pay": 12, "not_known": ["model"]}
    recommendation = page.document.recommendations.get()
    SchemeFactory(prison=prison, code="PSS-EXI-01", recommendations=[recommendation], buddy_count=7341, **told)
    CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home), prison=prison, slug="a-first-year")
    ToolkitPageFactory(parent=ToolkitIndexPageFactory(parent=home), slug="a-toolkit")
    release_of(London=[11, 12, 13, 14, 15, 16, 17, 18])
    return page


def get(client, path, **query):
    response = client.get(f"{API}{path}", query)
    assert response.status_code == 200, response.text
    return response.json()


def test_scheme_has_its_facts_and_says_which_are_not_known(content, client):
    scheme = get(client, "/schemes/PSS-EXI-01")

    assert scheme["facts"]["tasks_allowed"] == ["meal_collection"]
    assert scheme["facts"]["night_cover"] == "none"
    assert scheme["facts"]["weekly_pay"] == "10_to_14.99"
    assert scheme["facts"]["formality"] is None
    assert scheme["not_known"] == ["model"]
    assert scheme["recommendations"] == ["PSSC-G-01-R1"]
    assert "7341" not in client.get(f"{API}/schemes/PSS-EXI-01").text


def test_lists_take_the_filters_of_the_pages(content, client):
    other = SchemeFactory(night_cover="on_call")

    found = get(client, "/schemes", night="on_call")

    assert [row["code"] for row in found["items"]] == [other.code]
    assert found["count"] == 1
    assert get(client, "/schemes", recommendation="PSSC-G-01-R1")["count"] == 1
    assert get(client, "/prisons", region="South West")["items"][0]["code"] == "EXI"


def test_value_that_there_is_not_is_refused(content, client):
    response = client.get(f"{API}/schemes", {"night": "sometimes"})

    assert response.status_code == 422


def test_pages_lead_to_one_another(content, client):
    SchemeFactory.create_batch(4)
    seen, address = [], f"http://testserver{API}/schemes?per_page=2"
    while address:
        page = client.get(address.removeprefix("http://testserver")).json()
        seen += [row["code"] for row in page["items"]]
        address = page["next"]

    assert len(seen) == len(set(seen)) == page["count"] == 5
    assert get(client, "/schemes", page=99)["items"] == []


def test_edition_comes_with_its_clauses(content, client):
    edition = get(client, "/editions/PSSC-G-01/0.1.0/en-gb")

    assert [clause["kind"] for clause in edition["clauses"]][-1] == "recommendation"
    assert get(client, "/editions")["items"][0]["sha256"] == edition["sha256"]
    assert get(client, "/recommendations/PSSC-G-01-R1")["schemes_doing_it"] == 1


def test_case_study_has_what_its_rating_says(content, client):
    [page] = CaseStudyPage.objects.all()
    before = get(client, "/case-studies/a-first-year")
    RatingFactory(case_study=page, level="evaluated", shown=True)

    study = get(client, "/case-studies/a-first-year")

    assert (before["evidence_level"], before["evidence_basis"], before["not_known"]) == ("", "", "")
    assert (study["evidence_level"], study["evidence_direction"]) == ("evaluated", "mixed")
    assert (study["evidence_basis"], study["not_known"]) == ("Its own figures.", "Whether it lasts.")


def test_figures_are_those_that_were_released_as_far_as_they_may_be_shown(content, client):
    first = get(client, "/figures", part="O1", area="London")["items"]
    release_of(London=[9, 8, 7, 6], Wales=[7341, 3])

    [london, wales] = get(client, "/figures", part="O1", area=["London", "Wales"])["items"]

    assert [(row["value"], row["mean"], row["schemes_told"]) for row in first] == [(116.0, 14.5, 8)]
    assert (london["value"], london["marker"]) == (wales["value"], wales["marker"]) == (None, "c")
    assert "7341" not in client.get(f"{API}/figures", {"per_page": 200}).text.replace(".", "")
    assert get(client, "/figures", year=1999)["items"] == []
    assert client.get(f"{API}/figures", {"part": "O7-median"}).status_code == 422


def test_indicators_say_what_the_parts_of_figures_are(content, client):
    parts = {row["part"]: row for row in get(client, "/indicators", per_page=200)["items"]}

    assert (parts["O1"]["id"], parts["O1"]["unit"], parts["O1"]["core"]) == ("O1", "people", True)
    assert {row["part"] for row in get(client, "/figures", per_page=200)["items"]} <= set(parts)


def test_lists_tell_what_changed_since_a_day(content, client):
    today = timezone.localdate()
    Scheme.objects.update(last_published_at=timezone.now() - datetime.timedelta(days=9))
    for model in (CaseStudyPage, ToolkitPage):
        model.objects.update(last_published_at=timezone.now())

    for path, changed in (("/schemes", 0), ("/editions", 1), ("/case-studies", 1), ("/toolkits", 1), ("/figures", 50)):
        day = today - datetime.timedelta(days=2)
        assert len(get(client, path, changed_since=day.isoformat())["items"]) == changed, path
        assert get(client, path, changed_since=(today + datetime.timedelta(days=2)).isoformat())["count"] == 0
    assert get(client, "/schemes", changed_since=(today - datetime.timedelta(days=10)).isoformat())["count"] == 1


def test_pages_are_there_in_their_language(content, client):
    assert get(client, "/case-studies/a-first-year")["prison"] == "EXI"
    assert get(client, "/toolkits")["count"] == 1
    assert get(client, "/case-studies", language="cy")["count"] == 0


@pytest.mark.parametrize(
    "path", ["/schemes/PSS-NON-01", "/prisons/NON", "/recommendations/PSSC-G-01-R99", "/case-studies/none"]
)
def test_what_is_not_there_is_not_found(content, client, path):
    assert client.get(f"{API}{path}").status_code == 404


def test_drafts_and_what_was_delisted_stay_out_of_lists(content, client):
    draft = SchemeFactory(live=False)
    delisted = SchemeFactory(delisted_on=datetime.date(2026, 6, 1))

    codes = [row["code"] for row in get(client, "/schemes")["items"]]

    assert codes == ["PSS-EXI-01"]
    assert client.get(f"{API}/schemes/{draft.code}").status_code == 404
    assert get(client, f"/schemes/{delisted.code}")["code"] == delisted.code


def test_document_that_was_unpublished_is_nowhere(content, client):
    content.refresh_from_db()
    content.unpublish()

    assert get(client, "/editions")["count"] == get(client, "/recommendations")["count"] == 0
    assert client.get(f"{API}/editions/PSSC-G-01/0.1.0/en-gb").status_code == 404


def test_any_origin_may_ask_and_what_has_not_changed_is_not_sent_again(content, client):
    first = client.get(f"{API}/schemes")
    again = client.get(f"{API}/schemes", headers={"if-none-match": first["ETag"]})
    SchemeFactory()
    changed = client.get(f"{API}/schemes", headers={"if-none-match": first["ETag"]})

    assert first["Access-Control-Allow-Origin"] == "*"
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert not first.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(content, client, method):
    assert getattr(client, method)(f"{API}/schemes/PSS-EXI-01").status_code == 405


def test_description_is_openapi_3_1_and_its_page_needs_no_other_host(content, client):
    assert client.get(f"{API}/openapi.json").json()["openapi"].startswith("3.1")
    page = client.get(f"{API}/docs")
    assert page.status_code == 200
    assert "//" not in page.text.replace("http://testserver", "").replace("<!DOCTYPE html>", "")


@pytest.mark.parametrize(
    "path",
    ["/schemes", "/prisons", "/recommendations", "/editions", "/case-studies", "/toolkits", "/indicators", "/figures"],
)
def test_list_costs_the_same_however_long_it_is(content, client, path, django_assert_max_num_queries):
    SchemeFactory.create_batch(5)
    with django_assert_max_num_queries(8):
        client.get(f"{API}{path}")


@pytest.fixture
def _one_connection():
    """The hub's own WSGI application closes the connection after a request, as the test client does not."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
def test_no_request_that_the_description_allows_or_not_ends_in_an_error_of_ours(content):
    schema = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", application)
    for operation in schema.get_all_operations():
        case_strategy = operation.ok().as_strategy()

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=case_strategy)
        def ask(case):
            response = case.call(headers={"Accept-Encoding": "identity"})  # the client does not unzip
            assert response.status_code < 500
            case.validate_response(response)

        ask()


def test_file_of_a_toolkit_is_named_with_its_version_its_fixed_address_and_its_checksum(home, client):
    ToolkitPageFactory(parent=ToolkitIndexPageFactory(parent=home), slug="a-form").save_revision().publish()

    [file] = get(client, "/toolkits/a-form")["files"]
    data = b"".join(client.get(file["url"]).streaming_content)

    assert file["url"].endswith("/files/a-form/1/")
    assert (file["version"], file["size"], file["sha256"]) == (1, len(data), hashlib.sha256(data).hexdigest())


def test_what_was_republished_names_its_source(content, client):
    CaseStudyPage.objects.update(
        republished=True, source_author="A. Writer", source_publisher="Example Charity", source_licence="CC BY 4.0"
    )

    assert get(client, "/toolkits/a-toolkit")["source"] is None
    source = get(client, "/case-studies/a-first-year")["source"]
    assert (source["author"], source["publisher"], source["licence"]) == ("A. Writer", "Example Charity", "CC BY 4.0")


@pytest.mark.parametrize("path", ["case-studies/recorded?language=%00", "case-studies/a%00b", "prisons?q=%00"])
def test_name_that_no_database_could_hold_is_not_found(db, client, path):
    assert client.get(f"/api/v1/{path}").status_code == 404
