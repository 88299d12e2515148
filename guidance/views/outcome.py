"""The outcome of a consultation, as a page and as a table to keep."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from guidance.models.consultations import Consultation
from guidance.models.editions import Edition
from guidance.outcome import Outcome, as_csv, is_public
from hub.admin_access import may_enter
from hub.csvw import as_asked


def outcome(page, request, version):
    """Who answered, what they said and what was done. Before it is published, for its editors alone."""
    consultation = outcome_or_404(page, request, version)
    context = {"outcome": Outcome(consultation), "preview": not is_public(consultation)}
    return page.render(request, template="guidance/outcome.html", context_overrides=context)


def outcome_csv(page, request, version):
    """“You said, we did” as CSV."""
    consultation = outcome_or_404(page, request, version)
    response = HttpResponse(as_csv(Outcome(consultation)), content_type="text/csv; charset=utf-8")
    name = f"{page.document.reference}-{version}-outcome.csv"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return as_asked(request, response, _("You said, we did"))


def outcome_or_404(page, request, version):
    edition = Edition.objects.of(page.document_id, settings.LANGUAGE_CODE).version(version)
    consultations = Consultation.objects.select_related("edition", "document__consultation")
    consultation = get_object_or_404(consultations, edition__in=edition)
    if not (is_public(consultation) or may_preview(request)):
        raise Http404
    page.document = consultation.document  # the same row, with what its stage is worked out from
    return consultation


def may_preview(request):
    """Whether the reader edits consultations and reads comments. Who brings no session is not asked for one."""
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    return (
        signed_in
        and may_enter(request)
        and request.user.has_perms(["guidance.change_consultation", "guidance.change_comment"])
    )
