from django.http import Http404
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet

from .models import CaseStudyPage, ToolkitPage, VoicePage
from .rich_text import VoiceEmbedHandler
from .viewsets.appeals import AppealViewSet
from .viewsets.format_requests import FormatRequestViewSet
from .viewsets.ratings import RatingViewSet


class CaseStudyListing(PageListingViewSet):
    model = CaseStudyPage
    icon = "clipboard-list"
    menu_label = "Case studies"
    list_filter = ["evidence_level", "evidence_direction", "prison", "confirmed_on", "delisted_on", "live", "locale"]


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


class EvidenceGroup(ModelViewSetGroup):
    menu_label = "Evidence"
    menu_icon = "tick"
    menu_order = 212
    items = (RatingViewSet("ratings"), AppealViewSet("appeals"))


@hooks.register("register_admin_viewset")
def register_evidence_group():
    return EvidenceGroup()


@hooks.register("register_admin_viewset")
def register_format_requests():
    return FormatRequestViewSet("format_requests")


@hooks.register("register_log_actions")
def register_rating_actions(actions):
    actions.register_action("resources.propose_rating", "Propose a rating", "Rating proposed")
    actions.register_action("resources.confirm_rating", "Confirm a rating", "Rating confirmed")
    actions.register_action("resources.decline_rating", "Decline a rating", "Rating declined")
    actions.register_action("resources.lodge_appeal", "Appeal against a rating", "Appeal raised")
    actions.register_action("resources.decide_appeal", "Decide on an appeal", "Appeal decided")


@hooks.register("register_rich_text_features")
def register_voice_embed(features):
    features.register_embed_type(VoiceEmbedHandler)


@hooks.register("before_serve_page", order=-10)
def files_of_restricted_toolkits_are_nowhere(page, request, serve_args, serve_kwargs):
    """Before Wagtail asks for a password: what is below a toolkit is not even known to who may not read it."""
    if isinstance(page, ToolkitPage) and request.path.rstrip("/") != page.url.rstrip("/"):
        allowed = [restriction.accept_request(request) for restriction in page.get_view_restrictions()]
        if not all(allowed):
            raise Http404
