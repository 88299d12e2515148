"""What anybody may read about monitoring: the catalogue of indicators, the planner and the national picture."""

from django.urls import path

from directory.views import costs, monitoring, picture

app_name = "monitoring"

urlpatterns = [
    path("", monitoring.CatalogueView.as_view(), name="catalogue"),
    path("cite.<slug:extension>", monitoring.CatalogueView.as_view(), name="catalogue_citation"),
    path("indicators.csv", monitoring.catalogue_csv, name="catalogue_csv"),
    path("indicators.csv-metadata.json", monitoring.catalogue_csv, name="catalogue_csv_description"),
    path("indicators.json", monitoring.catalogue_json, name="catalogue_json"),
    path("planner/", monitoring.PlannerView.as_view(), name="planner"),
    path("planner/plan.xlsx", monitoring.plan_xlsx, name="plan_xlsx"),
    path("costs/", costs.CostsView.as_view(), name="costs"),
    path("costs/estimate.csv", costs.costs_csv, name="costs_csv"),
    path("picture/", picture.PictureView.as_view(), name="picture"),
    path("picture/cite.<slug:extension>", picture.PictureView.as_view(), name="picture_citation"),
    path("picture/regions/<slug:region>/", picture.RegionView.as_view(), name="region"),
    path("picture/<slug:part>.csv", picture.part_csv, name="part_csv"),
    path("picture/<slug:part>.csv-metadata.json", picture.part_csv, name="part_csv_description"),
    path("picture/<slug:part>.json", picture.part_json, name="part_json"),
]
