"""The admin's screens for one image or document, where what was found in a file that came is shown at once."""

from wagtail.documents.views import documents
from wagtail.images.views import images


class ReportsMixin:
    """After a file has come, the screen where its report stands (hub/uploads/forms.py), instead of the list."""

    shows = None  # who gave a picture or wrote a document is not among what is kept of it

    def get_success_url(self):
        return self.get_edit_url() if "file" in self.form.changed_data else super().get_success_url()


class AddImageView(ReportsMixin, images.CreateView):
    pass


class EditImageView(ReportsMixin, images.EditView):
    pass


class AddDocumentView(ReportsMixin, documents.CreateView):
    pass


class EditDocumentView(ReportsMixin, documents.EditView):
    pass
