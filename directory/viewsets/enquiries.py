"""A report for editors: which prisons have questions that nobody has answered. Of a question it shows nothing."""

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from directory.enquiring import unanswered
from directory.models.enquiries import LATE

SEE = "directory.view_enquiry"


class UnansweredView(WagtailAdminTemplateMixin, TemplateView):
    shows = None  # counts alone
    page_title = "Questions that wait"
    header_icon = "help"
    template_name = "directory/admin/questions.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def dispatch(self, request):
        if not request.user.has_perm(SEE):
            raise PermissionDenied
        return super().dispatch(request)

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        rows = [
            (prison, prison.waiting, days := (today - timezone.localdate(prison.oldest)).days, days >= LATE.days)
            for prison in unanswered()
        ]
        return super().get_context_data(**kwargs, rows=rows)


class UnansweredMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(SEE)


def permissions():
    app, codename = SEE.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)
