"""Readers say whether a page was useful; editors see which were hard."""

import datetime

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from hub.senders import TooMany, count, sender_of
from hub.signing import path_of

from .feedback import by_page, record
from .models import PageAnswer
from .models.feedback import Answer

A_YEAR = datetime.timedelta(days=365)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class FeedbackView(TemplateView):
    """Count an answer, then say thank you. What is no answer, and what is too many of them, counts for nothing."""

    template_name = "home/feedback.html"

    def post(self, request):
        about = request.POST.get("about", "")
        path, answer = path_of(about), request.POST.get("answer")
        if path and answer in Answer.values:
            try:
                count("feedback", sender_of(request))
            except TooMany:
                pass
            else:
                record(path, answer)
        return redirect(f"{reverse('feedback')}?{urlencode({'about': about})}")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, back=path_of(self.request.GET.get("about", "")))


class FeedbackReportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    shows = None  # counts alone
    permission_policy = ModelPermissionPolicy(PageAnswer)
    permission_required = "view"
    page_title = "What readers say of pages"
    header_icon = "help"
    template_name = "home/admin/feedback.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, rows=by_page(timezone.localdate() - A_YEAR)[:200])
