import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.test import Client

from tests import factories

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = [
    "/",
    "/cy/",
    "/training/",
    "/news/",
    "/news/?kind=news&q=tea",
    "/news/bread/",
    "/case-studies/",
    "/directory/",
    "/directory/?q=exeter&region=Wales",
    "/directory/exeter/",
    "/cy/directory/",
    "/search/",
    "/search/?q=training&kind=news&page=2",
    "/cy/search/?q=training",
    "/no-such-page/",
    "/sitemap.xml",
    "/sitemap-pages.xml",
]
TEXT_PAGES = [address for address in PUBLIC if "sitemap" not in address]


@pytest.fixture
def content(home):
    factories.StandardPageFactory(parent=home, title="Training", slug="training")
    factories.NewsPageFactory(parent=factories.NewsIndexPageFactory(parent=home), title="Bread")
    factories.CaseStudyPageFactory(parent=factories.CaseStudyIndexPageFactory(parent=home))
    factories.PrisonFactory(slug="exeter")


def policy(response):
    """{directive: its sources} of the content security policy."""
    directives = [directive.split() for directive in response.headers["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in directives}


# Public pages


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_has_the_strict_policy(address, client):
    found = policy(client.get(address))

    assert found["default-src"] == [NONE]
    assert found["script-src"] == found["style-src"] == [SELF]
    assert found["object-src"] == found["base-uri"] == [NONE]
    assert found["form-action"] == found["frame-ancestors"] == [SELF]
    assert {source for sources in found.values() for source in sources} == {NONE, SELF, "data:"}
    assert [name for name, sources in found.items() if "data:" in sources] == ["img-src"]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("address", TEXT_PAGES)
def test_public_page_has_nothing_that_the_policy_would_stop(address, client):
    text = client.get(address).text

    assert not re.search(
        r"<style\b|<script(?![^>]*(?:\bsrc=|application/ld\+json))|<[^>]*\s(?:style|on[a-z]+)\s*=\s*[\"']", text
    )
    assert not re.search(
        r"<(?:script|img|iframe|link rel=\"(?:stylesheet|preload|icon)\")[^>]*(?:src|href)=\"http", text
    )


KINDS = {
    "page": ("/training/", 200),
    "redirect": ("/training", 301),
    "page that is not there": ("/no-such-page/", 404),
    "page that is refused": ("/sign-in/out/", 403),
    "error of ours": ("/search/", 500),
    "admin": ("/admin/", 302),
    "signing in to the admin": ("/admin/login/", 200),
    "sitemap": ("/sitemap.xml", 200),
    "robots": ("/robots.txt", 200),
    "feed": ("/feeds/news.atom", 200),
    "static file": ("/static/site.css", 200),
    "API": ("/api/v1/prisons", 200),
    "nothing at the API": ("/api/v1/prisons/NON", 404),
    "harvesting": ("/oai?verb=Identify", 200),
}
TYPES = r"(text/\w+|application/(\w+\+)?xml|application/json); charset=\"?utf-8\"?|application/json"
OFFERED = {"API", "nothing at the API", "harvesting"}


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_response_has_the_headers(kind, monkeypatch, settings):
    settings.WHITENOISE_USE_FINDERS = True
    address, status = KINDS[kind]
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    monkeypatch.setattr("home.views.SearchView.get", None)
    response = (client.post if status == 403 else client.get)(address, secure=True)

    found = response.headers
    assert response.status_code == status
    assert found["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(TYPES, found["Content-Type"])
    assert found["Referrer-Policy"] == "same-origin"
    assert found["Cross-Origin-Opener-Policy"] == "same-origin"
    assert found["Cross-Origin-Resource-Policy"] == ("cross-origin" if kind in OFFERED else "same-origin")
    assert "camera=()" in found["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in found["Permissions-Policy"]
    assert policy(response)["object-src"] == policy(response)["base-uri"] == [NONE]
    assert policy(response)["frame-ancestors"] == [SELF]
    assert not response.cookies or kind == "signing in to the admin"


def test_programs_that_ask_without_https_are_told_so_and_browsers_led_there(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True

    refused, led = client.get("/api/v1/prisons"), client.get("/search/")

    assert (refused.status_code, refused.headers.get("Location")) == (403, None)
    assert "https" in refused.json()["detail"]
    assert (led.status_code, led.headers["Location"]) == (301, "https://testserver/search/")


def test_other_sites_may_read_what_is_offered_to_them_alone(client, content):
    for address in ("/api/v1/prisons", "/oai?verb=Identify"):
        assert client.get(address).headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in client.get(address).headers
    assert "Access-Control-Allow-Origin" not in client.get("/training/").headers


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_sets_no_cookie(address, client):
    response = client.get(address, headers={"accept-language": "cy"})

    assert not response.cookies


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("address", PUBLIC)
def test_public_page_is_the_same_for_every_reader(address, client):
    response = client.get(address, headers={"accept-language": "cy", "accept-encoding": "gzip"})

    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    assert varies <= {"", "accept-encoding"}


@pytest.mark.parametrize("address", ["/training", "/cy", "/directory"])
def test_redirect_has_the_headers_too(address, client, content):
    response = client.get(address)

    assert response.status_code == 301
    assert policy(response)["default-src"] == [NONE]
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_error_page_has_the_strict_policy(client, content, monkeypatch):
    monkeypatch.setattr("home.views.SearchView.get", None)
    client.raise_request_exception = False

    response = client.get("/search/")

    assert response.status_code == 500
    assert policy(response)["script-src"] == [SELF]
    assert not response.cookies


# The admin


@pytest.mark.parametrize("address", ["/admin/", "/admin/pages/", "/admin/reports/locked/"])
def test_admin_may_have_inline_script_and_style(address, editor_client, content):
    found = policy(editor_client.get(address, follow=True))

    assert found["script-src"] == found["style-src"] == [SELF, UNSAFE_INLINE]
    assert found["default-src"] == found["object-src"] == [NONE]


def test_sign_in_page_has_the_policy_of_the_admin(client, content):
    assert policy(client.get("/admin/login/"))["script-src"] == [SELF, UNSAFE_INLINE]


@pytest.mark.parametrize("address", ["/", "/training/", "/directory/", "/administrators/", "/cy/admin/", "/admin"])
def test_editor_gets_the_strict_policy_outside_the_admin(address, editor_client, content):
    assert policy(editor_client.get(address))["script-src"] == [SELF]


# Production, as the environment makes it


def manage(*arguments, **environment):
    """Runs manage.py with that environment; what is empty is as good as not set."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "sqlite://", "LOG_LEVEL": "ERROR", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


SHOW = """
import json
from django.conf import settings
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
answer = SecurityMiddleware(lambda request: HttpResponse())
plain, secure = (answer(RequestFactory().get("/a/?b=c", secure=yes, HTTP_HOST="localhost")) for yes in (False, True))
names = (
    "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS DEBUG "
    "SESSION_COOKIE_NAME CSRF_COOKIE_NAME"
)
print(json.dumps({
    "settings": {name: getattr(settings, name) for name in names.split()},
    "plain": [plain.status_code, dict(plain.headers)],
    "secure": [secure.status_code, dict(secure.headers)],
}))
"""
LONG_KEY = "".join(f"{number:02x}" for number in range(40))


def shown(**environment):
    done = manage("shell", "--verbosity", "0", "-c", SHOW, **environment)
    return json.loads(done.stdout)


def test_production_is_https_only_without_being_told():
    found = shown(SECRET_KEY=LONG_KEY, HTTPS="on", DEBUG="off")

    assert found["settings"] == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "DEBUG": False,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
    }
    assert found["plain"][0] == 301
    assert found["plain"][1]["Location"] == "https://localhost/a/?b=c"
    assert found["secure"][0] == 200
    assert found["secure"][1]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_without_https_nothing_promises_it():
    found = shown(SECRET_KEY=LONG_KEY, HTTPS="off", DEBUG="off")

    assert found["plain"][0] == 200
    assert "Strict-Transport-Security" not in found["plain"][1]
    assert found["settings"]["SECURE_HSTS_SECONDS"] == 0
    assert not found["settings"]["SESSION_COOKIE_SECURE"]
    assert not found["settings"]["CSRF_COOKIE_SECURE"]


def test_production_passes_the_deployment_checks():
    done = manage("check", "--deploy", SECRET_KEY=LONG_KEY, HTTPS="on", DEBUG="off")

    assert done.returncode == 0
    assert not re.findall(r"security\.\w+", done.stdout + done.stderr)


def test_hub_refuses_to_start_without_a_secret_key():
    done = manage("check", SECRET_KEY="", DEBUG="off")

    assert done.returncode != 0
    assert "Set SECRET_KEY in the environment" in done.stderr


def test_debugging_needs_no_secret_key_and_no_https_of_its_own(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("HTTPS", raising=False)

    assert manage("check", DEBUG="on").returncode == 0


def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(editor):
    client = Client()
    client.post("/admin/login/", {"username": editor.email, "password": "a long password"})

    cookie = client.cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
