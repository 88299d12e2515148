from django.urls import path

from directory.views.prisons import DirectoryView, PrisonView

app_name = "directory"

urlpatterns = [
    path("", DirectoryView.as_view(), name="index"),
    path("<slug:slug>/", PrisonView.as_view(), name="prison"),
]
