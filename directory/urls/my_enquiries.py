"""What the team of a prison does with a question, below /my-prison/<code>/questions/."""

from django.urls import path

from directory.views.enquiries import AbuseView, AnsweredView

app_name = "my_enquiries"

urlpatterns = [
    path("<slug:reference>/answered/", AnsweredView.as_view(), name="answered"),
    path("<slug:reference>/abuse/", AbuseView.as_view(), name="abuse"),
]
