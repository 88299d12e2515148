"""What in a practice example may tell who somebody is: shown to who writes it and to who reads it."""

from hub.identifying import by_kind, pieces
from hub.identifying.jigsaw import jigsaw

from ..models import Prison


def known_places():
    """The names of prisons and towns: no names of people, and places that a jigsaw may be made of."""
    rows = Prison.objects.order_by("pk").values_list("name", "name_cy", "town", "town_cy")
    return tuple(sorted({name for row in rows for name in row if name}))


class Check:
    """The check of the texts of one practice example, {name: text}."""

    def __init__(self, texts):
        known = known_places()
        self.pieces = {name: list(pieces(text, known)) for name, text in texts.items()}
        self.found = {name: by_kind(parts) for name, parts in self.pieces.items()}
        self.jigsaw = jigsaw(texts.values(), known)

    def __bool__(self):
        return bool(self.jigsaw) or any(self.found.values())

    def certain(self, name):
        """The parts of a text that are known by their form, such as a prison number: never published."""
        return [part for kind, parts in self.found[name].items() if kind.certain for part in parts]
