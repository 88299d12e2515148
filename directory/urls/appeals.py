from django.urls import path

from directory.views.appeals import AppealView, RatingsView

app_name = "my_ratings"

urlpatterns = [
    path("<slug:code>/ratings/", RatingsView.as_view(), name="ratings"),
    path("<slug:code>/ratings/<int:pk>/appeal/", AppealView.as_view(), name="appeal"),
]
