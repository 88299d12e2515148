from django.urls import path

from .views.evidence import EvidenceView
from .views.format_requests import AskedView, AskView

app_name = "resources"

urlpatterns = [
    path("evidence/", EvidenceView.as_view(), name="evidence"),
    path("ask-for-a-format/sent/", AskedView.as_view(), name="asked_for_format"),
    path("ask-for-a-format/<slug:toolkit>/<slug:file>/", AskView.as_view(), name="ask_for_format"),
]
