"""How far a person's words may go, and how every part of the hub takes them back.

What a person said is kept in one place and quoted by reference. So each way out of the hub asks for its own agreement
(`Channel`), and each app that keeps copies of what it quotes says how to take them away (`removal`).
"""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import models
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The ways on which words leave the hub. One that is added here gets its field on the record of consent."""

    WEB = "web", _("Its own page on this site, lists and search")
    TRANSLATION = "translation", _("Translation into the other language")
    QUOTATION = "quotation", _("Quoted on other pages of this site")
    PRINT = "print", _("PDF and print")
    RECORDING = "recording", _("Sound, video and pictures")
    DATA = "data", _("Open data and the API")
    OFFLINE = "offline", _("Copies to read without the internet")


_outlet = ContextVar("channels, beside quotation, by which the text that is being put together leaves", default=())


@contextmanager
def leaving_by(*channels):
    """While this lasts, references are resolved only to words that may leave by all of `channels`."""
    token = _outlet.set(channels)
    try:
        yield
    finally:
        _outlet.reset(token)


def outlet():
    """The channels of the innermost `leaving_by`; none on a page of the site."""
    return _outlet.get()


@dataclass
class Withdrawn:
    """What the removals are given: primary keys, by kind, of all that held the words, and addresses.

    `paths` are those that the words had; `quoted_at` are whole addresses of pages that show some of them. All of it is
    found out before anything is removed, and stored, so that a removal can be run again after its rows are gone.
    """

    key: str  # the translation key of the page, which outlives it
    pages: list = field(default_factory=list)
    images: list = field(default_factory=list)
    documents: list = field(default_factory=list)
    recordings: list = field(default_factory=list)
    paths: list = field(default_factory=list)
    quoted_at: list = field(default_factory=list)


@dataclass(frozen=True)
class Removal:
    """One part of taking words back. `run` takes a `Withdrawn`; running it again does no harm."""

    code: str
    label: str
    order: int
    run: Callable[[Withdrawn], None]


REMOVALS = {}


def removal(code, label, *, order):
    """Decorator: the function is run, in `order`, whenever words are withdrawn.

    Pages go in order 50: what needs their rows comes before, what tidies up after them later. A new format that holds
    words (a pack to take offline, a newsletter) registers its own removal from the module that makes it.
    """

    def register(run):
        REMOVALS[code] = Removal(code, label, order, run)
        return run

    return register


def removals():
    return sorted(REMOVALS.values(), key=lambda one: one.order)


# Sent with `pages`, a queryset, when the channels that their words may leave by have changed.
reach_changed = Signal()
