"""Nothing that was typed is lost: not where the session ran out, nor where the token of the form is of another one."""

from django.conf import settings
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from hub.forms import without_controls


class TokenCheck(CsrfViewMiddleware):
    """The check of the token that every form has, with the reason as its answer in place of a page."""

    def _reject(self, request, reason):
        return reason


def token_is_wrong(request):
    """Whether the middleware would refuse a request for its token."""
    check = TokenCheck(lambda request: None)
    check.process_request(request)
    return check.process_view(request, None, (), {}) is not None


@method_decorator(never_cache, name="dispatch")
class KeepsTypedMixin:
    """A view whose form, sent by nobody who is signed in or with a token that is not theirs, is shown to send again.

    The view makes the middleware's check itself and does nothing where it fails: signing in again, in another tab,
    makes the token of the page stale, and the middleware's own answer would lose the text. What was typed is kept in
    the page alone. A form on another site gets no further than this page either.
    """

    @classmethod
    def as_view(cls, **initkwargs):
        return csrf_exempt(super().as_view(**initkwargs))

    def dispatch(self, request, *args, **kwargs):
        signed_in = request.user.is_authenticated
        if request.method == "POST" and (token_is_wrong(request) or not signed_in):
            return unsaved(request, signed_in)
        return super().dispatch(request, *args, **kwargs)


def unsaved(request, signed_in):
    fields = [(name, without_controls(text)) for name, texts in request.POST.lists() for text in texts]
    typed = [(name, text) for name, text in fields if name != "csrfmiddlewaretoken"]
    context = {
        "typed": typed,
        "texts": [text for _name, text in typed if " " in text],
        "signed_in": signed_in,
        "files": bool(request.FILES),
        "sign_in": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.path})}",
    }
    return render(request, "directory/practice/unsaved.html", context)
