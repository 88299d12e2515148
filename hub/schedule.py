"""docs/data.md, written from the table of `restricted`."""

from .restricted import RESTRICTED

FOREWORD = """# What is restricted, who sees it and how long it is kept

`manage.py describe_data` writes this from the table in `hub/restricted.py` and the modules `restricted.py` of the apps.
The periods are proposals: the data protection lead confirms or changes them before real use, in those modules.
`manage.py enforce_retention`, every night, does what they say.

Every screen of the admin that shows any of it is logged (Restricted data, Who saw what). What a prison’s own team
looks at is not: it is theirs. Nothing of it is in the site’s search, the API, open data or the sitemap, nor in a log
or a report of an error.
"""
HEADINGS = ("What", "Holds", "Why", "Who may see it", "Kept, and what happens then")


def written():
    """The document, as text."""
    rows = (cells_of(row) for row in RESTRICTED.values())
    table = [HEADINGS, ["---"] * len(HEADINGS), *rows]
    return "\n".join([FOREWORD, *(f"| {' | '.join(cells)} |" for cells in table)]) + "\n"


def cells_of(row):
    return f"`{row.label}`", row.holds, row.why, who_sees(row), "; ".join(periods_of(row)) + "."


def who_sees(row):
    return row.seen_by if " " in row.seen_by else f"`{row.seen_by}`"


def periods_of(row):
    """How long, in words: the periods, what it goes with, or why there is no end."""
    for kept in row.kept:
        days = f"{kept.days} days after {kept.after}" if kept.days else f"When {kept.after}"
        yield f"{days}: {kept.then}"
    if row.goes_with:
        yield f"{'At the latest goes' if row.kept else 'Goes'} with `{row.goes_with}`"
    if row.stays:
        yield row.stays.rstrip(".")
