"""Tasks that a worker does: those that wait, those whose worker was killed, and those that failed.

A task is a row, written in the transaction that it belongs to, so none is lost or done for what never happened. It is
done at least once: what it does is right when it is done again, but that a letter may go out twice where the worker
was killed between sending it and saying so.
"""

import re
from collections import Counter
from functools import partial

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.signals import task_finished
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from .logs import HIDDEN

READY, FAILED = TaskResultStatus.READY, TaskResultStatus.FAILED
MOST_TRIES = 3  # of a task whose worker never came back: it may be what ended it
PLACE = re.compile(r'\s+File "[^"]*", line \d+, in \S+')


def later(task, *args):
    """Have a task done once what is being written is committed. Where a worker does it, it is written with that."""
    if task.get_backend().supports_defer:
        task.enqueue(*args)
    else:
        transaction.on_commit(partial(task.enqueue, *args))


def waiting():
    """Tasks that a worker could begin now."""
    return DBTaskResult.objects.ready()


def failed():
    return DBTaskResult.objects.failed()


def told(rows):
    """[(name of a task, how many)] of some rows, by name."""
    return sorted(Counter(rows.values_list("task_path", flat=True)).items())


@transaction.atomic
def give_back(worker):
    """Let tasks that a worker of this name began and did not end be done again; returns how many.

    For that worker to call when it begins: nobody else has its name, so what it had begun nobody does.
    """
    begun = DBTaskResult.objects.running().select_for_update(skip_locked=True)
    mine = [row for row in begun if row.worker_ids[-1:] == [worker]]
    for row in mine:
        if len(row.worker_ids) < MOST_TRIES:
            row.status = READY
        else:
            row.status, row.finished_at = FAILED, timezone.now()
            row.traceback = f"Its worker was killed {MOST_TRIES} times."
    DBTaskResult.objects.bulk_update(mine, ["status", "finished_at", "traceback"])
    return len(mine)


def retry(rows):
    """Let failed tasks be done again; returns how many."""
    return rows.failed().update(status=READY, finished_at=None, worker_ids=[])


def without_words(text):
    """What is left of a stored traceback: the places in the code. Its messages may quote what was typed."""
    return "\n".join([*PLACE.findall(text), HIDDEN]) if text else ""


@receiver(task_finished)
def keep_no_words(sender, task_result, **kwargs):
    """What a failed task leaves is kept for weeks, and for more eyes than its data."""
    if task_result.status == FAILED and sender is DatabaseBackend:
        for row in failed().filter(pk=task_result.id):
            row.traceback = without_words(row.traceback)
            row.save(update_fields=["traceback"])
