from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .documents import may_have
from .guide import GuideView
from .media_lists import DocumentList, ImageList
from .middleware import refused
from .models import HubPage, Synonym, Topic
from .preview_links import PreviewLinksView
from .rich_text import PreloadedDocumentLinks, PreloadedPageLinks
from .second_factor import ADDED, NEW_CODES, REMOVED, RESET
from .translations import translations_into
from .update_translations import UpdateTranslations
from .uploads import views as uploads
from .viewsets import HANDLE, RestrictedGroup
from .waiting import WaitingPanel


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_order = 700
    add_to_admin_menu = True
    list_display = ["name", "name_cy"]


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "search"
    menu_label = "Words that mean the same"
    menu_order = 710
    add_to_admin_menu = True
    list_display = ["__str__", "source"]


register_snippet(TopicViewSet)
register_snippet(SynonymViewSet)


@hooks.register("register_log_actions")
def register_factor_actions(actions):
    actions.register_action(ADDED, "Set up a second factor", "Set up a second factor")
    actions.register_action(REMOVED, "Remove a second factor", "Removed a second factor")
    actions.register_action(NEW_CODES, "Make new recovery codes", "Made new recovery codes")
    actions.register_action(RESET, "Take all second factors away", "Took all second factors away")


@hooks.register("register_account_menu_item")
def lead_to_second_factors(request):
    return {"url": reverse("mfa_index"), "label": "Second factors", "help_text": "What you show besides your password."}


@hooks.register("register_account_menu_item")
def lead_to_sessions(request):
    return {
        "url": reverse("sessions"),
        "label": "Where you are signed in",
        "help_text": "And end what you do not know.",
    }


@hooks.register("register_admin_viewset")
def register_restricted_group():
    return RestrictedGroup()


@hooks.register("construct_homepage_panels")
def add_what_waits(request, panels):
    panels.append(WaitingPanel())


@hooks.register("register_user_listing_buttons")
def lead_to_a_persons_data(user, request_user):
    if request_user.has_perm(HANDLE) and not user.is_removed:
        url = f"{reverse('person_data:index')}?account={user.pk}"
        yield Button("Data held", url=url, icon_name="user", priority=50)


@hooks.register("register_page_header_buttons")
def lead_to_preview_links(page, user, view_name, next_url=None):
    is_ours = isinstance(page.specific_deferred, HubPage) and page.latest_revision_id
    if is_ours and page.permissions_for_user(user).can_edit():
        yield Button("Preview links", url=reverse("preview_links", args=[page.pk]), icon_name="link", priority=62)


@hooks.register("register_log_actions")
def register_actions(actions):
    actions.register_action("hub.make_preview_link", "Make a preview link", "Made a preview link")
    actions.register_action("hub.end_preview_link", "End a preview link", "Ended a preview link")


@hooks.register("register_admin_urls")
def register_preview_links():
    return [path("pages/<int:page_id>/preview-links/", PreviewLinksView.as_view(), name="preview_links")]


@hooks.register("register_rich_text_features", order=100)
def register_preloaded_links(features):
    features.register_link_type(PreloadedPageLinks)
    features.register_link_type(PreloadedDocumentLinks)


@hooks.register("before_edit_page", order=-20)
def bring_the_newest_draft_to_its_translator(request, page):
    """wagtail-localize gives what the source said when it was sent to be translated, until somebody asks for more.

    Before its first publication the row of a page holds its newest draft; afterwards hub/translations.py does this.
    """
    record = translations_into(page).first() if request.method == "GET" else None
    if record and not record.source.get_source_instance().live:
        record.source.update_from_db()


@hooks.register("before_edit_page", order=-10)
def say_what_keeps_a_translation_from_being_published(request, page):
    """wagtail-localize, whose turn comes next, would say only that there is something."""
    record = translations_into(page).first()
    if record is None or request.method != "POST" or request.POST.get("action") != "publish":
        return None
    record.save_target(user=request.user, publish=False)
    try:
        record.get_target_instance().get_latest_revision_as_object().check_publication()
    except ValidationError as error:
        return refused(request, error)
    return None


@hooks.register("before_bulk_action")
def say_what_keeps_pages_from_bulk_publication(request, action_type, objects, action_class_instance):
    """Publishing several pages at once has no form to say what is missing: back to the first that lacks something.

    Pages below those that were chosen may be published with them: those are answered for by hub/middleware.py.
    """
    if action_type != "publish" or action_class_instance.models != [Page]:
        return None
    for page in objects:
        newest = page.get_latest_revision_as_object()
        try:
            if isinstance(newest, HubPage):
                newest.check_publication()
        except ValidationError as error:
            messages.error(request, f"{newest}: {' '.join(error.messages)}")
            return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("register_admin_urls", order=-10)
def take_the_place_of_updating_translations():
    """At the address that wagtail-localize gives it: the first that matches answers."""
    return [path("localize/update/<int:translation_source_id>/", UpdateTranslations.as_view())]


@hooks.register("register_admin_urls", order=-10)
def screens_that_show_what_was_found_in_a_file():
    """Before Wagtail's own at the same addresses."""
    return [
        path("images/add/", uploads.AddImageView.as_view()),
        path("images/<int:image_id>/", uploads.EditImageView.as_view()),
        path("documents/add/", uploads.AddDocumentView.as_view()),
        path("documents/edit/<int:document_id>/", uploads.EditDocumentView.as_view()),
    ]


@hooks.register("register_admin_urls", order=-10)
def lists_that_are_searched_and_filtered_at_once():
    """Before Wagtail's own at the same addresses."""
    return [
        path("images/", ImageList.as_view()),
        path("images/results/", ImageList.as_view(results_only=True)),
        path("documents/", DocumentList.as_view()),
        path("documents/results/", DocumentList.as_view(results_only=True)),
    ]


@hooks.register("register_admin_urls")
def register_guide():
    return [path("guide/", GuideView.as_view(), name="guide")]


@hooks.register("register_help_menu_item")
def register_guide_menu_item():
    return MenuItem(GuideView.page_title, reverse_lazy("guide"), icon_name=GuideView.header_icon, order=100)


@hooks.register("construct_wagtail_userbar")
def check_what_an_editor_can_change(request, items, page):
    """Wagtail's own checker of a preview, without what stands around every page."""
    for item in items:
        if isinstance(item, ContentCheckerItem):
            item.axe_include = ["main"]


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("admin.css"))


@hooks.register("before_serve_document", order=-10)
def keep_documents_private(document, request):
    """Before Wagtail asks for a password: whether there is anything at this address is private too."""
    if not may_have(request.user, document):
        raise Http404
