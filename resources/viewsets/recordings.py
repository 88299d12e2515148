"""Recordings in the admin."""

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from resources.models import Recording, VoicePage


class RecordingForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = {self.instance.file.name, self.instance.captions.name} - {"", None}
        pages = VoicePage.objects.order_by("title", "pk")
        choices = {str(page.translation_key): page.title for page in pages}
        self.fields["voice"] = forms.ChoiceField(label="Voice", choices=[("", "Choose one"), *choices.items()])


class EditRecordingView(generic.EditView):
    def save_instance(self):
        """A file that was replaced is not kept."""
        recording = super().save_instance()
        for name in self.form.before - {recording.file.name, recording.captions.name}:
            recording.file.storage.delete(name)
        return recording


class DeleteRecordingView(generic.DeleteView):
    def delete_action(self):
        super().delete_action()
        for file in filter(None, (self.object.file, self.object.captions)):
            file.storage.delete(file.name)


class RecordingViewSet(ModelViewSet):
    model = Recording
    icon = "media"
    menu_label = "Recordings"
    add_to_reference_index = False
    copy_view_enabled = False
    edit_view_class = EditRecordingView
    delete_view_class = DeleteRecordingView
    search_fields = []
    list_display = ["__str__", Column("get_language_display", label="Language"), Column("media_type", label="Kind")]
    edit_handler = ObjectList(
        ["voice", "language", "file", "captions", "transcript", "note"], base_form_class=RecordingForm
    )
