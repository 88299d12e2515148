from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PageReading(models.Model):
    """How much in the newest draft of a page may be hard for readers, by kind. Its words are not kept here.

    A field for each of `hub.reading.KINDS`; `age` is in years, empty where it cannot be told.
    """

    wagtail_reference_index_ignore = True

    page = models.OneToOneField("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    age = models.PositiveSmallIntegerField(_("reading age"), null=True)
    sentences = models.PositiveSmallIntegerField(_("long sentences"), default=0)
    words = models.PositiveSmallIntegerField(_("hard words"), default=0)
    links = models.PositiveSmallIntegerField(_("vague links"), default=0)
    pictures = models.PositiveSmallIntegerField(_("pictures"), default=0)
    headings = models.PositiveSmallIntegerField(_("headings"), default=0)
    total = models.PositiveSmallIntegerField(_("all"), default=0)
    read_at = models.DateTimeField(_("looked at"), default=timezone.now)

    class Meta:
        verbose_name = _("content check")
        verbose_name_plural = _("content checks")
        default_permissions = ["view"]
        permissions = [("review_pagereading", "Can see which pages are due for review")]
        ordering = ["-total", "-age", "pk"]

    def __str__(self):
        return str(self.page_id)
