"""Asking the team of a prison, below /ask-a-prison/."""

from django.urls import path

from directory.views import enquiries

app_name = "enquiries"

urlpatterns = [
    path("prison/<slug:slug>/", enquiries.AskPrisonView.as_view(), name="prison"),
    path("scheme/<slug:code>/", enquiries.AskSchemeView.as_view(), name="scheme"),
    path("case-study/<int:pk>/", enquiries.AskCaseStudyView.as_view(), name="case_study"),
    path("sent/", enquiries.SentView.as_view(), name="sent"),
]
