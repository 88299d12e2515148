from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Concat
from django.http import FileResponse, Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from guidance.blocks import EasyReadBody
from guidance.easy_reading import LongSentencesPanel
from hub.languages import language_of
from hub.models import HubPage, HubPageQuerySet
from hub.page_forms import HubPageForm
from hub.pictures import check_pictures
from hub.playing import play
from hub.translations import check_translated

from .editions import Edition, private_storage
from .pages import GuidancePage

SOUND = {"mp3": "audio/mpeg", "ogg": "audio/ogg", "flac": "audio/flac"}  # what comes in without its tags
SLUG = "easy-read"  # the same for every document, and none of those of its own addresses (guidance/urls.py)


def english(document):
    """The English editions of a document, newest first: what an Easy Read version is written from."""
    return Edition.objects.of(document, settings.LANGUAGE_CODE)


# A version as text, in a query.
VERSION = Concat("major", Value("."), "minor", Value("."), "patch", output_field=models.CharField())


def newest_english():
    """The English editions of the document that an outer query's page is of, newest first."""
    editions = Edition.objects.filter(document=OuterRef("edition__document"), language=settings.LANGUAGE_CODE)
    return editions.order_by("-major", "-minor", "-patch")


class EasyReadQuerySet(HubPageQuerySet):
    def to_find(self):
        """What readers of the active language find: of each document its Easy Read version, or the English one.

        Each has `of_version`, the newest with the words that it was written from, and `is_behind`.
        """
        same = newest_english().filter(sha256=OuterRef("edition__sha256")).values(version=VERSION)[:1]
        behind = self.model.objects.behind().filter(pk=OuterRef("pk"))
        found = self.published().for_language().select_related("edition")
        return found.annotate(of_version=Subquery(same), is_behind=Exists(behind))

    def behind(self):
        """Pages that were written from words that the document does not say any more."""
        newest = newest_english().values("sha256")[:1]
        return self.alias(newest=Subquery(newest)).exclude(edition__sha256=models.F("newest"))

    def outdated(self):
        """Those of them that somebody has to write anew: live English ones, which translations follow."""
        return self.live().filter(locale__language_code=settings.LANGUAGE_CODE).behind()


class EasyReadForm(HubPageForm):
    """Offers the editions of the document that the page is below; to a new page, the newest."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.guidance = self.parent_page.specific
        if field := self.fields.get("edition"):
            field.queryset = english(self.instance.guidance.document)
            self.initial["edition"] = self.initial.get("edition") or field.queryset.first()


def check_edition(page):
    """Raise ValidationError where nothing says what the page is an Easy Read version of, or another page is that."""
    document = page.guidance.document if page.guidance else None
    if not page.edition:
        raise ValidationError({"edition": _("Publish the document first: this is an Easy Read version of an edition.")})
    if not document or page.edition.document_id != document.pk:
        raise ValidationError({"edition": _("Choose an edition of the document that this page is below.")})
    others = EasyReadPage.objects.live().filter(edition__document=document, locale=page.locale_id, alias_of=None)
    if others.exclude(pk=page.pk).exists():
        raise ValidationError(_("This document has an Easy Read version already."))


def check_recording(page):
    """Raise ValidationError where what is chosen as the page read aloud is no sound, or in no known language."""
    if not page.recording:
        return
    if page.recording.file_extension.lower() not in SOUND:
        raise ValidationError({"recording": _("Choose an mp3, ogg or flac file.")})
    if language_of(page.locale_id) == settings.LANGUAGE_CODE and not page.spoken:
        raise ValidationError({"recording": _("Say under Documents that this file is in English, or choose another.")})


class EasyReadPage(RoutablePageMixin, HubPage):
    """What an edition of a document says, in pictures and short sentences. People write it: it is no layout."""

    picture_spec = "format-{webp,jpeg}|width-{320,640}"

    parent_page_types = ["guidance.GuidancePage"]
    subpage_types = []
    max_count_per_parent = 1
    base_form_class = EasyReadForm
    publication_checks = (check_pictures, check_translated, check_edition, check_recording)

    edition = models.ForeignKey(
        "guidance.Edition",
        verbose_name=_("written from"),
        null=True,
        blank=True,  # it is filled in on saving, where there is an edition
        on_delete=models.PROTECT,
        related_name="easy_reads",
        help_text=_(
            "The edition that these words were written from. Choose a newer one only once you have checked every row "
            "against it: until then readers are told that the document has changed."
        ),
    )
    recording = models.ForeignKey(
        "hub.HubDocument",
        verbose_name=_("read aloud"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "A sound file (mp3, ogg or flac) of somebody reading this page, in its language. Take it away when the "
            "words change, until they are recorded anew."
        ),
    )
    body = StreamField(EasyReadBody(), verbose_name=_("body"))

    objects = PageManager.from_queryset(EasyReadQuerySet)()

    content_panels = [
        FieldPanel("title"),  # Wagtail's own panel for it writes the slug too, which this form has not
        "summary",
        "edition",
        LongSentencesPanel(heading=_("Sentences")),
        "body",
        "recording",
    ]
    # Its address is its document's with SLUG, for good.
    promote_panels = [MultiFieldPanel(["seo_title", "search_description"], _("Search")), "topics", "review_on"]
    search_fields = [*HubPage.search_fields, index.SearchField("body")]
    override_translatable_fields = [
        *HubPage.override_translatable_fields,
        SynchronizedField("edition", overridable=False),
        SynchronizedField("recording"),
    ]
    exclude_fields_in_copy = ["edition", "recording"]

    class Meta:
        verbose_name = _("Easy Read version")
        verbose_name_plural = _("Easy Read versions")

    def full_clean(self, *args, **kwargs):
        self.slug = SLUG
        if not self.edition_id and self.path and self.guidance.document_id:
            self.edition = english(self.guidance.document_id).first()
        super().full_clean(*args, **kwargs)

    def can_move_to(self, parent):
        """It stays with the document that it was written from."""
        return not self.edition_id and super().can_move_to(parent)

    @cached_property
    def guidance(self):
        """The page of the document, with all that is told of it; None for a page that is not in the tree yet."""
        return GuidancePage.objects.parent_of(self).with_document().first() if self.path else None

    @cached_property
    def editions(self):
        """(what it is of, what the document says now): Editions. The second is the first as long as it says the same.

        A text that comes into force is a new edition of the same words: that is the one it is of, then.
        """
        known = list(Edition.objects.filter(document__editions=self.edition_id, language=settings.LANGUAGE_CODE))
        if not (self.edition_id and known):
            return None, None
        [bound] = [one for one in known if one.pk == self.edition_id]
        return next(one for one in known if one.sha256 == bound.sha256), known[0]

    @property
    def is_outdated(self):
        written_from, newest = self.editions
        return written_from != newest

    @property
    def spoken(self):
        """The file of it read aloud in its own language, or None: a translation has its original's until it has one."""
        is_of_page = self.recording and self.recording.language == language_of(self.locale_id)[:2]
        return self.recording if is_of_page else None

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        pictures = [block.value["picture"] for block in self.body if block.block_type == "row"]
        prefetch_related_objects(
            [picture for picture in pictures if picture],
            models.Prefetch("renditions", to_attr="prefetched_renditions"),
        )
        written_from, newest = self.editions
        stored = EasyReadPDF.objects.filter(page=self.pk)
        return context | {
            "written_from": written_from,
            "newest": newest,
            "has_pdf": stored.exists(),
            "sound": SOUND.get(self.spoken.file_extension.lower()) if self.spoken else "",
        }

    @path("document.pdf/")
    def pdf(self, request):
        """It as a PDF. Between publication and the task that makes it, it is not found."""
        if not (stored := EasyReadPDF.objects.filter(page=self).first()):
            raise Http404
        name = f"{self.edition.document}-{SLUG}-{language_of(self.locale_id)[:2]}.pdf"
        headers = {"X-Robots-Tag": "noindex"}
        return FileResponse(stored.file.open(), filename=name, content_type="application/pdf", headers=headers)

    @path("recording/")
    def sound(self, request):
        """It read aloud, or the part of that which a player asks for."""
        if not (spoken := self.spoken):
            raise Http404
        return play(request, spoken.file, SOUND.get(spoken.file_extension.lower(), "application/octet-stream"))


class EasyReadPDF(models.Model):
    """The PDF of an Easy Read page, made by a task (guidance/easy_pdf.py)."""

    page = models.OneToOneField(EasyReadPage, on_delete=models.CASCADE, related_name="stored_pdf")
    file = models.FileField(upload_to="easy-read", storage=private_storage)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("PDF of an Easy Read version")
        verbose_name_plural = _("PDFs of Easy Read versions")

    def __str__(self):
        return str(self.page)
