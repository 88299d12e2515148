"""docs/permissions.md, written from the table of `groups`."""

from django.apps import apps

from .groups import BY_NAME, EDITORS, GROUPS, MODERATORS, PAGES

FOREWORD = """# Who may do what in the admin

`manage.py describe_permissions` writes this from the tables in `home/groups.py`, from which migrations give rights.
Everybody who uses the admin gives a password and a second factor. Who acts for a prison needs none of these rights:
they see what is their prison’s, outside the admin. Administrators (superusers) may do everything: have two or three.

Some decisions take two people: a rating is confirmed by somebody other than who proposed it, what may tell who somebody
is by somebody other than the writer, a practice example is accepted by somebody other than who typed it in.
In the workflow of all pages, too, nobody approves what they wrote: a new hub has the task “Approval by somebody else”
in it. For schemes, and in an older hub, choose it under Settings, Workflows. Take the right to publish from the
moderators, and nothing is published without approval; a single editor could publish nothing then, so it is not so from
the start.

## Groups

An empty cell means that a group has no right there.
"""
HEADINGS = ("What", *GROUPS)
NAMED_HEADINGS = ("Right", "To")


def written():
    """The document, as text."""
    pages = ("Pages, every one", *(in_words(PAGES[group]) for group in GROUPS))
    rows = [pages, *(cells_of(label) for label in sorted({*EDITORS, *MODERATORS}))]
    named = [(f"`{permission}`", what) for permission, what in BY_NAME.items()]
    foot = "## Given to persons by name\n\nNo group has these: an administrator gives them to a person.\n"
    return "\n".join([FOREWORD, *table(HEADINGS, rows), "", foot, *table(NAMED_HEADINGS, named)]) + "\n"


def table(headings, rows):
    for cells in (headings, ["---"] * len(headings), *rows):
        yield f"| {' | '.join(cells)} |"


def cells_of(label):
    called = apps.get_model(label)._meta.verbose_name_plural
    actions = (" ".join(table.get(label, "") for table in tables) for tables in GROUPS.values())
    return f"{str(called)[:1].upper()}{str(called)[1:]} (`{label}`)", *map(in_words, actions)


def in_words(actions):
    return ", ".join(actions.split())
