"""The journey of a practice example: one group of questions to a page, each saved at once, then checked and sent."""

import uuid

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from directory.access import MemberMixin
from directory.forms.practice import FileForm, GroupForm
from directory.models import Submission
from directory.monitoring.burden import minutes_of
from directory.practice import writing
from directory.practice.moves import move
from directory.practice.questions import GROUP, GROUPS, words_in
from directory.practice.reading import Reading
from directory.practice.states import Verb
from directory.practice.unsaved import KeepsTypedMixin
from directory.practice.writing import Full, Refused, Stale
from directory.recipients import approvers

# What a redirect says with ?note= about what was done.
NOTES = {
    "saved": _("Saved."),
    "long": _("Saved. Something here is too long: make it shorter before you send it."),
    "sent": _("Sent. An approver of your prison is told by e-mail."),
    "nobody": _("Sent. But your prison has no approver who wrote none of it: ask the editors to invite one."),
    "signed_off": _("Signed off. The editors have it now."),
    "done": _("Done."),
    "said": _("Your message was sent."),
    "settled": _("Nothing was changed: it had moved on already. This is how it stands."),
    "changed": _("It was changed since you opened it. Please read it again."),
}


class PracticeMixin(KeepsTypedMixin, MemberMixin):
    """A page of the practice examples of a prison, for its team alone."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(note=NOTES.get(self.request.GET.get("note")), **kwargs)


class SubmissionMixin(PracticeMixin):
    """A page of one practice example. Where it takes no writing any more, what was typed is shown back."""

    @cached_property
    def submission(self):
        rows = Submission.objects.select_related("prison", "case_study")
        return get_object_or_404(rows, prison=self.prison, reference=self.kwargs["reference"])

    def address(self, name="status", *args, note=""):
        path = reverse(f"practice:{name}", args=[self.prison.pk, self.submission.reference, *args])
        return f"{path}?note={note}" if note else path

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refused:
            return self.refused(refused.submission)

    def refused(self, submission):
        typed = [text for name, text in self.request.POST.items() if name != "csrfmiddlewaretoken" and " " in text]
        if not typed:
            return redirect(self.address(note="settled"))
        self.template_name, self.submission = "directory/practice/refused.html", submission
        return self.render_to_response(self.get_context_data(typed=typed))

    def get_context_data(self, **kwargs):
        return super().get_context_data(submission=self.submission, **kwargs)


class PracticeView(PracticeMixin, TemplateView):
    """The practice examples of a prison; POST starts one, the same however often the form is sent."""

    template_name = "directory/practice/index.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            submissions=self.prison.submissions.with_since(),
            schemes=self.prison.schemes.all(),
            token=uuid.uuid4().hex,
            minutes=minutes_of("practice"),
            **kwargs,
        )

    def post(self, request, **kwargs):
        token = request.POST.get("token", "")[:64]
        schemes = {scheme.code: scheme for scheme in self.prison.schemes.select_related("prison")}
        scheme = schemes.get(request.POST.get("scheme"))
        started = writing.start(self.prison, request.user, get_language(), token, scheme)
        return redirect("practice:group", self.prison.pk, started.reference, GROUPS[0].slug)


def progress(submission, slug=""):
    """[(group, is done, is the one of `slug`)] for the list of what there is to do."""
    undone = {group.slug for group, _question in submission.obstacles}
    return [(group, group.slug not in undone, group.slug == slug) for group in GROUPS]


class GroupView(SubmissionMixin, TemplateView):
    """One group of questions. It is saved whatever its length; where another tab saved since, both texts are shown."""

    template_name = "directory/practice/group.html"

    @cached_property
    def group(self):
        group = GROUP.get(self.kwargs["slug"])
        if not group or not group.questions:
            raise Http404
        return group

    @cached_property
    def following(self):
        """The address of what comes after this group: the next one or the check."""
        at = GROUPS.index(self.group) + 1
        return self.address("group", GROUPS[at].slug) if at < len(GROUPS) else self.address("check")

    def get(self, request, **kwargs):
        if not self.submission.is_writable:
            return redirect(self.address())
        slug = self.group.slug
        stored = self.submission.answers_of(slug) | {"revision": self.submission.revision_of(slug)}
        return self.show(GroupForm(initial=stored, questions=self.group.questions))

    def post(self, request, **kwargs):
        form = GroupForm(request.POST, questions=self.group.questions)
        if not form.is_valid():
            return self.show(form)
        revision = form.cleaned_data["revision"]
        try:
            saved = writing.save_group(
                self.submission, self.group.slug, form.answers, revision=revision, by=request.user
            )
        except Stale as stale:
            return self.show_both(form, stale.submission)
        if "later" in request.POST:
            return redirect(self.address(note="saved"))
        if any(group == self.group for group, _question in saved.too_long):
            return redirect(self.address("group", self.group.slug, note="long"))
        return redirect(self.following)

    def show_both(self, form, stored):
        """The form with what was typed, beside what is stored now. Saving once more is a choice made knowingly."""
        form.data = form.data.copy()
        form.data["revision"] = stored.revision_of(self.group.slug)
        typed, kept = form.answers, stored.answers_of(self.group.slug)
        answers = Reading(stored).answers
        differing = [answers[name] for name in kept if typed[name] != kept[name]]
        return self.show(form, stale=differing)

    def show(self, form, **context):
        asked = [(form[question.name], question, self.words(form, question)) for question in self.group.questions]
        return self.render_to_response(
            self.get_context_data(
                form=form,
                asked=asked,
                group=self.group,
                progress=progress(self.submission, self.group.slug),
                number=GROUPS.index(self.group) + 1,
                of=len(GROUPS),
                **context,
            )
        )

    def words(self, form, question):
        """How many words the box shows; 0 where words are not counted."""
        return words_in(str(form[question.name].value() or "")) if question.words else 0


class DocumentsView(SubmissionMixin, TemplateView):
    """The files that go with it."""

    template_name = "directory/practice/documents.html"

    def get(self, request, **kwargs):
        if not self.submission.is_writable:
            return redirect(self.address())
        return self.show(FileForm())

    def post(self, request, **kwargs):
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                writing.add_file(self.submission, file, file.report.as_json(), request.user)
            except Full:
                form.add_error("file", _("There is room for 10 files, and it has them. Remove one first."))
            else:
                return redirect(self.address("documents", note="saved"))
        return self.show(form)

    def show(self, form):
        group = GROUP["documents"]
        return self.render_to_response(
            self.get_context_data(
                form=form,
                group=group,
                files=self.submission.files.all(),
                progress=progress(self.submission, group.slug),
                number=GROUPS.index(group) + 1,
                of=len(GROUPS),
                following=self.address("group", "consent"),
            )
        )


def handed_out(kept):
    """A file as an attachment that no browser opens in the page or takes for something else."""
    answer = FileResponse(
        kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class FileView(SubmissionMixin, View):
    def get(self, request, pk, **kwargs):
        return handed_out(get_object_or_404(self.submission.files, pk=pk))


class RemoveFileView(SubmissionMixin, TemplateView):
    http_method_names = ["post"]

    def post(self, request, pk, **kwargs):
        writing.remove_file(self.submission, pk, request.user)
        return redirect(self.address("documents", note="done"))


class CheckView(SubmissionMixin, TemplateView):
    """All answers as they will be sent, with what may tell who somebody is marked; POST sends them."""

    template_name = "directory/practice/check.html"

    def get(self, request, **kwargs):
        return self.show() if self.submission.is_writable else redirect(self.address())

    def post(self, request, **kwargs):
        try:
            sent = move(self.submission, Verb.SEND, request.user)
        except ValidationError:
            return self.show(error=True)
        return redirect(self.address(note="sent" if approvers(sent) else "nobody"))

    def show(self, **context):
        reading, files = Reading(self.submission), self.submission.files.all()
        return self.render_to_response(self.get_context_data(reading=reading, files=files, **context))
