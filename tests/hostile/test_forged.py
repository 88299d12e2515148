"""What another site, another host name or a prying address gets: nothing."""

import pytest
from django.db import transaction
from django.test import Client

from hub.models import User
from tests.factories import MembershipFactory
from tests.hostile.routes import routes
from tests.hostile.test_who_may import is_shut, keeps_typed
from tests.hostile.who import values_for

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "\thttps://evil.example",
)
NEXT = ("next", "return_to", "redirect_to", "url", "REDIRECT_URL")
HIDDEN = (
    *("/.git/config", "/.env", "/.git/", "/manage.py", "/hub/settings.py", "/var/", "/var/hub.sqlite3"),
    *("/static/", "/static/../manage.py", "/media/", "/media/../.env", "/static/%2e%2e/manage.py", "/documents/"),
    *("/documents/1/..%2f..%2fmanage.py", "/static//etc/passwd", "/server-status", "/__debug__/", "/wp-login.php"),
)
# Routes that take a post without a token, {the beginning of their key: why}; the one without a name is that of two
# patterns in hub/urls.py.
NO_TOKEN = {
    "%(_0)s": "a response to a consultation, and a self-assessment: no cookie is read there",
    **dict.fromkeys(
        ["concerns:report", "enquiries:", "resources:ask_for_format", "feedback", "reply", "use", "account_signup"],
        "a form for anybody: no cookie is read there",
    ),
    "subscribe": "a form for anybody: no cookie is read there",
    "subscription": "by a secret in the address; one-click unsubscription is by RFC 8058",
    "oai": "harvesters may ask by POST, and nothing is changed",
    "api-1:": "it is read alone",
}


@pytest.fixture
def strict(planted, prison):
    """Clients of which tokens are asked, as a browser with the cookies of a signed-in editor or approver."""
    found = []
    for user in (
        MembershipFactory(prison=prison, role="approver").user,
        User.objects.create_superuser("a@b.gov.uk", "x"),
    ):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(user)
        found.append(client)
    return found


@pytest.mark.parametrize("where", ["/sign-in/", "/cy/sign-in/", "/admin/login/", "/_util/login/", "/sign-in/out/"])
def test_nobody_is_led_to_another_site(where, editor, prison):
    for elsewhere in ELSEWHERE:
        for name in NEXT:
            client = Client()
            answer = client.post(
                f"{where}?{name}={elsewhere}",
                {"username": editor.email, "password": "a long password", name: elsewhere},
            )
            signed = client.get(where, {name: elsewhere})
            for one in (answer, signed):
                assert "evil.example" not in one.get("Location", "").split("?")[0], (where, name, elsewhere)


@pytest.mark.parametrize("header", ["HTTP_X_FORWARDED_HOST", "HTTP_X_HOST", "HTTP_FORWARDED", "HTTP_X_ORIGINAL_URL"])
def test_no_header_but_host_says_under_which_name_the_hub_is(header, client, home):
    for address in ("/", "/sitemap.xml", "/opensearch.xml", "/robots.txt", "/api/v1/", "/oai?verb=Identify"):
        answer = client.get(address, **{header: "host=evil.example" if header[5:] == "FORWARDED" else "evil.example"})
        assert b"evil.example" not in answer.content, address


def test_a_host_that_is_not_ours_is_refused_and_not_told(client, home):
    answer = client.get("/", HTTP_HOST="evil.example")

    assert answer.status_code == 400
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize("address", HIDDEN)
def test_nothing_is_at_addresses_that_scanners_try(address, client, home):
    assert client.get(address, follow=True).status_code in (400, 404)


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"])
def test_odd_methods_give_nothing_back(method, client, home):
    answer = client.generic(method, "/sign-in/", HTTP_X_ZQ7="zq7")

    assert b"zq7" not in answer.content
    assert answer.status_code in (200, 302, 405)


@pytest.mark.parametrize("ending", ["x.css", "index.php", "..%2fx.js", ";x.css", "%0ax.css", "x.css?a=b"])
def test_no_private_page_passes_for_a_file_that_a_cache_keeps(ending, strict, prison):
    approver, editor = strict
    for client, address in ((approver, f"/my-prison/{prison.pk}/"), (editor, "/admin/")):
        answer = client.get(address + ending, follow=True)
        assert answer.status_code == 404, (address, ending)


def test_what_a_kept_page_says_is_of_its_key_alone(client, home, settings):
    """One who asks with odd headers leaves nothing in the page that the next is given."""
    settings.PAGE_CACHE = True
    odd = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_PROTO": "zq7",
        "HTTP_ACCEPT_LANGUAGE": "cy",
        "HTTP_X_FORWARDED_PREFIX": "/zq7",
        "HTTP_REFERER": "https://evil.example/",
        "HTTP_USER_AGENT": "zq7",
    }
    first = client.get("/", **odd)
    second = client.get("/")

    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert b"evil.example" not in second.content + str(second.headers).encode()
    assert b'lang="en' in second.content


def takes_no_token(route):
    return any(route.key.startswith(key) for key in NO_TOKEN)


def test_a_view_that_asks_for_no_token_is_known_and_says_why():
    """Those that look at the token themselves, and the ones of Django REST framework, are asked below."""
    exempt = {route for route in routes() if getattr(route.view, "csrf_exempt", False)}
    by_themselves = {route for route in exempt if keeps_typed(route) or route.form.startswith("admin/")}

    assert {route.key for route in exempt - by_themselves if not takes_no_token(route)} == set()
    for key in NO_TOKEN:
        assert any(route.key.startswith(key) for route in exempt), key


def test_no_form_of_another_site_is_taken(strict, planted, prison, home, unwritten):
    """The browser of a signed-in administrator posts without the token."""
    _approver, administrator = strict
    taken = []
    for route in routes():
        if takes_no_token(route) or keeps_typed(route):
            continue
        with transaction.atomic():
            address = route.address(values_for(route, planted, prison, home))
            answer = administrator.post(address, HTTP_ORIGIN="https://evil.example")
            transaction.set_rollback(True)
        if not is_shut(answer) and answer.status_code != 301:  # one for an address without its slash
            taken.append((route.key, route.form, answer.status_code))

    assert taken == []
