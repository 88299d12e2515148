"""Only what is needed of django-allauth, under the names by which it finds its own pages."""

from django.urls import path

from .sign_in import CodeView, SignInView, SignOutView

urlpatterns = [
    path("", SignInView.as_view(), name="account_login"),
    path("", SignInView.as_view(), name="account_request_login_code"),
    path("code/", CodeView.as_view(), name="account_confirm_login_code"),
    path("out/", SignOutView.as_view(), name="account_logout"),
]
