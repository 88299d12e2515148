"""Where readers download packs, and the key by which they check them."""

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView

from home.models import Pack

from .manifest import PUBLIC_KEY, public_key
from .scope import collections


class OfflineView(TemplateView):
    """What packs there are, how to use one, and how to check that it is ours."""

    template_name = "home/pack/offline.html"

    def get_context_data(self, **kwargs):
        titles = collections()
        packs = [(pack, titles[pack.collection]) for pack in Pack.objects.newest() if pack.collection in titles]
        key = self.request.build_absolute_uri(PUBLIC_KEY)
        return super().get_context_data(
            **kwargs, packs=packs, key=key, is_signed=any(one.is_signed for one, _ in packs)
        )


@cache_control(no_cache=True)
def download(request, name):
    """The newest pack of a name. Raises Http404 where there is none."""
    pack = next((pack for pack in Pack.objects.newest() if pack.name == name), None)
    if pack is None:
        raise Http404
    return sent(pack)


def sent(pack):
    headers = {"X-Robots-Tag": "noindex"}
    return FileResponse(pack.file.open(), as_attachment=True, filename=f"{pack.name}.zip", headers=headers)


@cache_control(public=True, max_age=3600)
def key(request):
    """The public key as PEM. Raises Http404 where packs are not signed."""
    if not (pem := public_key()):
        raise Http404
    return HttpResponse(pem, content_type="application/x-pem-file")
