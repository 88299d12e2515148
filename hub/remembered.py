"""What a process remembers of the data as long as that stays the same: what every page asks for, such as the menu."""

import contextlib
import time
from contextvars import ContextVar
from functools import wraps
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language

from .generation import UNREACHABLE, store, until

MOST = 500  # values: whoever makes arguments up cannot fill the memory


class Memory(NamedTuple):
    """Values that were made from the data in one state, by function, language and arguments."""

    name: str
    until: float
    values: dict


# The name of the state that a request is answered from, asked for once: [name] or, before that, [].
asked = ContextVar("asked", default=None)
newest = Memory("", 0, {})


def forget():
    global newest
    newest = Memory("", 0, {})


def name_now():
    """The name of the data's state, None where the cache that holds it cannot be reached."""
    found = asked.get()
    if found:
        return found[0]
    name = None
    with contextlib.suppress(*UNREACHABLE):
        name = store().name()
    if found is not None:
        found.append(name)
    return name


@contextlib.contextmanager
def without_memory():
    """Within it nothing is remembered, and nothing that was is given."""
    token = asked.set([None])
    try:
        yield
    finally:
        asked.reset(token)


def memory_now():
    """The Memory that may be used and added to; None where nothing may be.

    Within a transaction the process may see what nobody else ever will.
    """
    global newest
    if not settings.PAGE_CACHE or connection.in_atomic_block:
        return None
    name = name_now()
    if name is None:
        return None
    if name != newest.name or time.time() >= newest.until:
        newest = Memory(name, until(), {})  # before anything is read: what changes from here on has another name
    return newest


def ends_at():
    """When pages change next though no data does, as a timestamp: what was made until then is as it should be."""
    memory = memory_now()
    return memory.until if memory else until()


def remember(key, make):
    """What `make()` gives: asked for again only where the data, the language or the hashable `key` are others."""
    memory = memory_now()
    if memory is None:
        return make()
    key, values = (key, get_language()), memory.values
    if key in values:
        return values[key]
    found = make()
    if len(values) < MOST:
        values[key] = found
    return found


def remembered(function):
    """Ask `function` again only where the data, the language or its arguments are others.

    For what many pages show. It takes few different arguments, all hashable, and nobody changes what it gives.
    `if_remembered` gives the same, but None where nothing may be remembered, for what is not worth asking once.
    """

    @wraps(function)
    def answer(*args):
        return remember((function, args), lambda: function(*args))

    def if_remembered(*args):
        return None if memory_now() is None else answer(*args)

    answer.if_remembered = if_remembered
    return answer


class RememberedMiddleware:
    """Asks once in a request which state the data is in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        token = asked.set([])
        try:
            return self.get_response(request)
        finally:
            asked.reset(token)
