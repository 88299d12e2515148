from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.search import index

from hub.blocks import StoryBody
from hub.models import HubPage


class StandardPage(HubPage):
    """A page of plain text about the hub itself, such as "Privacy"."""

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    body = StreamField(StoryBody(), verbose_name=_("body"))

    content_panels = [*HubPage.content_panels, "body"]
    search_fields = [*HubPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    @property
    def headings(self):
        """(anchor, text) of each heading in the body, for the contents list."""
        return [(block.id, block.value) for block in self.body if block.block_type == "heading"]
