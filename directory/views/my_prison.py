from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from directory.access import MemberMixin
from directory.models import Invitation
from directory.my_prison import SECTIONS


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


class MyPrisonView(MemberMixin, TemplateView):
    template_name = "directory/my_prison/prison.html"

    def get_context_data(self, **kwargs):
        prefetch_related_objects([self.prison], "schemes__returns")
        sections = [(section.template, section.rows_of(self.membership)) for section in SECTIONS]
        return super().get_context_data(sections=sections, **kwargs)
