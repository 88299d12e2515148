from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.viewsets.pages import PageListingViewSet

from .balance import balance
from .models import CaseStudyPage, ToolkitPage, VoicePage
from .quoting import quoted_by
from .rich_text import VoiceEmbedHandler
from .viewsets.appeals import AppealViewSet
from .viewsets.balance import BalanceView
from .viewsets.consents import ConsentViewSet
from .viewsets.format_requests import FormatRequestViewSet
from .viewsets.identity import IdentityReviewView
from .viewsets.ratings import RatingViewSet
from .viewsets.recordings import RecordingViewSet


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


class ConsentGroup(ModelViewSetGroup):
    menu_label = "Consent"
    menu_icon = "key"
    menu_order = 211
    items = (ConsentViewSet("consents"), RecordingViewSet("recordings"))


@hooks.register("register_admin_viewset")
def register_consent_group():
    return ConsentGroup()


@hooks.register("register_log_actions")
def register_consent_actions(actions):
    actions.register_action("resources.withdraw_consent", "Withdraw a consent", "Withdrawn")
    actions.register_action("resources.review_identity", "Review identity", "Answered for what was found")
    actions.register_action("resources.remove_voice", "Remove a voice", "Voice removed everywhere")


@hooks.register("register_admin_urls")
def register_balance():
    return [path("reports/voices/", BalanceView.as_view(), name="voice_balance")]


@hooks.register("register_admin_urls")
def register_identity_review():
    return [path("pages/<int:page>/identity/", IdentityReviewView.as_view(), name="identity_review")]


@hooks.register("register_reports_menu_item")
def register_balance_menu_item():
    return MenuItem("Whose voices", reverse("voice_balance"), icon_name="openquote", order=900)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_one_sided_voices(request, page):
    if balance(quoted_by(page)).is_one_sided:
        messages.warning(request, "None of the voices on this page is of a person who receives support.")


@hooks.register("before_copy_page")
def keep_voices_from_being_copied(request, page):
    """A copy would hold the words with no consent to them, and would stay when they are withdrawn."""
    if VoicePage.objects.descendant_of(page, inclusive=True).exists():
        messages.error(request, "A voice cannot be copied. Quote it instead: choose the Voice block on the other page.")
        return redirect("wagtailadmin_explore", page.get_parent().pk)


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
