"""A guidance document of 300 clauses and 40 editions against one of 30 and 4."""

import time
import uuid

from django.utils import timezone

from guidance.models import Document, GuidanceIndexPage, GuidancePage
from home.models import HomePage

from .measuring import fastest, request_alone, seen
from .pages import fresh

SMALL, LARGE = (30, 4), (300, 40)  # clauses, editions
# What is measured of a document: (name, address below it), with {old} and {new} its first and its last version.
PAGES = [
    ("document", ""),
    ("history", "editions/"),
    ("comparison", "compare/{old}/{new}/"),
    ("comparison, whole text", "compare/{old}/{new}/?show=all"),
    ("edition", "editions/{old}/"),
]
ROUNDS, SECONDS = 6, 0.1


def body(clauses, edition):
    """A text of so many clauses, in which each edition changes a tenth of them."""
    blocks = []
    for n in range(clauses):
        words = f"Clause {n} says what is to be done, by whom and by when. " * 6
        if n % 10 == edition % 10:
            words += f"Changed in edition {edition}."
        kind = "section" if n % 30 == 0 else "recommendation" if n % 3 == 0 else "paragraph"
        value = f"<p>{words}</p>"
        if kind == "section":
            value = f"Section {n}"
        if kind == "recommendation":
            value = {
                "number": None,
                "text": value,
                "strength": "should",
                "actor": "Governor",
                "applies_to": "both",
                "evidence": "limited",
                "why": "<p>Because of what was learned.</p>",
            }
        blocks.append({"type": kind, "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, str(n)))})
    return blocks


def make(clauses, editions):
    """A published document; returns the page and the seconds that publishing its last edition took."""
    home = HomePage.objects.get(locale__language_code="en-gb")
    index = GuidanceIndexPage.objects.first() or home.add_child(
        instance=GuidanceIndexPage(title="Guidance", slug="guidance", summary="All of it.")
    )
    page = GuidancePage(
        title=f"{clauses} clauses",
        slug=f"clauses-{clauses}",
        summary="A text to measure.",
        audience="Everyone",
        owner_name="The team",
        document=Document.objects.create(reference=f"B-{clauses}"),
        body=body(clauses, 0),
        live=False,
    )
    index.add_child(instance=page)
    for edition in range(editions):
        page = GuidancePage.objects.get(pk=page.pk)
        page.body = body(clauses, edition)
        page.change, page.change_note = ("minor", "More was learned.") if edition else ("", "")
        revision = page.save_revision()
        start = time.perf_counter()  # the database's share too
        page.publish(revision, at=timezone.now())
        taken = time.perf_counter() - start
    return GuidancePage.objects.get(pk=page.pk), taken


def addresses(page):
    versions = [edition.version for edition in page.document.editions.all()]
    return {name: fresh(page.url + below.format(old=versions[-1], new=versions[0])) for name, below in PAGES}


def run():
    """{"rows": what each page of the small and the large document costs, "publishing": seconds of the large one's}"""
    with request_alone:
        small, _seconds = make(*SMALL)
        large, publishing = make(*LARGE)
    urls = {"small": addresses(small), "large": addresses(large)}
    best = {(size, name): [float("inf"), 0] for size in urls for name, _below in PAGES}
    for _round in range(ROUNDS):
        for size, name in best:
            best[size, name][0] = min(best[size, name][0], fastest(urls[size][name], SECONDS)[1])
    for size, name in best:
        best[size, name][1] = seen(urls[size][name], 200)["queries"]
    rows = [{"page": name, "small": best["small", name], "large": best["large", name]} for name, _below in PAGES]
    return {"rows": rows, "publishing": publishing}
