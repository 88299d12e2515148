import json
import re
import subprocess
from pathlib import PurePosixPath

import html5lib

from tests.browser.addresses import missing
from tests.browser.visits import faults
from tools import vnu


def strict_fault(html):
    """What breaks the grammar of HTML, None where nothing does."""
    try:
        html5lib.HTMLParser(strict=True).parse(html, transport_encoding="utf-8")
    except html5lib.html5parser.ParseError as error:
        return str(error)
    return None


def nu_faults(jar, folder, paths):
    """What the Nu HTML checker says of the numbered files in `folder`, each with the path of the page."""
    command = ["java", "-jar", jar, "--format", "json", "--exit-zero-always", "--skip-non-html", folder]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stderr)["messages"]
    return [
        f"{paths[int(PurePosixPath(message['url']).stem)]}  {message['message']}  {message.get('extract', '')}"
        for message in told
    ]


def test_pages_answer_with_200_and_missing_ones_with_404(demo, pages, language):
    found = {(path, page.status) for path, page in pages.items() if page.status != 200}

    assert found == {(path, 404) for path in missing(demo, language)}


def test_pages_keep_to_the_grammar_of_html(pages):
    found = [(path, fault) for path, page in pages.items() if (fault := strict_fault(page.html))]

    assert found == []


def test_an_id_names_one_element_of_its_page(visits):
    found = faults(visits, "ids")

    assert not found, found


def test_a_link_within_a_page_leads_to_a_place_in_it(visits):
    found = faults(visits, "fragments")

    assert not found, found


def test_the_nu_checker_is_missing_only_where_java_or_npm_is():
    jar, why = vnu.find()

    assert jar or re.match(r"Java not found|npm not found|npm pack .* (failed|took)", why), why


def test_the_nu_checker_finds_nothing(pages, tmp_path):
    jar, _why = vnu.find()
    for number, page in enumerate(pages.values()):
        (tmp_path / f"{number}.html").write_bytes(page.html)

    found = nu_faults(jar, tmp_path, list(pages)) if jar else []

    assert not found, "\n".join(found)
