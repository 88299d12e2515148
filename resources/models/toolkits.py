from functools import partial

from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from hub.blocks import StoryBody
from hub.listing import FacetField, FilterForm
from hub.models import HubPageQuerySet, IndexPage, topic_facet
from hub.models.provenance import provenance_panel
from hub.page_forms import HubPageForm
from hub.sending import send
from resources.archive import archive
from resources.practice import recommendations_of

from .cited import RepublishedPage
from .file_versions import FileVersion

MOST_WORDS = 300_000  # characters that search looks in: PostgreSQL indexes no more than a megabyte


class Template(models.TextChoices):
    """What a file is for."""

    JOB_DESCRIPTION = "job_description", _("Job description")
    APPLICATION = "application", _("Application form")
    INTERVIEW = "interview", _("Interview questions")
    COMPACT = "compact", _("Compact")
    BOUNDARY_SHEET = "boundary_sheet", _("Boundary sheet")
    SUPERVISION_LOG = "supervision_log", _("Supervision log")
    RISK_ASSESSMENT = "risk_assessment", _("Risk assessment")
    TRAINING_PLAN = "training_plan", _("Training plan")
    COSTS = "costs", _("Costs")
    OTHER = "other", _("Other")


class ToolkitPageForm(HubPageForm):
    """Asks, before publication, what changed in each file that takes the place of another."""

    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation and "files" in self.formsets:
            for form in self.formsets["files"].forms:
                if form.is_valid() and not form.cleaned_data.get("DELETE") and form.instance.lacks_its_change:
                    form.add_error("changed", _("Say for readers what changed in this file."))
                    self.add_error(None, _("Say what changed in “%(file)s”.") % {"file": form.instance.title})
        return cleaned


class ToolkitPage(RepublishedPage):
    parent_page_types = ["resources.ToolkitIndexPage"]
    subpage_types = []
    identifier_kind = "toolkit"
    cited_type = "collection"
    base_form_class = ToolkitPageForm

    body = StreamField(StoryBody(), verbose_name=_("body"))

    objects = PageManager.from_queryset(HubPageQuerySet)()

    content_panels = [
        *RepublishedPage.content_panels,
        FieldPanel("body"),
        InlinePanel("files", heading=_("Files"), label=_("File"), min_num=1),
        provenance_panel(),
    ]
    search_fields = [
        *RepublishedPage.search_fields,
        index.SearchField("body"),
        index.RelatedFields("files", [index.SearchField("title"), index.SearchField("description")]),
        index.SearchField("words_in_files"),
    ]

    class Meta:
        verbose_name = _("toolkit")
        verbose_name_plural = _("toolkits")

    def relations(self, request):
        address = self.address(request)
        return [(f"{address}{version.path}", "item", version.content_type) for version in self.current_versions]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # Looked up only where a template asks for it: the page about one file does not.
        context["files"] = partial(self.files_to_show, getattr(request, "is_preview", False))
        return context

    def files_to_show(self, preview):
        """[(file, its versions, recommendations it puts into practice)]"""
        recommendations = recommendations_of(self.own_files)
        return [
            (file, self.versions_to_show(file, preview), recommendations[file.translation_key])
            for file in self.own_files
        ]

    @cached_property
    def own_files(self):
        """The files with their documents, in the order of the page."""
        return list(self.files.select_related("document"))

    def versions_to_show(self, file, preview):
        """The versions of a file, newest first; none in preview of a document that is still to become one."""
        found = self.versions_by_key.get(file.translation_key, [])
        return [] if preview and found and found[0].sha256 != file.document.fingerprint else found

    @cached_property
    def versions_by_key(self):
        """{translation key of a file: its published versions, newest first}"""
        found = {}
        for version in self.versions.newest_first().light():
            version.page = self
            found.setdefault(version.key, []).append(version)
        return found

    @property
    def words_in_files(self):
        """The words of the newest version of each file, for search."""
        versions = FileVersion.objects.of_files_on([self.pk]).newest()
        return "\n".join(versions.values_list("text", flat=True))[:MOST_WORDS]

    @property
    def current_versions(self):
        """The newest version of each file, in the order of the page."""
        keys = [file.translation_key for file in self.own_files]
        return [self.versions_by_key[key][0] for key in keys if key in self.versions_by_key]

    # Routes: a toolkit answers for its files too, while anybody may read it (resources/wagtail_hooks.py).

    def versions_of(self, slug):
        """The versions of the file with a slug, newest first. Raises Http404 for one that the toolkit does not have."""
        found = [row for rows in self.versions_by_key.values() for row in rows if row.slug == slug]
        if not found or not self.files.filter(translation_key=found[0].key).exists():
            raise Http404
        return found

    @path("files/<slug:slug>/")
    def file(self, request, slug):
        """The page about a file: what is in it and which versions there are."""
        versions = self.versions_of(slug)
        context = {"versions": versions, "version": get_object_or_404(FileVersion, pk=versions[0].pk)}
        return self.render(request, template="resources/file_page.html", context_overrides=context)

    @path("files/<slug:slug>/latest/")
    def latest(self, request, slug):
        return self.hand_out(request, self.versions_of(slug)[0])

    @path("files/<slug:slug>/<int:number>/")
    def version(self, request, slug, number):
        """One version of a file, for ever. Its Link header leads to the newest."""
        for version in self.versions_of(slug):
            if version.number == number:
                return self.hand_out(request, version)
        raise Http404

    def hand_out(self, request, version):
        facts = {"size": version.size, "content_type": version.content_type, "sha256": version.sha256}
        response = send(request, version.file, name=version.name_to_save, **facts)
        address = self.address(request)
        response["Link"] = ", ".join(
            [
                f'<{address}{version.path}>; rel="canonical"',
                f'<{address}{version.folder}latest/>; rel="latest-version"',
                f'<{address}{version.folder}>; rel="describedby"',
            ]
        )
        return response

    @path("toolkit.zip/")
    def zip(self, request):
        """All files in one, with a manifest."""
        return archive(request, self, self.address(request))


class ToolkitFile(TranslatableMixin, Orderable, ClusterableModel):
    """A file of a toolkit; its type, size, language and licence are the document's own."""

    page = ParentalKey(ToolkitPage, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "hub.HubDocument", verbose_name=_("document"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("title"), max_length=120)
    description = models.CharField(_("description"), max_length=255)
    template = models.CharField(_("what it is for"), max_length=20, choices=Template, default=Template.OTHER)
    issued_on = models.DateField(_("date"))
    changed = models.TextField(
        _("what changed"),
        blank=True,
        help_text=_(
            "For readers, when you choose another document in place of one that was published. Not for the first."
        ),
    )
    recommendations = ParentalManyToManyField(
        "guidance.Recommendation",
        verbose_name=_("recommendations it puts into practice"),
        blank=True,
        related_name="toolkit_files",
    )

    panels = ["title", "description", "document", "issued_on", "changed", "template", "recommendations"]
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("description"),
        TranslatableField("changed"),
        SynchronizedField("document"),
        SynchronizedField("template"),
        SynchronizedField("issued_on"),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("toolkit file")
        verbose_name_plural = _("toolkit files")

    def __str__(self):
        return self.title

    @property
    def lacks_its_change(self):
        """Whether its document takes the place of a published one and nothing, or the last thing, is said of that."""
        last = FileVersion.objects.light().filter(page=self.page_id, key=self.translation_key).order_by("number").last()
        return bool(last and self.document.fingerprint != last.sha256 and self.changed.strip() in ("", last.changed))


class ToolkitFilterForm(FilterForm):
    template = FacetField(
        label=_("Holds"),
        choices=Template.choices,
        matches=lambda template: models.Q(pk__in=ToolkitFile.objects.filter(template=template).values("page")),
    )
    topic = topic_facet(ToolkitPage)


class ToolkitIndexPage(IndexPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["resources.ToolkitPage"]

    feed = "toolkits"
    filter_form = ToolkitFilterForm

    class Meta:
        verbose_name = _("toolkit index")
        verbose_name_plural = _("toolkit indexes")

    def listed(self):
        return ToolkitPage.objects.published().for_language().latest_first()
