"""Whatever is changed in the admin is written down: in the history, in who saw what, or in a log of its own."""

import re

from django.db import connection, transaction
from lxml import html

from tests.hostile.routes import routes
from tests.hostile.sending import encoded, forms_of
from tests.hostile.who import row_of, values_for

WRITTEN = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
# Tables that are a record of what was done, by whom and when.
RECORDS = {
    *("wagtailcore_pagelogentry", "wagtailcore_modellogentry", "hub_access", "directory_transition"),
    *("directory_concernstep", "resources_identityreview", "home_pagereading"),
}
# What the hub, or the machine, keeps for itself: {beginning of a table's name: why}
OWN = {
    "django_session": "who is signed in",
    "django_cache": "what can be made anew",
    "wagtailsearch": "the index of search",
    "wagtailcore_referenceindex": "the index of references",
    "wagtailadmin_editingsession": "who has a form open",
    "wagtailimages_rendition": "shapes of a picture",
    "hub_hubrendition": "shapes of a picture",
    "hub_user": "the time of signing in",
    "hub_tries": "wrong passwords",
}
OURS = ("hub", "guidance", "resources", "directory", "home")


def is_of_ours(route, planted):
    view = getattr(route.view, "view_class", None)
    return route.form.startswith("admin/") and view and (view.__module__.startswith(OURS) or row_of(route, planted))


def posts(client, address):
    """(action, values) of each form that a page of the admin would post as it stands, once for each of its buttons."""
    answer = client.get(address)
    if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
        return
    tree = html.fromstring(answer.content or b"<p>")
    for form in forms_of(tree, address):
        if form.method == "POST" and "/logout/" not in form.action:
            yield form.action, form.values


def written(send):
    """The names of the tables that a request writes to, itself or once it is settled."""
    tables = set()

    def look(execute, sql, params, many, context):
        if found := WRITTEN.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look), transaction.atomic():
        send()
        transaction.set_rollback(True)
    return {name for name in tables if not name.startswith(tuple(OWN))}


def test_every_change_in_the_admin_leaves_a_record(clients, planted, prison, home):
    client, changed, unrecorded = clients["administrator"], set(), {}

    for route in routes():
        if not is_of_ours(route, planted):
            continue
        address = route.address(values_for(route, planted, prison, home))
        for action, values in posts(client, address):
            data = encoded(values.items())
            tables = written(
                lambda to=action, data=data: client.generic("POST", to, data, "application/x-www-form-urlencoded")
            )
            if tables:
                changed.add(route.key)
                if not tables & RECORDS:
                    unrecorded[route.key] = sorted(tables)

    assert unrecorded == {}
    assert len(changed) > 15
