from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from wagtail.log_actions import log

from directory.access import MemberMixin
from directory.models import Invitation
from directory.my_prison import SECTIONS

PREFETCHED = ("schemes__returns", "submissions__writers", "submissions__case_study")
NOTES = {
    "confirmed": _("Thank you. Readers now see that this was confirmed today."),
    "answered": _("Thank you. The question is no longer on this page."),
    "abuse": _("Thank you. The editors have it now and look into it."),
}


@method_decorator(never_cache, name="dispatch")
class ChoosePrisonView(LoginRequiredMixin, TemplateView):
    """The prisons that somebody acts for; the prison itself where it is only one."""

    template_name = "directory/my_prison/choose.html"

    def get(self, request):
        Invitation.objects.accept_all(request.user)  # one that came while they were signed in
        memberships = list(request.user.memberships.select_related("prison"))
        if len(memberships) == 1:
            return redirect("my_prison:prison", memberships[0].prison_id)
        return self.render_to_response(self.get_context_data(memberships=memberships))


class ConfirmCaseStudyView(MemberMixin, View):
    """An approver says that what readers see of a case study is still so. A second press is harmless."""

    approvers_only = True

    def post(self, request, pk):
        page = get_object_or_404(self.prison.case_studies.found().originals(), id=pk)
        if page.confirm():
            log(page, "directory.confirm", user=request.user)
        return redirect(f"{reverse('my_prison:prison', args=[self.prison.pk])}?note=confirmed")


class MyPrisonView(MemberMixin, TemplateView):
    template_name = "directory/my_prison/prison.html"

    def get_context_data(self, **kwargs):
        prefetch_related_objects([self.prison], *PREFETCHED)
        sections = [(section.template, section.rows_of(self.membership)) for section in SECTIONS]
        note = NOTES.get(self.request.GET.get("note"))
        return super().get_context_data(sections=sections, note=note, **kwargs)
