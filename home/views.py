from django.core.files.storage import default_storage
from django.http import FileResponse
from django.views.generic import TemplateView

from . import open_data
from .search import Results


class SearchView(TemplateView):
    template_name = "search/search.html"

    def get_context_data(self, **kwargs):
        results = Results(self.request.GET)
        return super().get_context_data(**kwargs, results=results, query=results.query)


class OpenDataView(TemplateView):
    """What can be taken away, how, and under which licence."""

    template_name = "home/open_data.html"

    def get_context_data(self, **kwargs):
        made = default_storage.exists(open_data.FILE)
        facts = {"made_at": default_storage.get_modified_time(open_data.FILE)} if made else {}
        facts |= {"size": default_storage.size(open_data.FILE)} if made else {}
        return super().get_context_data(**kwargs, **facts)


def whole_data(request):
    """The newest file of all open data, made now if it was never made."""
    if not default_storage.exists(open_data.FILE):
        open_data.publish()
    headers = {"Link": f'<{open_data.LICENCE}>; rel="license"', "X-Robots-Tag": "noindex"}
    return FileResponse(
        default_storage.open(open_data.FILE), as_attachment=True, filename="common-thread.zip", headers=headers
    )
