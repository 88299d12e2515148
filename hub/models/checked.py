from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.uploads.report import sentences


class Checked(models.Model):
    """What has a file from outside, with the report on it (hub.uploads.report.Report); empty where the hub made it."""

    report = models.JSONField(_("report on the file"), default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def taken_out(self):
        return sentences(self.report)[0]

    @property
    def left_in(self):
        return sentences(self.report)[1]
