from django.urls import path

from directory.views import downloads, inspections
from directory.views.prisons import DirectoryView, PrisonView
from directory.views.schemes import CompareView, SchemeListView, SchemeView

app_name = "directory"

urlpatterns = [
    path("", DirectoryView.as_view(), name="index"),
    path("cite.<slug:extension>", DirectoryView.as_view(), name="index_citation"),
    path("compare/", CompareView.as_view(), name="compare"),
    path("dictionary/", downloads.DictionaryView.as_view(), name="dictionary"),
    path("dictionary/cite.<slug:extension>", downloads.DictionaryView.as_view(), name="dictionary_citation"),
    path("dictionary.csv", downloads.dictionary_csv, name="dictionary_csv"),
    path("dictionary.csv-metadata.json", downloads.dictionary_csv, name="dictionary_csv_description"),
    path("inspections/", inspections.InspectionsView.as_view(), name="inspections"),
    path("inspections/cite.<slug:extension>", inspections.InspectionsView.as_view(), name="inspections_citation"),
    path("inspections.csv", inspections.inspections_csv, name="inspections_csv"),
    path("inspections.csv-metadata.json", inspections.inspections_csv, name="inspections_csv_description"),
    path("schemes/", SchemeListView.as_view(), name="schemes"),
    path("schemes.csv", downloads.schemes_csv, name="schemes_csv"),
    path("schemes.csv-metadata.json", downloads.schemes_csv, name="schemes_csv_description"),
    path("schemes.json", downloads.schemes_json, name="schemes_json"),
    path("schemes.geojson", downloads.schemes_geojson, name="schemes_geojson"),
    path("schemes/<slug:code>/", SchemeView.as_view(), name="scheme"),
    path("schemes/<slug:code>/cite.<slug:extension>", SchemeView.as_view(), name="scheme_citation"),
    path("<slug:slug>/", PrisonView.as_view(), name="prison"),
]
