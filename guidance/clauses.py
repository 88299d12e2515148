"""From the body of a guidance document to its clauses: the unit that is numbered, linked and cited."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Clause:
    """One block of a document with its number and its permanent anchor.

    `uid` is the StreamField block's id: it survives translation, reordering and editing, so
    the English and the Welsh clause share it and a link to it never breaks.
    """

    uid: str
    kind: str
    number: str
    anchor: str
    block: Any

    @property
    def title(self):
        return self.block.value["title"] if self.kind == "boundary" else str(self.block.value)


def compile_clauses(body):
    """Return the list of `Clause` for a body StreamValue.

    Sections count 1, 2, 3; paragraphs count within their section (2.1, 2.2); a
    recommendation carries the number it was given for good ("R7").
    """
    clauses, section, paragraph = [], 0, 0
    for block in body:
        number, anchor = "", f"c-{block.id[:8]}" if block.id else ""
        if block.block_type == "section":
            section, paragraph = section + 1, 0
            number = str(section)
        elif block.block_type == "paragraph":
            paragraph += 1
            number = f"{section}.{paragraph}"
        elif block.block_type == "recommendation" and block.value["number"]:
            number, anchor = f"R{block.value['number']}", f"r{block.value['number']}"
        clauses.append(Clause(block.id, block.block_type, number, anchor, block))
    return clauses


def number_recommendations(body, *, after=0):
    """Give each unnumbered recommendation in `body` the next free number, counting on from `after`.

    Returns the highest number in use. A number once given stays with its recommendation,
    `after` keeps the number of a removed one from being given again, and a duplicate of a
    recommendation gets a number of its own.
    """
    recommendations = [block for block in body if block.block_type == "recommendation"]
    highest = max([after, *(block.value["number"] or 0 for block in recommendations)])
    given = set()
    for block in recommendations:
        if not block.value["number"] or block.value["number"] in given:
            highest += 1
            block.value["number"] = highest
        given.add(block.value["number"])
    return highest
