"""What it costs to publish, to rename a section of a thousand pages, and to send a practice example in."""

import time
from uuid import uuid4

from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import Submission
from directory.practice.states import State
from home.demo.accounts import CONTRIBUTOR
from home.demo.content import read
from home.demo.people import send_in
from hub.models import User
from resources.models import CaseStudyIndexPage, CaseStudyPage

from .content import grow
from .measuring import request_alone

SECTION = 1_000  # pages
TIMES = 7


def timed(change):
    """(seconds, queries) of a change."""
    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        change()
        return time.perf_counter() - start, len(queries)


def publish(page):
    page.save_revision().publish()


def published():
    """[seconds, queries] of publishing a case study, the fewest of several times: without the tasks, and with them."""
    page = CaseStudyPage.objects.filter(locale__language_code="en-gb", live=True).order_by("path").first()
    with request_alone:
        alone = min(timed(lambda: publish(page)) for _time in range(TIMES))
    return [list(alone), list(min(timed(lambda: publish(page)) for _time in range(TIMES)))]


def renamed(since):
    """[seconds, queries] of publishing a section of a thousand pages, and of doing so with another address.

    In place of the second stands what a database says that cannot do it.
    `since` is what `content.grow` had made so far.
    """
    grow(since, [since[0] or 50, since[1], SECTION])

    def rename():
        page = section()
        page.slug = f"renamed-{uuid4().hex[:6]}"
        publish(page)

    with request_alone:
        plain = min(timed(lambda: publish(section())) for _time in range(TIMES))
        try:
            return [list(plain), list(min(timed(rename) for _time in range(3)))]
        except DatabaseError as error:
            return [list(plain), str(error)]


def section():
    return CaseStudyIndexPage.objects.get(locale__language_code="en-gb")


def sent():
    """[seconds, queries] of the request with which a contributor sends a practice example, the fewest of several."""
    client, user = Client(HTTP_HOST="localhost"), User.objects.get(email=CONTRIBUTOR)
    client.force_login(user, backend="hub.accounts.CodeBackend")
    story, found = read("submissions")["story"], []
    for number in range(TIMES + 1):  # the first warms up
        row = story | {"prison": "XEV", "title": f"To be sent {number}", "moves": []}
        submission = send_in(row, uuid4().hex)
        address = reverse("practice:check", args=["XEV", submission.reference])
        found.append(timed(lambda address=address: client.post(address)))
        state = Submission.objects.get(pk=submission.pk).state
        if state != State.WITH_APPROVER:
            raise SystemExit(f"{submission.reference} was not sent")
    return list(min(found[1:]))
