"""Practice examples as editors work on them: the queue, the page to read and decide on, keying in and import."""

import datetime
import uuid

import django_filters
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import RadioSelect
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy

from directory.forms.practice import FileForm, MessageForm
from directory.models import Prison, Submission, SubmissionFile
from directory.models.submissions import Channel
from directory.practice import importing
from directory.practice.acceptance import CLEANED
from directory.practice.cleaning import EDITABLE, CleanForm, save_cleaned, to_read
from directory.practice.keying import PaperForm, add_document, key_in, takes_files
from directory.practice.moves import actors, may_message, move, say, verbs_for
from directory.practice.reading import Reading
from directory.practice.states import WAITING_FOR_EDITORS, WITH_EDITORS, Actor, State, Verb
from directory.practice.writing import MOST_FILES, Full, Refused, Stale, key_of
from directory.views.practice import handed_out
from hub.uploads.intake import TABLES, take_in


class SubmissionFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        choices=[(state, state.label) for state in WITH_EDITORS], label="State", widget=RadioSelect, empty_label="All"
    )
    prison = django_filters.ModelChoiceFilter(
        queryset=Prison.objects.filter(submissions__state__in=WITH_EDITORS).distinct(), label="Prison"
    )
    waiting = django_filters.ChoiceFilter(
        choices=[(7, "7 days or more"), (14, "14 days or more"), (28, "28 days or more")],
        method="filter_waiting",
        label="Waiting for editors",
        widget=RadioSelect,
        empty_label="All",
    )

    class Meta:
        model = Submission
        fields = []

    def filter_waiting(self, queryset, name, value):
        before = timezone.now() - datetime.timedelta(days=int(value))
        return queryset.filter(state__in=WAITING_FOR_EDITORS, since__lte=before)


class SubmissionIndexView(generic.IndexView):
    any_permission_required = ["change"]
    default_ordering = ("since", "pk")

    def get_base_queryset(self):
        return to_read()

    @property
    def header_buttons(self):
        return [
            HeaderButton("Key in from paper", url=reverse("submissions:key_in"), icon_name="keyboard"),
            HeaderButton("Import a table", url=reverse("submissions:import"), icon_name="upload"),
        ]


class EditorView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A page for the editors of practice examples."""

    permission_policy = ModelPermissionPolicy(Submission)
    permission_required = "change"
    header_icon = "form"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("submissions:index"), "label": "Practice sent in"},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


class ReadView(EditorView):
    """What was sent, with what may tell who somebody is marked, beside the cleaned text; then the decision."""

    template_name = "directory/admin/submission.html"
    page_title = "Practice example"

    def setup(self, request, pk):
        super().setup(request, pk)
        self.submission = get_object_or_404(to_read(), pk=pk)

    def get_page_subtitle(self):
        return str(self.submission)

    def get(self, request, pk):
        return self.show(CleanForm(submission=self.submission))

    def post(self, request, pk):
        if "message" in request.POST:
            return self.message()
        if "document" in request.POST:
            return self.document()
        form = CleanForm(request.POST, submission=self.submission)
        verb = request.POST.get("verb", "")
        if not form.is_valid() or not self.saved(form) or (verb and not self.moved(form, verb)):
            return self.show(form)
        messages.success(request, "Done." if verb else "Saved.")
        return redirect("submissions:edit", pk)

    def saved(self, form):
        """Whether the cleaned text is stored, where there is any to be stored."""
        if self.submission.state not in EDITABLE or Actor.EDITOR not in actors(self.submission, self.request.user):
            return True
        try:
            save_cleaned(self.submission, form.texts, revision=form.cleaned_data["revision"])
        except Stale as stale:
            form.stored = [(name, text) for name, text in stale.submission.cleaned.items() if text != form.texts[name]]
            form.data = form.data.copy()
            form.data["revision"] = stale.submission.cleaned_revision
            form.add_error(None, "Another editor saved since you opened this. Both texts are below: save again.")
        except Refused:
            form.add_error(None, "It has moved on: the cleaned text is no longer changed here.")
        return form.is_valid()

    def moved(self, form, verb):
        """Whether the decision was made; where not, the form says why."""
        if verb == Verb.ACCEPT and not form.may_be_accepted():
            return False
        reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
        try:
            move(self.submission, verb, self.request.user, reason=reason, version=version)
        except ValidationError as error:
            form.add_error(None, error)
        except Stale:
            form.add_error(None, "The prison has changed it since you opened this page. Read it again.")
        except Refused:
            form.add_error(None, "This was done already, or it has moved on.")
        return form.is_valid()

    def message(self):
        form = MessageForm(self.request.POST)
        if not form.is_valid():
            return self.show(CleanForm(submission=self.submission), message=form)
        say(self.submission, form.cleaned_data["text"], self.request.user)
        messages.success(self.request, "The message was sent.")
        return redirect("submissions:edit", self.submission.pk)

    def document(self):
        form = FileForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            try:
                file = form.cleaned_data["file"]
                add_document(self.submission, file, file.report.as_json(), self.request.user)
            except Full:
                form.add_error("file", f"There is room for {MOST_FILES} files, and it has them.")
            except Refused:
                form.add_error("file", "It has moved on, or another editor brought it in: nothing was added.")
            else:
                messages.success(self.request, "The document was added.")
                return redirect("submissions:edit", self.submission.pk)
        return self.show(CleanForm(submission=self.submission), document=form)

    def show(self, form, message=None, document=None):
        self.submission = submission = get_object_or_404(to_read(), pk=self.submission.pk)
        user, reading, check = self.request.user, Reading(submission), form.check()
        sent = reading.answers
        mine = actors(submission, user)
        return self.render_to_response(
            self.get_context_data(
                submission=submission,
                form=form,
                rows=[(sent.get(name), form[name], check.found[name]) for name in CLEANED],
                others=[sent[name] for name in ("role", "recommendations", "consent", "interests")],
                reading=reading,
                jigsaw=check.jigsaw,
                files=submission.files.all(),
                edits=submission.state in EDITABLE and Actor.EDITOR in mine,
                verbs=[(verb, BUTTONS[verb]) for verb in verbs_for(submission, user) if verb in BUTTONS],
                message=message or (MessageForm() if may_message(submission, user) else None),
                document=document or (FileForm() if takes_files(submission, user) else None),
            )
        )


BUTTONS = {
    Verb.ASK_CHANGES: "Ask for changes",
    Verb.ACCEPT: "Accept and make the draft case study",
    Verb.DECLINE: "Decline",
    Verb.ANSWER_CORRECTION: "Answer the correction request",
}


class SubmissionFileView(EditorView):
    shows = SubmissionFile

    def get(self, request, pk):
        return handed_out(get_object_or_404(SubmissionFile, pk=pk, submission__state__in=WITH_EDITORS))


class KeyInView(EditorView):
    """One long form for what came on paper. The same form sent twice stores one."""

    template_name = "directory/admin/key_in.html"
    page_title = "Key in a practice example"
    header_icon = "keyboard"

    def get(self, request):
        return self.show(PaperForm(), uuid.uuid4().hex)

    def post(self, request):
        form, token = PaperForm(request.POST, request.FILES), request.POST.get("token", "")[:64]
        if not form.is_valid():
            return self.show(form, token)
        once = key_of(Channel.PAPER, request.user.pk, token)
        try:
            row, is_new = key_in(
                form.cleaned_data, channel=Channel.PAPER, once=once, by=request.user, files=form.cleaned_data["files"]
            )
        except PermissionDenied:
            form.add_error("signed_off_by", "You are of this prison’s team: have it signed off online, by another.")
            return self.show(form, token)
        if not is_new:
            messages.warning(request, f"This form was stored before, as {row.reference}. Nothing has changed.")
        elif row.state == State.DRAFT:
            messages.success(request, f"Stored as {row.reference}. The prison’s team completes it and sends it.")
        else:
            messages.success(request, f"Stored as {row.reference}. Another editor decides on it.")
        return redirect("submissions:key_in")

    def show(self, form, token):
        return self.render_to_response(self.get_context_data(form=form, token=token, media=form.media))


class ImportView(EditorView):
    """A table of practice examples: checked first, then stored, with a report on every row either way."""

    template_name = "directory/admin/import.html"
    page_title = "Import practice examples"
    header_icon = "upload"

    def get(self, request):
        return self.render_to_response(self.get_context_data())

    def post(self, request):
        file = request.FILES.get("file", SimpleUploadedFile("none.csv", b""))
        try:
            take_in(file, TABLES, importing.LARGEST)
            rows = importing.check(importing.read(file.read()))
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(unreadable=" ".join(error.messages)))
        except importing.Unreadable as error:
            return self.render_to_response(self.get_context_data(unreadable=str(error)))
        stored = "store" in request.POST
        if stored:
            importing.store(rows, request.user)
        refused = [row for row in rows if row.reasons]
        context = {"rows": rows, "refused": refused, "stored": stored}
        if refused:
            context["rejected"] = importing.rejected(rows)
        return self.render_to_response(self.get_context_data(**context))


def attached(text, name):
    answer = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


class TemplateView(EditorView):
    shows = None

    def get(self, request):
        return attached(importing.written([]), "practice-examples.csv")


class RejectedView(EditorView):
    """The rows that the report refused, as the report itself holds them: nothing is kept in between."""

    shows = None  # but what was sent a moment ago

    def post(self, request):
        return attached(request.POST.get("rejected", ""), "rejected.csv")


class SubmissionViewSet(ModelViewSet):
    model = Submission
    icon = "form"
    menu_label = "Practice sent in"
    menu_order = 204
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    form_fields = []
    index_view_class = SubmissionIndexView
    filterset_class = SubmissionFilterSet
    search_fields = ["reference", "title"]
    search_backend_name = None
    list_per_page = 50
    list_display = [
        TitleColumn("reference", label="Reference", url_name="submissions:edit"),
        Column("title", label="Name", accessor=lambda row: row.cleaned.get("title") or row.title),
        "prison",
        Column("state", label="State", accessor="get_state_display"),
        Column("language", label="Language", accessor="get_language_display"),
        Column("days", label="Days like this", accessor=lambda row: (timezone.now() - row.since).days),
    ]

    def get_common_view_kwargs(self, **kwargs):
        none = dict.fromkeys(("add_url_name", "delete_url_name", "usage_url_name"))
        return super().get_common_view_kwargs(**none, **kwargs)

    def get_urlpatterns(self):
        """Practice examples are read and decided on. Nobody changes or deletes one here."""
        kept = [row for row in super().get_urlpatterns() if row.name in ("index", "index_results")]
        return [
            *kept,
            path("edit/<int:pk>/", ReadView.as_view(), name="edit"),
            path("file/<int:pk>/", SubmissionFileView.as_view(), name="file"),
            path("key-in/", KeyInView.as_view(), name="key_in"),
            path("import/", ImportView.as_view(), name="import"),
            path("import/template.csv", TemplateView.as_view(), name="template"),
            path("import/rejected.csv", RejectedView.as_view(), name="rejected"),
        ]
