"""The form to reply to news: no account, no cookie, no script."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from hub.senders import TooMany, count, sender_of

from .forms import ReplyForm
from .models import NewsPage
from .replies import record


# It reads no cookie, so there is nothing for a token to guard, and the token would be a cookie.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReplyView(FormView):
    """What may tell who somebody is is shown to the writer once; sent again as it is, it is taken."""

    template_name = "home/reply.html"
    form_class = ReplyForm

    def dispatch(self, request, pk):
        self.news = get_object_or_404(NewsPage.objects.published(), pk=pk)
        if not self.news.takes_replies:
            raise Http404
        return super().dispatch(request, pk)

    def form_valid(self, form):
        check = form.check()
        if check:
            form.show(check)
            return self.render_to_response(self.get_context_data(form=form, check=check))
        try:
            count("replies", sender_of(self.request))
        except TooMany:
            form.add_error(None, _("Too many replies came from your network just now. Please try again in an hour."))
            return self.form_invalid(form)
        fields = {name: form.cleaned_data[name] for name in ("text", "name", "email")}
        record(self.news, fields | {"language": get_language()})
        return redirect("replied")

    def get_context_data(self, **kwargs):
        return super().get_context_data(news=self.news, **kwargs)


class RepliedView(TemplateView):
    template_name = "home/replied.html"
