"""What is new, as a page and as feeds; and the pages of those who want it by mail: no account, no cookie, no script."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from home.models import Subscription
from home.models.subscriptions import Frequency
from hub.feeds import FORMATS
from hub.senders import TooMany, count, sender_of

from . import subscribing
from .feeds import feed_of
from .forms import FrequencyForm, SubscribeForm
from .letters import said_of
from .listing import updates
from .sources import EVERYTHING, SOURCES


class UpdatesView(TemplateView):
    template_name = "home/updates/updates.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, listing=updates(self.request.GET), source=EVERYTHING)


def source_or_404(name):
    if name not in SOURCES:
        raise Http404
    return SOURCES[name]


def feed(request, name, extension):
    """The feed of a list with the filter of the address; a filter that it does not know filters nothing."""
    if extension not in FORMATS:
        raise Http404
    made = feed_of(name, source_or_404(name), request.GET, request.build_absolute_uri("/").rstrip("/"))
    return FORMATS[extension](made)


# It reads no cookie, so there is nothing for a token to guard, and the token would be a cookie.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class SubscribeView(FormView):
    """Ask for mail about what the filter of the address finds. The answer is the same for every mailbox."""

    template_name = "home/updates/subscribe.html"
    form_class = SubscribeForm
    initial = {"frequency": Frequency.WEEKLY}

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.name = request.GET.get("to", EVERYTHING)
        self.source = source_or_404(self.name)

    def form_valid(self, form):
        try:
            count("subscriptions", sender_of(self.request))
        except TooMany:
            form.add_error(None, _("Too many requests came from your network just now. Please try again in an hour."))
            return self.form_invalid(form)
        asked = form.cleaned_data
        query = self.request.GET.urlencode()
        subscribing.subscribe(asked["email"], self.name, query, asked["frequency"], get_language())
        return redirect("subscribe_sent")

    def get_context_data(self, **kwargs):
        listing = self.source.listing(self.request.GET)
        return super().get_context_data(
            **kwargs, source=self.source, chips=listing.chips, back=self.source.address(), filtered=listing.query
        )


class OfOne(TemplateView):
    """A page that only the address in a mail leads to; what is not there any more has ended."""

    def dispatch(self, request, token):
        self.subscription = Subscription.objects.filter(token=token).first()
        response = super().dispatch(request, token) if self.subscription else self.ended()
        response["Referrer-Policy"] = "no-referrer"
        return response

    def ended(self):
        template, context = "home/updates/ended.html", {"news": reverse("updates"), "view": self}
        return self.response_class(request=self.request, template=[template], context=context)

    def address(self):
        return reverse("subscription", args=[self.subscription.token])


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class SubscriptionView(OfOne):
    """Confirm it, say how often, or end it."""

    template_name = "home/updates/subscription.html"

    def post(self, request, token):
        form = FrequencyForm(request.POST)
        if "confirm" in request.POST:
            subscribing.confirm(self.subscription)
        elif form.is_valid():
            subscribing.change(self.subscription, form.cleaned_data["frequency"])
        else:
            return self.render_to_response(self.get_context_data(form=form))
        return redirect(f"{self.address()}?saved=1")

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", FrequencyForm(initial={"frequency": self.subscription.frequency}))
        return super().get_context_data(
            **kwargs,
            subscription=self.subscription,
            what=said_of(self.subscription),
            saved="saved" in self.request.GET,
            confirm_within=7,
        )


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class EndView(OfOne):
    """End it with one press, here or in a mail program (RFC 8058, section 3.2), as often as the press is sent."""

    template_name = "home/updates/end.html"

    def post(self, request, token):
        subscribing.end(token)
        return self.ended()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, what=said_of(self.subscription), back=self.address())
