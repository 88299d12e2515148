"""A report for editors: whose voices the site has, and whose each page quotes."""

from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from resources.balance import Group, balance
from resources.models import VoicePage
from resources.quoting import pages_quoting


class BalanceView(WagtailAdminTemplateMixin, TemplateView):
    shows = None
    page_title = "Whose voices"
    header_icon = "openquote"
    template_name = "resources/admin/balance.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        site = balance(VoicePage.objects.published())
        return super().get_context_data(**kwargs, site=site, pages=pages_quoting(), groups=Group.labels)
