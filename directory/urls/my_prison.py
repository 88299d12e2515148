from django.urls import path

from directory.views.my_prison import ChoosePrisonView, MyPrisonView

app_name = "my_prison"

urlpatterns = [
    path("", ChoosePrisonView.as_view(), name="index"),
    path("<slug:code>/", MyPrisonView.as_view(), name="prison"),
]
