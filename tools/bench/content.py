"""A hub to measure: the demonstration, and beside it made-up rows without end.

Rows are written in bulk, as the hub's own code would leave them; a page at a time would take an hour.
"""

import datetime
import random
import uuid
from itertools import accumulate

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from django.db.models.sql import InsertQuery
from django.utils import timezone
from wagtail.models import Page

from directory import vocabulary
from directory.choices import Country, Designation, Function, Gender, Region, SchemeStatus, Status
from directory.models import Prison, Scheme
from guidance.models import GuidancePage, Recommendation
from home.models import HomePage
from hub.models import Identifier
from resources.evidence import EvidenceDirection, EvidenceLevel
from resources.models import CaseStudyIndexPage, CaseStudyPage

SCHEMES_OF_A_PRISON = 4
BATCH = 1_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Words that no other text has, and in how many of a thousand case studies they are.
RARE, MIDDLING = "quillwort", "saxifrage"
IN_A_THOUSAND = {RARE: 5, MIDDLING: 50}
FIRST_STEP = 10_000  # of the tree below the list of case studies, after those of the demonstration

# What Wagtail's backend for PostgreSQL writes. A norm of 1 would say that it was not worked out yet.
INDEX = """
INSERT INTO wagtailsearch_indexentry
  (object_id, content_type_id, title, body, autocomplete, title_text, body_text, title_norm)
SELECT key, %s, setweight(to_tsvector('hub_en', title), 'A'), setweight(to_tsvector('hub_en', body), 'D'),
  to_tsvector('simple', title), title, body, 0.99
FROM unnest(%s::text[], %s::text[], %s::text[]) AS given (key, title, body)
"""


def make(small):
    """Fill an empty database with the demonstration and so many rows."""
    call_command("migrate", verbosity=0)
    call_command("demo", verbosity=0)
    grow((0, 0, 0), small)


def make_empty():
    """Make the tables alone, and the list that case studies stand below."""
    call_command("migrate", verbosity=0)
    home = HomePage.objects.get(locale__language_code="en-gb")
    home.add_child(instance=CaseStudyIndexPage(title="Case studies", slug="case-studies", summary="All of them."))


def leave():
    """Let go of the database, so that it can be copied."""
    connections.close_all()


def grow(since, size):
    """Add rows to those that there are, until there are so many prisons, schemes and case studies."""
    chance = random.Random(size[0])
    words = vocabulary_of(random.Random(1))
    for rows in batches(since[0], size[0]):
        index(Prison.objects.bulk_create([prison(number, chance) for number in rows]), chance, words)
    for rows in batches(since[1], size[1]):
        made = Scheme.objects.bulk_create([scheme(number, chance) for number in rows])
        link(made, chance)
        index(made, chance, words)
    told(since[2], size, chance, words)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum does in its time


def batches(start, end):
    return [range(first, min(first + BATCH, end)) for first in range(start, end, BATCH)]


def vocabulary_of(chance):
    """Made-up words, and how often each is used, added up: the first in every text, the last hardly ever."""
    syllables = [first + second for first in "bdfglmnprstv" for second in "aeiou"]
    words = ["".join(chance.choices(syllables, k=3)) for _word in range(2_000)]
    return words, list(accumulate(1 / (place + 1) for place in range(len(words))))


def text(chance, words):
    rare = [word for word, often in IN_A_THOUSAND.items() if chance.random() * 1000 < often]
    return " ".join(["practice", *chance.choices(words[0], cum_weights=words[1], k=60), *rare])


def index(rows, chance, words):
    """Put rows of one model into the index of search on PostgreSQL, each with a text."""
    if connection.vendor != "postgresql":
        return
    values = [[str(row.pk) for row in rows], [str(row) for row in rows], [text(chance, words) for _row in rows]]
    kind = ContentType.objects.get_for_model(type(rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(INDEX, [kind.pk, *values])


def code_of(number):
    """The code of a made-up prison: no real one begins with a digit."""
    return f"{number // 676}{LETTERS[number // 26 % 26]}{LETTERS[number % 26]}"


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
    where, nth = divmod(number, SCHEMES_OF_A_PRISON)
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


def told(start, size, chance, words):
    """Case studies, as rows of the two tables that a page is made of."""
    folder = CaseStudyIndexPage.objects.get(locale__language_code="en-gb")
    now = timezone.now()
    for numbers in batches(start, size[2]):
        rows = [
            CaseStudyPage(
                path=CaseStudyPage._get_path(folder.path, folder.depth + 1, FIRST_STEP + number),
                depth=folder.depth + 1,
                url_path=f"{folder.url_path}story-{number}/",
                slug=f"story-{number}",
                title=f"Story {number}",
                draft_title=f"Story {number}",
                content_type=ContentType.objects.get_for_model(CaseStudyPage),
                locale=folder.locale,
                translation_key=uuid.uuid4(),
                first_published_at=now - datetime.timedelta(hours=number),
                last_published_at=now - datetime.timedelta(hours=number),
                summary="What was done.",
                prison_id=code_of(chance.randrange(size[0])),
                started="Spring 2025",
                involved="They were asked.",
                evidence_level=chance.choice(EvidenceLevel.values),
                evidence_direction=chance.choice(EvidenceDirection.values),
            )
            for number in numbers
        ]
        Page.objects.bulk_create([Page(**common(row)) for row in rows])
        last = [row.path for row in (rows[0], rows[-1])]
        keys = dict(Page.objects.filter(path__range=last, depth=folder.depth + 1).values_list("path", "pk"))
        for row in rows:
            row.page_ptr_id = row.pk = keys[row.path]
        query = InsertQuery(CaseStudyPage)
        query.insert_values(CaseStudyPage._meta.local_concrete_fields, rows)
        query.get_compiler("default").execute_sql()
        named = [
            Identifier(kind="case-study", key=row.translation_key, titles={"en-gb": row.title}, code=f"s{number:07}")
            for number, row in zip(numbers, rows, strict=True)  # of so many, chance would give two the same
        ]
        Identifier.objects.bulk_create(named)
        index(rows, chance, words)
    Page.objects.filter(pk=folder.pk).update(numchild=FIRST_STEP + size[2])


def common(row):
    fields = [field for field in Page._meta.concrete_fields if field.attname != "id"]
    return {field.attname: getattr(row, field.attname) for field in fields}


def addresses():
    """Where the pages of the demonstration are that are measured."""
    english = {"locale__language_code": "en-gb", "live": True}
    own = CaseStudyPage.objects.exclude(slug__startswith="story-")
    return {
        "home": HomePage.objects.get(**english).url,
        "guidance page": GuidancePage.objects.filter(**english).order_by("path").first().url,
        "case study": own.filter(**english).order_by("path").first().url,
    }
