from django.urls import path

from .views import OpenDataView, SearchView, whole_data

urlpatterns = [
    path("data/", OpenDataView.as_view(), name="open_data"),
    path("data/common-thread.zip", whole_data, name="whole_data"),
    path("search/", SearchView.as_view(), name="search"),
]
