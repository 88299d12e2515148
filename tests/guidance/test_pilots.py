import datetime

import html5lib
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from guidance.models import Pilot, PilotFinding
from guidance.models.pilots import PilotState
from tests.factories import DAY, GuidanceIndexPageFactory, GuidancePageFactory, PilotFactory, PrisonFactory

HOSTILE = '<script>alert(1)</script> " onmouseover="x" \u202e{{ 7|add:7 }}'


@pytest.fixture
def index(home):
    return GuidanceIndexPageFactory(parent=home)


@pytest.fixture
def page(index):
    new = GuidancePageFactory(parent=index, document__reference="PSSC-G-01")
    new.save_revision().publish()
    new.refresh_from_db()
    return new


@pytest.fixture
def other_page(index):
    new = GuidancePageFactory(parent=index, document__reference="PSSC-G-02")
    new.save_revision().publish()
    new.refresh_from_db()
    return new


@pytest.fixture
def pilot(page):
    return PilotFactory(page=page)


@pytest.fixture
def publish(page):
    """A function that publishes another edition: without the recommendation, or with one more section."""

    def again(*, without_recommendation=False):
        page.refresh_from_db()
        if without_recommendation:
            del page.body[-1]
        else:
            page.body = [*page.body.get_prep_value(), {"type": "section", "value": "One more"}]
        page.change, page.change_note = "major" if without_recommendation else "minor", "What the pilot taught."
        page.save_revision().publish()
        page.refresh_from_db()
        return page.edition

    return again


def read(client, page, prefix=""):
    return client.get(f"{prefix}{page.url}pilots/")


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def links_of(response):
    return {words(link): link.get("href") for link in tree_of(response).iter("a")}


# When


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (datetime.date(2026, 5, 31), PilotState.PLANNED),
        (datetime.date(2026, 6, 1), PilotState.RUNNING),
        (datetime.date(2026, 8, 31), PilotState.RUNNING),
        (datetime.date(2026, 9, 1), PilotState.ENDED),
    ],
)
def test_pilot_is_planned_runs_and_has_ended_by_its_dates(day, state):
    pilot = Pilot(starts_on=datetime.date(2026, 6, 1), ends_on=datetime.date(2026, 8, 31))

    assert pilot.state(day) == state


def test_state_is_that_of_today_unless_a_day_is_given():
    today = timezone.localdate()

    assert Pilot(starts_on=today, ends_on=today).state() == PilotState.RUNNING


def test_pilot_does_not_end_before_it_starts(page):
    with pytest.raises(IntegrityError), transaction.atomic():
        PilotFactory(page=page, starts_on=DAY, ends_on=DAY - datetime.timedelta(days=1))


# What fits


def problems_of(check):
    try:
        check()
    except ValidationError as error:
        return list(error.message_dict)
    return []


def test_pilot_of_an_edition_of_its_document_is_right(pilot):
    assert problems_of(pilot.full_clean) == []


def test_edition_of_another_document_is_refused(pilot, other_page):
    pilot.edition = other_page.edition

    assert problems_of(pilot.full_clean) == ["edition"]


def test_edition_in_welsh_is_refused(pilot, page, in_welsh):
    pilot.edition = in_welsh(page).edition

    assert problems_of(pilot.full_clean) == ["edition"]


def fits(pilot, **values):
    finding = PilotFinding(text="It helps.", text_cy="Mae’n helpu.", **values)
    return problems_of(lambda: finding.must_fit(pilot.document, pilot.edition))


def test_finding_that_changed_nothing_is_right(pilot):
    assert fits(pilot) == []


def test_finding_names_no_clause_without_the_edition_it_changed_in(pilot):
    assert fits(pilot, anchor="r1") == ["changed_in"]


def test_finding_led_to_a_newer_edition_of_the_document(pilot, publish, other_page):
    newer = publish()

    assert fits(pilot, changed_in=newer) == []
    assert fits(pilot, changed_in=newer, anchor="r1") == []
    assert fits(pilot, changed_in=pilot.edition, anchor="r1") == ["changed_in"]
    assert fits(pilot, changed_in=other_page.edition, anchor="r1") == ["changed_in"]


def test_finding_names_a_clause_that_is_there(pilot, publish):
    assert fits(pilot, changed_in=publish(), anchor="r7") == ["anchor"]


def test_finding_may_name_a_recommendation_that_was_taken_out_because_of_it(pilot, publish):
    assert fits(pilot, changed_in=publish(without_recommendation=True), anchor="r1") == []


# The page


def test_document_that_was_not_tried_out_says_so(page, client):
    assert "This document has not been tried out in a pilot." in read(client, page).text


def test_page_says_what_is_tried_out_where_and_when_and_what_is_asked(page, client):
    prison = PrisonFactory(name="HMP Somewhere")
    pilot = PilotFactory(page=page, asked="Can it be done?", recommendations=page.document.recommendations.all())
    pilot.sites.create(prison=prison)
    pilot.save()

    response = read(client, page)

    assert "Version 0.1.0, 1 June 2026 to 31 August 2026" in response.text
    assert "Can it be done?" in response.text
    links = links_of(response)
    assert links["Version 0.1.0"] == f"{page.url}editions/0.1.0/"
    assert links["HMP Somewhere"] == prison.get_absolute_url()
    assert links["R1 of PSSC-G-01"] == f"{page.url}clause/r1/"


def test_made_up_prison_is_said_to_be_one(page, pilot, client):
    assert "Made-up example" not in read(client, page).text

    pilot.sites.create(prison=PrisonFactory(example=True))
    pilot.save()

    assert "Made-up example" in read(client, page).text


def test_newest_pilot_comes_first_each_with_its_state(page, client):
    today = timezone.localdate()
    for weeks in (-20, 20, -1):
        start = today + datetime.timedelta(weeks=weeks)
        PilotFactory(page=page, starts_on=start, ends_on=start + datetime.timedelta(weeks=4))

    sections = [element for element in tree_of(read(client, page)).iter("section") if element.get("class") == "part"]

    assert [words(next(section.iter("span"))) for section in sections] == ["Planned", "Running", "Ended"]


def test_finding_leads_to_what_changed_because_of_it(page, pilot, publish, client):
    newer = publish()
    pilot.findings.create(text="It is unclear.", text_cy="Mae’n aneglur.", changed_in=newer, anchor="r1")
    pilot.save()

    response = read(client, page)

    assert "Changed in version 0.2.0." in response.text
    links = links_of(response)
    assert links["Compare 0.1.0 with 0.2.0"] == f"{page.url}compare/0.1.0/0.2.0/#r1"
    assert links["The clause and its wordings (r1)"] == f"{page.url}clause/r1/"
    for link in links.values():
        assert not link.startswith(page.url) or client.get(link.split("#")[0]).status_code == 200


def test_finding_that_changed_nothing_leads_nowhere(page, pilot, client):
    pilot.findings.create(text="It works.", text_cy="Mae’n gweithio.")
    pilot.save()

    shown = read(client, page).text

    assert "It works." in shown
    assert "Changed in" not in shown


def test_what_is_not_known_yet_is_said(page, client):
    today, day = timezone.localdate(), datetime.timedelta(days=1)
    pilot = PilotFactory(page=page, starts_on=today - 2 * day, ends_on=today - day)
    assert "The findings have not been published yet." in read(client, page).text

    pilot.ends_on = today + day
    pilot.save()

    assert "Findings follow when the pilot has ended." in read(client, page).text


def test_pilot_is_told_of_in_welsh(page, pilot, in_welsh, client):
    in_welsh(page)
    pilot.asked_cy, pilot.learned, pilot.learned_cy = "A ellir ei wneud?", "It can.", "Gellir."
    pilot.findings.create(text="It works.", text_cy="Mae’n gweithio.")
    pilot.save()

    shown = read(client, page, "/cy").text

    for text in ("A ellir ei wneud?", "Gellir.", "Mae’n gweithio."):
        assert text in shown
    for text in ("Can it be done?", "It can.", "It works."):
        assert text not in shown


def test_hostile_words_are_shown_as_words(page, client):
    pilot = PilotFactory(page=page, asked=HOSTILE, learned=HOSTILE)
    pilot.findings.create(text=HOSTILE, text_cy=HOSTILE)
    pilot.save()

    shown = read(client, page).text

    assert "<script>alert" not in shown
    assert "{{ 7|add:7 }}" in shown


@pytest.fixture
def several(page, publish, in_welsh):
    """The page of a document, in both languages, with three pilots of everything."""
    recommendations = list(page.document.recommendations.all())
    pilots = [PilotFactory(page=page, recommendations=recommendations) for _ in range(3)]
    newer = publish()
    for pilot in pilots:
        pilot.sites.create(prison=PrisonFactory())
        for _ in range(2):
            pilot.findings.create(text="It helps.", text_cy="Mae’n helpu.", changed_in=newer, anchor="r1")
        pilot.save()
    in_welsh(page)
    return page


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_page_costs_at_most_twelve_queries_and_sets_no_cookie(several, client, prefix):
    url = several.get_url()

    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"{prefix}{url}pilots/")

    assert len(queries) <= 12
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_markup_has_no_error_and_no_id_is_there_twice(several, client, prefix):
    html = read(client, several, prefix).content.decode()

    html5lib.HTMLParser(strict=True).parse(html)
    ids = [element.get("id") for element in html5lib.parse(html).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


# In the admin

ADD = "/admin/snippets/guidance/pilot/add/"


@pytest.fixture
def typed(page, prison):
    """What an editor types for a new pilot."""

    def form_data(**values):
        finding = {name: values.pop(name) for name in ("changed_in", "anchor") if name in values}
        findings = [{"text": "It helps.", "text_cy": "Mae’n helpu.", **finding}]
        chosen = values.pop("recommendations", page.document.recommendations.all())
        data = nested_form_data(
            {
                "document": page.document.pk,
                "edition": page.edition.pk,
                "starts_on": "2026-06-01",
                "ends_on": "2026-08-31",
                "asked": "Can it be done?",
                "asked_cy": "A ellir ei wneud?",
                "learned": "",
                "learned_cy": "",
                "reported_on": "",
                "sites": inline_formset([{"prison": prison.pk}]),
                "findings": inline_formset(findings),
                **values,
            }
        )
        return {**data, "recommendations": [row.pk for row in chosen]}

    return form_data


def test_editor_adds_a_pilot(typed, editor_client, page, prison):
    response = editor_client.post(ADD, typed())

    assert response.status_code == 302
    pilot = Pilot.objects.get()
    assert pilot.edition == page.edition
    assert [site.prison for site in pilot.sites.all()] == [prison]
    assert [finding.text for finding in pilot.findings.all()] == ["It helps."]
    assert [row.number for row in pilot.recommendations.all()] == [1]


def test_editor_is_told_that_a_finding_does_not_fit_and_loses_nothing(typed, editor_client, page):
    response = editor_client.post(ADD, typed(changed_in=page.edition.pk, anchor="r1"))

    assert response.status_code == 200
    assert "Choose an edition that is newer than the one tried out." in response.text
    assert "It helps." in response.text
    assert not Pilot.objects.exists()


def test_editor_is_told_that_an_edition_or_a_recommendation_is_another_document_s(
    typed, editor_client, page, other_page
):
    theirs = other_page.document.recommendations.get()

    response = editor_client.post(ADD, typed(edition=other_page.edition.pk, recommendations=[theirs]))

    form = response.context["form"]
    assert set(form.errors) == {"edition", "recommendations"}
    assert not Pilot.objects.exists()


def test_pilot_has_at_least_one_site(typed, editor_client):
    response = editor_client.post(ADD, typed(sites=inline_formset([])))

    assert response.status_code == 200
    assert not Pilot.objects.exists()


def test_editor_chooses_among_english_editions(page, in_welsh, publish, editor_client):
    in_welsh(page)
    publish()

    [select] = [s for s in tree_of(editor_client.get(ADD)).iter("select") if s.get("name") == "edition"]

    labels = [words(option) for option in select.iter("option")]
    assert labels[1:] == ["PSSC-G-01 0.2.0 (English)", "PSSC-G-01 0.1.0 (English)"]


def test_pilot_is_corrected_in_one_form(typed, editor_client, pilot, publish):
    newer = publish()
    data = typed(changed_in=newer.pk, anchor="r1", asked="Is it kind?", edition=pilot.edition.pk)
    url = f"/admin/snippets/guidance/pilot/edit/{pilot.pk}/"

    response = editor_client.post(url, data)

    assert response.status_code == 302
    assert editor_client.get(url).status_code == 200
    pilot = Pilot.objects.get()
    assert (pilot.asked, pilot.findings.get().changed_in) == ("Is it kind?", newer)


def test_pilots_are_listed_with_their_version_and_state(page, editor_client):
    today = timezone.localdate()
    PilotFactory(page=page, starts_on=today, ends_on=today)

    rows = [words(row) for row in tree_of(editor_client.get("/admin/snippets/guidance/pilot/")).iter("tr")]

    assert any("PSSC-G-01" in row and "0.1.0" in row and "Running" in row for row in rows)
