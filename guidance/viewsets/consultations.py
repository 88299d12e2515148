"""Consultations, as editors set them up, watch over them and publish what came of them."""

from contextlib import suppress

from django import forms
from django.conf import settings
from django.db.models import Count, ProtectedError, Q
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from guidance.models import Consultation, Edition, GuidancePage
from guidance.outcome import is_public, undecided
from guidance.responding import takes_responses

from .keying import KeyInView

# What a consultation is now: the first that is true.
STATES = (
    ("Outcome published", is_public),
    ("Open", takes_responses),
    ("Planned", lambda consultation: consultation.opens_at > timezone.now()),
    ("Not begun: move the document to consultation", lambda consultation: consultation.closes_at > timezone.now()),
    ("Closed, outcome overdue", lambda consultation: consultation.outcome_due_on < timezone.localdate()),
    ("Closed", lambda consultation: True),
)


def state_of(consultation):
    return next(state for state, holds in STATES if holds(consultation))


def public_address(consultation):
    """The consultation's address on the English page of its document; None where that is not public."""
    pages = GuidancePage.objects.live().filter(
        document=consultation.document_id, locale__language_code=settings.LANGUAGE_CODE
    )
    page = pages.first()
    return page and page.url and page.url + consultation.path


class ConsultationForm(WagtailAdminModelForm):
    """The document follows from the edition. Once somebody has answered, what they were asked about stays."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        editions = Edition.objects.filter(language=settings.LANGUAGE_CODE).select_related("document")
        free = Q(consultation=None)
        if self.instance.pk:
            editions = editions.filter(document=self.instance.document_id)
            free |= Q(consultation=self.instance.pk)
        field = self.fields["edition"]
        field.queryset = editions.filter(free).order_by("document__reference", "-published_at")
        field.label_from_instance = name_of
        field.disabled = bool(self.instance.pk) and self.instance.responses.exists()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("edition"):
            self.instance.document = cleaned["edition"].document
        self.check_questions()
        self.check_outcome(cleaned)
        return cleaned

    def check_questions(self):
        gone = [row.instance for row in self.formsets["questions"].deleted_forms]
        for question in gone:
            if question.pk and question.comments.exists():
                self.add_error(None, f"“{question}” has been answered: it cannot be removed.")

    def check_outcome(self, cleaned):
        """Nothing is published by halves: both languages, after the end, and no comment without an answer."""
        outcome, outcome_cy = cleaned.get("outcome"), cleaned.get("outcome_cy")
        if bool(outcome) != bool(outcome_cy):
            self.add_error("outcome_cy" if outcome else "outcome", "Write it in both languages.")
        if "outcome_published_at" not in self.changed_data or not cleaned.get("outcome_published_at"):
            return
        for why in list(self.not_yet(cleaned)):
            self.add_error("outcome_published_at", why)

    def not_yet(self, cleaned):
        """What keeps the outcome from being published."""
        if not (cleaned.get("outcome") and cleaned.get("outcome_cy")):
            yield "Write first what we heard and what we did, in both languages."
        if cleaned.get("closes_at") and cleaned["outcome_published_at"] < cleaned["closes_at"]:
            yield "The outcome comes after the consultation has closed."
        waiting = undecided(self.instance).count() if self.instance.pk else 0
        if waiting:
            yield f"Decide first on every comment. Still waiting: {waiting}."


def name_of(edition):
    day = date_format(timezone.localtime(edition.published_at), "DATE_FORMAT")
    return f"{edition.document}, version {edition.version}, {day}: {edition.title}"


class ConsultationIndexView(generic.IndexView):
    def get_base_queryset(self):
        sent = Count("responses", filter=Q(responses__submitted_at__isnull=False))
        return super().get_base_queryset().select_related("document__consultation", "edition").annotate(sent=sent)

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        return [*buttons, *(Button(label, url=url, icon_name=icon) for label, url, icon in links(self, instance))]


def links(view, consultation):
    """(label, address, icon) of what `view` leads to from a consultation, where the user may go there."""
    user = view.request.user
    if user.has_perm("guidance.add_response"):
        yield "Key in a response", reverse("consultations:key_in", args=[consultation.pk]), "keyboard"
    if user.has_perm("guidance.change_comment"):
        yield "Comments", f"{reverse('comments:index')}?consultation={consultation.pk}", "comment"


class ConsultationEditView(generic.EditView):
    template_name = "guidance/admin/consultation.html"

    @property
    def header_buttons(self):
        return [HeaderButton(label, url=url, icon_name=icon) for label, url, icon in links(self, self.object)]

    def get_context_data(self, **kwargs):
        stored = Consultation.objects.select_related("document__consultation", "edition").get(pk=self.object.pk)
        return super().get_context_data(
            state=state_of(stored),
            address=public_address(stored),
            sent=stored.responses.submitted().count(),
            waiting=undecided(stored).count(),
            **kwargs,
        )


class ConsultationDeleteView(generic.DeleteView):
    template_name = "guidance/admin/consultation_delete.html"

    def refusals(self):
        """Why the consultation stays; the foreign keys that protect it have the last word."""
        if self.object.responses.exists():
            yield "Somebody has answered. What people sent is kept, so the consultation is too."
        if self.object.document.consultation_id == self.object.pk:
            yield "The document has been moved to this consultation."

    def get_context_data(self, **kwargs):
        return super().get_context_data(refusals=list(self.refusals()), **kwargs)

    def form_valid(self, form):
        if not any(self.refusals()):
            with suppress(ProtectedError):  # somebody has answered this moment
                return super().form_valid(form)
        messages.error(self.request, " ".join(["It was not deleted.", *self.refusals()]))
        return redirect(self.edit_url_name, self.object.pk)


class ConsultationViewSet(ModelViewSet):
    model = Consultation
    icon = "group"
    menu_label = "Consultations"
    copy_view_enabled = False
    index_view_class = ConsultationIndexView
    edit_view_class = ConsultationEditView
    delete_view_class = ConsultationDeleteView
    edit_template_name = ConsultationEditView.template_name
    delete_template_name = ConsultationDeleteView.template_name
    list_display = [
        "__str__",
        Column("title", label="Title", accessor="edition.title"),
        "opens_at",
        "closes_at",
        Column("state", label="State", accessor=state_of),
        Column("sent", label="Responses"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel(
                "edition", widget=forms.Select, help_text="The English edition that is asked about, in both languages."
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(["what", "what_cy"]),
                    FieldRowPanel(["who", "who_cy"]),
                    FieldRowPanel(["next_steps", "next_steps_cy"]),
                ],
                "What readers are told",
            ),
            MultiFieldPanel([FieldRowPanel(["opens_at", "closes_at"]), "outcome_due_on"], "When"),
            MultiFieldPanel(["email", "address"], "Where answers go that do not come online"),
            InlinePanel("questions", heading="Questions", label="Question"),
            MultiFieldPanel(
                [
                    FieldRowPanel(["outcome", "outcome_cy"]),
                    FieldPanel(
                        "outcome_published_at",
                        help_text="The outcome is public from then on. Every comment must have its decision first.",
                    ),
                ],
                "Outcome",
            ),
        ],
        base_form_class=ConsultationForm,
    )

    @property
    def key_in_view(self):
        return self.construct_view(KeyInView)

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("key-in/<int:pk>/", self.key_in_view, name="key_in")]
