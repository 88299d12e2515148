"""After a withdrawal the words are searched for in every table, file, cache and page that the hub has."""

import datetime
import io
import re
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from wagtail.log_actions import log
from wagtail.models import Comment
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from guidance import tasks
from guidance.models import EditionPDF
from home.pack import tasks as tasks_of_packs
from hub import caches, reach
from hub.models import HubImage
from resources.models import Consent, VoicePage
from resources.withdrawal import remove_voice, withdraw, withdraw_expired
from tests.conftest import put_into
from tests.factories import (
    ConcernFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    HubDocumentFactory,
    RecordingFactory,
    StandardPageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)

pytestmark = pytest.mark.indexed

WORD = "zanzibarquilt"
SAID = f"We said {WORD} that morning."
CAPTIONS = f"WEBVTT\n\n00:00.000 --> 00:02.000\n{SAID}\n".encode()


class Undone(Exception):
    pass


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """What is left for after the commit is done when the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def purged(monkeypatch):
    """The addresses that caches in front of the hub were told to drop."""
    addresses = []
    for module in (caches, tasks):
        monkeypatch.setattr(module, "purge_urls_from_cache", addresses.extend)
    return addresses


@pytest.fixture
def index(home):
    return VoiceIndexPageFactory(parent=home, slug="voices")


def picture():
    file = io.BytesIO()
    Image.new("RGB", (40, 30)).save(file, "JPEG", comment=SAID.encode())
    return ContentFile(file.getvalue(), name=f"{WORD}.jpg")


@pytest.fixture
def voice(index, editor, welsh, commit):
    """A voice whose every field, file, version and translation holds the word."""
    who = {"credit": SAID[:100], "permission": SAID[:100]}
    image = HubImage.objects.create(title=SAID, description=SAID, file=picture(), width=40, height=30, **who)
    image.get_rendition("width-20")
    log(image, "wagtail.edit", user=editor)
    document = HubDocumentFactory(title=SAID, file__filename=f"{WORD}.txt", file__data=SAID.encode())
    page = VoicePageFactory(
        parent=index,
        slug=f"first-{WORD}",
        **dict.fromkeys(("title", "summary", "quote", "context", "credit", "setting", "search_description"), SAID),
        body=[
            {"type": "text", "value": f'<p>{SAID} <a linktype="document" id="{document.pk}">{WORD}</a></p>'},
            {"type": "figure", "value": {"image": {"image": image.pk, "alt_text": SAID}, "caption": SAID}},
        ],
    )
    RecordingFactory(
        voice=page.translation_key,
        file__data=SAID.encode(),
        transcript=SAID,
        captions=ContentFile(CAPTIONS, name=f"{WORD}.vtt"),
    )
    with commit():
        page.save_revision(user=editor).publish(user=editor)
        page.slug = f"second-{WORD}"
        page.save_revision().publish()
    translate(page, welsh, commit)
    Comment.objects.create(page=page, user=editor, text=SAID, contentpath="quote")
    page.title = f"Draft {SAID}"
    page.content_note = SAID
    page.save_revision(user=editor)
    ConcernFactory(about=page.url)
    return VoicePage.objects.get(pk=page.pk)


def translate(page, welsh, commit):
    """Into Welsh, twice: what was said otherwise at first stays with the translators."""
    for quote in (f"At first: {SAID}", SAID):
        VoicePage.objects.filter(pk=page.pk).update(quote=quote)
        for version in VoicePage.objects.get(pk=page.pk).get_ancestors(inclusive=True).filter(depth__gt=1).specific():
            source, _created = TranslationSource.update_or_create_from_instance(version)
            translation, _created = Translation.objects.get_or_create(source=source, target_locale=welsh)
            put_into(source, welsh)
            with commit():
                translation.save_target(publish=version.pk != page.pk)
    segment = source.stringsegment_set.get(context__path="quote")
    translated = StringTranslation.objects.filter(translation_of=segment.string, context=segment.context, locale=welsh)
    translated.update(data=f"Dywedodd {WORD}.")
    with commit():
        translation.save_target(publish=True)


@pytest.fixture
def quoted(home, voice, commit):
    """A guidance document with its PDF, a page and the home page, all of which quote the voice."""
    guide = GuidancePageFactory(
        parent=GuidanceIndexPageFactory(parent=home, slug="guidance"),
        slug="guide",
        document__reference="PSSC-G-07",
        body=[("section", "One"), ("voice", voice)],
    )
    story = StandardPageFactory(parent=home, slug="story", body=[("voice", voice)])
    home.featured_voice = voice
    with commit():
        guide.save_revision().publish()
        story.save_revision().publish()
        home.save_revision().publish()
    cache.set("a fragment", SAID)
    tasks_of_packs.build_pack.call(tasks_of_packs.ask("voices").pk)
    return guide, story, home


# Where the word is


def tables_with_the_word():
    """Every table of the database that holds it in any column. Words as SQLite's own index has them aside."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=False):
            if "_fts_" in table:
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(WORD in str(row).lower() for row in cursor.fetchall()):
                found.add(table)
    return found


def text_of(file):
    if file.suffix == ".pdf":
        return " ".join(page.extract_text() for page in PdfReader(file).pages)
    if file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return file.read_bytes().decode("utf-8", "replace")


def folders(settings):
    return [Path(settings.MEDIA_ROOT), Path(storages["documents"].location)]


def files_with_the_word(settings):
    files = [file for folder in folders(settings) for file in folder.rglob("*") if file.is_file()]
    return {file.name for file in files if WORD in (text_of(file) + file.name).lower().replace(" ", "")}


def caches_with_the_word():
    return {key for key, value in cache._cache.items() if WORD.encode() in value}


def traces(settings):
    return tables_with_the_word() | files_with_the_word(settings) | caches_with_the_word()


def public_addresses(client):
    """Those of the sitemap, and lists that have no page in it."""
    addresses = re.findall(r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap-pages.xml").text)
    lists = ["/sitemap-pages.xml", "/search/?q=morning", "/cy/search/?q=morning", "/data/", "/guidance/guide/editions/"]
    api = [f"/api/v1/{name}" for name in ("editions", "recommendations", "case-studies", "toolkits")]
    return [*addresses, *lists, *api, "/api/v1/editions/PSSC-G-07/0.1.0/en-gb", "/guidance/guide/editions/0.1.0/"]


def pages_with_the_word(client, addresses):
    return {address for address in addresses if WORD in client.get(address).content.decode().lower()}


EVERYWHERE = {
    "wagtailcore_page",
    "resources_voicepage",
    "resources_recording",
    "wagtailcore_revision",
    "wagtailcore_comment",
    "wagtailcore_pagelogentry",
    "wagtailcore_modellogentry",
    "wagtailredirects_redirect",
    "wagtailsearch_indexentry",
    "wagtail_localize_string",
    "wagtail_localize_stringtranslation",
    "wagtail_localize_translationsource",
    "directory_concern",
    "hub_hubimage",
    "hub_hubdocument",
}


def test_withdrawn_words_are_nowhere(voice, quoted, client, settings, purged, commit):
    before = public_addresses(client)
    old = [f"{prefix}/voices/{slug}-{WORD}/" for prefix in ("", "/cy") for slug in ("first", "second")]
    assert tables_with_the_word() >= EVERYWHERE
    kinds = {".txt", ".mp3", ".vtt", ".pdf", ".zip", ".html"}
    assert {Path(name).suffix for name in files_with_the_word(settings)} >= kinds
    assert {"/", "/story/", "/voices/", "/cy/voices/", old[1], old[3]} <= pages_with_the_word(client, before)

    consent = Consent.objects.get()
    with commit():
        withdraw(consent, "speaker", "not_said")

    consent.refresh_from_db()
    assert consent.removed_at
    assert traces(settings) == set()
    assert pages_with_the_word(client, set(before) | set(public_addresses(client))) - set(old) == set()
    assert {client.get(address).status_code for address in old} == {410}
    assert EditionPDF.objects.exists()
    own = {f"http://localhost{address}" for address in old[1::2]}
    others = {f"http://localhost/{path}" for path in ("", "story/", "voices/", "cy/voices/", "guidance/guide/")}
    assert own | others <= set(purged)
    assert "http://localhost:8000/guidance/guide/editions/0.1.0/document.pdf" in purged


def test_no_removal_can_be_left_out(voice, quoted, client, settings, purged, monkeypatch, tmp_path):
    """Nor does any of them leave something to a task of its own: what comes after the commit is not done here."""
    consent = Consent.objects.get()
    consent.withdraw("speaker", "not_said")
    address = f"/voices/first-{WORD}/"
    for number, folder in enumerate(folders(settings)):
        shutil.copytree(folder, tmp_path / "kept" / str(number))
    unnoticed = []

    for left_out in [None, *reach.REMOVALS]:
        others = {code: step for code, step in reach.REMOVALS.items() if code != left_out}
        with suppress(Undone), monkeypatch.context() as patch, transaction.atomic():
            patch.setattr(reach, "REMOVALS", others)
            remove_voice.call(consent.pk)
            if not traces(settings) and client.get(address).status_code == 410:
                unnoticed.append(left_out)
            raise Undone
        for number, folder in enumerate(folders(settings)):
            shutil.copytree(tmp_path / "kept" / str(number), folder, dirs_exist_ok=True)
        cache.set("a fragment", SAID)

    assert unnoticed == [None]


def test_removal_that_stopped_goes_on_where_it_was(voice, settings, purged, commit, monkeypatch):
    consent = Consent.objects.get()
    consent.withdraw("speaker", "not_said")
    stops = reach.REMOVALS | {"pages": reach.Removal("pages", "Stops", 50, lambda withdrawn: 1 / 0)}
    with monkeypatch.context() as patch:
        patch.setattr(reach, "REMOVALS", stops)
        with pytest.raises(ZeroDivisionError):
            remove_voice.call(consent.pk)
    consent.refresh_from_db()
    assert "files" in consent.removed
    assert "pages" not in consent.removed
    assert not consent.removed_at

    with commit():
        assert withdraw_expired() == 1

    consent.refresh_from_db()
    assert consent.removed_at
    assert traces(settings) == set()
    with commit():
        remove_voice.call(consent.pk)
        assert withdraw_expired() == 0


def test_voice_whose_consent_has_run_out_is_removed(index, purged, commit):
    expired = VoicePageFactory(parent=index, consent__expired=True)
    last_day = VoicePageFactory(
        parent=index, consent__given_on=datetime.date(2026, 1, 1), consent__expires_on=timezone.localdate()
    )

    with commit():
        call_command("withdraw_expired_consents", stdout=io.StringIO())

    assert list(VoicePage.objects.all()) == [last_day]
    assert Consent.objects.get(voice=expired.translation_key).why == "expired"


def test_picture_and_document_that_another_page_uses_stay(index, home, purged, commit):
    image = HubImage.objects.create(
        title="A garden", file=picture(), width=40, height=30, credit="Us", permission="Of us"
    )
    figure = [{"type": "figure", "value": {"image": {"image": image.pk, "alt_text": "A garden"}, "caption": ""}}]
    page = VoicePageFactory(parent=index, body=figure)
    with commit():
        StandardPageFactory(parent=home, body=figure)

    with commit():
        withdraw(Consent.objects.get(voice=page.translation_key), "prison", "safety")

    assert HubImage.objects.filter(pk=image.pk).exists()


def test_address_stays_gone_when_the_list_of_voices_is_moved(index, client, purged, commit):
    page = VoicePageFactory(parent=index, slug="one")
    with commit():
        withdraw(Consent.objects.get(), "speaker", "mind")
    index.slug = "what-people-say"
    with commit():
        index.save_revision().publish()

    response = client.get("/voices/one/")

    assert response.status_code == 410
    assert response["Cache-Control"] == "no-store"
    assert page.title not in response.text
    assert client.get("/cy/voices/one/cite.bib/").status_code == 410
    assert client.get("/voices/two/").status_code == 404


def test_consent_is_withdrawn_once(index, purged):
    VoicePageFactory(parent=index)
    consent = Consent.objects.get()
    consent.withdraw("speaker", "mind")

    with pytest.raises(ValidationError):
        consent.withdraw("prison", "safety")
    consent.refresh_from_db()
    assert consent.withdrawn_by == "speaker"


def test_voice_whose_page_is_deleted_is_taken_back_everywhere(voice, quoted, client, settings, purged, commit):
    old = [voice.url, voice.get_translations().get().url]

    with commit():
        VoicePage.objects.get(pk=voice.pk).delete()

    consent = Consent.objects.get()
    assert (consent.withdrawn_by, bool(consent.removed_at)) == ("editors", True)
    assert traces(settings) == set()
    assert [client.get(address).status_code for address in old] == [410, 410]


def test_voices_are_taken_back_with_the_list_that_is_deleted_above_them(index, client, purged, commit, editor_client):
    old = VoicePageFactory(parent=index).url

    with commit():
        editor_client.post(f"/admin/bulk/wagtailcore/page/delete/?id={index.pk}")

    assert not VoicePage.objects.exists()
    assert Consent.objects.get().removed_at
    assert client.get(old).status_code == 410


def test_translation_that_is_deleted_takes_nothing_else_with_it(voice, client, commit):
    with commit():
        voice.get_translations().get().delete()

    assert client.get(voice.url).status_code == 200
    assert Consent.objects.get().withdrawn_at is None
