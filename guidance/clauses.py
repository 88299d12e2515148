"""From the body of a guidance document to its clauses: the unit that is numbered, linked and cited."""

import re

from bs4 import BeautifulSoup
from django.template.loader import get_template

from .models.editions import Clause

# What may change or be withdrawn after publication is kept in a clause as a reference to it.
REFERENCES = {"figure": "guidance/clauses/figure.html", "voice": "guidance/clauses/voice.html"}
LINES = ["p", "li", "h3", "h4", "summary", "caption", "tr", "figcaption"]
# The editor's own name of a paragraph. It may change where no word does.
KEY = re.compile(r'(<\w+) data-block-key="[^"]*"')


def compile_clauses(body):
    """Return the unsaved `Clause` objects for a body StreamValue, in the active language.

    Sections count 1, 2, 3; paragraphs count within their section (2.1, 2.2); a
    recommendation carries the number it was given for good ("R7").
    """
    clauses, section, paragraph = [], 0, 0
    for position, block in enumerate(body):
        number, anchor = "", f"c-{block.id[:8]}" if block.id else f"c-new-{position}"
        if block.block_type == "section":
            section, paragraph = section + 1, 0
            number = str(section)
        elif block.block_type == "paragraph":
            paragraph += 1
            number = f"{section}.{paragraph}"
        elif block.block_type == "recommendation" and block.value["number"]:
            number, anchor = f"R{block.value['number']}", f"r{block.value['number']}"
        html = render(block, number)
        clauses.append(
            Clause(
                position=position,
                uid=block.id or anchor,
                anchor=anchor,
                kind=block.block_type,
                number=number,
                html=html,
                text=text_of(html),
            )
        )
    return clauses


def render(block, number):
    """The content of a block as HTML, with links in the form that rich text is stored in."""
    reference = REFERENCES.get(block.block_type)
    if reference:
        return get_template(reference).render({"value": block.value}).strip()
    return KEY.sub(r"\1", str(block.render({"number": number}))).strip()


def text_of(html):
    """The text of a clause, one line for each paragraph, item and row; images by their alternative text."""
    soup = BeautifulSoup(html, "html.parser")
    for break_ in soup.find_all("br"):
        break_.replace_with("\n")
    for image in soup.find_all("embed", embedtype="image"):
        image.replace_with(f"{image.get('alt', '')}\n")
    for cell in soup.find_all(["td", "th"]):
        if cell.find_next_sibling(["td", "th"]):
            cell.append(" | ")
    for tag in soup.find_all(LINES):
        tag.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return "\n".join(filter(None, lines))


def number_recommendations(body, *, known=(), after=0):
    """Give each unnumbered recommendation in `body` the next free number, counting on from `after`.

    `known` maps the ids of blocks to the numbers they were published with: each gets its own back, and nobody
    else's is given again. Returns the highest number in use. A number that a removed recommendation had stays
    its own, and a duplicate of a recommendation gets a new one.
    """
    known = dict(known)
    recommendations = [block for block in body if block.block_type == "recommendation"]
    highest = max([after, *known.values(), *(block.value["number"] or 0 for block in recommendations)])
    given = set(known.values())
    for block in recommendations:
        if block.id in known:
            block.value["number"] = known[block.id]
        elif not block.value["number"] or block.value["number"] in given:
            highest += 1
            block.value["number"] = highest
        given.add(block.value["number"])
    return highest


def expanded(clauses, expand):
    """Set `shown` on each clause: its HTML with its references resolved, all at once, by `expand`.

    `expand` takes a list of strings and returns one of markup.
    """
    for clause, html in zip(clauses, expand([clause.html for clause in clauses]), strict=True):
        clause.shown = html
    return clauses
