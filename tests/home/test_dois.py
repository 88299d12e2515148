"""DOIs against a stand-in for DataCite that checks who asks and what it is sent, as DataCite does."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from datacite import schema45
from datacite.errors import DataCiteError, HttpError
from django.core.management import CommandError, call_command

from home import dois
from hub.models import Identifier

ACCOUNT, PASSWORD, PREFIX = "EXAMPLE.HUB", "a secret", "10.5072"
STATES = {"publish": "findable", "register": "registered", "hide": "registered"}


class DataCite(BaseHTTPRequestHandler):
    """POST /dois makes one and PUT /dois/<doi> changes one; `server.dois` is {doi: (state, attributes)}."""

    def log_message(self, *args):
        pass

    def answer(self, status, told):
        self.send_response(status)
        self.send_header("Content-Type", "application/vnd.api+json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def refuse(self, status, why):
        self.answer(status, {"errors": [{"title": why}]})

    def attributes(self):
        data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["data"]
        assert data["type"] == "dois"
        return data["attributes"]

    def take(self, made):
        attributes = self.attributes()
        self.server.requests.append(self.command)
        authorization = base64.b64encode(f"{ACCOUNT}:{PASSWORD}".encode()).decode()
        if self.headers["Authorization"] != f"Basic {authorization}":
            return self.refuse(401, "Bad credentials.")
        if self.server.failing:
            return self.refuse(503, "Back soon.")
        doi, event = attributes["doi"], attributes["event"]
        if not doi.startswith(f"{PREFIX}/"):
            return self.refuse(403, "Not your prefix.")
        if event == "publish" and not schema45.validate(attributes):
            return self.refuse(422, "This is not of the schema.")
        if made and doi in self.server.dois:
            return self.refuse(422, "This DOI has already been taken")
        if not made and self.path != f"/dois/{doi}":
            return self.refuse(404, "Not found.")
        before = self.server.dois.get(doi, ("", {}))[1]
        self.server.dois[doi] = (STATES[event], {**before, **attributes})
        if self.server.falling_silent:
            return self.close_connection
        return self.answer(201 if made else 200, {"data": {"id": doi, "attributes": attributes}})

    def do_POST(self):
        self.take(made=True)

    def do_PUT(self):
        self.take(made=False)


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), DataCite) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def datacite(server, settings):
    server.dois, server.requests, server.failing, server.falling_silent = {}, [], False, False
    settings.DATACITE_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.DATACITE_ACCOUNT, settings.DATACITE_PASSWORD, settings.DATACITE_PREFIX = ACCOUNT, PASSWORD, PREFIX
    return server


@pytest.fixture
def doi(case_study, named, datacite):
    """The DOI of the case study, which DataCite was told of."""
    identifier = named("case-study")
    dois.tell.call(identifier.pk)
    return f"{PREFIX}/{identifier.code}"


def test_nothing_is_sent_where_no_prefix_is_set(
    case_study, publish, datacite, settings, django_capture_on_commit_callbacks
):
    settings.DATACITE_PREFIX = ""
    with django_capture_on_commit_callbacks(execute=True):
        publish(case_study)

    call_command("register_dois")
    assert datacite.requests == []


def test_what_is_published_gets_a_findable_doi_that_leads_to_its_permanent_link(
    case_study, publish, named, datacite, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish(case_study)

    identifier = named("case-study")
    [(made, (state, attributes))] = datacite.dois.items()
    assert (made, state) == (f"{PREFIX}/{identifier.code}", "findable")
    assert attributes["url"] == settings.BASE_URL + identifier.path
    assert attributes["titles"] == [{"title": "Help with meals", "lang": "en-GB"}]
    assert (identifier.doi, identifier.doi_state) == (made, "findable")


def test_same_thing_is_not_sent_twice_and_a_change_is(case_study, doi, datacite, publish, named):
    dois.tell.call(named("case-study").pk)
    assert datacite.requests == ["POST"]

    case_study.title = "Help at meal times"
    publish(case_study)
    dois.tell.call(named("case-study").pk)

    assert datacite.requests == ["POST", "PUT"]
    assert datacite.dois[doi][1]["titles"][0]["title"] == "Help at meal times"


def test_doi_of_what_is_gone_is_registered_and_is_findable_again_when_it_is_back(
    case_study, doi, datacite, publish, named
):
    case_study.unpublish()
    dois.tell.call(named("case-study").pk)
    assert (datacite.dois[doi][0], named("case-study").doi_state) == ("registered", "registered")

    publish(case_study)
    dois.tell.call(named("case-study").pk)
    assert (datacite.dois[doi][0], named("case-study").doi_state) == ("findable", "findable")


def test_what_was_gone_before_there_were_dois_gets_none(case_study, named, datacite):
    case_study.unpublish()
    dois.tell.call(named("case-study").pk)

    assert datacite.requests == []
    assert named("case-study").doi == ""


def test_failure_leaves_all_as_it_was_and_publishing_goes_on(
    case_study, named, datacite, publish, django_capture_on_commit_callbacks
):
    datacite.failing = True
    with django_capture_on_commit_callbacks(execute=True):
        publish(case_study)
    assert (named("case-study").doi, named("case-study").doi_state) == ("", "")
    with pytest.raises(CommandError):
        call_command("register_dois")

    datacite.failing = False
    call_command("register_dois")
    assert named("case-study").doi_state == "findable"


def test_answer_that_never_came_does_no_harm(case_study, named, datacite):
    datacite.falling_silent = True
    with pytest.raises(HttpError):
        dois.tell.call(named("case-study").pk)
    assert named("case-study").doi == ""

    datacite.falling_silent = False
    dois.tell.call(named("case-study").pk)
    assert datacite.requests == ["POST", "POST", "PUT"]
    assert named("case-study").doi_state == "findable"


def test_wrong_password_is_an_error(case_study, named, datacite, settings):
    settings.DATACITE_PASSWORD = "wrong"

    with pytest.raises(DataCiteError):
        dois.tell.call(named("case-study").pk)
    assert datacite.dois == {}


def test_everything_of_every_kind_is_taken(toolkit, guide, scheme, datacite):
    call_command("register_dois")

    assert len(datacite.dois) == Identifier.objects.filter(doi_state="findable").count() == 4
