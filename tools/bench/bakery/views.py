from django.core.paginator import Paginator
from django.shortcuts import render
from wagtail.contrib.search_promotions.models import Query
from wagtail.models import Page

from .models import BreadPage, LoafPage


def search(request):
    """Words in pages of each type, one after the other; then the pages with those keys."""
    query = request.GET.get("q", "")
    found = [page.pk for model in (BreadPage, LoafPage) for page in model.objects.live().search(query)]
    pages = Paginator(Page.objects.live().filter(pk__in=found), 10).get_page(request.GET.get("page"))
    Query.get(query).add_hit()
    return render(request, "bakery/search.html", {"query": query, "pages": pages})
