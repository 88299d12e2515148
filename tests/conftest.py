import re
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.core.files.storage import storages
from django.utils import translation
from wagtail.coreutils import get_dummy_request
from wagtail.models import Locale, Site
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.test.utils import WagtailPageTestCase
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from xdist.scheduler import LoadScopeScheduling

from directory.models import SubmissionFile
from guidance.models import EasyReadPDF, EditionPDF
from home.models import HomePage, Pack
from hub import remembered
from hub.models import HubDocument, HubImage, User
from resources.models import FileVersion, Recording
from tests.factories import PrisonFactory


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr("hub.jobs.folder", lambda: tmp_path / "jobs")
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "documents"), "base_url": None},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # A file field asks for its storage once, when the model is made.
    for model in (HubDocument, HubImage, EasyReadPDF, EditionPDF, SubmissionFile, Recording, FileVersion, Pack):
        monkeypatch.setattr(model._meta.get_field("file"), "storage", storages["documents"])
    monkeypatch.setattr(Recording._meta.get_field("captions"), "storage", storages["documents"])


@pytest.fixture(autouse=True)
def _static_files_looked_up_when_asked_for(settings):
    """Each test's client would list all static files anew before its first request."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _pages_made_anew(settings):
    """No transaction of a test is committed, so no change would be announced."""
    settings.PAGE_CACHE = settings.ANNOUNCE_CHANGES = False


MADE_ONCE = {"tests/home/test_demo.py", "tests/hub/test_redis.py"}


class Together(LoadScopeScheduling):
    """Deals tests out to the workers of xdist: what shares something dear goes to one of them."""

    def _split_scope(self, nodeid):
        """What a test goes with: all on the demonstration, all of the browser in a language, or its own parameters."""
        path, _colons, name = nodeid.partition("::")
        if path in MADE_ONCE:
            return path
        if path.startswith("tests/browser/"):
            language = re.search(r"\[(en|cy)\b", name)
            return language[1] if language else path
        return nodeid.partition("[")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Together(config, log)


@pytest.fixture
def remembering(monkeypatch):
    """A process that remembers what pages have in common, although the test is one transaction. Nothing may change."""
    memory = remembered.Memory("", float("inf"), {})
    monkeypatch.setattr(remembered, "memory_now", lambda: memory)


@pytest.fixture(autouse=True)
def _passwords_that_cost_nothing(settings, monkeypatch):
    monkeypatch.setattr("hub.recovery_codes.ITERATIONS", 1)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def _no_second_factor_asked_for(settings):
    """As in the demonstration; tests/hub/test_second_factor.py has it on."""
    settings.MFA_REQUIRED = False


@pytest.fixture(autouse=True)
def _no_limits(settings):
    """Tests ask more often than anybody; tests/hub/test_limits.py has them on."""
    settings.LIMIT_FACTOR = 0


@pytest.fixture(autouse=True)
def _indexes_only_where_they_are_asked(request, settings, monkeypatch):
    """What is saved goes into the indexes of search and of references only in tests marked `indexed`.

    The two are two fifths of what it costs to make a page, and more of what a prison costs.
    """
    if request.node.get_closest_marker("indexed"):
        yield
        return
    [(name, options)] = settings.WAGTAILSEARCH_BACKENDS.items()
    settings.WAGTAILSEARCH_BACKENDS = {name: {**options, "AUTO_UPDATE": False}}
    # Or else each save makes a task which then finds that there is nothing to do.
    monkeypatch.setattr("modelsearch.signal_handlers.insert_or_update_object_task", Mock())
    with disable_reference_index_auto_update():
        yield


@pytest.fixture(autouse=True)
def _english_and_an_empty_cache():
    cache.clear()
    with translation.override("en-gb"):
        yield


@pytest.fixture
def home(db):
    """The English home page, which the migrations made, filled in as an editor would."""
    page = HomePage.objects.get(locale__language_code="en-gb")
    page.summary = "What the hub is for."
    page.primary_label = "Read the guidance"
    page.secondary_label = "Find a prison"
    page.save()  # it is live; publishing it would cost each test five times as much
    return page


@pytest.fixture
def welsh_home(db):
    return HomePage.objects.get(locale__language_code="cy")


@pytest.fixture
def site(home):
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def welsh(db):
    return Locale.objects.get(language_code="cy")


def put_into(source, locale):
    """Give each text of a `TranslationSource` that has no translation into `locale` one, in the same words."""
    for segment in source.stringsegment_set.select_related("string"):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            defaults={"data": segment.string.data, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
        )


@pytest.fixture
def in_welsh(welsh, django_capture_on_commit_callbacks):
    """A function that translates a page, and what is above it, by wagtail-localize; returns the Welsh page.

    The words stay as they are: what matters is that no text waits for a translator.
    """

    def translate(page):
        for version in page.get_ancestors(inclusive=True).filter(depth__gt=1).specific():
            source, _created = TranslationSource.update_or_create_from_instance(version)
            translation, _created = Translation.objects.get_or_create(source=source, target_locale=welsh)
            put_into(source, welsh)
            with django_capture_on_commit_callbacks(execute=True):
                translation.save_target(publish=True)
        return page.get_translation(welsh)

    return translate


@pytest.fixture
def editor(db):
    return User.objects.create_superuser("editor@example.org", "a long password")


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def prison(db):
    return PrisonFactory()


@pytest.fixture
def wagtail_page(client):
    """Wagtail's own page assertions (routable, renderable, previewable, editable)."""
    case = WagtailPageTestCase()
    case.client = client
    case.dummy_request = get_dummy_request()
    return case
