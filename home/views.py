from django.views.generic import TemplateView

from .search import Results


class SearchView(TemplateView):
    template_name = "search/search.html"

    def get_context_data(self, **kwargs):
        results = Results(self.request.GET)
        return super().get_context_data(**kwargs, results=results, query=results.query)
