from django.urls import path

from directory.views.my_prison import ConfirmCaseStudyView

app_name = "my_case_studies"

urlpatterns = [path("<int:pk>/confirm/", ConfirmCaseStudyView.as_view(), name="confirm")]
