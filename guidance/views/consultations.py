"""A consultation as the public sees it: what is asked, the form on paper, and the way into a response."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guidance.forms import CodeForm, StartForm
from guidance.models.responses import Publish, Respondent, Response, View
from guidance.outcome import is_public
from guidance.responding import Refused, announced, open_with, questions_of, start, takes_responses
from guidance.subjects import clause_at, offered, worded

UNKNOWN = _("We do not know this code. Check each letter and number, and that it is a code for this consultation.")


def consultation_or_404(page, version):
    """The announced consultation on a version, to show, with the `others` of the document."""
    known = announced(page.document_id)
    for consultation in known:
        if consultation.edition.version == version:
            consultation.others = [other for other in known if other != consultation]
            return to_show(page, consultation)
    raise Http404


def to_show(page, consultation):
    """A consultation with its `state` and what is `said` in the reader's language; the page takes over its document."""
    page.document = consultation.document
    consultation.state = state(consultation)
    consultation.said = {name: worded(consultation, name) for name in ("what", "who", "next_steps")}
    consultation.has_outcome = is_public(consultation)
    return consultation


def state(consultation):
    if takes_responses(consultation):
        return "open"
    return "planned" if consultation.opens_at > timezone.now() and not consultation.document.is_ended else "closed"


def shown(page, request, template, consultation, **context):
    """The page of a template in templates/guidance/consultation/; `base` in it is the consultation's address."""
    context |= {"consultation": consultation, "base": page.url + consultation.path}
    return page.render(request, template=f"guidance/consultation/{template}.html", context_overrides=context)


def newest(page, request):
    """To the consultation that is planned, open or was the last to be held."""
    for consultation in announced(page.document_id):
        return redirect(page.url + consultation.path)
    raise Http404


def consultation(page, request, version):
    """What is asked, of whom, how to answer and by when, and what happens next."""
    asked = consultation_or_404(page, version)
    return shown(page, request, "consultation", asked, questions=questions_of(asked), code_form=CodeForm())


def paper_form(page, request, version):
    """The response form to print, write on and post."""
    asked = consultation_or_404(page, version)
    context = {
        "questions": questions_of(asked),
        "parts": offered(asked),
        "respondents": Respondent.labels,
        "permissions": Publish.labels,
        "views": View.labels,
    }
    return shown(page, request, "paper_form", asked, **context)


def begin(page, request, version):
    """What to know before one answers; POST starts a response. `?on=` is the clause to comment on first."""
    asked = consultation_or_404(page, version)
    form = StartForm(request.POST if request.method == "POST" else None)
    if asked.state != "open":
        return redirect(page.url + asked.path)
    clause = clause_at(asked, request.GET.get("on", ""))
    if form.is_valid():
        try:
            opened = start(asked, get_language())
        except Refused:
            return redirect(page.url + asked.path)
        return redirect(f"{page.url}{opened.path}{f'?on={clause.anchor}' if clause else ''}")
    questions = questions_of(asked)
    minutes = 5 + 5 * len(questions)
    return shown(page, request, "start", asked, form=form, clause=clause, questions=questions, minutes=minutes)


def resume(page, request, version):
    """From a code typed into a form to its response."""
    asked = consultation_or_404(page, version)
    if request.method != "POST":
        return redirect(page.url + asked.path)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            opened = open_with(form.cleaned_data["code"], page.document_id, version)
        except Response.DoesNotExist:
            form.add_error("code", UNKNOWN)
        else:
            return redirect(page.url + opened.path)
    return shown(page, request, "resume", asked, form=form)
