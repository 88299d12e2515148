"""The self-assessment of an edition: a form, its answers as a file to keep, and such a file opened again.

No answer is stored or logged. With a script the file never leaves the browser (hub/static/self-assessment.js).
"""

import json

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guidance.pairing import editions_for
from guidance.self_assessment import AnswersForm, NotOurs, about, as_file, asked_in, read

from .documents import edition_among


def newest(page, request):
    """To the self-assessment of the newest edition. Raises Http404 where there is none."""
    known = editions_for(page.document, get_language()) if page.document else []
    if not known:
        raise Http404
    return redirect(f"{page.url}self-assessment/{known[0].version}/")


def self_assessment(page, request, version):
    request.sensitive_post_parameters = "__ALL__"  # an error report must not hold what somebody wrote
    known = editions_for(page.document, get_language())
    edition = edition_among(known, version)
    asked = asked_in(edition)
    context = {
        "edition": edition,
        "editions": known,
        "newest": known[0],
        "about": json.dumps(about(edition, address_of(page, request, edition))),
        "form": AnswersForm(asked),
    }
    response = None
    if request.method == "POST":
        response = answer(page, request, edition, asked, context)
    response = response or page.render(
        request, template="guidance/self_assessment/form.html", context_overrides=context
    )
    response["Cache-Control"] = "no-store"
    return response


def address_of(page, request, edition):
    return request.build_absolute_uri(page.url) + edition.path


def answer(page, request, edition, asked, context):
    """The file to keep, or None once `context` says what the page is to show."""
    if "open" in request.POST:
        return open_file(request, edition, asked, context)
    form = context["form"] = AnswersForm(asked, request.POST)
    if not form.is_valid():
        return None
    address = address_of(page, request, edition)
    name = f"{edition.document.reference}-{edition.version}-{_('self-assessment')}"
    if request.POST.get("as") == "html":
        told = {"edition": edition, "answers": form.answers, "address": address}
        return download(render_to_string("guidance/self_assessment/sheet.html", told), "text/html", f"{name}.html")
    text = json.dumps(as_file(edition, address, form.answers), indent=1, ensure_ascii=False)
    return download(text, "application/json", f"{name}.json")


def open_file(request, edition, asked, context):
    upload = request.FILES.get("file")
    try:
        if not upload:
            raise NotOurs(_("Choose the file that you saved."))
        opened = read(upload, edition, asked)
    except NotOurs as error:
        context["refused"] = error.args[0]
    else:
        context |= {"opened": opened, "form": AnswersForm(asked, opened.data, reworded=opened.reworded)}


def download(text, content_type, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(text, content_type=f"{content_type}; charset=utf-8", headers=headers)
