"""Who may reach what a prison has not published: asked here and nowhere else."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from directory.models import Membership
from hub.security_log import refused
from hub.sessions import note_seen


@method_decorator(never_cache, name="dispatch")
class MemberMixin(LoginRequiredMixin):
    """A view at an address with a prison's `code`: for who acts for that prison.

    For anyone else it is not found, so that nobody learns what there is. `approvers_only` narrows it to approvers.
    Sets `membership` and `prison`. Nothing that it answers is stored on the way.
    """

    approvers_only = False

    def dispatch(self, request, *args, code, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        roles = {"role": Membership.Role.APPROVER} if self.approvers_only else {}
        own = Membership.objects.select_related("prison").filter(user=request.user, **roles)
        self.membership = own.filter(prison=code).first()
        if not self.membership:
            refused(request)
            raise Http404
        self.prison = self.membership.prison
        note_seen(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(prison=self.prison, membership=self.membership, **kwargs)
