"""What waits for whoever opens the dashboard of the admin: one line for each list of theirs that is not empty."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from wagtail.admin.ui.components import Component


class Waiting(NamedTuple):
    """So many things of a kind, and the list that has them."""

    what: str
    count: int
    url: str
    is_late: bool = False


class Rows(NamedTuple):
    """`find` gives the `Waiting`s of a user; `permission` is that of whoever works on them."""

    order: int
    permission: str
    find: Callable[..., Iterable[Waiting]]


LISTS = []


def waits(permission, *, order):
    """Decorator: what the function of a user yields is on the dashboard of those who have `permission`.

    Apps call it in a module `waiting`, which is loaded when the hub starts.
    """

    def register(find):
        LISTS.append(Rows(order, permission, find))
        LISTS.sort(key=lambda row: row.order)
        return find

    return register


def waiting_for(user):
    """Every `Waiting` with at least one thing that `user` may work on. As many queries as lists they have, and two."""
    return [row for rows in LISTS if user.has_perm(rows.permission) for row in rows.find(user) if row.count]


class WaitingPanel(Component):
    name = "waiting"
    template_name = "hub/admin/waiting.html"
    order = 50

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        works = any(user.has_perm(rows.permission) for rows in LISTS)
        return {"rows": waiting_for(user), "works": works}
