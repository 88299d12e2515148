"""What editors see of citing: uses that readers told us of, and the permanent identifiers."""

from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from hub.models import Identifier, Use

from . import catalogue


class NothingAdded:
    """A viewset whose rows come from elsewhere: nobody adds, copies or, unless `is_deleted`, deletes one here."""

    copy_view_enabled = False
    add_to_reference_index = False
    is_deleted = False

    def get_common_view_kwargs(self, **kwargs):
        none = ["add_url_name", "usage_url_name", *([] if self.is_deleted else ["delete_url_name"])]
        return super().get_common_view_kwargs(**dict.fromkeys(none), **kwargs)

    def get_urlpatterns(self):
        kept = {
            "index",
            "index_results",
            "edit",
            "history",
            "history_results",
            *(["delete"] if self.is_deleted else []),
        }
        return [row for row in super().get_urlpatterns() if row.name in kept]


class UseIndexView(generic.IndexView):
    any_permission_required = ["change"]
    default_ordering = ("-state", "sent_at", "pk")


class UseEditView(generic.EditView):
    """An editor may put a title or an address right, and decides whether the use is shown."""

    def save_instance(self):
        use = super().save_instance()
        if "state" in self.form.changed_data:
            use.decide(use.state, self.request.user)
            log(use, "home.decide_use", data={"state": use.state})
        return use


class UseViewSet(NothingAdded, ModelViewSet):
    model = Use
    icon = "link"
    menu_label = "Used in"
    is_deleted = True
    inspect_view_enabled = False
    index_view_class = UseIndexView
    edit_view_class = UseEditView
    form_fields = ["state", "title", "organisation", "url", "used_on", "email"]
    list_filter = ["state"]
    list_per_page = 50
    list_display = [
        "title",
        "organisation",
        Column("cites", label="Cites", accessor=lambda use: use.identifier.title[0] or use.identifier.code),
        Column("state", label="State", accessor="get_state_display"),
        Column("sent_at", label="Sent"),
        Column("answer_by", label="Decide by"),
    ]


class IdentifierViewSet(NothingAdded, ModelViewSet):
    """Every identifier there is. All that can be changed is whether the title of what is gone is told."""

    model = Identifier
    icon = "key"
    menu_label = "Permanent links"
    form_fields = ["title_withheld"]
    list_filter = ["kind", "doi_state", "title_withheld"]
    list_per_page = 50
    ordering = "-made_at"
    list_display = [
        "code",
        Column("kind", label="Kind", accessor=lambda one: catalogue.KINDS[one.kind].label),
        Column("title", label="Title", accessor=lambda one: " / ".join(one.titles.values())),
        Column("doi", label="DOI"),
        Column("made_at", label="Since"),
    ]
