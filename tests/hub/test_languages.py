import datetime
import html
import re

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format
from wagtail.models import Locale

from hub.languages import language_of
from hub.templatetags.hub import foreign_language
from tests import factories

WELSH_MONTHS = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
]


@pytest.fixture
def third_locale(db, settings):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [
        *settings.LANGUAGES,
        ("fr", "French"),
        ("de", "German"),
    ]
    return Locale.objects.create(language_code="fr")


@pytest.fixture
def in_welsh(welsh):
    """A function that makes the Welsh page of an English one, published or not, and aliases of what is above it."""

    def translate(page, *, publish=True):
        translated = page.copy_for_translation(welsh, copy_parents=True)
        if publish:
            translated.save_revision().publish()
        return translated

    return translate


@pytest.fixture
def page(home):
    return factories.StandardPageFactory(parent=home, title="Training", slug="training")


def alternates(text):
    """{hreflang: path} in the head of a page."""
    found = re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="https?://[^/"]+([^"]*)">', text)
    return dict(found)


def switch(text):
    """{hreflang: path} of the links of the language switcher."""
    nav = re.search(r'<nav aria-label="(?:Language|Iaith)">.*?</nav>', text, re.DOTALL)[0]
    return {
        code: path for path, code in re.findall(r'href="(?:https?://[^/"]+)?([^"]*)"[^>]* hreflang="([\w-]+)"', nav)
    }


# language_of


def test_language_of_each_locale(db):
    found = {language_of(locale.pk) for locale in Locale.objects.all()}

    assert found == {"en-gb", "cy"}


def test_language_of_is_asked_of_the_database_once(welsh, django_assert_num_queries):
    language_of(welsh.pk)

    with django_assert_num_queries(0):
        assert language_of(welsh.pk) == "cy"


def test_language_of_is_right_after_a_locale_changes(third_locale):
    before = language_of(third_locale.pk)
    third_locale.language_code = "de"
    third_locale.save()

    assert before == "fr"
    assert language_of(third_locale.pk) == "de"


def test_language_of_a_deleted_locale_is_an_error(third_locale):
    pk = third_locale.pk
    language_of(pk)
    third_locale.delete()

    with pytest.raises(Locale.DoesNotExist):
        language_of(pk)


# The switcher and hreflang


def test_page_in_both_languages_names_both(client, page, in_welsh):
    in_welsh(page)

    for address in ("/training/", "/cy/training/"):
        assert alternates(client.get(address).text) == {"en-gb": "/training/", "cy": "/cy/training/"}


def test_switcher_leads_to_the_same_page_in_the_other_language(client, page, in_welsh):
    in_welsh(page)

    assert switch(client.get("/training/").text) == {"cy": "/cy/training/"}
    assert switch(client.get("/cy/training/").text) == {"en-gb": "/training/"}


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring/planner/?buddies=12&recipients=30&start=2027-01&indicator=O1",
        "/monitoring/planner/?buddies=twelve&indicator=O1&indicator=O2",
        "/directory/compare/?scheme=PSS-EXI-01&scheme=PSS-EXI-02&show=differences",
        "/directory/schemes/?q=a%26b+%C5%B4&status=active&page=2",
        "/directory/?region=wales&q=%22",
    ],
)
def test_switcher_keeps_the_query_that_the_page_follows(path, client, home, welsh_home):
    for here, there in ((path, f"/cy{path}"), (f"/cy{path}", path)):
        [shown] = switch(client.get(here).text).values()
        assert html.unescape(shown) == there


@pytest.mark.parametrize("has_draft", [True, False], ids=["draft translation", "no translation"])
def test_page_in_english_only_leads_to_the_welsh_home_page(has_draft, client, page, in_welsh):
    if has_draft:
        in_welsh(page, publish=False)

    text = client.get("/training/").text

    assert alternates(text) == {}
    assert switch(text) == {"cy": "/cy/"}


def test_page_in_welsh_only_leads_to_the_english_home_page(client, welsh_home):
    factories.StandardPageFactory(parent=welsh_home, locale=welsh_home.locale, title="Hyfforddi", slug="hyfforddi")

    text = client.get("/cy/hyfforddi/").text

    assert alternates(text) == {}
    assert switch(text) == {"en-gb": "/"}


@pytest.mark.parametrize("address", ["/directory/", "/directory/exeter/", "/search/"])
def test_view_that_is_no_page_is_in_both_languages(address, client, home):
    factories.PrisonFactory(slug="exeter")
    both = {"en-gb": address, "cy": f"/cy{address}"}

    english, welsh = client.get(address).text, client.get(f"/cy{address}").text

    assert alternates(english) == alternates(welsh) == both
    assert switch(english) == {"cy": both["cy"]}
    assert switch(welsh) == {"en-gb": both["en-gb"]}


@pytest.mark.parametrize(("address", "language"), [("/", "en-gb"), ("/cy/", "cy"), ("/cy/directory/", "cy")])
def test_address_alone_decides_the_language(address, language, client, home):
    client.cookies["django_language"] = "cy" if language == "en-gb" else "en-gb"

    response = client.get(address, headers={"accept-language": "cy,en;q=0.1" if language == "en-gb" else "en"})

    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in response.text


def test_template_without_a_request_has_no_alternates(db):
    text = Template("{% language_alternates as all %}{{ all|length }}").render(Context({}))

    assert text == "0"


# Foreign passages


@pytest.mark.parametrize(
    ("reader", "written_in", "expected"),
    [("en-gb", "en-gb", ""), ("cy", "cy", ""), ("cy", "en-gb", "en"), ("en-gb", "cy", "cy")],
)
def test_foreign_language_is_that_of_a_page_the_reader_did_not_ask_for(reader, written_in, expected, home, welsh_home):
    page = {"en-gb": home, "cy": welsh_home}[written_in]

    with translation.override(reader):
        assert foreign_language(page) == expected


def test_welsh_list_marks_what_is_in_english(client, home, in_welsh):
    index = factories.NewsIndexPageFactory(parent=home)
    factories.NewsPageFactory(parent=index, title="Only in English")
    in_welsh(index)

    text = client.get("/cy/news/").text

    assert re.search(r'<a href="[^"]*/news/only-in-english/" lang="en" hreflang="en">Only in English</a>', text)


# Dates


@pytest.mark.parametrize(("month", "name"), list(enumerate(WELSH_MONTHS, start=1)), ids=WELSH_MONTHS)
@pytest.mark.parametrize("letter", ["F", "E"])
def test_welsh_months_are_spelt_right(letter, month, name):
    with translation.override("cy"):
        assert date_format(datetime.date(2026, month, 1), letter).lower() == name.lower()


def test_july_is_spelt_right_on_a_welsh_page(client, home, in_welsh):
    index = factories.NewsIndexPageFactory(parent=home)
    news = factories.NewsPageFactory(parent=index, title="Summer", date=datetime.date(2026, 7, 5))
    in_welsh(news)

    text = client.get("/cy/news/summer/").text

    assert "5 Gorffennaf 2026" in text
    assert "Gorffenaf" not in text


@pytest.mark.parametrize(("language", "expected"), [("en-gb", "5 March 2026"), ("cy", "5 Mawrth 2026")])
def test_date_is_day_month_and_year(language, expected):
    with translation.override(language):
        assert date_format(datetime.date(2026, 3, 5)) == expected
