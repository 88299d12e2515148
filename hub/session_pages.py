"""Where somebody is signed in, and ending that (OWASP ASVS 5.0.0, 7.5.2): for editors, and who acts for a prison."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from . import second_factor
from .accounts import by_code
from .security_log import ended
from .sessions import end_sessions, note_seen, shown_sessions


@method_decorator(never_cache, name="dispatch")
class SessionsView(LoginRequiredMixin, TemplateView):
    """The sessions of who asks. An editor shows their second factor again to end one, five minutes after they did.

    Who came by a mailed code has nothing to show but another code, and may end them at once.
    """

    template_name = "accounts/sessions.html"

    def dispatch(self, request, *args, **kwargs):
        if second_factor.keeps_out(request) and not by_code(request):
            return second_factor.way_in(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(sessions=shown_sessions(self.request), by_code=by_code(self.request), **kwargs)

    def get(self, request):
        note_seen(request)
        return super().get(request)

    def post(self, request):
        if not by_code(request):
            raise_if_reauthentication_required(request, app="hub")
        count = end_sessions(request.user, but=request.session.session_key, name=request.POST.get("end"))
        ended(request.user, count)
        return redirect("sessions")
