"""What anybody may read about monitoring: the catalogue of indicators and the evaluation planner."""

from django.urls import path

from directory.views import monitoring

app_name = "monitoring"

urlpatterns = [
    path("", monitoring.CatalogueView.as_view(), name="catalogue"),
    path("indicators.csv", monitoring.catalogue_csv, name="catalogue_csv"),
    path("indicators.json", monitoring.catalogue_json, name="catalogue_json"),
    path("planner/", monitoring.PlannerView.as_view(), name="planner"),
    path("planner/plan.xlsx", monitoring.plan_xlsx, name="plan_xlsx"),
]
