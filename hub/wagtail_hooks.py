from django.http import Http404
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .documents import may_have
from .models import Topic
from .rich_text import PreloadedDocumentLinks, PreloadedPageLinks


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_order = 700
    add_to_admin_menu = True
    list_display = ["name", "name_cy"]


register_snippet(TopicViewSet)


@hooks.register("register_rich_text_features", order=100)
def register_preloaded_links(features):
    features.register_link_type(PreloadedPageLinks)
    features.register_link_type(PreloadedDocumentLinks)


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("admin.css"))


@hooks.register("before_serve_document", order=-10)
def keep_documents_private(document, request):
    """Before Wagtail asks for a password: whether there is anything at this address is private too."""
    if not may_have(request.user, document):
        raise Http404
