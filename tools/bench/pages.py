"""What a page costs that nothing kept: its queries and its time, beside those of a plain site and of a larger hub."""

from .measuring import interleaved
from .rows import Row

# What the plain site has instead of each page, and how many queries wagtail/bakerydemo sends for that.
BAKERY = {
    "detail": ("/breads/bread-3/", 19),
    "index": ("/breads/", 48),
    "home": ("/", 43),
    "search": ("/search/?q=bread", 41),
}
# Name: (address, status, most queries, those of today, what it stands beside, times as long at most, that of today).
# The addresses of the demonstration's own pages are asked of it.
PAGES = {
    "home": (None, 200, 8, 8, "home", 0.35, 1.5),
    "guidance page": (None, 200, 5, 8, "detail", 0.35, 3.2),
    "case study": (None, 200, 5, 7, "detail", 0.35, 3.2),
    "case studies": ("/case-studies/", 200, 8, 8, "index", 0.4, 1.8),
    "case studies, filtered": ("/case-studies/?evidence_level=reasoned&region=London", 200, 8, 8, "index", 0.4, 2.9),
    "prisons": ("/directory/", 200, 8, 8, "index", 0.4, 1.5),
    "prisons, filtered": ("/directory/?region=London&gender=men", 200, 8, 8, "index", 0.4, 1.8),
    "a prison": ("/directory/prison-0/", 200, 8, 8, "detail", 0.35, 4.5),
    "schemes": ("/directory/schemes/", 200, 8, 8, "index", 0.4, 2.5),
    "schemes, filtered": ("/directory/schemes/?model=B&night=on_call&task=companionship", 200, 8, 8, "index", 0.4, 2.6),
    "schemes, last page": ("/directory/schemes/?page=99999", 200, 8, 8, "index", 0.4, 1.9),
    "a scheme": ("/directory/schemes/PSS-0AA-01/", 200, 8, 8, "detail", 0.35, 3.2),
    "search, rare word": ("/search/?q=quillwort", 200, 8, 8, "search", 0.35, 1.1),
    "search, word in a twentieth": ("/search/?q=saxifrage", 200, 8, 8, "search", 0.35, 1.6),
    "search, word in all": ("/search/?q=practice", 200, 8, 8, "search", None, None),
    "no such page": ("/no/such/page/", 404, 3, 3, None, None, None),
}
# At a hundred times the content: times as long at most, and that of today.
LARGER = {
    "home": (1.1, 2),
    "guidance page": (1.1, 1.6),
    "case study": (1.1, 2.2),
    "case studies": (1.25, 2),
    "case studies, filtered": (1.25, 4),
    "prisons": (1.25, 2),
    "prisons, filtered": (1.25, 2.2),
    "a prison": (1.1, 2),
    "schemes": (1.25, 2),
    "schemes, filtered": (1.25, 3.5),
    "schemes, last page": (1.25, 4),
    "a scheme": (1.1, 1.8),
    "search, rare word": (4, 7),
    "search, word in a twentieth": (6, 12),
    "search, word in all": (25, None),
    "no such page": (1.25, 3),
}
ROUNDS, SECONDS = 10, 0.04


def addresses_of(program):
    """{name: address} of the pages that are measured of the hub."""
    return {name: page[0] for name, page in PAGES.items()} | program.ask("content.addresses")


def fresh(address):
    """An address whose page is made anew each time: what somebody puts after the question mark is never kept."""
    return f"{address}{'&' if '?' in address else '?'}fresh=1"


def measure(programs, addresses):
    """({(program, page): what a request asks for and gives}, {(program, page): [wall, CPU]})"""
    asked = {
        (size, name): (programs[size], addresses[name] if PAGES[name][1] == 404 else fresh(addresses[name]))
        for name in PAGES
        for size in ("small", "large")
    }
    asked |= {("bakery", name): (programs["bakery"], address) for name, (address, _queries) in BAKERY.items()}
    seen = {
        key: program.ask("measuring.seen", address, PAGES[key[1]][1] if key[1] in PAGES else 200)
        for key, (program, address) in asked.items()
    }
    return seen, interleaved(asked | {("bare", "hello"): (programs["bare"], "/")}, ROUNDS, SECONDS)


def told(best):
    wall, cpu = best
    return f"{wall * 1000:.1f} ms (CPU {cpu * 1000:.1f})"


def query_rows(seen):
    for name, (_address, _status, goal, bound, *_rest) in PAGES.items():
        few, many = seen["small", name]["queries"], seen["large", name]["queries"]
        yield Row(name, f"{few}, with 100× the content {many}", max(few, many), "queries", goal, bound)
    twice = max(seen[size, name]["duplicates"] for name in PAGES for size in ("small", "large"))
    yield Row("the same query again", "the most of any page", twice, "queries", 0)
    for name, (_address, theirs) in BAKERY.items():
        yield Row(f"plain site: {name}", f"{seen['bakery', name]['queries']}; bakerydemo {theirs}")
    personal = sum(page["personal"] for (program, _name), page in seen.items() if program in ("small", "large"))
    yield Row("pages with a cookie or Vary: Cookie", f"{personal} of {2 * len(PAGES)}", personal, "", 0)


def time_rows(best):
    for name, (*_page, beside, goal, bound) in PAGES.items():
        if beside:
            ratio = best["small", name][0] / best["bakery", beside][0]
            yield Row(name, told(best["small", name]), ratio, f"plain {beside}", goal, bound)
    for name in BAKERY:
        yield Row(f"plain site: {name}", told(best["bakery", name]))
    yield Row("hello", f"{best['bare', 'hello'][0] * 1000:.2f} ms")


def larger_rows(best):
    for name, (goal, bound) in LARGER.items():
        few, many = best["small", name], best["large", name]
        yield Row(name, f"{few[0] * 1000:.1f} → {many[0] * 1000:.1f} ms", many[0] / few[0], "1×", goal, bound)
