"""Forms by which files enter the hub: those of the admin for images and documents, and a field for all others."""

from django import forms
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .intake import take_in
from .report import sentences


class CheckedFileField(forms.FileField):
    """A file that is checked and cleaned; its `report` says what was found. `most` is in bytes."""

    def __init__(self, *, endings=None, most=None, **kwargs):
        super().__init__(**kwargs)
        self.endings, self.most = endings, most

    def validate(self, file):
        super().validate(file)
        if file:
            endings, most = self.endings or settings.WAGTAILDOCS_EXTENSIONS, self.most
            file.report = take_in(file, endings, most or settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)


class ReportWidget(forms.Widget):
    """What was found in a file when it came, to read."""

    template_name = "forms/upload_report.html"

    def get_context(self, name, value, attrs):
        removed, remains = sentences(value or {})
        return {"removed": removed, "remains": remains}

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, TemplatesSetting())


class CheckedFileMixin:
    """A form of Wagtail whose file is checked and cleaned; once there is a report, it is shown in it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.report:
            self.fields["found"] = forms.Field(
                label="Found in the file",
                disabled=True,
                required=False,
                widget=ReportWidget,
                initial=self.instance.report,
            )

    def full_clean(self):
        """Where something else is wrong the file is too: Wagtail would keep it as it came, where everybody may read."""
        super().full_clean()
        if self.errors and "file" in self.changed_data and "file" not in self.errors:
            wrong = " ".join(text for texts in self.errors.values() for text in texts)
            self.add_error("file", f"Choose it again, once this is right: {wrong}")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            self.instance.report = take_in(file, *self.taken()).as_json()
        return file

    def taken(self):
        """(the endings that are taken, the greatest size in bytes)."""
        raise NotImplementedError


class ImageField(WagtailImageField):
    """The field of an image, which is read in `take_in` alone: Wagtail's own reads all points before it counts them."""

    def to_python(self, data):
        return forms.FileField.to_python(self, data)


class ImageForm(CheckedFileMixin, BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if old := self.fields.get("file"):
            self.fields["file"] = ImageField(
                label=old.label, required=old.required, max_length=old.max_length, widget=old.widget
            )

    def taken(self):
        return settings.WAGTAILIMAGES_EXTENSIONS, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE


class DocumentForm(CheckedFileMixin, BaseDocumentForm):
    def taken(self):
        return settings.WAGTAILDOCS_EXTENSIONS, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
