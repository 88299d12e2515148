"""Where a practice example is, what is said about it, and what a prison's team decides on it."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.generic import TemplateView

from directory.forms.practice import MessageForm, ReasonForm, SignOffForm
from directory.monitoring.burden import minutes_of
from directory.practice.moves import may_message, move, say, verbs_for
from directory.practice.reading import Reading
from directory.practice.states import REASONED, State, Verb
from directory.practice.writing import Stale

from .practice import SubmissionMixin, progress

# What the team asks for with a page of its own that asks why.
ASKED = (Verb.WITHDRAW, Verb.APPEAL, Verb.REQUEST_CORRECTION)


class StatusView(SubmissionMixin, TemplateView):
    """Where it is, who acts next, what there is to do, what was said; POST adds a message."""

    template_name = "directory/practice/status.html"

    def get_context_data(self, **kwargs):
        submission = self.submission
        verbs = verbs_for(submission, self.request.user)
        kwargs.setdefault("form", MessageForm() if may_message(submission, self.request.user) else None)
        case_study = submission.case_study
        return super().get_context_data(
            progress=progress(submission) if submission.is_writable else [],
            signs_off=Verb.SIGN_OFF in verbs,
            asks=[verb for verb in verbs if verb in ASKED],
            published=case_study if case_study and case_study.live else None,
            files=submission.files.all(),
            **kwargs,
        )

    def post(self, request, **kwargs):
        form = MessageForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        say(self.submission, form.cleaned_data["text"], request.user)
        return redirect(self.address(note="said"))


class SignOffView(SubmissionMixin, TemplateView):
    """An approver reads all of it, then signs it off for the prison or sends it back."""

    template_name = "directory/practice/sign_off.html"
    approvers_only = True

    def get(self, request, **kwargs):
        if self.submission.state != State.WITH_APPROVER:
            return redirect(self.address())
        return self.show(SignOffForm(initial={"version": self.submission.version}), ReasonForm())

    def post(self, request, **kwargs):
        sends_back = "send_back" in request.POST
        form = SignOffForm(None if sends_back else request.POST, initial={"version": self.submission.version})
        back = ReasonForm(request.POST if sends_back else None)
        if not (back if sends_back else form).is_valid():
            return self.show(form, back)
        try:
            if sends_back:
                move(self.submission, Verb.SEND_BACK, request.user, reason=back.cleaned_data["reason"])
            else:
                version = form.cleaned_data["version"]
                move(self.submission, Verb.SIGN_OFF, request.user, reason=form.declared, version=version)
        except Stale:
            return redirect(self.address("sign_off", note="changed"))
        return redirect(self.address(note="done" if sends_back else "signed_off"))

    def show(self, form, back):
        return self.render_to_response(
            self.get_context_data(
                form=form,
                back=back,
                reading=Reading(self.submission),
                files=self.submission.files.all(),
                may_sign=Verb.SIGN_OFF in verbs_for(self.submission, self.request.user),
                minutes=minutes_of("sign_off"),
            )
        )


class AskView(SubmissionMixin, TemplateView):
    """Withdraw it, appeal, or ask for a correction: the reason first, then it is done."""

    template_name = "directory/practice/ask.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.verb = kwargs["verb"]
        if self.verb not in ASKED:
            raise Http404

    def get(self, request, **kwargs):
        if self.verb not in verbs_for(self.submission, request.user):
            return redirect(self.address(note="settled"))
        return self.show(self.form())

    def form(self, data=None):
        form = ReasonForm(data)
        form.fields["reason"].required = self.verb in REASONED
        return form

    def post(self, request, **kwargs):
        form = self.form(request.POST)
        if form.is_valid():
            try:
                move(self.submission, self.verb, request.user, reason=form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(self.address(note="done"))
        return self.show(form)

    def show(self, form):
        context = self.get_context_data(form=form, verb=self.verb, minutes=minutes_of("correction"))
        return self.render_to_response(context)
