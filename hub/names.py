"""Where a person's name stands. Another may be called the same, so each place is shown, and somebody decides."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from wagtail.models import Revision

from .mentions import Mention, cut, mentions, stored
from .restricted import is_restricted

SHORTEST, AROUND = 3, 40  # characters: of a name that is searched for, and shown on either side of it
# As texts are stored: a letter may be an escape of JSON, in JSON within JSON even, and a mark of HTML may be between.
GAP = r"(?:\s|&nbsp;|\\+[nrt]|\\+u00a0|<[^<>]*>)+"
SAME = {
    **dict.fromkeys("'’‘ʼ", r"(?:['’‘ʼ]|&\#x27;|&\#39;|&rsquo;|\\+u2019|\\+u2018|\\+u02bc)"),
    **dict.fromkeys("-‐‑", r"(?:[-‐‑]|\\+u2010|\\+u2011)"),
}
BEFORE, BEHIND = r"(?:(?<!\w)|(?<=\\[nrtbf])|(?<=\\u[0-9a-fA-F]{4}))", r"(?!\w)"


@dataclass(frozen=True)
class Place:
    """A column of one row in which a name stands, with some of what is around it, and where it can be edited.

    What is restricted, old versions of pages among it, the hub can cut. What readers see somebody edits by hand.
    """

    model: type
    name: str
    pk: object
    row: object
    around: str

    @property
    def key(self):
        return f"{self.model._meta.label}:{self.name}:{self.pk}"

    @property
    def called(self):
        return self.model._meta.verbose_name

    @property
    def column(self):
        return self.model._meta.get_field(self.name).verbose_name

    @property
    def by_hand(self):
        return not is_restricted(self.model)

    @property
    def about(self):
        """What is opened to edit it: of a version, that of which it is one."""
        return self.row.content_object if isinstance(self.row, Revision) else self.row


def letter(character):
    """A pattern for a character in either case, whether stored as one, as two or as an escape of JSON."""
    if character in SAME:
        return SAME[character]
    if character.isascii():
        return re.escape(character)
    forms = {
        unicodedata.normalize(form, case) for form in ("NFC", "NFD") for case in (character.lower(), character.upper())
    }
    return f"(?:{'|'.join(''.join(map(as_stored, form)) for form in sorted(forms))})"


def as_stored(character):
    escaped = re.escape(character)
    return escaped if character.isascii() else rf"(?:{escaped}|\\+u{ord(character):04x})"


def pattern_of(names):
    """What finds any of some names: "Ann Example" also as "Example, Ann"."""
    orders = []
    for name in names:
        parts = ["".join(map(letter, part)) for part in unicodedata.normalize("NFC", name).split()]
        orders.append(GAP.join(parts))
        if len(parts) > 1:
            orders.append(rf"{parts[-1]},(?:{GAP}){GAP.join(parts[:-1])}")
    return re.compile(f"{BEFORE}(?:{'|'.join(orders)}){BEHIND}", re.IGNORECASE)


def plainest(name):
    """The longest run of plain letters in a name: how those are stored does not depend on the database."""
    return max(re.findall("[A-Za-z]+", name), key=len, default="")


def places(names):
    """[Place]: where any of some names stands, in whatever text."""
    found = {}
    for name in names:
        for mention in mentions(pattern_of([name]), plainest(name)):
            found.setdefault((mention.model, mention.name), set()).update(mention.pks)
    pattern = pattern_of(names) if names else None
    return [place for (model, name), pks in found.items() for place in in_column(model, name, pks, pattern)]


def in_column(model, name, pks, pattern):
    rows = model._base_manager.in_bulk(pks)
    for pk, text in stored(model, name).filter(pk__in=pks).order_by("pk"):
        yield Place(model, name, pk, rows[pk], around(text, pattern.search(text)))


def around(text, match):
    start, end = max(match.start() - AROUND, 0), match.end() + AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def digest_of(found):
    """What tells whether the places that somebody decided about are those that there are."""
    return hashlib.sha256("\n".join(sorted(f"{one.key} {one.around}" for one in found)).encode()).hexdigest()[:16]


def cut_names(names, chosen):
    """Cut names out of the places chosen; returns [Mention] of what was cut. What readers see is never chosen."""
    columns = {}
    for place in chosen:
        if not place.by_hand:
            columns.setdefault((place.model, place.name), []).append(place.pk)
    pattern = pattern_of(names) if columns else None
    found = [Mention(model, name, tuple(pks)) for (model, name), pks in columns.items()]
    return [one for one in found if cut(pattern, one)]
