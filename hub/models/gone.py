from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.languages import LANGUAGES
from hub.remembered import remembered


def digest(parts):
    return sha256("/".join(parts).encode()).hexdigest()


def parts_of(path):
    """The components of a path without its language: both trees have the same slugs."""
    parts = [part for part in path.split("/") if part]
    return parts[1:] if parts and parts[0] in LANGUAGES else parts


@remembered
def digests():
    return frozenset(GoneAddress.objects.values_list("digest", flat=True))


def is_gone(path):
    """Whether `path`, or an address above it, is gone."""
    parts = parts_of(path)
    return not digests().isdisjoint(digest(parts[: n + 1]) for n in range(len(parts)))


class GoneAddressQuerySet(models.QuerySet):
    def add(self, paths):
        """Remember that nothing will be at `paths`, in either language."""
        rows = {digest(parts_of(path)) for path in paths if parts_of(path)}
        self.bulk_create([self.model(digest=row) for row in rows], ignore_conflicts=True)


class GoneAddress(models.Model):
    """An address that answers 410 for good. Only its digest is kept, because an address can hold words of a title."""

    digest = models.CharField(max_length=64, unique=True, editable=False)

    objects = GoneAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that is gone")
        verbose_name_plural = _("addresses that are gone")

    def __str__(self):
        return self.digest[:8]
