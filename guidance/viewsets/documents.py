import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from guidance.models import Document, EasyReadPage, GuidancePage
from guidance.stages import Stage


class StageFilterSet(WagtailFilterSet):
    """Filters by the stage that is shown, which a consultation changes by the clock."""

    stage = django_filters.ChoiceFilter(field_name="stage_at", label=_("Stage"), choices=Stage)


class GuidanceFilterSet(StageFilterSet, PageListingViewSet.index_view_class.base_filterset_class):
    class Meta:
        model = GuidancePage
        fields = ["live", "locale"]


class GuidanceIndexView(PageListingViewSet.index_view_class):
    def get_base_queryset(self):
        return super().get_base_queryset().with_document().prefetch_related("document")


class GuidanceListing(PageListingViewSet):
    model = GuidancePage
    icon = "doc-full-inverse"
    menu_label = "Guidance"
    menu_order = 200
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.columns,
        Column("document", label="Reference"),
        Column("stage", label="Stage", accessor=lambda page: page.stage_now().label),
    ]
    index_view_class = GuidanceIndexView
    filterset_class = GuidanceFilterSet


class EasyReadIndexView(PageListingViewSet.index_view_class):
    def get_base_queryset(self):
        behind = EasyReadPage.objects.behind().filter(pk=OuterRef("pk"))
        return super().get_base_queryset().select_related("edition__document").annotate(is_behind=Exists(behind))


class EasyReadListing(PageListingViewSet):
    """Found from what waits, not from the menu."""

    model = EasyReadPage
    icon = "image"
    columns = [
        *PageListingViewSet.columns,
        Column("edition", label="Written from"),
        Column("behind", label="Guidance has changed", accessor=lambda page: "Yes" if page.is_behind else "No"),
    ]
    index_view_class = EasyReadIndexView


class DocumentForm(WagtailAdminModelForm):
    """A new document takes its reference; one that exists keeps it, and may be moved to another stage."""

    to = forms.TypedChoiceField(label=_("Move to"), required=False, coerce=Stage, empty_value=None)
    to_consultation = forms.ModelChoiceField(label=_("Consultation"), queryset=None, required=False)
    to_successor = forms.ModelChoiceField(label=_("Superseded by"), queryset=None, required=False)
    reason = forms.CharField(label=_("Reason, for readers"), required=False, widget=forms.Textarea)
    reason_cy = forms.CharField(label=_("Reason in Welsh"), required=False, widget=forms.Textarea)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            for name in self.declared_fields:
                del self.fields[name]
            return
        self.fields["reference"].disabled = True
        stays = _("Stay at “%(stage)s”") % {"stage": self.instance.stage_now().label}
        moves = self.instance.moves_for(self.for_user)
        self.fields["to"].choices = [("", stays), *((stage, stage.label) for stage in moves)]
        self.fields["to_consultation"].queryset = self.instance.consultations.all()
        self.fields["to_successor"].queryset = Document.objects.exclude(pk=self.instance.pk)

    @property
    def move(self):
        """The keyword arguments of the move that was chosen."""
        chosen = self.cleaned_data
        return {
            "stage": chosen["to"],
            "by": self.for_user,
            "reason": chosen["reason"],
            "reason_cy": chosen["reason_cy"],
            "consultation": chosen["to_consultation"],
            "successor": chosen["to_successor"],
        }

    def of_this_form(self, error):
        """What `check_move` objects to, beside the fields of this form."""
        if not hasattr(error, "error_dict"):
            return error
        return ValidationError(
            {name if name in self.fields else f"to_{name}": messages for name, messages in error.error_dict.items()}
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("to") and not self.errors:
            if bool(cleaned["reason"]) != bool(cleaned["reason_cy"]):
                raise ValidationError({"reason_cy": _("Give the reason in both languages.")})
            try:
                self.instance.check_move(**self.move)
            except ValidationError as error:
                raise self.of_this_form(error) from error
        return cleaned

    def save(self, commit=True):
        document = super().save(commit)
        if self.cleaned_data.get("to"):
            document.move(**self.move)
        return document


class DocumentChooserViewSet(SnippetChooserViewSet):
    """Chooses the reference of a document, or adds one on the spot."""

    form_fields = ["reference"]


class DocumentFilterSet(StageFilterSet):
    class Meta:
        model = Document
        fields = []


class DocumentViewSet(SnippetViewSet):
    model = Document
    icon = "doc-full-inverse"
    menu_label = "Stages"
    menu_order = 202
    add_to_admin_menu = True
    chooser_viewset_class = DocumentChooserViewSet
    edit_handler = ObjectList(
        [
            FieldPanel("reference"),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("to", "to_consultation", "to_successor", "reason", "reason_cy")],
                _("Move to another stage"),
            ),
        ],
        base_form_class=DocumentForm,
    )
    list_display = ["reference", Column("stage", label="Stage", accessor=lambda document: document.stage_now().label)]
    filterset_class = DocumentFilterSet

    def get_queryset(self, request):
        return Document.objects.with_stage_at().select_related("consultation")
