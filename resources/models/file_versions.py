from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.models import HubDocument, Licence
from hub.models.media import private_storage


def stored_name(version, filename):
    """Where the file is kept: by what is in it, so that both languages share one and nobody can guess it."""
    return f"toolkits/{version.sha256}/{filename}"


class FileVersionQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("slug", "-number")

    def newest(self):
        """The newest version of each file on its page."""
        newer = FileVersion.objects.filter(
            page=models.OuterRef("page"), key=models.OuterRef("key"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(newer))

    def of_files_on(self, pages):
        """Versions of the files that toolkits, given by their primary keys, hand out now."""
        files = self.model._meta.apps.get_model("resources.ToolkitFile").objects
        now = files.filter(page=models.OuterRef("page"), translation_key=models.OuterRef("key"))
        return self.filter(models.Exists(now), page__in=pages)

    def light(self):
        """Without the previews and the words, which are long."""
        return self.defer("preview", "text")


class FileVersion(models.Model):
    """A file of a toolkit as it was published. Its file is a copy of its own: no later upload changes it."""

    wagtail_reference_index_ignore = True

    page = models.ForeignKey("resources.ToolkitPage", on_delete=models.CASCADE, related_name="versions")
    key = models.UUIDField(help_text="The translation key of the ToolkitFile.")
    slug = models.SlugField(max_length=100)
    number = models.PositiveSmallIntegerField(_("version"))
    issued_on = models.DateField(_("date"))
    changed = models.TextField(_("what changed"), blank=True)
    title = models.CharField(_("title"), max_length=120)
    filename = models.CharField(max_length=255)
    file = models.FileField(upload_to=stored_name, storage=private_storage, max_length=400)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    language = models.CharField(
        _("language"), max_length=5, choices=HubDocument._meta.get_field("language").choices, blank=True
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)

    # By a task, after publication.
    page_count = models.PositiveIntegerField(_("pages"), null=True)
    preview = models.JSONField(null=True)
    text = models.TextField(blank=True, help_text="Its words, for search.")

    objects = FileVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a file")
        verbose_name_plural = _("versions of files")
        constraints = [
            models.UniqueConstraint(fields=["page", "key", "number"], name="file_version_has_its_own_number"),
            models.UniqueConstraint(fields=["page", "slug", "number"], name="file_version_has_its_own_address"),
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"

    @property
    def extension(self):
        return self.filename.rpartition(".")[2].lower()

    @property
    def folder(self):
        """The address of the page of this file, relative to the toolkit's."""
        return f"files/{self.slug}/"

    @property
    def path(self):
        """Its own address, for ever, relative to the toolkit's."""
        return f"{self.folder}{self.number}/"

    @property
    def name_to_save(self):
        """What it is called where it is saved. Letters, figures and hyphens are safe in every system."""
        language = f"-{self.language}" if self.language and self.language != settings.LANGUAGE_CODE[:2] else ""
        return f"{self.slug}-v{self.number}{language}.{self.extension}"
