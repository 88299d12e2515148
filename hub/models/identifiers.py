from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hub.codes import LENGTH, new_code


class DoiState(models.TextChoices):
    """What DataCite knows of a DOI. A registered one leads somewhere but is not found by searching."""

    NONE = "", _("None")
    FINDABLE = "findable", _("Findable")
    REGISTERED = "registered", _("Registered")


class IdentifierQuerySet(models.QuerySet):
    def give(self, kind, key, titles, at=None):
        """The identifier of a thing that was published or changed, made if it has none yet.

        `titles` is {language: title}; where it is empty, because the thing is gone, the last ones are kept.
        """
        given, made = self.get_or_create(kind=kind, key=str(key), defaults={"titles": titles})
        if not made:
            given.titles, given.changed_at = titles or given.titles, at or timezone.now()
            given.save(update_fields=["titles", "changed_at"])
        return given

    def of(self, *names):
        """{(kind, key): identifier} of those of the things named by (kind, key) that have one, in one query."""
        wanted = Q()
        for kind, key in names:
            wanted |= Q(kind=kind, key=str(key))
        return {(row.kind, row.key): row for row in self.with_whether_used().filter(wanted)} if names else {}

    def named(self, kind, key):
        return self.with_whether_used().filter(kind=kind, key=str(key)).first()

    def with_whether_used(self):
        """Annotate `is_used`, so that a page asks for uses only where there are any."""
        uses = self.model._meta.get_field("uses").related_model.objects.shown()
        return self.annotate(is_used=models.Exists(uses.filter(identifier=models.OuterRef("pk"))))

    def delete(self):
        raise TypeError("An identifier is a promise: it is never deleted.")


class Identifier(models.Model):
    """The short permanent name of something that was published, for ever: `/id/<code>` answers when it is gone too.

    `kind` is a key of `home.catalogue.KINDS`, which knows what `key` means; that of pages is the translation key, so
    that all languages share a name, and each edition of guidance has its own.
    """

    code = models.CharField(_("code"), max_length=LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=64)
    titles = models.JSONField(_("titles"), default=dict)
    title_withheld = models.BooleanField(
        _("withhold the title"),
        default=False,
        help_text=_("For what was taken off the site: the permanent link then does not say what it was."),
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now, db_index=True)
    doi = models.CharField("DOI", max_length=60, blank=True)
    doi_state = models.CharField(_("state of the DOI"), max_length=10, choices=DoiState, default="", blank=True)
    doi_sent = models.CharField(_("digest of what DataCite was told"), max_length=64, blank=True)

    wagtail_reference_index_ignore = True

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        verbose_name = _("permanent identifier")
        verbose_name_plural = _("permanent identifiers")
        ordering = ["changed_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="identifier_of_a_thing_is_one")]

    def __str__(self):
        return self.code

    def delete(self, **kwargs):
        raise TypeError("An identifier is a promise: it is never deleted.")

    @property
    def path(self):
        return f"/id/{self.code}"

    @property
    def title(self):
        """(title, language) of what it names, in the reader's language if possible; empty where it is withheld."""
        if self.title_withheld:
            return ("", "")
        languages = sorted(self.titles, key=lambda language: language != get_language())
        return (self.titles[languages[0]], languages[0]) if languages else ("", "")

    @property
    def uses_to_show(self):
        """Where it was cited, as far as editors let that be shown."""
        return self.uses.shown() if getattr(self, "is_used", True) else []

    @property
    def found_doi(self):
        """The DOI, while it can be found; else empty."""
        return self.doi if self.doi_state == DoiState.FINDABLE else ""
