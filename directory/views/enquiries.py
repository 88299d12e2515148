"""The form to ask the team of a prison: no account, no cookie, no script. And what the team does with a question."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView, View

from directory import enquiring
from directory.access import MemberMixin
from directory.forms.enquiries import EnquiryForm
from directory.models import Enquiry, Prison, Scheme
from directory.models.enquiries import DAYS_ANSWERED, DAYS_OPEN, EnquiryState
from hub.senders import TooMany, count, sender_of
from resources.models import CaseStudyPage


# As with a concern: it reads no cookie, so there is nothing for a token to guard, and the token would be a cookie.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class AskView(FormView):
    """What may tell who somebody is is shown to the writer once; sent again as it is, it is taken."""

    template_name = "directory/enquiries/ask.html"
    form_class = EnquiryForm
    extra_context = {"days_answered": DAYS_ANSWERED, "days_open": DAYS_OPEN}

    def dispatch(self, request, *args, **kwargs):
        self.about = self.find(**kwargs)
        self.prison = self.about if isinstance(self.about, Prison) else self.about.prison
        if not self.prison.has_team:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"language": get_language()}

    def form_valid(self, form):
        check = form.check()
        if check:
            form.show(check)
            return self.render_to_response(self.get_context_data(form=form, check=check))
        try:
            count("enquiries", sender_of(self.request))
        except TooMany:
            form.add_error(None, _("Too many questions came from your network just now. Please try again in an hour."))
            return self.form_invalid(form)
        enquiring.send({"prison": self.prison, **self.subject, **form.answers})
        return redirect("enquiries:sent")

    @property
    def subject(self):
        """{field of Enquiry: row} of what it is about, all of them: the same words about something else are new."""
        return {name: self.about if name == self.field else None for name in ("scheme", "case_study")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(about=self.about, prison=self.prison, **kwargs)


class AskPrisonView(AskView):
    field = None

    def find(self, slug):
        return get_object_or_404(Prison, slug=slug)


class AskSchemeView(AskView):
    field = "scheme"

    def find(self, code):
        return get_object_or_404(Scheme.objects.published().with_prison(), code=code)


class AskCaseStudyView(AskView):
    field = "case_study"

    def find(self, pk):
        return get_object_or_404(CaseStudyPage.objects.published().with_prison(), id=pk)


class SentView(TemplateView):
    template_name = "directory/enquiries/sent.html"


# The team's


class CloseView(MemberMixin, View):
    """Closes an enquiry to the member's own prison. One that is closed already is left as it is."""

    http_method_names = ["post"]
    note = ""

    def post(self, request, reference):
        self.close(get_object_or_404(Enquiry.objects.select_related("prison"), prison=self.prison, reference=reference))
        return redirect(f"{reverse('my_prison:prison', args=[self.prison.pk])}?note={self.note}")


class AnsweredView(CloseView):
    note = "answered"

    def close(self, enquiry):
        enquiring.close(enquiry, EnquiryState.ANSWERED)


class AbuseView(CloseView):
    note = "abuse"

    def close(self, enquiry):
        enquiring.report_abuse(enquiry, self.request.user, get_language())
