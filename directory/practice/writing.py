"""Writing a practice example: starting it, saving one group of questions at a time, and the files that go with it.

Every verb holds the row of the submission locked meanwhile, so that two tabs, a double click and a move find a
settled state.
"""

import hashlib
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.utils import timezone

from ..models import Submission, SubmissionFile
from .known import known_of
from .questions import GROUP

MOST_FILES = 10


class Refused(Exception):
    """The submission takes no writing, or no such move, in the state that it is in. Carries it as it is now."""

    def __init__(self, submission):
        super().__init__(submission.state)
        self.submission = submission


class Stale(Exception):
    """Somebody, perhaps in another tab, saved since. Carries the submission as it is stored."""

    def __init__(self, submission):
        super().__init__("saved since")
        self.submission = submission


class Full(Exception):
    """The submission has as many files as one may have."""


def key_of(*parts):
    """What identifies the form or row that makes a submission, whoever else used the same token."""
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def locked(submission):
    """The row as it is now, which nobody else can write until the transaction ends."""
    return Submission.objects.select_for_update(of=("self",)).select_related("prison").get(pk=submission.pk)


@contextmanager
def writing(submission):
    """The row, locked until the end of the block. Raises Refused where it may not be written any more."""
    with transaction.atomic():
        row = locked(submission)
        if not row.is_writable:
            raise Refused(row)
        yield row


def start(prison, by, language, token, scheme=None):
    """The submission that `by` starts with the form of `token`: the same one, however often the form is sent.

    Of a `scheme` of the prison, what its profile knows is filled in.
    """
    answers, recommendations = known_of(scheme) if scheme else ({}, ())
    with transaction.atomic():
        made, is_new = Submission.objects.get_or_create(
            once=key_of("online", by.pk, prison.pk, token),
            defaults={"prison": prison, "started_by": by, "language": language, **answers},
        )
        if is_new:
            made.recommendations.set(recommendations)
    return made


def save_group(submission, slug, answers, *, revision, by):
    """Store the answers of a group of questions, {name: answer}, the recommendations as ids; returns the submission.

    However long they are: what is too long is said, and counted, and not sent. Raises Refused, and Stale where what
    is stored is not of `revision` and differs.
    """
    names = [question.name for question in GROUP[slug].questions]
    answers = {name: answers[name] for name in names}
    with writing(submission) as row:
        if row.answers_of(slug) == answers:
            return row
        if row.revision_of(slug) != revision:
            raise Stale(row)
        recommendations = answers.pop("recommendations", None)
        for name, answer in answers.items():
            setattr(row, name, answer)
        row.revisions[slug], row.written_at = revision + 1, timezone.now()
        row.save(update_fields=[*answers, "revisions", "written_at"])
        if recommendations is not None:
            row.recommendations.set(recommendations)
        row.writers.add(by)
        return row


def add_file(submission, file, report, by):
    """Keep a file with the report of `take_in` on it, as JSON; the same content again is the same file.

    Raises Refused and Full.
    """
    with writing(submission) as row:
        return keep_file(row, file, report, by)


def keep_file(row, file, report, by):
    """Keep a file with a locked row, as `add_file` does, whatever its state."""
    sha256 = report["after"]
    twice = row.files.filter(sha256=sha256).first()
    if twice:
        return twice
    if row.files.count() >= MOST_FILES:
        raise Full
    row.writers.add(by)
    changed(row)
    kept = {"name": file.name, "size": file.size, "sha256": sha256, "report": report}
    return row.files.create(file=file, added_by=by, **kept)


def remove_file(submission, pk, by):
    """Delete a file; none is there any more is fine. Raises Refused."""
    with writing(submission) as row:
        kept = SubmissionFile.objects.filter(submission=row, pk=pk).first()
        if kept:
            kept.delete()
            row.writers.add(by)
            changed(row)
            transaction.on_commit(partial(kept.file.storage.delete, kept.file.name), robust=True)


def changed(row):
    """Files are of the version that somebody reads, too."""
    row.revisions["documents"], row.written_at = row.revision_of("documents") + 1, timezone.now()
    row.save(update_fields=["revisions", "written_at"])
