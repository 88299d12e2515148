"""*Hello*: the least that Django does for a request. It is its own settings and its own addresses."""

from django.http import HttpResponse
from django.urls import path

SECRET_KEY = "bench"
ALLOWED_HOSTS = ["*"]
MIDDLEWARE = []
ROOT_URLCONF = __name__

urlpatterns = [path("", lambda request: HttpResponse("Hello"))]
