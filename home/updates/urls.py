from django.urls import path
from django.views.generic import TemplateView

from . import views

urlpatterns = [
    path("updates/", views.UpdatesView.as_view(), name="updates"),
    path("updates/mail/", views.SubscribeView.as_view(), name="subscribe"),
    path("updates/mail/sent/", TemplateView.as_view(template_name="home/updates/sent.html"), name="subscribe_sent"),
    path("updates/mail/<uuid:token>/", views.SubscriptionView.as_view(), name="subscription"),
    path("updates/mail/<uuid:token>/end/", views.EndView.as_view(), name="subscription_end"),
    path("feeds/<slug:name>.<slug:extension>", views.feed, name="feed"),
]
