from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Problem(models.TextChoices):
    PAGE = "page", _("The page has gone, or nobody may read it")
    DOCUMENT = "document", _("The document has gone")
    NOT_FOUND = "not_found", _("There is nothing at this address any more")
    ANCHOR = "anchor", _("The page has no such place in it")
    HOST = "host", _("There is no such site")
    ADDRESS = "address", _("This is no address")
    PRIVATE = "private", _("It leads into a private network")
    UNCHECKED = "unchecked", _("It could not be checked")


class BrokenLinkQuerySet(models.QuerySet):
    def told(self):
        """What editors are told of: a site elsewhere may fail for a day, and is told of from the second day on."""
        return self.filter(Q(is_outside=False) | Q(checked_on__gt=F("since")))

    def broken(self):
        """The same without what only could not be checked."""
        return self.told().exclude(problem=Problem.UNCHECKED)


class BrokenLink(models.Model):
    """A link on a published page that leads nowhere, or that could not be checked. Written by home/links alone."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey("wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("text of the link"), max_length=255, blank=True)
    address = models.CharField(_("address"), max_length=2000)
    is_outside = models.BooleanField(_("on another site"))
    problem = models.CharField(_("what is wrong"), max_length=10, choices=Problem)
    since = models.DateField(_("first seen"), default=timezone.localdate)
    checked_on = models.DateField(_("last checked"), default=timezone.localdate)

    objects = BrokenLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("broken link")
        verbose_name_plural = _("broken links")
        default_permissions = ["view"]
        ordering = ["since", "pk"]

    def __str__(self):
        return self.address

    @property
    def key(self):
        return self.page_id, self.text, self.address
