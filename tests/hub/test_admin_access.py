from ipaddress import ip_network

import pytest
from django.test import Client

from hub.mail import whole
from tests.hub.test_security_headers import LONG_KEY, manage

ADDRESSES = ["/admin/", "/admin/login/", "/admin/password_reset/", "/admin/no-such-page/"]


def statuses(client, **extra):
    return {client.get(address, **extra).status_code for address in ADDRESSES}


@pytest.fixture
def signed_in(editor, home):
    client = Client()
    client.force_login(editor)
    return client


def test_without_limits_the_admin_is_everywhere(signed_in):
    assert signed_in.get("/admin/", headers={"host": "localhost"}).status_code == 200


def test_admin_is_under_its_host_alone(signed_in, settings):
    settings.ALLOWED_HOSTS = ["hub.example.org", "admin.example.org"]
    settings.ADMIN_HOSTS = ["admin.example.org"]

    assert statuses(signed_in, HTTP_HOST="hub.example.org") == {404}
    assert signed_in.get("/admin/", HTTP_HOST="admin.example.org:8000").status_code == 200
    assert signed_in.get("/", HTTP_HOST="hub.example.org").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"), [("10.1.2.3", 200), ("2001:db8::7", 200), ("10.2.0.1", 404), ("198.51.100.1", 404)]
)
def test_admin_is_open_to_its_networks_alone(address, status, signed_in, settings):
    settings.ADMIN_NETWORKS = [ip_network("10.1.0.0/16"), ip_network("2001:db8::/32")]
    settings.MFA_REQUIRED = False

    # From another machine a second factor is asked for besides, so what leads to it is as good as open.
    found = signed_in.get("/admin/", REMOTE_ADDR=address).status_code
    assert {302: 200}.get(found, found) == status
    assert signed_in.get("/", REMOTE_ADDR=address).status_code == 200


def test_nobody_chooses_the_address_that_counts(signed_in, settings):
    settings.ADMIN_NETWORKS = [ip_network("10.1.0.0/16")]

    assert statuses(signed_in, HTTP_X_FORWARDED_FOR="10.1.2.3") == {404}


def test_a_network_that_is_none_keeps_the_hub_from_starting():
    done = manage("check", SECRET_KEY=LONG_KEY, DEBUG="off", ADMIN_NETWORKS="everywhere")

    assert done.returncode != 0
    assert "'everywhere' does not appear to be an IPv4 or IPv6 network" in done.stderr


def test_mail_leads_editors_to_the_host_of_the_admin_and_readers_to_the_hub(settings):
    settings.BASE_URL, settings.WAGTAILADMIN_BASE_URL = "https://hub.example.org", "https://admin.example.org"

    assert whole("/admin/bundles/") == "https://admin.example.org/admin/bundles/"
    assert whole("/my-prison/EXI/") == "https://hub.example.org/my-prison/EXI/"


@pytest.mark.parametrize(
    ("hosts", "base"), [("", "https://hub.example.org"), ("a.example.org,b", "https://a.example.org")]
)
def test_the_host_of_the_admin_is_the_first_that_is_named(hosts, base):
    said = manage("diffsettings", SECRET_KEY=LONG_KEY, ADMIN_HOSTS=hosts, BASE_URL="https://hub.example.org").stdout

    assert f"WAGTAILADMIN_BASE_URL = '{base}'" in said
