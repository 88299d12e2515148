"""OAI-PMH as a harvester uses it (Sickle), and as somebody tries it who means harm or has made a mistake."""

import datetime
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from lxml import etree
from sickle import Sickle

from home.oai import records
from hub.models import Identifier

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
KERNEL = "{http://datacite.org/schema/kernel-4}"


@pytest.fixture
def harvester(client, monkeypatch):
    """Sickle, whose requests go to the hub itself; `harvester("POST")` asks by POST."""

    def make(method="GET"):
        def request(self, arguments):
            asked = client.get("/oai", arguments) if method == "GET" else client.post("/oai", arguments)
            asked.raise_for_status = lambda: None
            return SimpleNamespace(
                content=asked.content,
                text=asked.text,
                status_code=asked.status_code,
                encoding="utf-8",
                raise_for_status=lambda: None,
            )

        monkeypatch.setattr(Sickle, "_request", request)
        return Sickle("http://testserver/oai", http_method=method)

    return make


@pytest.fixture
def everything(case_study, toolkit, guide, scheme):
    return Identifier.objects.all()


def error_of(client, query):
    """The code of the error that a query is answered with."""
    response = client.get(f"/oai?{query if isinstance(query, str) else urlencode(query)}")
    assert response.status_code == 200
    root = etree.fromstring(response.content)
    [error] = root.findall(f"{OAI}error")
    return error.get("code")


# Harvesting


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("prefix", ["oai_dc", "oai_datacite"])
def test_everything_is_harvested_in_several_answers(everything, harvester, monkeypatch, method, prefix):
    monkeypatch.setattr(records, "PER_ANSWER", 2)

    found = list(harvester(method).ListRecords(metadataPrefix=prefix))

    codes = [record.header.identifier.rpartition(":")[2] for record in found]
    assert codes == list(everything.order_by("changed_at", "pk").values_list("code", flat=True))
    assert {spec for record in found for spec in record.header.setSpecs} == {
        *("case-study", "toolkit", "guidance", "edition", "scheme"),
    }
    assert not any(record.header.deleted for record in found)


def test_harvester_learns_who_answers(everything, harvester):
    told = harvester().Identify()

    assert (told.protocolVersion, told.deletedRecord, told.granularity) == (
        "2.0",
        "persistent",
        "YYYY-MM-DDThh:mm:ssZ",
    )
    assert told.baseURL == "http://testserver/oai"
    assert told.repositoryName == "Common Thread"


def test_harvester_learns_of_sets_and_formats(everything, harvester):
    sets = [one.setSpec for one in harvester().ListSets()]
    formats = [one.metadataPrefix for one in harvester().ListMetadataFormats()]

    assert sets == ["guidance", "edition", "case-study", "toolkit", "scheme", "dataset"]
    assert formats == ["oai_dc", "oai_datacite"]
    kept = {record.header.identifier for record in harvester().ListRecords(metadataPrefix="oai_dc", set="toolkit")}
    assert kept == {f"oai:localhost:{everything.get(kind='toolkit').code}"}


def test_record_is_in_both_languages(case_study, in_welsh, named, harvester):
    in_welsh(case_study)
    name = f"oai:localhost:{named('case-study').code}"

    dublin_core = harvester().GetRecord(identifier=name, metadataPrefix="oai_dc").xml
    assert [one.text for one in dublin_core.iter(f"{DC}language")] == ["en-GB", "cy"]
    assert f"http://testserver{named('case-study').path}" in [one.text for one in dublin_core.iter(f"{DC}identifier")]
    datacite = harvester().GetRecord(identifier=name, metadataPrefix="oai_datacite").xml
    [title] = datacite.iter(f"{KERNEL}title")
    assert title.text == "Help with meals"


def test_text_with_what_xml_has_no_place_for_is_harvested(case_study, harvester, publish):
    case_study.title, case_study.summary = "A <b> & \x0b \ufffe ]]> title", "Sum\x00mary".replace("\x00", "\x01")
    publish(case_study)

    for prefix in ("oai_dc", "oai_datacite"):
        [record] = harvester().ListRecords(metadataPrefix=prefix)
        assert "A <b> & ]]> title" in [" ".join((one.text or "").split()) for one in record.xml.iter()]


def test_what_is_gone_is_a_deleted_record_with_no_words(case_study, named, harvester):
    before = timezone.now() + datetime.timedelta(seconds=1)
    Identifier.objects.update(changed_at=before - datetime.timedelta(days=2))
    case_study.unpublish()

    [record] = harvester().ListRecords(metadataPrefix="oai_dc", **{"from": f"{timezone.now():%Y-%m-%d}"})

    assert record.header.deleted
    assert "Help with meals" not in record.raw


def test_what_was_taken_off_the_lists_is_deleted_here_but_its_link_leads_on(
    case_study, named, harvester, client, publish
):
    case_study.delisted_on, case_study.delisted_reason = timezone.localdate(), "It ended."
    publish(case_study)

    [record] = harvester().ListRecords(metadataPrefix="oai_dc")
    assert record.header.deleted
    assert client.get(named("case-study").path).status_code == 302


def test_what_changes_during_a_harvest_comes_again_and_nothing_is_left_out(everything, client, monkeypatch):
    monkeypatch.setattr(records, "PER_ANSWER", 2)

    def ask(**arguments):
        root = etree.fromstring(client.get("/oai", {"verb": "ListIdentifiers", **arguments}).content)
        token = root.find(f".//{OAI}resumptionToken")
        return [one.text for one in root.iter(f"{OAI}identifier")], token.text if token is not None else None

    first, token = ask(metadataPrefix="oai_dc")
    changed = everything.get(code=first[0].rpartition(":")[2])
    Identifier.objects.give(changed.kind, changed.key, {})
    found = list(first)
    while token:
        more, token = ask(resumptionToken=token)
        found += more

    assert len(found) == everything.count() + 1
    assert len(set(found)) == everything.count()
    assert found[-1] == first[0]


def test_dates_are_borders_that_belong_to_what_is_asked(case_study, client):
    Identifier.objects.update(changed_at=datetime.datetime(2026, 5, 4, 10, 0, 0, 700_000, tzinfo=datetime.UTC))

    def count(**dates):
        query = urlencode({"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", **dates})
        return len(list(etree.fromstring(client.get(f"/oai?{query}").content).iter(f"{OAI}identifier")))

    assert count(**{"from": "2026-05-04T10:00:00Z", "until": "2026-05-04T10:00:00Z"}) == 1
    assert count(**{"from": "2026-05-04", "until": "2026-05-04"}) == 1
    assert count(**{"from": "2026-05-04T10:00:01Z"}) == 0
    assert count(until="2026-05-03") == 0


def test_number_of_queries_does_not_grow_with_the_records(everything, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(26):
        client.get("/oai", {"verb": "ListRecords", "metadataPrefix": "oai_datacite"})


# What is asked in a wrong way

RECORDS = "verb=ListRecords&metadataPrefix=oai_dc"
WRONG = {
    "": "badVerb",
    "verb=": "badVerb",
    "verb=Drop": "badVerb",
    "verb=Identify&verb=Identify": "badVerb",
    "verb=Identify&set=x": "badArgument",
    "verb=ListRecords": "badArgument",
    f"{RECORDS}&metadataPrefix=oai_dc": "badArgument",
    f"{RECORDS}&colour=red": "badArgument",
    f"{RECORDS}&from=yesterday": "badArgument",
    f"{RECORDS}&from=2026-13-01": "badArgument",
    f"{RECORDS}&from=0000-01-01": "badArgument",
    f"{RECORDS}&until=9999-12-31": "badArgument",
    f"{RECORDS}&from=٢٠٢٦-01-01": "badArgument",
    f"{RECORDS}&from=2026-01-02&until=2026-01-01": "badArgument",
    f"{RECORDS}&from=2026-01-01&until=2026-01-02T00:00:00Z": "badArgument",
    f"{RECORDS}&resumptionToken=x": "badArgument",
    f"{RECORDS}&set=voice": "noRecordsMatch",
    f"{RECORDS}&set=%00": "noRecordsMatch",
    f"{RECORDS}&from=2999-01-01": "noRecordsMatch",
    "verb=ListRecords&metadataPrefix=marc21": "cannotDisseminateFormat",
    "verb=ListRecords&resumptionToken=x": "badResumptionToken",
    "verb=ListRecords&resumptionToken=%00%ff": "badResumptionToken",
    "verb=ListSets&resumptionToken=x": "badResumptionToken",
    "verb=GetRecord&metadataPrefix=oai_dc": "badArgument",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=x": "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:%00": "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:": "idDoesNotExist",
    "verb=ListMetadataFormats&identifier=oai:elsewhere:0": "idDoesNotExist",
}


def test_each_mistake_has_the_code_of_the_protocol(case_study, client):
    assert {query: error_of(client, query) for query in WRONG} == WRONG


def test_token_of_another_verb_or_that_was_changed_is_refused(everything, client, monkeypatch):
    monkeypatch.setattr(records, "PER_ANSWER", 2)
    root = etree.fromstring(client.get(f"/oai?{RECORDS}").content)
    token = root.find(f".//{OAI}resumptionToken").text

    assert error_of(client, {"verb": "ListIdentifiers", "resumptionToken": token}) == "badResumptionToken"
    assert error_of(client, {"verb": "ListRecords", "resumptionToken": token[:-1]}) == "badResumptionToken"


def test_arguments_are_repeated_as_text(case_study, client):
    response = client.get("/oai", {"verb": "ListRecords", "metadataPrefix": '"><x>&\x01'})

    root = etree.fromstring(response.content)
    assert root.find(f"{OAI}request").get("metadataPrefix") == '"><x>&'
    assert response["Content-Type"] == "text/xml; charset=utf-8"


def test_answer_sets_no_cookie_and_other_methods_are_refused(case_study, client):
    assert not client.get("/oai?verb=Identify").cookies
    assert client.put("/oai?verb=Identify").status_code == 405
