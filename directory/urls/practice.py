from django.urls import path

from directory.views.decisions import AskView, SignOffView, StatusView
from directory.views.practice import CheckView, DocumentsView, FileView, GroupView, PracticeView, RemoveFileView

app_name = "practice"

urlpatterns = [
    path("", PracticeView.as_view(), name="index"),
    path("<slug:reference>/", StatusView.as_view(), name="status"),
    path("<slug:reference>/part/documents/", DocumentsView.as_view(), name="documents"),
    path("<slug:reference>/part/<slug:slug>/", GroupView.as_view(), name="group"),
    path("<slug:reference>/files/<int:pk>/", FileView.as_view(), name="file"),
    path("<slug:reference>/files/<int:pk>/remove/", RemoveFileView.as_view(), name="remove_file"),
    path("<slug:reference>/check/", CheckView.as_view(), name="check"),
    path("<slug:reference>/sign-off/", SignOffView.as_view(), name="sign_off"),
    path("<slug:reference>/ask/<slug:verb>/", AskView.as_view(), name="ask"),
]
