"""The comments that came in: the queue, the page on which one is read and decided on, and the table to take away."""

import django_filters
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import BooleanField, Case, Q, Value, When
from django.forms import RadioSelect, Select
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from guidance.comparison import changed_labels
from guidance.editions import latest
from guidance.groups import Group
from guidance.models import Comment, Consultation, Edition, GuidancePage, Question
from guidance.models.responses import Decision, Publish
from guidance.outcome import MAY_BE_READ, received
from hub.cells import neutral, printable
from hub.identifying import by_kind, pieces

UNDECIDED = "undecided"

# What is wanted in both languages, and all of what a decision wants.
PAIRS = (("summary", "summary_cy"), ("reason", "reason_cy"))
WANTED = {name: "A decision needs this." for pair in PAIRS for name in pair}


def about(comment):
    return comment.label or str(comment.question or "The whole document")


def organisation(comment):
    """The organisation behind a comment where it wants to be named."""
    return comment.response.organisation if comment.response.publish == Publish.NAMED else ""


def queue():
    """What there is to decide on, with all that is shown of it."""
    return received().select_related(
        "response__consultation__document", "response__consultation__edition", "question", "changed_in"
    )


# The table that can be taken away: heading and cell of each column. Nothing in it says who a person is.
EXPORTED = {
    "Response": lambda comment: comment.response.reference,
    "Consultation": lambda comment: str(comment.response.consultation),
    "Language": lambda comment: comment.response.get_language_display(),
    "Came": lambda comment: comment.response.get_channel_display(),
    "Who is answering": lambda comment: comment.response.get_respondent_display(),
    "Organisation": organisation,
    "May we publish it": lambda comment: comment.response.get_publish_display(),
    "Question": lambda comment: str(comment.question or ""),
    "Clause": lambda comment: comment.label,
    "View": lambda comment: comment.get_view_display(),
    "Comment": lambda comment: comment.readable_text,
    "Decision": lambda comment: comment.get_decision_display(),
    "Reason": lambda comment: comment.reason,
    "Changed in": lambda comment: comment.changed_in.version if comment.changed_in else "",
    "Changed clause": lambda comment: comment.changed_anchor,
}

CHANGED = "The clause that this edition changed because of the comment. Readers are led to the change."


class CommentFilterSet(WagtailFilterSet):
    consultation = django_filters.ModelChoiceFilter(
        field_name="response__consultation",
        queryset=Consultation.objects.select_related("document", "edition"),
        label="Consultation",
    )
    decision = django_filters.ChoiceFilter(
        choices=[(UNDECIDED, "Not decided yet"), *Decision.choices],
        method="filter_decision",
        label="Decision",
        widget=RadioSelect,
        empty_label="All",
    )
    who = django_filters.ChoiceFilter(
        choices=Group.choices, method="filter_who", label="Who is answering", widget=RadioSelect, empty_label="All"
    )
    question = django_filters.ModelChoiceFilter(queryset=Question.objects.all(), label="Question")
    clause = django_filters.CharFilter(method="filter_clause", label="Clause, such as R7 or 2.1")
    redacted = django_filters.ChoiceFilter(
        choices=[("yes", "Yes"), ("no", "No")],
        method="filter_redacted",
        label="Parts taken out",
        widget=RadioSelect,
        empty_label="All",
    )

    class Meta:
        model = Comment
        fields = []

    def filter_decision(self, queryset, name, value):
        return queryset.filter(decision="" if value == UNDECIDED else value)

    def filter_who(self, queryset, name, value):
        return queryset.filter(response__respondent__in=Group(value).respondents)

    def filter_clause(self, queryset, name, value):
        return queryset.filter(Q(label__iexact=value) | Q(anchor__iexact=value))

    def filter_redacted(self, queryset, name, value):
        without = Q(redacted_text="")
        return queryset.filter(~without if value == "yes" else without)


class CommentIndexView(generic.IndexView):
    any_permission_required = ["change"]
    default_ordering = ("is_decided", "-response__submitted_at", "-pk")
    list_export = list(EXPORTED)
    export_headings = {name: name for name in EXPORTED}

    def get_base_queryset(self):
        is_decided = Case(When(decision="", then=Value(False)), default=Value(True), output_field=BooleanField())
        return queue().annotate(is_decided=is_decided)

    def to_row_dict(self, item):
        return {name: cell(item) for name, cell in EXPORTED.items()}

    def preprocess_field_value(self, field, value, export_format):
        # A workbook knows a text from a formula; CSV has to be told.
        return neutral(value) if export_format == self.FORMAT_CSV else printable(value)

    def as_spreadsheet(self, queryset, spreadsheet_format):
        for consultation in {comment.response.consultation for comment in queryset}:
            log(consultation, "guidance.export")
        return super().as_spreadsheet(queryset, spreadsheet_format)


class DecisionForm(WagtailAdminModelForm):
    """What is decided on a comment. What was sent is no part of the form."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.instance.response.consultation.edition
        later = Edition.objects.of(asked.document_id, settings.LANGUAGE_CODE).filter(
            published_at__gt=asked.published_at
        )
        self.fields["changed_in"].queryset = later
        self.fields["changed_in"].label_from_instance = version_of
        self.changed = {edition: changed_labels(asked, edition) for edition in later.prefetch_related("clauses")}
        labels = {anchor: label for clauses in self.changed.values() for anchor, label in clauses.items()}
        self.fields["changed_anchor"].widget = Select(choices=[("", "No single clause"), *labels.items()])
        self.fields["decision"].widget = RadioSelect(choices=[("", "Not decided yet"), *Decision.choices])

    def clean(self):
        cleaned = super().clean()
        self.check_redaction(cleaned.get("redacted_text"), cleaned.get("redaction_reason"))
        decision = cleaned.get("decision")
        for pair in PAIRS:
            for name, other in (pair, pair[::-1]):
                if name not in self.errors and not cleaned.get(name) and (decision or cleaned.get(other)):
                    self.add_error(name, WANTED[name] if decision else "Write it in both languages.")
        if decision and self.instance.response.publish in MAY_BE_READ:
            self.check_private(cleaned.get("redacted_text") or self.instance.text)
        if cleaned.get("changed_in") and decision not in (Decision.ACCEPT, Decision.PART):
            self.add_error("changed_in", "Only what was accepted, at least in part, has changed the text.")
        self.check_change(cleaned.get("changed_in"), cleaned.get("changed_anchor"))
        return cleaned

    def check_change(self, edition, anchor):
        if anchor and not edition:
            self.add_error("changed_in", "Choose the edition in which this clause changed.")
        elif anchor and anchor not in self.changed[edition]:
            self.add_error("changed_anchor", f"Version {edition.version} did not change this clause.")

    def check_private(self, text):
        """Refuse to decide on words that would be published with a number or an address of somebody.

        A name or a wing is for the editor to judge: words alone may mean something else.
        """
        found = [part for kind, part in pieces(text) if kind and kind.certain]
        if found:
            said = ", ".join(f"“{part}”" for part in found)
            self.add_error(
                "redacted_text", f"This would be published and may tell who someone is: {said}. Take it out."
            )

    def check_redaction(self, text, reason):
        if text and not reason:
            self.add_error("redaction_reason", "Say why parts were taken out.")
        if text == self.instance.text:
            self.add_error("redacted_text", "Nothing has been taken out. Leave this empty to show the whole comment.")
        if reason and not text:
            self.add_error("redacted_text", "Give the text without the parts, or take the reason away.")


def version_of(edition):
    return f"{edition.version}, {date_format(timezone.localtime(edition.published_at), 'DATE_FORMAT')}"


class CommentEditView(generic.EditView):
    template_name = "guidance/admin/comment.html"

    def get_queryset(self):
        return queue()

    def get_initial(self):
        """`?redact` begins with the whole comment, to take something out of."""
        starts = "redact" in self.request.GET and not self.object.redacted_text
        return {"redacted_text": self.object.text} if starts else {}

    def save_instance(self):
        comment, changed = self.form.instance, self.form.changed_data
        if {"decision", "reason", "reason_cy", "changed_in", "changed_anchor"} & set(changed):
            comment.decided_by = self.request.user if comment.decision else None
            comment.decided_at = timezone.now() if comment.decision else None
        saved = super().save_instance()
        if "decision" in changed:
            log(saved, "guidance.decide", data={"decision": saved.decision})
        if "redacted_text" in changed:
            log(saved, "guidance.redact", data={"reason": saved.redaction_reason})
        return saved

    def get_context_data(self, **kwargs):
        comment = self.object
        asked = comment.response.consultation.edition
        newest = latest(asked.document_id, settings.LANGUAGE_CODE)
        clause = asked.clauses.filter(anchor=comment.anchor).first() if comment.anchor else None
        page = GuidancePage.objects.filter(
            document=asked.document_id, locale__language_code=settings.LANGUAGE_CODE
        ).first()
        parts = list(pieces(comment.text))
        return super().get_context_data(
            about=about(comment),
            pieces=parts,
            found=by_kind(parts),
            organisation=organisation(comment),
            asked=asked,
            newest=newest,
            clause=clause,
            clause_now=clause and newest.clauses.filter(uid=clause.uid).first(),
            page_url=page and page.url,
            **kwargs,
        )


class CommentViewSet(ModelViewSet):
    model = Comment
    icon = "comment"
    menu_label = "Comments"
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = CommentIndexView
    edit_view_class = CommentEditView
    edit_template_name = CommentEditView.template_name
    filterset_class = CommentFilterSet
    search_fields = ["response__reference", "text"]
    search_backend_name = None
    list_per_page = 50
    export_filename = "comments"
    list_display = [
        TitleColumn("about", label="About", accessor=about, url_name="comments:edit"),
        Column("words", label="First words", accessor=lambda comment: Truncator(comment.readable_text).words(15)),
        Column("who", label="Who is answering", accessor="response.get_respondent_display"),
        Column("language", label="Language", accessor="response.get_language_display"),
        Column("publish", label="May we publish it", accessor="response.get_publish_display"),
        Column("decision", label="Decision", accessor=lambda comment: comment.get_decision_display() or "–"),
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("redacted_text", help_text="Empty: others may read the whole comment."),
                    FieldPanel("redaction_reason", help_text="For editors. Such as: names a member of staff."),
                ],
                "Take something out",
            ),
            MultiFieldPanel(
                [FieldRowPanel(["summary", "summary_cy"])], "You said: what the comment says, in our words"
            ),
            MultiFieldPanel(
                [
                    "decision",
                    FieldRowPanel(["reason", "reason_cy"]),
                    FieldRowPanel(["changed_in", FieldPanel("changed_anchor", help_text=CHANGED)]),
                ],
                "We did: the decision",
            ),
        ],
        base_form_class=DecisionForm,
    )

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**none, **kwargs)

    def get_urlpatterns(self):
        """Comments are read and decided on. Nobody adds or deletes one here."""
        kept = ("index", "index_results", "edit", "history", "history_results")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label="guidance", codename__in=["change_comment", "add_response"]
        )
