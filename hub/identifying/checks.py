"""What in some texts may tell who somebody is: shown to who writes them, and to who reads them before others do."""

import json
from hashlib import sha256

from django.apps import apps

from . import by_kind, pieces
from .jigsaw import jigsaw


def known_places():
    """The names of prisons and towns: no names of people, and places that a jigsaw may be made of."""
    rows = apps.get_model("directory.Prison").objects.order_by("pk").values_list("name", "name_cy", "town", "town_cy")
    return tuple(sorted({name for row in rows for name in row if name}))


class Check:
    """The check of the texts of one practice example or page, {name: text}."""

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

    @property
    def all_certain(self):
        return [part for name in self.found for part in self.certain(name)]

    @property
    def words(self):
        """Every part that was found, each once."""
        found = [part for kinds in self.found.values() for parts in kinds.values() for part in parts]
        return list(dict.fromkeys([*found, *(self.jigsaw.words if self.jigsaw else [])]))

    @property
    def digest(self):
        """SHA-256 of what was found and where: the same as long as nothing is found besides."""
        found = {name: {str(kind.label): parts for kind, parts in kinds.items()} for name, kinds in self.found.items()}
        told = [found, self.jigsaw.words if self.jigsaw else []]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
