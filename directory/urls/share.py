from django.urls import path

from directory.views.share import ChoosePrisonView, PaperFormView, StartView, WordFormView

app_name = "share"

urlpatterns = [
    path("", StartView.as_view(), name="start"),
    path("form/", PaperFormView.as_view(), name="paper_form"),
    path("form.docx", WordFormView.as_view(), name="word_form"),
    path("my-prison/", ChoosePrisonView.as_view(), name="choose"),
]
