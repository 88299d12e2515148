import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models.checked import Checked
from hub.models.media import private_storage


def unguessable(submission_file, name):
    """Where a file is stored: nothing of the name it had, which may tell who somebody is, is in its path."""
    return f"practice/{uuid.uuid4().hex}{Path(name).suffix.lower()}"


class SubmissionFile(Checked):
    """A file that was sent with a practice example. Handed out only to the prison's team and to editors."""

    wagtail_reference_index_ignore = True

    submission = models.ForeignKey("directory.Submission", on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to=unguessable, storage=private_storage)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("file of a practice example")
        verbose_name_plural = _("files of practice examples")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "sha256"], name="submission_file_once")]

    def __str__(self):
        return self.name
