"""The least that Django does for a request: what a page that was kept is measured against."""

from django.http import HttpResponse
from django.urls import path

BODY = b"x" * 30_000

urlpatterns = [path("", lambda request: HttpResponse(BODY))]
