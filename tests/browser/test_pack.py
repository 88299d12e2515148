"""The offline pack of the demonstration, opened from a disk with no network."""

import re
from urllib.parse import unquote, urldefrag

import pytest
from lxml import html

from tests.browser.conftest import MILLISECONDS
from tests.browser.demonstration import environment_of, manage
from tests.browser.visits import NARROW, WIDE, axe, follow

LINKS = ("href", "src", "srcset", "action", "formaction", "poster", "data")
NAMELESS = re.compile(r"[a-z0-9._/-]+|SHA256SUMS")


@pytest.fixture(scope="module")
def pack(demo, demo_folder, tmp_path_factory):
    """The folder of a pack of everything."""
    folder = tmp_path_factory.mktemp("pack") / "unpacked"
    manage(["build_pack", str(folder)], environment_of(demo_folder, demo))
    return folder


@pytest.fixture(scope="module")
def documents(pack):
    """{file: its document} of every page in it."""
    parser = html.HTMLParser(encoding="utf-8")
    return {file: html.document_fromstring(file.read_bytes(), parser=parser) for file in pack.rglob("*.html")}


@pytest.fixture
def open_file(browser, pack):
    """Opens a page of the pack; gives it with a list of all that it asked for, which the network never answers."""
    contexts = []

    def open_file(name, **options):
        contexts.append(browser.new_context(offline=True, **options))
        contexts[-1].set_default_timeout(MILLISECONDS)
        page, asked, wrong = contexts[-1].new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto(f"{(pack / 'index.html').as_uri().removesuffix('index.html')}{name}")
        page.asked, page.wrong = asked, wrong
        return page

    yield open_file
    for context in contexts:
        context.close()


def links_of(documents):
    for file, document in documents.items():
        for element in document.iter("*"):
            for name in LINKS:
                if link := element.get(name):
                    yield file, link


def test_every_link_of_every_page_leads_to_a_file_and_none_out(pack, documents):
    links = set(links_of(documents))
    files = {path for path in pack.rglob("*") if path.is_file()}
    wrong, ids = [], {file: set(document.xpath("//@id")) for file, document in documents.items()}
    for file, link in links:
        path, _anchor = urldefrag(link)
        target = (file.parent / unquote(path.partition("?")[0])).resolve() if path else file
        if target not in files or re.match(r"[a-z]+:|/", link):
            wrong.append((file.relative_to(pack), link))

    assert len(documents) > 500
    assert len(links) > 5000
    assert wrong == []
    contents = {(file, link[1:]) for file, link in links if re.fullmatch(r"#(c-[0-9a-f]+|r\d+)", link)}
    assert contents
    assert [pair for pair in contents if pair[1] not in ids[pair[0]]] == []


def test_no_page_has_a_script_or_style_of_elsewhere_or_an_address_that_is_not_printed(pack, documents):
    for file, document in documents.items():
        for element in document.iter():
            if isinstance(element.tag, str):
                attributes = {name: value for name, value in element.attrib.items() if not name.startswith("xmlns")}
                out = [value for value in attributes.values() if re.match(r"\s*(https?:)?//", value)]
                assert out == [], (file, element.tag)
    assert "url(http" not in (pack / "assets" / "site.css").read_text()


def test_every_name_is_one_that_any_system_takes(pack):
    names = [path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()]

    assert max(map(len, names)) <= 140
    assert [name for name in names if not NAMELESS.fullmatch(name)] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_reader_goes_from_the_cover_to_a_document_in_both_languages(open_file, scripts):
    page = open_file("index.html", java_script_enabled=scripts)
    follow(page.get_by_role("link", name="Start reading").first)
    follow(page.get_by_role("link", name="Guidance").first)
    follow(page.locator("main h2 a, main h3 a").first)
    english = page.locator("h1").inner_text()
    follow(page.get_by_role("link", name="Cymraeg"))

    assert page.locator("html").get_attribute("lang") == "cy"
    assert page.locator("h1").inner_text() != english
    assert page.locator(".pack-note").count() == 1
    assert {url.split(":")[0] for url in page.asked} <= {"file", "data"}
    assert page.wrong == []


def test_search_finds_a_clause_and_leads_to_it(open_file):
    page = open_file("en/index.html")
    page.get_by_role("searchbox").fill("confidential emotional support")
    follow(page.get_by_role("button", name="Search"))
    page.locator("#pack-found a").first.wait_for()
    found = page.locator("#pack-found a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    clause = next(link for link in found if re.search(r"guidance/.+#", link))
    follow(page.locator(f'#pack-found a[href="{clause}"]').first)

    assert page.locator(f"[id='{clause.split('#')[1]}']").is_visible()
    assert "/guidance/" in page.url
    assert {url.split(":")[0] for url in page.asked} <= {"file", "data"}
    assert page.wrong == []


def test_search_finds_what_means_the_same_and_never_a_listener_for_a_buddy(open_file):
    page = open_file("en/search/index.html")

    def found(words):
        page.locator("#pack-q").fill(words)
        page.locator("#pack-search button").click()
        return page.locator("#pack-found a").all_inner_texts()

    assert found("the peer supporters") == found("buddy") != []
    assert found("listener") != found("buddy")
    assert page.wrong == []


def test_search_says_where_nothing_is_found_and_folds_welsh_letters(open_file):
    page = open_file("cy/search/index.html?q=zzzzzz")
    said = page.locator("#pack-said")
    assert said.inner_text() == page.locator("#pack-search").get_attribute("data-none")
    page.locator("#pack-q").fill("grwp")
    page.locator("#pack-search button").click()

    assert page.locator("#pack-found li").count() > 0


def test_without_scripts_every_page_is_found_from_a_to_z(open_file, pack):
    page = open_file("en/search/index.html?q=meals", java_script_enabled=False)
    assert not page.locator("#pack-search").is_visible()
    follow(page.locator("main").get_by_role("link", name="All pages of this pack, A to Z").first)
    links = page.locator("main li a").evaluate_all("links => links.map(link => link.getAttribute('href'))")

    assert any("directory/moorland" in link for link in links)
    assert len([link for link in links if not link.startswith("#")]) > 200
    assert page.wrong == []


OWN = ["index.html", "en/search/index.html?q=meals", "cy/a-to-z/index.html"]
CHANGED = ["en/index.html", "cy/directory/index.html", "en/directory/schemes/index.html", "en/updates/index.html"]


@pytest.mark.parametrize("name", [*OWN, *CHANGED])
def test_pages_of_the_pack_fit_the_screen_and_axe_finds_nothing(open_file, name):
    for width in (WIDE, NARROW):
        page = open_file(name, viewport={"width": width, "height": 800})

        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
        assert axe(page) == []
