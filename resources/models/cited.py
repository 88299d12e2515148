from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from hub import citation
from hub.languages import language_of
from hub.models import HubPage, Identifier
from hub.models.provenance import Republished, synchronized_provenance


class CitedPage(RoutablePageMixin, HubPage):
    """A page that can be cited: as printed, by machines that read its head, and as files for reference managers."""

    # What kind of thing it is for its permanent identifier; empty: it has none, and can go without a trace.
    identifier_kind = ""

    cited_type = "webpage"  # of those of CSL

    class Meta:
        abstract = True

    @cached_property
    def identifier(self):
        """The `Identifier` that it shares with its translations; None before it is published."""
        return Identifier.objects.named(self.identifier_kind, self.translation_key) if self.identifier_kind else None

    def citable(self, address):
        """Its CSL-JSON; `address` is its own, absolute. The date is that of the text, so of its last publication."""
        published = timezone.localdate(self.last_published_at) if self.last_published_at else timezone.localdate()
        item = {
            "id": self.slug,
            "type": self.cited_type,
            "title": self.title,
            "author": [{"literal": citation.PUBLISHER}],
            "issued": citation.day(published),
            "accessed": citation.day(timezone.localdate()),
            "publisher": citation.PUBLISHER,
            "genre": str(self._meta.verbose_name).capitalize(),
            "URL": address,
            "language": "cy" if language_of(self.locale_id) == "cy" else "en-GB",
            "abstract": self.summary,
            "custom": {"license": citation.LICENCE},
        }
        return citation.named(item, self.identifier)

    def relations(self, request):
        """What its Link header tells beside what every cited page's does."""
        return []

    @path("")
    def page(self, request):
        item, relations = self.citable(self.address(request)), self.relations(request)
        cited = citation.cited(item, heading=_("Cite this page"), relations=relations)
        response = self.render(request, context_overrides={"citation": cited, "identifier": self.identifier})
        response["Link"] = citation.signposting(cited["relations"])
        return response

    @path("cite.<slug:extension>/")
    def cite(self, request, extension):
        """Its citation for a reference manager, or its linkset. Raises Http404 for a format that there is not."""
        return citation.download(self.citable(self.address(request)), extension, self.relations(request))

    def address(self, request):
        return request.build_absolute_uri(self.get_url(request))


class RepublishedPage(Republished, CitedPage):
    """A page that can be cited, as somebody else's where it is."""

    override_translatable_fields = [*CitedPage.override_translatable_fields, *synchronized_provenance()]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if errors := self.provenance_errors():
            raise ValidationError(errors)

    def citable(self, address):
        """As every page's; of what somebody else made, as theirs, by their licence."""
        item = super().citable(address)
        if not self.republished:
            return item
        custom = {name: value for name, value in item["custom"].items() if name != "license"}
        return item | {
            "author": [{"literal": self.source_author}],
            "publisher": self.source_publisher,
            "issued": citation.day(self.source_date),
            "custom": custom | {"rights": self.source_licence, "sameAs": self.source_url},
        }
