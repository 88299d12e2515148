"""How a prison keeps the profiles of its schemes, below /my-prison/<code>/schemes/<scheme>/."""

from django.urls import path

from directory.views import profiles

app_name = "profile"

urlpatterns = [
    path("", profiles.ProfileView.as_view(), name="profile"),
    path("confirm/", profiles.ConfirmView.as_view(), name="confirm"),
    path("sign-off/", profiles.SignOffView.as_view(), name="sign_off"),
    path("<slug:key>/", profiles.SectionView.as_view(), name="section"),
]
