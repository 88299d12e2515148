from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from guidance.models import Pilot, PilotFinding


class EditionField(forms.ModelChoiceField):
    """Offers English editions: a pilot and what it taught hold for every language."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset.filter(language=settings.LANGUAGE_CODE).select_related("document"), **kwargs)


def edition_field_of(field):
    """The override of the form field of a link to an edition: in pilots and their findings, the one above."""
    return {"form_class": EditionField} if field.model in (Pilot, PilotFinding) else None


class PilotForm(WagtailAdminModelForm):
    """Checks findings and recommendations against the document and the edition that are chosen in the same form."""

    def clean(self):
        cleaned = super().clean()
        document, edition = cleaned.get("document"), cleaned.get("edition")
        if document and edition:
            self.check_findings(document, edition)
            others = [row.label for row in cleaned.get("recommendations", ()) if row.document_id != document.pk]
            if others:
                self.add_error("recommendations", _("Another document’s: %s.") % ", ".join(others))
        return cleaned

    def check_findings(self, document, edition):
        findings = self.formsets["findings"]
        for form in findings.forms:
            if form.is_valid() and form.has_changed() and form not in findings.deleted_forms:
                try:
                    form.instance.must_fit(document, edition)
                except ValidationError as error:
                    form.add_error(None, error)


class PilotViewSet(SnippetViewSet):
    model = Pilot
    icon = "history"
    menu_label = _("Pilots")
    menu_order = 203
    add_to_admin_menu = True
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("document"), FieldPanel("edition")], _("What is tried out")),
            FieldPanel("recommendations"),
            MultiFieldPanel([FieldPanel("starts_on"), FieldPanel("ends_on")], _("When")),
            InlinePanel("sites", heading=_("Where"), label=_("Prison"), min_num=1),
            MultiFieldPanel([FieldPanel("asked"), FieldPanel("asked_cy")], _("What is asked")),
            MultiFieldPanel(
                [FieldPanel("learned"), FieldPanel("learned_cy"), FieldPanel("reported_on")], _("What was learned")
            ),
            InlinePanel("findings", heading=_("Findings"), label=_("Finding")),
        ],
        base_form_class=PilotForm,
    )
    list_display = [
        "document",
        Column("edition", label=_("Version"), accessor="edition.version"),
        "starts_on",
        "ends_on",
        Column("state", label=_("State"), accessor=lambda pilot: pilot.state().label),
    ]

    def get_queryset(self, request):
        return Pilot.objects.select_related("document", "edition")
