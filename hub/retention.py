"""Keeping nothing longer than the table of `restricted` says."""

import datetime
import logging

from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks import task

from .restricted import RESTRICTED

BATCH, MOST_BATCHES = 200, 500

logger = logging.getLogger(__name__)


@task()
def enforce_retention():
    """Apply the whole table now; returns [(label, what was done, how many)]. What failed counts as None."""
    return enforce(timezone.now())


def enforce(at):
    """Apply the table as of the moment `at`. What fails for one kind keeps no other from its turn.

    The log names kinds and counts, never what was in a row.
    """
    done = []
    for row in RESTRICTED.values():
        for kept in row.kept:
            try:
                count = apply(kept, at)
            except (DatabaseError, OSError) as error:
                count = None
                logger.error("Retention of %s stopped: %s", row.label, type(error).__name__)
            else:
                logger.info("Retention of %s: %s, %s", row.label, kept.then, count)
            done.append((row.label, kept.then, count))
    return done


def apply(kept, at):
    """Do what is due of one rule, a batch at a time; returns for how many rows. What is beyond that waits a night."""
    moment, count = at - datetime.timedelta(days=kept.days), 0
    for _batch in range(MOST_BATCHES):
        done = apply_to_batch(kept, moment)
        if not done:
            break
        count += done
    return count


@transaction.atomic
def apply_to_batch(kept, moment):
    """Lock the next rows, look again whether they are due, since somebody may have moved one on, and act on them."""
    due = kept.due(moment)
    rows = due.model._base_manager.filter(pk__in=list(due.order_by("pk").values_list("pk", flat=True)[:BATCH]))
    locked = list(rows.select_for_update().values_list("pk", flat=True))
    still = list(kept.due(moment).filter(pk__in=locked).values_list("pk", flat=True))
    if still:
        kept.act(due.model._base_manager.filter(pk__in=still))
    return len(still)
