"""Tasks that wait for a worker: each is done, whoever is killed, and what cannot be done is told."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hub.mail import post
from hub.pictures import settle_pictures
from hub.work import failed, give_back, retry, told, waiting, without_words

LETTER = ("account_code", "who@example.org", "en-gb", "something", {})


@pytest.fixture(autouse=True)
def _worker(settings):
    settings.WORKER = True
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


@pytest.fixture
def begun(db):
    """A task that a worker of a name began, so often, and has not ended."""

    def begun(worker="one", times=1):
        row = DBTaskResult.objects.get(pk=settle_pictures.enqueue(0).id)
        for _time in range(times):
            row.claim(worker)
        return row

    return begun


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """That of the test, within its transaction."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


def work(**options):
    call_command("work", batch=True, startup_delay=False, verbosity=0, **options)


def test_task_waits_for_a_worker_who_does_it(db):
    settle_pictures.enqueue(0)

    assert told(waiting()) == [("hub.pictures.settle_pictures", 1)]
    work()
    assert not waiting().exists()
    assert DBTaskResult.objects.successful().count() == 1


def test_task_of_what_never_happened_is_never_done(db):
    with transaction.atomic():
        settle_pictures.enqueue(0)
        transaction.set_rollback(True)

    assert not DBTaskResult.objects.exists()


def test_what_a_worker_began_before_it_was_killed_is_done_once_it_is_back(begun):
    row = begun("one")

    work(worker_id="one")

    row.refresh_from_db()
    assert row.status == "SUCCESSFUL"


def test_what_another_worker_is_at_is_left_alone(begun):
    row = begun("another")

    assert give_back("one") == 0
    row.refresh_from_db()
    assert row.status == "RUNNING"


def test_task_that_ends_every_worker_is_given_up(begun):
    row = begun("one", times=3)

    give_back("one")

    row.refresh_from_db()
    assert row.status == "FAILED"
    assert not waiting().exists()


def test_failed_task_leaves_the_place_in_the_code_and_no_word(db, monkeypatch):
    monkeypatch.setattr("hub.pictures.pictures_of", lambda page: 1 / 0)
    monkeypatch.setattr("hub.pictures.Page.objects.filter", broken)
    settle_pictures.enqueue(0)

    work()

    row = failed().get()
    assert "pictures.py" in row.traceback
    assert "who@example.org" not in row.traceback
    assert row.exception_class_path == "builtins.ValueError"


def broken(**kwargs):
    raise ValueError("who@example.org is not a number")


def test_failed_tasks_are_told_and_done_again_when_somebody_says_so(db, monkeypatch):
    monkeypatch.setattr("hub.pictures.Page.objects.filter", broken)
    settle_pictures.enqueue(0)
    work()
    out = StringIO()

    call_command("tasks", "--retry", stdout=out)

    assert out.getvalue().splitlines() == ["0 wait", "1 failed", "  1 hub.pictures.settle_pictures", "1 wait again"]
    assert waiting().count() == 1


def test_only_what_failed_is_done_again(begun):
    begun()

    assert retry(DBTaskResult.objects.all()) == 0


def test_letter_that_a_shut_post_office_did_not_take_is_sent_later(db, monkeypatch, mailoutbox):
    monkeypatch.setattr("hub.mail.send_mail", lambda *args, **said: False)
    post.enqueue(*LETTER)

    work()

    again = DBTaskResult.objects.get(status="READY")
    assert again.args_kwargs["args"] == [*LETTER[:4], {}, 2]
    assert 4 * 60 < (again.run_after - timezone.now()).total_seconds() <= 5 * 60
    assert not waiting().exists()


def test_letter_is_given_up_after_some_hours(db, monkeypatch):
    monkeypatch.setattr("hub.mail.send_mail", lambda *args, **said: False)
    post.enqueue(*LETTER, 5)

    work()

    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_worker_says_so_where_tasks_are_done_at_once(settings):
    settings.WORKER = False

    with pytest.raises(CommandError, match="WORKER=on"):
        work()


@pytest.mark.parametrize("text", ["", None])
def test_what_left_no_traceback_has_no_place(text):
    assert without_words(text) == ""
