from django.urls import path

from directory.views.concerns import ConcernView, ThanksView

app_name = "concerns"

urlpatterns = [
    path("", ConcernView.as_view(), name="report"),
    path("thank-you/", ThanksView.as_view(), name="thanks"),
]
