"""Checks every link of the public pages, and keeps what is wrong until it is right again."""

import re
from itertools import chain, zip_longest

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from home.models import BrokenLink
from home.models.links import Problem

from .found import links
from .inside import Inside, is_own
from .outside import Outside

HOST = re.compile(r"[^/]*/*[^/]*")
LONGEST_TEXT = BrokenLink._meta.get_field("text").max_length
LONGEST_ADDRESS = BrokenLink._meta.get_field("address").max_length


@task()
def check_links():
    """Check all links. For every night; it takes as long as other sites take to answer."""
    found = list(found_wrong(list(links())))  # all of it, before the database is held
    store(found, timezone.localdate())


def found_wrong(all_links):
    """Unsaved `BrokenLink`s of links that are not right."""
    inside, outside = Inside(), Outside()
    others = []
    for link in all_links:
        if not (link.kind or is_own(link.address)):
            others.append(link)
        elif problem := inside.problem_of(link):
            yield of(link, problem, is_outside=False)
    for link in in_turn(others):
        if problem := outside.problem_of(link.address):
            yield of(link, problem, is_outside=True)


def in_turn(others):
    """Links in an order in which two to the same host are as far apart as can be."""
    hosts = {}
    for link in others:
        hosts.setdefault(HOST.match(link.address)[0], []).append(link)
    return [link for link in chain.from_iterable(zip_longest(*hosts.values())) if link]


def of(link, problem, is_outside):
    address, text = link.address[:LONGEST_ADDRESS], link.text[:LONGEST_TEXT]
    return BrokenLink(page_id=link.page.pk, text=text, address=address, problem=problem, is_outside=is_outside)


@transaction.atomic
def store(found, day):
    """Keep what is wrong on a day in place of what was; what was wrong before keeps the day since when it is.

    What could not be checked and is broken now is new, for nobody knows when it broke.
    """
    before = {row.key: row for row in BrokenLink.objects.select_for_update()}
    rows = list({row.key: row for row in found}.values())
    for row in rows:
        same = before.get(row.key)
        goes_on = same and (same.problem == Problem.UNCHECKED) == (row.problem == Problem.UNCHECKED)
        row.since, row.checked_on = (same.since if goes_on else day), day
    BrokenLink.objects.all().delete()
    BrokenLink.objects.bulk_create(rows, batch_size=500)
