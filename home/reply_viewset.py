"""What editors see of replies to news: each is read before anybody else reads it."""

from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from .citing_viewsets import NothingAdded
from .models import Reply


class ReplyIndexView(generic.IndexView):
    any_permission_required = ["change"]
    default_ordering = ("-state", "sent_at", "pk")


class ReplyEditView(generic.EditView):
    """An editor decides whether it is shown. Its words are the reader's, and cannot be changed here."""

    def save_instance(self):
        reply = super().save_instance()
        if "state" in self.form.changed_data:
            reply.decide(reply.state, self.request.user)
            log(reply, "home.decide_reply", data={"state": reply.state})
        return reply


class ReplyViewSet(NothingAdded, ModelViewSet):
    model = Reply
    icon = "comment"
    menu_label = "Replies to news"
    menu_order = 221
    add_to_admin_menu = True
    is_deleted = True
    inspect_view_enabled = False
    index_view_class = ReplyIndexView
    edit_view_class = ReplyEditView
    edit_handler = ObjectList(
        [
            HelpPanel("Read it for what may tell who somebody is. If in doubt, do not show it."),
            FieldPanel("page", read_only=True),
            FieldPanel("text", read_only=True),
            FieldPanel("name", read_only=True),
            FieldPanel("email", read_only=True),
            FieldPanel("state"),
        ]
    )
    list_filter = ["state"]
    list_per_page = 50
    list_display = [
        "name",
        Column("page", label="News", accessor=lambda reply: reply.page.title),
        Column("state", label="State", accessor="get_state_display"),
        Column("sent_at", label="Sent"),
        Column("answer_by", label="Decide by"),
    ]
