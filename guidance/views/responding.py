"""The pages of one response. Whoever knows the code in the address may read and write it until it is sent.

What cannot be stored is shown back, with status 200: some networks put a page of their own in place of an error.
"""

from functools import partial, wraps

from django.forms.models import model_to_dict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from guidance import responding
from guidance.clauses import expanded
from guidance.forms import AboutForm, AnswerForm, CodeForm, CommentForm
from guidance.models.responses import Response
from guidance.responding import Full, Refused, Stale, Unfinished
from guidance.subjects import called, clause_at, label_of, offered
from hub.forms import RevisionField, without_controls
from hub.identifying import by_kind, pieces
from hub.rich_text import expand_all

from .consultations import UNKNOWN, consultation_or_404, shown, to_show

WHOLE = "whole"  # ?on= of a comment on the whole document

# What a redirect says with ?note= about what was done.
NOTES = {
    "saved": _("Saved."),
    "deleted": _("Your comment was deleted."),
    "gone": _("That comment is not there any more."),
    "unknown": _("We could not find that part of the document. Choose it from this list."),
}

FULL = _("There is room for 300 comments in one response, and it has them. Nothing you typed is lost.")

# What people type, by the name of its field, to be shown back where it cannot be stored.
TYPED = {
    "text": _("Your comment"),
    "author": _("Your name or initials"),
    "organisation": _("Name of the organisation"),
    "name": _("Your name"),
    "email": _("E-mail address"),
}


def opening(*, leads=False, sent=False):
    """Make of `view(page, request, opened, …)` one that takes the version and the code of an address.

    `leads` keeps colleagues out; `sent` lets in after sending, when all other addresses lead to the receipt.
    """

    def decorated(view):
        @wraps(view)
        def found(page, request, version, code, **kwargs):
            try:
                opened = responding.open_with(code, page.document_id, version)
            except Response.DoesNotExist:
                return unknown(page, request, version, code)
            asked = to_show(page, opened.response.consultation)
            home = page.url + opened.path
            if leads and not opened.leads:
                return redirect(home)
            if request.method != "POST" and not sent:
                if opened.response.submitted_at:
                    return redirect(f"{home}receipt/")
                if asked.state != "open":
                    return refused(page, request, opened, opened.response)
            try:
                return view(page, request, opened, **kwargs)
            except Refused as refusal:
                return refused(page, request, opened, refusal.response)

        return found

    return decorated


def unknown(page, request, version, code):
    """The form for a code, saying that the one in the address opens nothing."""
    asked, form = consultation_or_404(page, version), CodeForm({"code": code})
    form.add_error("code", UNKNOWN)
    answer = shown(page, request, "resume", asked, form=form, typed=typed(request))
    answer.status_code = 200 if typed(request) else 404
    return answer


def refused(page, request, opened, response, *, gone=False):
    """Why nothing was stored, with what was typed and, unless it was sent, what is stored already, to be copied."""
    saved = {} if response.submitted_at else contents(opened)
    context = {"response": response, "gone": gone, "typed": typed(request), **saved}
    return answered(page, request, "refused", opened, **context)


def typed(request):
    """What was typed into the form that was sent, as (label, text)."""
    return [(label, without_controls(request.POST[name])) for name, label in TYPED.items() if request.POST.get(name)]


def answered(page, request, template, opened, **context):
    """A page of a response; `home` in its template is the address of the response."""
    context |= {"opened": opened, "home": page.url + opened.path, "note": NOTES.get(request.GET.get("note"))}
    return shown(page, request, template, opened.response.consultation, **context)


def back(page, opened, note):
    return redirect(f"{page.url}{opened.path}?note={note}")


def posted(request):
    return request.POST if request.method == "POST" else None


def contents(opened):
    """What a response holds: the questions, each with its `answer`, and the remarks.

    Each answer and remark has its `subject` and its `place` below the response's address.
    """
    questions = responding.questions_of(opened.response.consultation)
    comments = list(responding.written(opened.response))
    answers = {comment.question_id: comment for comment in comments}
    for question in questions:
        question.answer = answers.get(question.pk)
        if question.answer:
            question.answer.subject, question.answer.place = question.words, f"question/{question.pk}/"
    remarks = [comment for comment in comments if not comment.question_id]
    for remark in remarks:
        remark.subject, remark.place = called(remark.label), f"comment/{remark.pk}/?on={remark.anchor or WHOLE}"
    return {"questions": questions, "remarks": remarks}


@opening()
def tasks(page, request, opened):
    """All there is to do, and what is done. `?on=` is the clause that brought the reader here."""
    on = request.GET.get("on")
    first = clause_at(opened.response.consultation, on) if on else None
    return answered(page, request, "tasks", opened, first=first, **contents(opened))


@opening(leads=True)
def about(page, request, opened):
    """Who is answering, and what we may do with it."""
    stored = model_to_dict(opened.response, fields=AboutForm.base_fields)
    form = AboutForm(posted(request), initial=stored)
    if form.is_valid():
        responding.save_about(opened.response, form.cleaned_data)
        return back(page, opened, "saved")
    return answered(page, request, "about", opened, form=form)


@opening()
def question(page, request, opened, pk):
    """The answer to a question."""
    for asked in responding.questions_of(opened.response.consultation):
        if asked.pk == pk:
            break
    else:
        return refused(page, request, opened, opened.response, gone=True)
    answer = opened.response.comments.filter(question=asked).first()
    form = AnswerForm(
        posted(request),
        initial=model_to_dict(answer) | {"revision": answer.revision} if answer else {"revision": 0},
        signed=not opened.leads,
        offers_view=asked.offers_view,
    )
    save = partial(responding.save_answer, opened.response, asked)
    return write(page, request, opened, form, save, question=asked)


@opening()
def new_comment(page, request, opened):
    """A new comment on the clause of `?on=` or the whole document or, with none, the list to choose from."""
    asked, on = opened.response.consultation, request.GET.get("on")
    clause = clause_at(asked, on or "")
    if not clause and on != WHOLE:
        if typed(request):
            return refused(page, request, opened, opened.response, gone=True)
        if on:
            return redirect(f"{page.url}{opened.path}comment/?note=unknown")
        return answered(page, request, "chooser", opened, parts=offered(asked))
    form = CommentForm(posted(request), initial={"revision": 0}, signed=not opened.leads)
    place = {"anchor": clause.anchor, "label": label_of(clause)} if clause else {}
    save = partial(responding.save_comment, opened.response, **place)
    return write(page, request, opened, form, save, clause=clause)


@opening()
def comment(page, request, opened, pk):
    """A comment to change."""
    stored = opened.response.comments.filter(pk=pk, question=None).first()
    if not stored and not typed(request):
        return back(page, opened, "gone")
    anchor = stored.anchor if stored else request.GET.get("on", "")
    clause = clause_at(opened.response.consultation, anchor)
    initial = {"text": stored.text, "author": stored.author, "revision": stored.revision} if stored else {}
    form = CommentForm(posted(request), initial=initial, signed=not opened.leads)
    save = partial(responding.save_comment, opened.response, pk=pk)
    return write(page, request, opened, form, save, comment=stored, clause=clause)


def write(page, request, opened, form, save, *, clause=None, **context):
    """The page to write an answer or a comment on, or the way back once `save` has taken it.

    Where it was saved since, both texts are shown, and saving once more is a choice made knowingly.
    """
    if form.is_valid():
        try:
            save(**form.cleaned_data)
        except Stale as stale:
            context |= {"stale": True, "stored": stale.stored}
            form.data = form.data.copy()
            form.data["revision"] = stale.stored.revision if stale.stored else 0
        except Full:
            form.add_error(None, FULL)
        else:
            return back(page, opened, "saved")
    if clause:
        expanded([clause], expand_all)
    return answered(
        page, request, "write", opened, form=form, clause=clause, on=clause.anchor if clause else WHOLE, **context
    )


@opening(leads=True)
def delete(page, request, opened, pk):
    """Ask before a comment is deleted, and show it again where it was changed meanwhile."""
    stored = opened.response.comments.filter(pk=pk, question=None).first()
    if not stored:
        return back(page, opened, "gone")
    stale = False
    if request.method == "POST":
        revision = RevisionField().clean(request.POST.get("revision"))
        try:
            responding.delete_comment(opened.response, pk, revision=revision)
        except Stale as changed:
            stored, stale = changed.stored, True
        else:
            return back(page, opened, "deleted")
    stored.subject = called(stored.label)
    return answered(page, request, "delete", opened, comment=stored, stale=stale)


@opening(leads=True)
def colleagues(page, request, opened):
    """A code for colleagues, made on demand and shown this once: it is kept nowhere, so there is no redirect."""
    code = responding.make_colleague_code(opened.response) if request.method == "POST" else None
    return answered(page, request, "colleagues", opened, code=code)


@opening(leads=True)
def review(page, request, opened):
    """Everything as it will be sent, with what may tell who somebody is marked; POST sends it."""
    asked, error = opened.response.consultation, False
    if request.method == "POST":
        address = request.build_absolute_uri(page.url + asked.path)
        try:
            responding.submit(opened.response, title=page.title, address=address)
        except Unfinished:
            error = True
        else:
            return redirect(f"{page.url}{opened.path}receipt/")
    context = contents(opened)
    said = [*(asked.answer for asked in context["questions"] if asked.answer), *context["remarks"]]
    for comment in said:
        comment.pieces = list(pieces(comment.text))
        comment.private = by_kind(comment.pieces)
    context["private"] = [comment for comment in said if comment.private]
    context["missing"] = responding.missing(opened.response, said)
    return answered(page, request, "review", opened, error=error, **context)


@opening(sent=True)
def receipt(page, request, opened):
    """That it arrived and what happens next. Nothing of what was answered is shown any more."""
    if not opened.response.submitted_at:
        return redirect(page.url + opened.path)
    return answered(page, request, "receipt", opened)
