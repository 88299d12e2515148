from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet

from .models import GuidancePage


class GuidanceListing(PageListingViewSet):
    model = GuidancePage
    icon = "doc-full-inverse"
    menu_label = "Guidance"
    menu_order = 200
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.columns,
        Column("reference", label="Reference"),
        Column("get_stage_display", label="Stage"),
    ]
    list_filter = ["stage", "live", "locale"]


@hooks.register("register_admin_viewset")
def register_guidance_listing():
    return GuidanceListing("guidance_pages")
