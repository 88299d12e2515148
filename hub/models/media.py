import hashlib
from pathlib import PurePath

from django.core.files.storage import storages
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image, WagtailImageField, get_upload_to

from hub.documents import is_shown
from hub.drafted_pictures import FOLDER

from .checked import Checked


class Licence(models.TextChoices):
    """Licences under which the hub may show or hand out a file; values are SPDX identifiers where one exists."""

    OGL = "OGL-UK-3.0", _("Open Government Licence v3.0")
    CC_BY = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
    CC0 = "CC0-1.0", _("Public domain (CC0)")
    PERMISSION = "permission", _("Used with permission")


def private_storage():
    """The storage of documents and of pictures as they were sent, outside MEDIA_ROOT (settings.STORAGES)."""
    return storages["documents"]


class HubImage(Checked, AbstractImage):
    """An image with its credit, licence and permission; Wagtail's `description` is the default alt text.

    The picture as it was sent has no address: only what was made of it for a place is public, under a name that
    nobody guesses. So what was cut off is seen by nobody.
    """

    file = WagtailImageField(
        _("file"), upload_to=get_upload_to, storage=private_storage, width_field="width", height_field="height"
    )
    credit = models.CharField(_("credit"), max_length=160, blank=True, help_text=_("Printed under the image."))
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.PERMISSION, blank=True)
    permission = models.TextField(
        _("permission"),
        blank=True,
        help_text=_("Who gave permission, when and for what. No people in prison and no security features without it."),
    )

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence", "permission")

    def get_upload_to(self, filename):
        """A name that nobody guesses before the picture is published, nor learns anything from: names hold names."""
        return super().get_upload_to(get_random_string(22) + PurePath(filename).suffix.lower())

    @property
    def may_be_published(self):
        """Whether it is known whose it is and, where no licence says so, who let us show it."""
        return bool(self.credit) and (self.licence != Licence.PERMISSION or bool(self.permission.strip()))

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class HubRendition(AbstractRendition):
    image = models.ForeignKey(HubImage, on_delete=models.CASCADE, related_name="renditions")

    def get_upload_to(self, filename):
        """From one shape of a picture nobody works out where another is, such as the whole of it. It is public where
        the picture is (hub/pictures.py).
        """
        name = get_random_string(22) + PurePath(filename).suffix.lower()
        return super().get_upload_to(name) if is_shown(self.image) else FOLDER + name

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition")
        ]


class HubDocument(Checked, AbstractDocument):
    """A file to download. It has no media address: Wagtail's view hands it out, which knows private collections."""

    file = models.FileField(_("file"), upload_to="documents", storage=private_storage)
    language = models.CharField(
        _("language"), max_length=5, choices=[("en", _("English")), ("cy", _("Welsh"))], default="en", blank=True
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.OGL, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    accessible_format = models.TextField(
        _("accessible format"),
        blank=True,
        help_text=_("What is known about using this file with assistive technology."),
    )

    admin_form_fields = (*Document.admin_form_fields, "language", "licence", "accessible_format")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def _set_document_file_metadata(self):
        """Keep the SHA-256 beside the SHA-1 and size that Wagtail keeps, at the one moment it reads the file."""
        super()._set_document_file_metadata()
        with self.open_file() as file:
            self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def fingerprint(self):
        """The SHA-256 of its file, hexadecimal; worked out where whoever made the document did not."""
        if not self.sha256:
            self._set_document_file_metadata()
        return self.sha256
