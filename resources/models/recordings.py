from pathlib import Path

import webvtt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from webvtt.errors import MalformedFileError

# Extension: media type. What browsers play without help (https://developer.mozilla.org/docs/Web/Media/Formats).
SOUND = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav"}
MOVING = {"mp4": "video/mp4", "webm": "video/webm"}
TYPES = SOUND | MOVING
LONGEST_CAPTIONS = 500_000  # bytes
LARGEST = 60 * 1024 * 1024  # bytes


def private_storage():
    """Recordings are kept where documents are: the voice's page, not the folder, decides who may have them."""
    return storages["documents"]


def check_captions(file):
    """Raise ValidationError unless `file` is WebVTT (https://www.w3.org/TR/webvtt1/) with at least one cue."""
    if file.size > LONGEST_CAPTIONS:
        raise ValidationError(_("This is too long for a file of captions."))
    file.seek(0)
    try:
        cues = list(webvtt.from_string(file.read().decode("utf-8-sig")))
    except (MalformedFileError, UnicodeDecodeError):
        raise ValidationError(_("This is not a WebVTT file. It begins with the line WEBVTT.")) from None
    finally:
        file.seek(0)
    if not cues:
        raise ValidationError(_("This file has no captions."))
    if any(cue.end_in_seconds <= cue.start_in_seconds for cue in cues):
        raise ValidationError(_("A caption ends before it starts."))


def check_size(file):
    if file.size > LARGEST:
        raise ValidationError(_("This file is larger than 60 MB. Make it smaller: prisons have slow lines."))


class Recording(models.Model):
    """A voice as it was spoken, in one language, with its words in writing. It plays on the page of the voice alone."""

    voice = models.UUIDField(_("voice"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en-gb")
    file = models.FileField(
        _("sound or video"),
        upload_to="recordings",
        storage=private_storage,
        validators=[FileExtensionValidator(list(TYPES)), check_size],
        help_text=_("mp3, m4a, ogg, wav, mp4 or webm. Take names out of the sound before you add it."),
    )
    transcript = models.TextField(_("transcript"), help_text=_("All that is said, and who says it."))
    captions = models.FileField(
        _("captions"),
        upload_to="recordings",
        storage=private_storage,
        blank=True,
        validators=[FileExtensionValidator(["vtt"]), check_captions],
        help_text=_("A WebVTT file. A video needs one."),
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("What a reader should know, such as: spoken by an actor.")
    )

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        constraints = [
            models.UniqueConstraint(
                fields=["voice", "language"],
                name="voice_has_one_recording_in_a_language",
                violation_error_message=_("This voice has a recording in this language already."),
            )
        ]

    def __str__(self):
        return f"R-{self.pk}"

    def clean(self):
        if self.is_video and not self.captions:
            raise ValidationError({"captions": _("A video needs captions.")})

    @property
    def media_type(self):
        return TYPES.get(Path(self.file.name).suffix[1:].lower(), "application/octet-stream")

    @property
    def is_video(self):
        return self.media_type in MOVING.values()

    @property
    def lang(self):
        return self.language.split("-")[0]
