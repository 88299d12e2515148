from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet

from .models import CaseStudyPage, ToolkitPage, VoicePage
from .rich_text import VoiceEmbedHandler


class CaseStudyListing(PageListingViewSet):
    model = CaseStudyPage
    icon = "clipboard-list"
    menu_label = "Case studies"
    list_filter = ["evidence_level", "evidence_direction", "prison", "live", "locale"]


class VoiceListing(PageListingViewSet):
    model = VoicePage
    icon = "openquote"
    menu_label = "Voices"
    list_filter = ["role", "shape", "live", "locale"]


class ToolkitListing(PageListingViewSet):
    model = ToolkitPage
    icon = "download"
    menu_label = "Toolkits"
    list_filter = ["live", "locale"]


class ResourcesGroup(ViewSetGroup):
    menu_label = "Resources"
    menu_icon = "folder-open-inverse"
    menu_order = 210
    items = (CaseStudyListing("case_studies"), VoiceListing("voices"), ToolkitListing("toolkits"))


@hooks.register("register_admin_viewset")
def register_resources_group():
    return ResourcesGroup()


@hooks.register("register_rich_text_features")
def register_voice_embed(features):
    features.register_embed_type(VoiceEmbedHandler)
