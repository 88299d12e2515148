"""What inspectors have said of a prison: on its page, its scheme's page, in a list and as CSV."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError

from tests.factories import InspectionFindingFactory, PrisonFactory, SchemeFactory

ADDRESS = "/directory/inspections/"


@pytest.fixture
def table(client):
    """A function that gives the rows of the CSV."""

    def table():
        streamed = client.get("/directory/inspections.csv").streaming_content
        return list(csv.DictReader(io.StringIO(b"".join(streamed).decode("utf-8-sig"))))

    return table


@pytest.mark.parametrize("language", ["", "/cy"])
def test_finding_stands_with_its_report_on_the_pages_of_its_prison_and_its_scheme(home, welsh_home, client, language):
    scheme = SchemeFactory()
    InspectionFindingFactory(prison=scheme.prison, scheme=scheme, quote="Buddies <b>knew</b> their limits.")

    for address in (scheme.prison.get_absolute_url(), scheme.get_absolute_url()):
        text = client.get(f"{language}{address}").text
        assert "Buddies &lt;b&gt;knew&lt;/b&gt; their limits." in text
        assert "https://example.org/reports/1" in text


def test_finding_about_a_scheme_that_is_a_draft_names_its_prison_alone(home, client, table):
    scheme = SchemeFactory(live=False, name="Not yet told")
    InspectionFindingFactory(prison=scheme.prison, scheme=scheme)

    text = client.get(ADDRESS).text

    assert str(scheme.prison) in text
    assert "Not yet told" not in text
    assert [row["scheme"] for row in table()] == [""]


def test_finding_cannot_name_the_scheme_of_another_prison(db):
    finding = InspectionFindingFactory.build(prison=PrisonFactory(), scheme=SchemeFactory())

    with pytest.raises(ValidationError, match="another prison"):
        finding.full_clean()


def test_prison_of_which_nothing_is_known_is_listed_until_something_is(home, client):
    silent = PrisonFactory(name="HMP Silent")
    told_none = PrisonFactory(name="HMP Told None", no_scheme_on="2026-01-01")
    inspected = InspectionFindingFactory(prison__name="HMP Inspected").prison
    has_one = SchemeFactory(prison__name="HMP Has One").prison
    drafting = SchemeFactory(prison__name="HMP Drafting", live=False).prison

    unknown = client.get(ADDRESS).context["unknown"]

    assert set(unknown) == {silent, drafting}
    assert not {told_none, inspected, has_one} & set(unknown)


def test_csv_holds_every_finding_and_nothing_that_a_spreadsheet_would_run(db, table):
    InspectionFindingFactory.create_batch(2)
    InspectionFindingFactory(quote="=1+1", published_on="2020-01-31")

    rows = table()

    assert len(rows) == 3
    assert (rows[-1]["quote"], rows[-1]["published_on"]) == ("'=1+1", "2020-01-31")


def test_list_is_paged_and_costs_the_same_however_many_there_are(home, client, django_assert_max_num_queries):
    InspectionFindingFactory.create_batch(25)

    with django_assert_max_num_queries(12):
        first = client.get(ADDRESS)

    assert first.text.count("<blockquote") == 20
    assert client.get(ADDRESS, {"page": 2}).text.count("<blockquote") == 5
    assert client.get(ADDRESS, {"page": "\x00"}).status_code == 200
