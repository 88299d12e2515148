from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail_localize.fields import SynchronizedField


class Republished(models.Model):
    """A page that may be somebody else's work: then it says whose, from where, since when and by what right."""

    republished = models.BooleanField(_("republished from elsewhere"), default=False)
    source_title = models.CharField(_("original title"), max_length=200, blank=True)
    source_publisher = models.CharField(_("publisher"), max_length=120, blank=True)
    source_author = models.CharField(_("original author"), max_length=120, blank=True)
    source_url = models.URLField(_("original address"), blank=True)
    source_date = models.DateField(_("first published"), null=True, blank=True)
    source_licence = models.CharField(_("licence or permission"), max_length=120, blank=True)

    # What must travel with a text taken from elsewhere; without it, it is not published.
    provenance = ["source_publisher", "source_author", "source_url", "source_date", "source_licence"]

    class Meta:
        abstract = True

    def provenance_errors(self):
        """{field: message} of what is missing, for `clean`; empty for a work of our own."""
        missing = [name for name in self.provenance if self.republished and not getattr(self, name)]
        return {name: _("Needed for anything republished from elsewhere.") for name in missing}


def provenance_panel():
    fields = ["republished", "source_title", *Republished.provenance]
    return MultiFieldPanel(fields, _("Republished from elsewhere"), classname="collapsed")


def synchronized_provenance():
    """What of it is the same in every language, for `override_translatable_fields`."""
    return [SynchronizedField(f"source_{name}") for name in ("title", "publisher", "author", "licence")]
