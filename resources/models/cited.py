from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from hub import citation
from hub.languages import language_of
from hub.models import HubPage


class CitedPage(RoutablePageMixin, HubPage):
    """A page that can be cited: as printed, by machines that read its head, and as files for reference managers."""

    class Meta:
        abstract = True

    def citable(self, address):
        """Its CSL-JSON; `address` is its own, absolute. The date is that of the text, so of its last publication."""
        published = timezone.localdate(self.last_published_at) if self.last_published_at else timezone.localdate()
        return {
            "id": self.slug,
            "type": "webpage",
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

    @path("")
    def page(self, request):
        cited = citation.cited(self.citable(self.address(request)), heading=_("Cite this page"))
        response = self.render(request, context_overrides={"citation": cited})
        response["Link"] = citation.signposting(cited["relations"])
        return response

    @path("cite.<slug:extension>/")
    def cite(self, request, extension):
        """Its citation for a reference manager. Raises Http404 for a format that there is not."""
        return citation.download(self.citable(self.address(request)), extension)

    def address(self, request):
        return request.build_absolute_uri(self.get_url(request))
