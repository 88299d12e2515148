"""What a process remembers is of the data as they are: never of before a change, nor of what was not committed."""

import time
from types import SimpleNamespace

import pytest
from django.utils import translation

from hub import remembered as module
from hub.generation import announce
from hub.remembered import RememberedMiddleware, forget, remembered


@pytest.fixture(autouse=True)
def _memory_of_its_own(settings, tmp_path, monkeypatch):
    settings.PAGE_CACHE = True
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(module, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(module, "until", lambda: time.time() + 60)
    forget()
    yield
    forget()


@pytest.fixture
def counted():
    """A function that gives how often it was asked."""

    @remembered
    def counted(*args):
        counted.times += 1
        return counted.times

    counted.times = 0
    return counted


def test_what_was_asked_is_not_asked_again_while_the_data_are_the_same(counted):
    assert [counted(), counted(), counted()] == [1, 1, 1]


def test_a_change_makes_all_that_was_remembered_old(counted):
    counted()
    announce()

    assert counted() == 2


def test_each_language_and_each_argument_has_its_own(counted):
    assert [counted("a"), counted("b"), counted("a")] == [1, 2, 1]
    with translation.override("cy"):
        assert counted("a") == 3


def test_what_changes_with_the_time_is_asked_again_when_it_has_come(counted, monkeypatch):
    monkeypatch.setattr(module, "until", lambda: time.time() - 1)

    assert [counted(), counted()] == [1, 2]


def test_nothing_is_remembered_or_told_within_a_transaction(counted, monkeypatch):
    counted()
    monkeypatch.setattr(module, "connection", SimpleNamespace(in_atomic_block=True))

    assert [counted(), counted()] == [2, 3]


def test_nothing_is_remembered_where_pages_are_not_kept(counted, settings):
    settings.PAGE_CACHE = False

    assert [counted(), counted()] == [1, 2]


def test_nothing_is_remembered_where_nobody_can_tell_the_state_of_the_data(counted, monkeypatch):
    def unreachable():
        raise ConnectionError

    monkeypatch.setattr(module, "store", lambda: SimpleNamespace(name=unreachable))

    assert [counted(), counted()] == [1, 2]


def test_arguments_that_are_made_up_do_not_fill_the_memory(counted, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    for number in range(10):
        counted(number)

    assert len(module.newest.values) == 3


def test_a_request_asks_for_the_state_of_the_data_once(counted, monkeypatch):
    names = []
    monkeypatch.setattr(module, "store", lambda: SimpleNamespace(name=lambda: names.append(1) or "one"))

    RememberedMiddleware(lambda request: [counted(), counted("other"), counted()])(None)

    assert len(names) == 1


def test_a_request_that_began_before_a_change_leaves_nothing_old_behind(counted):
    def view(request):
        counted()
        announce()
        counted("later")

    RememberedMiddleware(view)(None)

    assert counted("later") == 3
