from django.urls import path

from .views import EvidenceView

app_name = "resources"

urlpatterns = [path("evidence/", EvidenceView.as_view(), name="evidence")]
