import re

from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guidance.pdf import Form, on_a_poster
from guidance.querysets import RecommendationQuerySet, documents_to_read
from guidance.stages import BANNERS, Change, Nations, Stage

VERSION = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}")


class EditionQuerySet(models.QuerySet):
    def of(self, document, language):
        """The editions of a document in a language, newest first."""
        return self.filter(document=document, language=language)

    def readable(self):
        """Editions in the languages in which their document has a page now: what was unpublished is not read elsewhere.

        Whether that page is for everyone is asked where it is served; a restriction holds in both languages.
        """
        pages = apps.get_model("guidance.GuidancePage").objects.live()
        here = pages.filter(document=models.OuterRef("document"), locale__language_code=models.OuterRef("language"))
        return self.filter(models.Exists(here))

    def with_page_path(self):
        """Annotate `page_path`, the `url_path` of the page of its document in its language, or None."""
        pages = apps.get_model("guidance.GuidancePage").objects.live().filter(alias_of=None)
        here = pages.filter(document=models.OuterRef("document"), locale__language_code=models.OuterRef("language"))
        return self.annotate(page_path=models.Subquery(here.values("url_path")[:1]))

    def version(self, version):
        """The edition with a version given as "1.2.3"; none where it is not of that form."""
        if not VERSION.fullmatch(version):
            return self.none()
        major, minor, patch = version.split(".")
        return self.filter(major=major, minor=minor, patch=patch)


class Edition(models.Model):
    """A published text of a document in one language. A trigger of the database keeps it from change and removal."""

    document = models.ForeignKey(
        "guidance.Document", verbose_name=_("document"), on_delete=models.PROTECT, related_name="editions"
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    patch = models.PositiveSmallIntegerField()
    translation_of = models.ForeignKey(
        "self",
        verbose_name=_("translation of"),
        null=True,
        on_delete=models.PROTECT,
        related_name="translations",
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    change = models.CharField(_("kind of change"), max_length=5, choices=Change)
    change_note = models.TextField(_("what changed and why"))
    title = models.CharField(_("title"), max_length=255)
    summary = models.TextField(_("summary"))
    audience = models.CharField(_("for"), max_length=160)
    applies_to = models.CharField(_("applies to"), max_length=10, choices=Nations)
    owner_name = models.CharField(_("owner"), max_length=120)
    published_at = models.DateTimeField(_("published"))
    sha256 = models.CharField(_("SHA-256 of its text"), max_length=64)
    clause_count = models.PositiveSmallIntegerField(_("number of clauses"))

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["document", "-major", "-minor", "-patch", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language", "major", "minor", "patch"], name="edition_has_its_own_version"
            )
        ]

    def __str__(self):
        return f"{self.document} {self.version} ({self.get_language_display()})"

    @property
    def version(self):
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def order(self):
        """The version as it is compared: as numbers, for text would put 0.10.0 before 0.9.0."""
        return (self.major, self.minor, self.patch)

    @property
    def file_name(self):
        """What its files are called, without the form and the ending."""
        return f"{self.document}-{self.version}-{self.language[:2]}"

    @property
    def banner(self):
        """(heading, sentence) that the reader was warned with when it came out, or None."""
        return BANNERS.get(Stage(self.stage))

    @property
    def is_draft(self):
        """Versions below 1 are drafts: they were never in force."""
        return self.major == 0

    @property
    def path(self):
        """The edition's address, relative to its page's."""
        return f"editions/{self.version}/"

    @cached_property
    def ordered_clauses(self):
        """Its clauses in order. Those of an edition that is being compiled are set on it instead."""
        return list(self.clauses.all())

    @property
    def contents(self):
        """What the contents list leads to: sections, and boundary cards, which readers look for first."""
        return [clause for clause in self.ordered_clauses if clause.kind in ("section", "boundary")]

    @property
    def forms_to_print(self):
        """The forms of its PDFs, once a task has made them."""
        return [form for form in Form if form != Form.POSTER or on_a_poster(self.ordered_clauses)]

    @property
    def recommendations(self):
        return [clause for clause in self.ordered_clauses if clause.kind == "recommendation"]


def private_storage():
    """Where PDFs of editions are kept: the page, not the folder, decides who may have them."""
    return storages["documents"]


class EditionPDF(models.Model):
    """A PDF of an edition, made by a task. It is made again where a voice it quotes is withdrawn."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="pdfs")
    form = models.CharField(max_length=12, choices=Form, default=Form.DOCUMENT)
    file = models.FileField(upload_to="editions", storage=private_storage)
    made_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64, blank=True, help_text="Of what it was made of.")
    is_current = models.BooleanField(default=True, help_text="Else nobody may have it: what it quotes has changed.")

    class Meta:
        verbose_name = _("PDF of an edition")
        verbose_name_plural = _("PDFs of editions")
        constraints = [models.UniqueConstraint(fields=["edition", "form"], name="one_pdf_of_each_form")]

    def __str__(self):
        return str(self.edition)

    @property
    def name(self):
        """What it is called where it is saved."""
        form = "" if self.form == Form.DOCUMENT else f"-{self.form}"
        return f"{self.edition.file_name}{form}.pdf"


# A voice is kept without its words, and a picture may have none.
WORDLESS = {"figure": _("Image"), "voice": _("Voice")}


class ClauseQuerySet(models.QuerySet):
    def with_key(self, key):
        """The clauses, of any edition, that a permanent address names by anchor or by uid."""
        return self.filter(models.Q(anchor=key) | models.Q(uid=key))

    def with_code(self):
        """Annotate `edition_code`, that of the permanent identifier of the edition, or None."""
        identifier = apps.get_model("hub", "Identifier")
        own = identifier.objects.filter(kind="edition", key=Cast(models.OuterRef("edition_id"), models.CharField()))
        return self.annotate(edition_code=models.Subquery(own.values("code")))


class Clause(models.Model):
    """One block of an edition: the unit that is numbered, linked, compared, commented on and cited.

    `uid` is the StreamField block's id, the same in every edition and both languages. `anchor`
    is its short form in addresses: "r7" for a recommendation, "c-" and eight characters for the rest.
    `html` holds links, images and voices as references, in the form that rich text is stored in.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    uid = models.CharField(max_length=36)
    anchor = models.CharField(max_length=12)
    kind = models.CharField(max_length=16)
    number = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField()

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="clause_has_its_own_place"),
            models.UniqueConstraint(fields=["edition", "uid"], name="clause_has_its_own_uid"),
            models.UniqueConstraint(fields=["edition", "anchor"], name="clause_has_its_own_anchor"),
        ]

    def __str__(self):
        return f"{self.edition} {self.label}"

    @property
    def title(self):
        """The first line of the text: what a section or a card is called. What has no words is called what it is."""
        return self.text.partition("\n")[0] or str(WORDLESS.get(self.kind, ""))

    @property
    def label(self):
        """How one refers to it: its number where it has one, else its title."""
        return self.number or self.title

    @property
    def path(self):
        """The clause's permanent address, relative to its page's."""
        return f"clause/{self.anchor}/"


class Recommendation(models.Model):
    """A numbered recommendation of a document across editions and languages: a number is retired, never used again."""

    document = models.ForeignKey("guidance.Document", on_delete=models.PROTECT, related_name="recommendations")
    uid = models.CharField(max_length=36)
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"), help_text=_("As in the newest English edition that has it."))
    since = models.ForeignKey(Edition, verbose_name=_("since"), on_delete=models.PROTECT, related_name="+")
    removed_in = models.ForeignKey(
        Edition, verbose_name=_("removed in"), null=True, on_delete=models.PROTECT, related_name="removed"
    )

    # In the reader's language, where a queryset's `with_wording` or `with_address` found it.
    translated = None

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="recommendation_number_is_never_used_again"),
            models.UniqueConstraint(fields=["document", "uid"], name="recommendation_keeps_its_number"),
        ]

    def __str__(self):
        words = Truncator(self.beginning).words(14)
        return f"{self.document} R{self.number}: {words}"

    @property
    def label(self):
        return f"R{self.number}"

    @property
    def anchor(self):
        return f"r{self.number}"

    @property
    def path(self):
        """Its permanent address, relative to its page's."""
        return f"clause/{self.anchor}/"

    @property
    def address(self):
        """Its permanent address in the reader's language, from `with_address`; empty where no page of it is public."""
        loaded = getattr(self.document, "pages_to_read", None)
        page = documents_to_read().get(self.document_id) if loaded is None else next(iter(loaded), None)
        return f"{page.url}{self.path}" if page else ""

    @property
    def beginning(self):
        """The first line of what it says; the very first of its text is its strength and its evidence."""
        lines = (self.translated or self.text).split("\n")
        return lines[1] if len(lines) > 1 else lines[0]

    @property
    def lang(self):
        """The language of its text where that is not the reader's, for a `lang` attribute; else empty."""
        return "" if self.translated or get_language() == settings.LANGUAGE_CODE else "en"
