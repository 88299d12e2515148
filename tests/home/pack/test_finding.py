import json

from lxml import html

from home.pack.finding import Index, by_letter

PAGE = """<html><body><main><h1>A guide</h1><p>Before.</p><nav>Menu</nav>
<h2 id="s1">Meals</h2><p>Who carries them.</p>
<div class="para" id="p1"><a>1.1</a> A buddy may carry a meal.</div>
<svg><title>Drawn</title></svg><p class="pack-note">Copied</p></main><footer>Foot</footer></body></html>"""


def test_each_clause_is_found_by_itself():
    index = Index("en-gb", "en/search/index.html")
    index.add(html.document_fromstring(PAGE), "en/guidance/a-guide/index.html")

    data = json.loads(index.script().decode().removeprefix("window.packIndex=").removesuffix(";\n"))

    assert data["pages"] == [["A guide", "../guidance/a-guide/index.html"]]
    assert data["parts"] == [
        [0, "", "", "Before."],
        [0, "s1", "Meals", "Who carries them."],
        [0, "p1", "", "1.1 A buddy may carry a meal."],
    ]


def test_words_that_mean_the_same_go_with_the_index():
    index = Index("cy", "cy/search/index.html", [[("Buddy",), ("peer", "supporter"), ("Cyfaill", "Cymôrth")]])

    data = json.loads(index.script().decode().removeprefix("window.packIndex=").removesuffix(";\n"))

    assert data["same"] == [["buddy", "peer supporter", "cyfaill cymorth"]]
    assert "the" in data["empty"]


def test_a_to_z_is_in_the_alphabet_of_the_language():
    titles = [(title, "") for title in ("Llais", "Lôn", "Cwm", "Chwilio", "2 beth", "Ŵyl")]

    assert [letter for letter, _pairs in by_letter(titles, "cy")] == ["0–9", "C", "Ch", "L", "Ll", "W"]
    assert [letter for letter, _pairs in by_letter(titles, "en-gb")] == ["0–9", "C", "L", "W"]
    [(_letter, pairs)] = [pair for pair in by_letter(titles, "en-gb") if pair[0] == "C"]
    assert [title for title, _place in pairs] == ["Chwilio", "Cwm"]
