from django.contrib.auth.models import Permission
from django.db.models import ForeignKey, ManyToManyField
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from hub.rich_text import linked_ids

from .deletion import WITHDRAW_INSTEAD, with_editions
from .models import Clause, Edition, GuidancePage
from .viewsets.comments import CommentViewSet
from .viewsets.consultations import ConsultationViewSet
from .viewsets.documents import DocumentViewSet, EasyReadListing, GuidanceListing
from .viewsets.pilots import PilotViewSet, edition_field_of
from .viewsets.recommendations import recommendations_field_of

register_form_field_override(ForeignKey, to=Edition, override=edition_field_of)
register_form_field_override(ManyToManyField, override=recommendations_field_of)
register_snippet(DocumentViewSet)
register_snippet(PilotViewSet)


@hooks.register("register_admin_viewset")
def register_guidance_listing():
    return [GuidanceListing("guidance_pages"), EasyReadListing("easy_read_pages")]


class ConsultationGroup(ModelViewSetGroup):
    menu_label = "Consultations"
    menu_icon = "group"
    menu_order = 203
    items = (ConsultationViewSet("consultations"), CommentViewSet("comments"))


@hooks.register("register_admin_viewset")
def register_consultation_group():
    return ConsultationGroup()


@hooks.register("register_log_actions")
def register_consultation_actions(actions):
    actions.register_action("guidance.key_in", "Key in a response", "Keyed in")
    actions.register_action("guidance.decide", "Decide on a comment", "Decided on")
    actions.register_action("guidance.redact", "Take parts out of a comment", "Parts taken out or put back")
    actions.register_action("guidance.export", "Export comments", "Comments exported")


@hooks.register("register_permissions")
def register_stage_permissions():
    return Permission.objects.filter(codename__in=["prepare_document", "issue_document"])


@hooks.register("before_delete_page")
def keep_published_documents(request, page):
    """Say why a document that was published stays, and what to do instead."""
    if with_editions([page]):
        messages.error(request, WITHDRAW_INSTEAD)
        return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_published_documents_from_bulk_deletion(request, action_type, objects, action_class_instance):
    if action_type == "delete" and action_class_instance.models == [Page] and with_editions(objects):
        messages.error(request, WITHDRAW_INSTEAD)
        return redirect("wagtailadmin_explore_root")


@hooks.register("pages_using_document")
def pages_whose_editions_hold(document):
    """The keys of pages with an edition that links to `document`: old editions stay readable."""
    linked = Clause.objects.filter(html__contains='linktype="document"').values_list("edition_id", "html")
    editions_of_it = {pk for pk, html in linked.iterator() if str(document.pk) in linked_ids([html])["document"]}
    rows = Edition.objects.filter(pk__in=editions_of_it).values_list("document_id", "language")
    for document_id, language in rows.distinct().order_by():
        pages = GuidancePage.objects.filter(document=document_id, locale__language_code=language)
        yield from pages.values_list("pk", flat=True)
