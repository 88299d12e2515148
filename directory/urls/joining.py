from django.urls import path

from directory.views.joining import AskedView, AskView

urlpatterns = [
    path("", AskView.as_view(), name="account_signup"),  # where django-allauth sends those who have no account
    path("sent/", AskedView.as_view(), name="asked_to_join"),
]
