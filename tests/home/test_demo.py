"""The demonstration, built once for this module: what it must hold, and that building it again harms nothing."""

import csv
import io
import tomllib
import wave
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import connection, models, transaction
from django.http import QueryDict
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from docx import Document as WordDocument
from pypdf import PdfReader
from wagtail.models import Page

from directory.choices import Region, SchemeStatus
from directory.models import (
    Cluster,
    EarlyAccess,
    Organisation,
    Prison,
    Release,
    Return,
    ReturnQuery,
    ReturnValue,
    Scheme,
)
from directory.monitoring.picture import ALL, AREAS, ENGLAND, SMALLEST, WALES, released, shown_parts
from directory.monitoring.returning import problems_of
from directory.vocabulary import Formality, Model
from guidance.easy_reading import long_sentences
from guidance.models import (
    Comment,
    Consultation,
    Document,
    EasyReadPage,
    EasyReadPDF,
    Edition,
    EditionPDF,
    GuidancePage,
    Pilot,
    Recommendation,
    Response,
)
from home.models import AccessibilityStatementPage, HomePage, NewsPage, StandardPage
from home.search import Results
from hub.models import HubDocument, HubImage, Topic, User
from resources.evidence import EvidenceDirection
from resources.models import Appeal, CaseStudyPage, FileVersion, Rating, Recording, ToolkitFile, ToolkitPage, VoicePage

# Whose files are kept apart from what a web server hands out.
MODELS = (HubDocument, HubImage, EasyReadPDF, EditionPDF, FileVersion, Recording)
ENGLISH = {"locale__language_code": "en-gb"}
WELSH = {"locale__language_code": "cy"}


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """The storage that the demonstration's documents are in."""
    return FileSystemStorage(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, documents, tmp_path_factory):
    """Builds the demonstration in a transaction of its own; returns what the command printed."""
    out = StringIO()
    files = [model._meta.get_field("file") for model in MODELS]
    files.append(Recording._meta.get_field("captions"))
    stored = [file.storage for file in files]
    for file in files:
        file.storage = documents
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), transaction.atomic():
        # wagtail-localize publishes when its transaction commits, which one within ours never does.
        with media, translation.override("en-gb"), TestCase.captureOnCommitCallbacks(execute=True):
            call_command("demo", password="x", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)
    for file, storage in zip(files, stored, strict=True):
        file.storage = storage


@pytest.fixture(autouse=True)
def _in_the_demonstration(demo, db, documents, monkeypatch):
    """Each test works on the demonstration; what it changes is undone."""
    for model in MODELS:
        monkeypatch.setattr(model._meta.get_field("file"), "storage", documents)


@pytest.fixture
def files(documents):
    """The toolkits' files as [(name, bytes)]."""
    rows = ToolkitFile.objects.filter(**ENGLISH).select_related("document")
    return [(row.document.filename, documents.open(row.document.file.name).read()) for row in rows]


# What it holds


def test_there_are_enough_pages_of_every_kind():
    counts = {
        model: model.objects.filter(**ENGLISH).live().count()
        for model in (VoicePage, CaseStudyPage, ToolkitPage, NewsPage)
    }

    assert counts[VoicePage] >= 8
    assert counts[CaseStudyPage] >= 8
    assert counts[ToolkitPage] >= 4
    assert counts[NewsPage] >= 8


def test_a_voice_can_be_heard_and_its_words_read(client):
    recording = Recording.objects.get()
    page = VoicePage.objects.get(translation_key=recording.voice, **ENGLISH)

    shown = client.get(page.url).text
    sound = b"".join(client.get(f"{page.url}recording/").streaming_content)

    assert "<audio controls" in shown
    assert page.quote in recording.transcript
    with wave.open(io.BytesIO(sound)) as heard:
        assert heard.getnframes() / heard.getframerate() == 6


def test_main_guidance_has_at_least_25_recommendations_and_is_a_draft():
    edition = Document.objects.get(reference="PSSC-G-01").editions.filter(language="en-gb").first()

    assert len(edition.recommendations) >= 25
    assert edition.is_draft
    numbers = [clause.number for clause in edition.recommendations]
    assert numbers == [f"R{n + 1}" for n in range(len(numbers))]


def test_a_document_has_at_least_four_editions_with_welsh_ones_among_them():
    editions = Document.objects.get(reference="PSSC-G-01").editions

    assert editions.filter(language="en-gb").count() >= 4
    assert editions.filter(language="cy", translation_of__isnull=False).exists()
    assert {edition.change for edition in editions.all()} == {"first", "major", "minor", "patch"}


def test_main_guidance_is_in_easy_read_in_both_languages_with_short_sentences_and_pictures():
    english, welsh = EasyReadPage.objects.live().order_by("-locale__language_code")

    assert english.edition == GuidancePage.objects.get(document__reference="PSSC-G-01", **ENGLISH).edition
    assert (welsh.edition, welsh.locale.language_code) == (english.edition, "cy")
    for page in (english, welsh):
        rows = [block.value for block in page.body if block.block_type == "row"]
        assert len(rows) >= 8
        assert all(row["picture"].contextual_alt_text for row in rows)
        assert long_sentences(page) == []
        assert page.stored_pdf


def test_a_recommendation_was_removed_and_says_so(client):
    [removed] = Recommendation.objects.filter(removed_in__isnull=False)
    page = GuidancePage.objects.get(document=removed.document, **ENGLISH)

    assert f"Removed in version {removed.removed_in.version}" in client.get(f"{page.url}clause/{removed.anchor}/").text


def test_one_consultation_is_open_and_one_is_closed_with_its_outcome(client):
    now = [consultation for consultation in Consultation.objects.all() if consultation.is_open()]
    over = Consultation.objects.get(outcome_published_at__isnull=False)
    page = GuidancePage.objects.get(document=over.document, **ENGLISH)

    assert len(now) == 1
    assert now[0].document.stage_now() == "consultation"
    assert not Comment.objects.filter(response__consultation=over, decision="").exclude(text="").exists()
    for language in ("", "/cy"):
        assert client.get(f"{language}{page.url}{over.path}outcome/").status_code == 200


def test_a_pilot_runs_and_has_led_to_a_change():
    [pilot] = Pilot.objects.all()

    assert pilot.document.stage_now() == "pilot"
    assert all(site.prison.is_example for site in pilot.sites.all())
    assert [finding for finding in pilot.findings.all() if finding.changed_in]


def test_practice_is_known_for_some_recommendations_and_not_for_others():
    known = Recommendation.objects.filter(document__reference="PSSC-G-01", removed_in=None)

    assert known.filter(schemes__isnull=False).exists()
    assert known.filter(case_studies__isnull=False).exists()
    assert known.filter(voices__isnull=False).exists()
    assert known.filter(toolkit_files__isnull=False).exists()
    assert known.filter(schemes=None, case_studies=None, voices=None, toolkit_files=None).exists()
    assert not Scheme.objects.filter(prison__is_example=False).exists()


def test_guidance_is_shown_in_several_stages():
    assert len({document.stage_now() for document in Document.objects.all()}) >= 3


def test_people_in_at_least_five_roles_speak_with_recipients_among_them():
    roles = set(VoicePage.objects.filter(**ENGLISH).live().values_list("role", flat=True))

    assert len(roles) >= 5
    assert "recipient" in roles


def test_voices_come_in_all_four_shapes_and_some_have_a_content_note():
    voices = VoicePage.objects.filter(**ENGLISH).live()

    assert set(voices.values_list("shape", flat=True)) == {"quote", "testimony", "points", "interview"}
    assert voices.exclude(content_note="").exists()


def test_case_studies_tell_of_more_than_success():
    directions = set(CaseStudyPage.objects.filter(**ENGLISH).values_list("evidence_direction", flat=True))

    assert {"mixed", "no_effect_found", "not_measured"} <= directions


def test_schemes_are_rated_differently_and_one_waits_for_an_editor_and_one_for_the_decision_on_an_appeal():
    ratings = Rating.objects.filter(scheme__isnull=False)

    assert {row.level for row in ratings} >= {"described", "reasoned", "monitored", "evaluated"}
    assert {row.direction for row in ratings} == set(EvidenceDirection.values)
    assert [row.scheme.evidence_level for row in ratings.proposed()] == [""]
    assert Appeal.objects.waiting().get().raised_by.email == "contributor@example.org"
    assert Scheme.objects.found().filter(evidence_level="monitored").count() == 2


def test_all_real_prisons_are_there_and_none_of_them_has_a_case_study_or_a_voice():
    real = Prison.objects.real()

    assert real.count() == 127
    assert not real.filter(case_studies__isnull=False).exists()
    assert not real.filter(voices__isnull=False).exists()


def test_no_real_prison_is_named_in_a_case_study_or_a_voice():
    names = [prison.name for prison in Prison.objects.real()]

    for page in [*CaseStudyPage.objects.filter(**ENGLISH), *VoicePage.objects.filter(**ENGLISH)]:
        fields = (getattr(page, field.name) for field in page._meta.concrete_fields)
        text = " ".join(value for value in fields if isinstance(value, str)) + str(getattr(page, "body", ""))
        assert [name for name in names if name in text] == []


def test_at_least_twelve_prisons_are_made_up_and_all_are_marked():
    examples = Prison.objects.filter(is_example=True)

    assert examples.count() >= 12
    assert all("Example" in prison.name for prison in examples)
    assert all("Enghraifft" in prison.name_cy for prison in examples.filter(country="Wales"))
    assert examples.filter(country="Wales").count() >= 2
    assert set(examples.values_list("region", flat=True)) == set(Region.values)
    assert set(examples.values_list("gender", flat=True)) == {"men", "women"}
    assert set("".join(examples.values_list("security_categories", flat=True))) == set("ABCD")


def test_texts_tell_of_made_up_prisons_that_have_a_scheme():
    told_of = Prison.objects.filter(case_studies__isnull=False).distinct()

    assert told_of.count() >= 5
    assert all(prison.schemes.exists() for prison in told_of)


def test_made_up_prisons_keep_every_rule_of_a_prison():
    for prison in Prison.objects.filter(is_example=True):
        prison.full_clean()


def test_a_made_up_prison_has_two_schemes_one_said_that_it_has_none_and_one_said_nothing():
    examples = Prison.objects.filter(is_example=True).annotate(count=models.Count("schemes"))

    assert examples.filter(count__gte=2).exists()
    assert examples.filter(count=0, no_scheme_on__isnull=False).exists()
    assert examples.filter(count=0, no_scheme_on=None).exists()
    assert not examples.filter(count__gte=1, no_scheme_on__isnull=False).exists()


# Schemes


def test_schemes_are_of_every_model_status_and_formality():
    schemes = Scheme.objects.published()

    assert schemes.count() >= 16
    assert set(Model.values) <= set(schemes.values_list("model", flat=True))
    assert set(Formality.values) <= set(schemes.values_list("formality", flat=True))
    assert set(schemes.values_list("status", flat=True)) == set(SchemeStatus.values)


def test_schemes_of_every_model_and_status_but_what_is_old_or_delisted_are_found():
    found = Scheme.objects.found()

    assert set(Model.values) <= set(found.values_list("model", flat=True))
    assert set(found.values_list("status", flat=True)) == set(SchemeStatus.values)
    assert [scheme.code for scheme in found if scheme.is_stale] == ["PSS-XEK-01"]
    assert {scheme.code for scheme in Scheme.objects.published()} - {scheme.code for scheme in found} == {
        "PSS-XEL-02",
        "PSS-XEW-02",
    }


def test_every_scheme_keeps_the_rules_and_is_described_in_both_languages():
    for scheme in Scheme.objects.all():
        scheme.full_clean()
        assert scheme.name != scheme.name_cy, scheme.code
        assert scheme.summary, scheme.code
        assert scheme.summary_cy not in ("", scheme.summary), scheme.code


@pytest.mark.parametrize("language", ["", "/cy"])
def test_every_scheme_says_that_it_is_made_up(client, language):
    assert not Scheme.objects.filter(prison__is_example=False).exists()
    for scheme in Scheme.objects.filter(code__lte="PSS-XFA-01"):  # those after it are all alike
        page = client.get(f"{language}/directory/schemes/{scheme.code}/").text
        assert "status--inline" in page, scheme.code
        assert "Made up for the demonstration" in page, scheme.code


def test_every_cluster_and_organisation_is_made_up_and_has_a_part():
    assert Organisation.objects.count() >= 8
    for organisation in Organisation.objects.all():
        assert organisation.is_example
        assert "Example" in organisation.name
        assert organisation.parts.exists(), organisation.name
    assert Cluster.objects.count() == 2
    assert all(cluster.schemes.count() >= 2 for cluster in Cluster.objects.all())


def test_facts_are_told_not_known_not_reported_or_none():
    schemes = Scheme.objects.found()

    assert any(scheme.not_known for scheme in schemes)
    assert schemes.filter(night_cover="").exists()
    assert schemes.filter(training_basis="none").exists()
    for name in ("night_cover", "rest_after_nights", "support_after_death", "debrief_available"):
        assert len(set(schemes.exclude(**{name: ""}).values_list(name, flat=True))) >= 2, name


def test_recommendations_are_practised_by_none_by_one_and_by_many():
    known = Recommendation.objects.filter(document__reference="PSSC-G-01", removed_in=None)
    counts = set(known.annotate(count=models.Count("schemes")).values_list("count", flat=True))

    assert {0, 1} <= counts
    assert max(counts) >= 5


def test_news_holds_open_opportunities_an_interview_and_something_republished():
    news = NewsPage.objects.filter(**ENGLISH).live()

    assert news.filter(kind="opportunity", deadline__isnull=False).count() >= 2
    assert news.filter(kind="interview").exists()
    assert news.filter(republished=True).exclude(source_licence="").exists()


# Files


def test_toolkits_hold_every_format(files):
    assert {name.rsplit(".", 1)[1] for name, _content in files} == {"docx", "pdf", "csv"}
    assert len(files) >= 8


def test_word_files_open_and_have_a_title_headings_and_text(files):
    for name, content in files:
        if name.endswith(".docx"):
            document = WordDocument(io.BytesIO(content))
            styles = {paragraph.style.name for paragraph in document.paragraphs}
            assert document.core_properties.title, name
            assert {"Title", "Heading 1"} <= styles, name


def test_pdf_files_open_and_have_pages_a_title_a_language_and_tags(files):
    for name, content in files:
        if name.endswith(".pdf"):
            reader = PdfReader(io.BytesIO(content))
            assert reader.pages, name
            assert reader.pages[0].extract_text().strip(), name
            assert reader.metadata.title, name
            assert reader.trailer["/Root"]["/Lang"] == "en-GB", name
            assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], name


def test_csv_files_are_tables_with_a_heading(files):
    for name, content in files:
        if name.endswith(".csv"):
            head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
            assert all(head), name
            assert rows, name
            assert {len(row) for row in rows} == {len(head)}, name


def test_every_file_has_its_size_fingerprint_and_licence():
    for document in HubDocument.objects.all():
        assert document.file_size
        assert len(document.sha256) == 64
        assert document.licence


def test_every_version_of_every_file_can_be_downloaded(client):
    for version in FileVersion.objects.select_related("page"):
        assert client.get(f"{version.page.url}{version.path}").status_code == 200
        assert version.preview

    assert FileVersion.objects.filter(number=3, changed__gt="").exists()


def test_templates_come_as_word_and_pdf():
    """Job description, application, interview, compact, boundary sheet, supervision log and risk assessment."""
    kinds = {}
    for version in FileVersion.objects.all():
        file = ToolkitFile.objects.get(translation_key=version.key, locale=version.page.locale)
        kinds.setdefault(file.template, set()).add(version.extension)

    templates = ("job_description", "application", "interview", "compact", "boundary_sheet", "supervision_log")
    assert all(kinds[kind] == {"docx", "pdf"} for kind in (*templates, "risk_assessment"))


# Pages answer


def test_every_page_answers(client):
    addresses = [page.url for page in Page.objects.filter(depth__gt=1).live().specific(defer=True)]

    assert len(addresses) > 80
    assert [address for address in addresses if client.get(address).status_code != 200] == []


def test_home_page_is_filled_in():
    page = HomePage.objects.get(**ENGLISH)

    assert page.heading
    assert page.primary_label
    assert page.featured_voice.role == "recipient"
    assert len(page.routes) == 4


def test_accessibility_statement_names_the_regulations():
    page = AccessibilityStatementPage.objects.get(**ENGLISH)

    assert "Accessibility Regulations 2018" in page.technical_information


# Welsh


def test_home_indexes_guidance_and_standard_pages_are_in_welsh():
    in_welsh = set(Page.objects.filter(live=True, **WELSH).values_list("translation_key", flat=True))

    wanted = Page.objects.filter(live=True, depth__in=(2, 3), **ENGLISH)
    assert wanted.count() > 15
    assert list(wanted.exclude(translation_key__in=in_welsh)) == []
    assert list(GuidancePage.objects.filter(**ENGLISH).exclude(translation_key__in=in_welsh)) == []


def test_welsh_pages_are_translated_and_not_copied():
    same = []
    for page in StandardPage.objects.filter(**WELSH):
        english = StandardPage.objects.get(translation_key=page.translation_key, **ENGLISH)
        if page.summary == english.summary or str(page.body) == str(english.body):
            same.append(page.slug)

    assert same == []


def test_welsh_guidance_has_the_same_numbers():
    welsh = Edition.objects.filter(language="cy")

    assert welsh.count() >= 3
    for edition in welsh:
        english = [(clause.uid, clause.number) for clause in edition.translation_of.ordered_clauses]
        assert [(clause.uid, clause.number) for clause in edition.ordered_clauses] == english


def test_every_topic_has_a_name_in_both_languages():
    assert Topic.objects.count() == 14
    assert not Topic.objects.filter(name_cy="").exists()


def test_there_are_returns_of_two_years_at_every_stage_and_of_made_up_prisons_only():
    found = Return.objects.select_related("scheme__prison")

    assert len({returned.year for returned in found}) == 2
    assert {returned.status for returned in found} == {"in_progress", "sent", "queried", "accepted"}
    assert all(returned.scheme.prison.is_example for returned in found)
    assert set(ReturnValue.objects.values_list("marker", flat=True)) == {"", "x", "z"}
    assert ReturnValue.objects.filter(part="O1", value__lt=5).exists()
    assert ReturnQuery.objects.count() == 2


def test_accepted_returns_have_nothing_that_would_keep_them_from_being_sent():
    for returned in Return.objects.filter(status="accepted").select_related("scheme"):
        assert [found for found in problems_of(returned) if found.blocks] == [], returned


def test_some_regions_show_figures_some_are_hidden_and_shown_ones_add_up_with_the_hidden_together():
    picture, is_example = released()
    part = shown_parts()["O1"]
    assert is_example
    for year in picture.years:
        shown = {area: picture.shown(part, year, area) for area in AREAS}
        numbers = {area: shown[area].number for area in SMALLEST if shown[area].number}
        hidden = [area for area in SMALLEST if str(shown[area]) == "[c]"]

        assert {"London", "North West", "South West", WALES} <= numbers.keys()
        assert len(hidden) >= 3
        assert shown[ALL].number == shown[ENGLAND].number + shown[WALES].number > sum(numbers.values())
        assert picture.mean(part, year, "South West").number
        percents = [picture.shown(shown_parts()["O10-percent"], year, area).number for area in (ALL, ENGLAND, WALES)]
        assert all(50 < percent <= 100 for percent in percents)


def test_national_picture_says_that_it_is_made_up(client):
    for language in ("", "/cy"):
        page = client.get(f"{language}/monitoring/picture/").text
        assert 'content="noindex"' in page
        assert page.count('<svg class="chart"') == 10
    assert Release.objects.filter(is_example=True).count() == Release.objects.count() == 2
    assert EarlyAccess.objects.filter(is_example=True).count() == EarlyAccess.objects.count() == 2


# Running it again


def test_second_run_adds_nothing_and_leaves_what_an_editor_changed():
    page = StandardPage.objects.get(slug="about", **ENGLISH)
    page.title = "Edited by hand"
    page.save_revision().publish()
    prison = Prison.objects.get(pk="XEV")
    prison.town = "Edited by hand"
    prison.save()
    directory = (Prison, Organisation, Cluster, Scheme)
    directory += (Return, ReturnValue, ReturnQuery, Release, EarlyAccess)
    counted = (Page, *directory, Topic, HubDocument, User, Edition, Response, Comment, Pilot)
    before = [model.objects.count() for model in counted]
    published = dict(Page.objects.exclude(pk=page.pk).values_list("pk", "last_published_at"))

    out = StringIO()
    call_command("demo", password="another", stdout=out)

    page.refresh_from_db()
    prison.refresh_from_db()
    assert page.title == "Edited by hand"
    assert prison.town == "Edited by hand"
    assert [model.objects.count() for model in counted] == before
    assert dict(Page.objects.exclude(pk=page.pk).values_list("pk", "last_published_at")) == published
    made = [line for line in out.getvalue().splitlines() if "new" in line.split()]
    assert made
    assert [line for line in made if ": 0 new" not in line] == []


def test_deleted_page_comes_back_and_only_that():
    before = Page.objects.count()
    NewsPage.objects.filter(**ENGLISH).exclude(slug="common-thread-opens-as-a-beta").first().delete()

    out = StringIO()
    call_command("demo", stdout=out)

    assert "news: 1 new" in out.getvalue()
    assert Page.objects.count() == before


# Signing in


def test_editor_can_sign_in_with_the_password_given(demo, client):
    assert client.login(username="editor@example.org", password="x")
    assert client.get("/admin/").status_code == 200
    assert "sign in as editor@example.org with x" in demo


def test_without_a_password_nobody_can_sign_in_with_one(monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    User.objects.filter(email="editor@example.org").delete()

    call_command("demo", stdout=StringIO())

    assert not User.objects.filter(email="editor@example.org").exists()
    assert not [user for user in User.objects.all() if user.has_usable_password()]


# Searching in it

# Mean reciprocal rank that search must reach, a little under what it has. SQLite knows no endings of words.
LEAST_RELEVANT = {"postgresql": 0.92, "sqlite": 0.85}


def rank_of(judged, results):
    """The place of the first judged result among the first page; None where none is there."""
    for place, hit in enumerate([*results.page, *results.nearly] if not results.hits else results.page, 1):
        if getattr(hit.row, "slug", "") in judged:
            return place
    return None


def test_readers_find_what_they_look_for(capsys):
    judged = tomllib.loads((Path(__file__).parent / "relevance.toml").read_text("utf-8"))
    ranks = {}
    for language, queries in judged.items():
        with translation.override(language):
            for words, expected in queries.items():
                ranks[language, words] = rank_of(expected, Results(QueryDict(urlencode({"q": words}))))
    found = sum(1 / rank for rank in ranks.values() if rank) / len(ranks)
    with capsys.disabled():
        print(f"\nMean reciprocal rank of {len(ranks)} queries on {connection.vendor}: {found:.3f}")  # noqa: T201

    assert len(ranks) >= 60
    assert found >= LEAST_RELEVANT[connection.vendor], {key: rank for key, rank in ranks.items() if rank != 1}


# Queries that a page may cost once the process knows the menu, the site and the like (hub/remembered.py)

COSTS = {
    "/nothing-here/": 3,
    "/about/": 3,
    "/glossary/": 5,
    "/news/what-the-nihr-study-found/": 5,
    **dict.fromkeys(["/guidance/", "/case-studies/", "/voices/", "/toolkits/", "/news/"], 5),
    "/directory/": 3,
    "/directory/schemes/": 2,
    **dict.fromkeys(["/", "/directory/?region=London", "/search/?q=buddy"], 7),
    # Much is told beside the words: how to cite them, what they put into practice, what people said of it.
    "/voices/a-few-words-of-welsh/": 5,
    "/case-studies/a-rushed-start/": 7,
    "/guidance/peer-supported-social-care/": 8,
    "/toolkits/train-buddies/": 8,
}


@pytest.mark.parametrize("address", COSTS)
def test_page_costs_few_queries_and_none_of_them_twice(demo, client, address, remembering):
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        client.get(address)

    asked = [query["sql"] for query in queries]
    assert len(asked) <= COSTS[address], "\n".join(sql[:150] for sql in asked)
    assert len(asked) == len(set(asked))
