"""The directory with 5,000 prisons, 20,000 schemes and 50,000 case studies against a hundredth of each. All made up."""

import datetime
import random
import time
import tracemalloc
import uuid

from django.db import connection
from django.db.models.sql import InsertQuery
from django.utils import timezone
from wagtail.models import Page

from directory import vocabulary
from directory.choices import Country, Designation, Function, Gender, Region, SchemeStatus, Status
from directory.models import Prison, Scheme
from guidance.models import Recommendation
from home.models import HomePage
from resources.evidence import EvidenceDirection, EvidenceLevel
from resources.models import CaseStudyIndexPage, CaseStudyPage
from tools.bench.measuring import measured, read

SMALL, LARGE = (50, 200, 500), (5_000, 20_000, 50_000)  # prisons, schemes, case studies
PAGES = [
    ("prisons, filtered", "/directory/?region=London&gender=men"),
    ("schemes", "/directory/schemes/"),
    ("schemes, filtered", "/directory/schemes/?model=B&night=on_call&task=companionship"),
    ("schemes, keyword", "/directory/schemes/?q=scheme+1"),
    ("case studies, filtered", "/case-studies/?evidence_level=reasoned&region=London"),
    ("a prison", "/directory/prison-0/"),
    ("a scheme", "/directory/schemes/PSS-AAA-01/"),
]
MOST_QUERIES, MOST_RATIO = 15, 5.0
MOST_MIB, MOST_MORE_MIB = 8, 2  # of memory for the CSV of everything, and how much more for a hundred times as much
ROUNDS = 15
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def code_of(number):
    return "".join(LETTERS[number // 26**place % 26] for place in (2, 1, 0))


def grow(size):
    """Add what is missing to so many prisons, schemes and case studies."""
    chance = random.Random(1)
    prisons, schemes, pages = size
    for start in range(Prison.objects.count(), prisons, 1000):
        rows = range(start, min(start + 1000, prisons))
        Prison.objects.bulk_create([prison(number, chance) for number in rows])
    for start in range(Scheme.objects.count(), schemes, 1000):
        rows = range(start, min(start + 1000, schemes))
        made = Scheme.objects.bulk_create([scheme(number, chance) for number in rows])
        link(made, chance)
    told(pages, prisons, chance)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as autovacuum does in its time


def prison(number, chance):
    return Prison(
        nomis_code=code_of(number),
        name=f"Prison {number}",
        name_cy=f"Carchar {number}",
        slug=f"prison-{number}",
        country=Country.ENGLAND,
        region=chance.choice(Region.values),
        gender=Gender.MEN,
        designation=Designation.HMP,
        security_categories=chance.choice("ABCD"),
        function=chance.choice(Function.values),
        status=Status.OPEN,
        lat=f"{chance.uniform(50.5, 54.5):.4f}",
        lon=f"{chance.uniform(-3.5, 0.5):.4f}",
        source="Made up",
        source_on=timezone.localdate(),
    )


def scheme(number, chance):
    today = timezone.localdate()
    day = today - datetime.timedelta(days=chance.randrange(300))
    where, nth = divmod(number, LARGE[1] // LARGE[0])
    values = {
        name: chance.choice([*Scheme._meta.get_field(name).choices, ("", "")])[0]
        for name in (
            "model",
            "formality",
            "boundary_rule",
            "training_basis",
            "supervision_frequency",
            "night_cover",
            "pay_basis",
            "debrief_available",
            "rest_after_nights",
            "support_after_death",
            "evidence_level",
        )
    }
    return Scheme(
        prison_id=code_of(where),
        code=f"PSS-{code_of(where)}-{nth + 1:02}",
        name=f"Scheme {number}",
        summary="What it does, for whom and since when, in a sentence or two.",
        status=chance.choice(SchemeStatus.values),
        tasks_allowed=chance.sample(vocabulary.Task.values, 6),
        safeguarding_route="Staff are told.",
        complaints_route="By the usual form.",
        source="Made up",
        confirmed_on=day,
        approved_by="Governor",
        approved_on=day,
        next_review_on=day + datetime.timedelta(days=300),
        **values,
    )


def link(schemes, chance):
    known = list(Recommendation.objects.values_list("pk", flat=True)[:40])
    links = Scheme.recommendations.through
    links.objects.bulk_create(
        [links(scheme=row, recommendation_id=pk) for row in schemes for pk in chance.sample(known, min(8, len(known)))]
    )


def told(size, prisons, chance):
    """Case studies, as rows of the two tables that a page is made of: a page at a time would take an hour."""
    home = HomePage.objects.get(locale__language_code="en-gb")
    index = CaseStudyIndexPage.objects.first() or home.add_child(
        instance=CaseStudyIndexPage(title="Case studies", slug="case-studies", summary="All of them.")
    )
    now = timezone.now()
    for start in range(CaseStudyPage.objects.count(), size, 1000):
        rows = [
            CaseStudyPage(
                path=CaseStudyPage._get_path(index.path, index.depth + 1, number + 1),
                depth=index.depth + 1,
                url_path=f"{index.url_path}story-{number}/",
                slug=f"story-{number}",
                title=f"Story {number}",
                draft_title=f"Story {number}",
                content_type=CaseStudyPage(title="").content_type,
                locale=index.locale,
                translation_key=uuid.uuid4(),
                first_published_at=now,
                last_published_at=now,
                summary="What was done.",
                prison_id=code_of(chance.randrange(prisons)),
                started="Spring 2025",
                involved="They were asked.",
                evidence_level=chance.choice(EvidenceLevel.values),
                evidence_direction=chance.choice(EvidenceDirection.values),
            )
            for number in range(start, min(start + 1000, size))
        ]
        Page.objects.bulk_create([Page(**common(row)) for row in rows])
        keys = dict(Page.objects.filter(path__startswith=index.path).values_list("path", "pk"))
        for row in rows:
            row.page_ptr_id = row.pk = keys[row.path]
        query = InsertQuery(CaseStudyPage)
        query.insert_values(CaseStudyPage._meta.local_concrete_fields, rows)
        query.get_compiler("default").execute_sql()
    Page.objects.filter(pk=index.pk).update(numchild=size)


def common(row):
    fields = [field for field in Page._meta.concrete_fields if field.attname != "id"]
    return {field.attname: getattr(row, field.attname) for field in fields}


def run(client):
    """Returns (heading, rows, notes)."""
    urls = [url for _name, url in PAGES]
    found, memory = [], []
    for size in (SMALL, LARGE):
        grow(size)
        found.append(measured(client, urls, time.perf_counter, ROUNDS))
        memory.append(memory_of_csv(client))
    few, many = memory
    note = {
        "said": f"CSV of all schemes: {few:.1f} MiB at most for {SMALL[1]}, {many:.1f} MiB for {LARGE[1]}",
        "good": many < MOST_MIB and many - few < MOST_MORE_MIB,
    }
    rows = [
        {"page": name, "small": found[0][url], "large": found[1][url], "bounds": (MOST_RATIO, MOST_QUERIES)}
        for name, url in PAGES
    ]
    return "50 prisons, 200 schemes and 500 case studies, then a hundred times as many", rows, [note]


def memory_of_csv(client):
    """The most MiB that Python holds while the CSV of every scheme is read, beside what it held before."""
    read(client, "/directory/schemes.csv")  # what is loaded once is no part of it
    tracemalloc.start()
    read(client, "/directory/schemes.csv")
    most = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return most
