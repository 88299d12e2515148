from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class Topic(index.Indexed, models.Model):
    """A theme shared by every kind of page. One row serves both languages (docs/decisions/0003)."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=60)
    slug = models.SlugField(_("slug"), unique=True)

    panels = ["name", "name_cy", "slug"]
    search_fields = [
        index.SearchField("name"),
        index.SearchField("name_cy"),
        index.AutocompleteField("name"),
        index.AutocompleteField("name_cy"),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self):
        return self.name_cy if get_language() == "cy" else self.name
