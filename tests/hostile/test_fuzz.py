"""Whatever is sent, the hub answers it: no error of ours, nothing given back as markup, no word of its inside.

`make fuzz` sends tens of thousands of requests to the demonstration on both databases; without FUZZ_REQUESTS a sample
goes to the few rows that other tests plant. The same FUZZ_SEED sends the same requests.
"""

import logging
import os
from io import StringIO

import pytest
from django.core.management import call_command

from directory.models import Membership
from hub.models import User
from tests.factories import MembershipFactory
from tests.hostile.routes import routes
from tests.hostile.sending import EDITOR, LEFT_OUT, Asker, parameters, send, targets
from tests.planted import plant

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "0"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
SAMPLE = 300
SHOWN = 20  # faults that a failure tells in full
PUBLIC = ["/", "/cy/", "/directory/", "/sign-in/", "/updates/mail/", "/api/v1/", "/oai", "/robots.txt", "/sitemap.xml"]


@pytest.fixture
def asked(db, request, settings, django_capture_on_commit_callbacks):
    """{who: their account, or None} of who asks, of content that has something of everything."""
    settings.LIMIT_FACTOR = 0
    if REQUESTS:
        with django_capture_on_commit_callbacks(execute=True):
            call_command("demo", password="x", stdout=StringIO())
        member = Membership.objects.filter(role="approver").first().user
    else:
        prison = request.getfixturevalue("prison")
        plant(request.getfixturevalue("home"), prison)
        member = MembershipFactory(prison=prison, role="approver").user
    editor = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("boss@example.org", "x")
    return {"anybody": None, "member": member, EDITOR: editor}


def reachable(most):
    """Addresses that need no argument, as far as each of them is for anybody."""
    plain = [f"/{route.form}" for route in routes() if not route.wants and not route.form.startswith("admin/")]
    return [*PUBLIC, *plain, *(f"/cy{address}" for address in plain)][:most]


def test_whatever_is_sent_is_answered(asked, caplog):
    caplog.set_level(logging.CRITICAL)
    count, scale = (REQUESTS, 8) if REQUESTS else (SAMPLE, 1)

    with Asker(asked) as asker:
        found = targets(asker, "anybody", reachable(30 * scale), 30 * scale)
        found += targets(asker, "member", ["/my-prison/"], 8 * scale)
        found += targets(asker, EDITOR, ["/admin/"], 4 * scale)
        send(asker, found, {"pk": 1, "year": 2025, "language": "en-gb"}, count, SEED)

    assert sum(asker.statuses.values()) >= count
    assert {"anybody", "member", EDITOR} == {target.who for target in found}
    assert len([form for target in found for form in target.forms if form.method == "POST"]) >= 8
    assert asker.statuses.get(200, 0) > count / 4, "most of it never got as far as a page"
    told = "\n".join(str(fault) for fault in asker.faults[:SHOWN])
    assert not asker.faults, f"{len(asker.faults)} faults with FUZZ_SEED={SEED}:\n{told}"


def test_what_is_left_out_is_there_and_says_why():
    assert LEFT_OUT.keys() <= {route.key for route in routes()}
    assert all(LEFT_OUT.values())


def test_the_names_of_parameters_are_read_out_of_the_code():
    assert {"next", "q", "page", "verb", "resumptionToken"} < set(parameters())
