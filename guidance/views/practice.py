"""The recommendations of a document with what puts them into practice, as a page and as a table to keep."""

import csv

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from guidance.citing import practice as citable
from guidance.citing import practice_key
from guidance.models.editions import Recommendation
from guidance.outcome import neutral
from guidance.practice import practice_of
from hub import citation
from hub.csvw import as_asked
from hub.models import Identifier


def practice(page, request):
    """Every recommendation in force with its practice, or only those with none; those that were removed apart."""
    practices = practices_of(page)
    in_force = [found for found in practices if not found.recommendation.removed_in]
    unreported = [found for found in in_force if not found.is_reported]
    unreported_only = request.GET.get("show") == "unreported"
    context = {
        "in_force": in_force,
        "unreported": unreported,
        "unreported_only": unreported_only,
        "shown": unreported if unreported_only else in_force,
        "removed": [found for found in practices if found.recommendation.removed_in],
    }
    cited = citation_of(page, request)
    if not cited:
        return page.render(request, template="guidance/practice.html", context_overrides=context)
    item, relations, identifier = cited
    told = citation.cited(item, heading=_("Cite this data set"), relations=relations)
    context |= {"citation": told, "identifier": identifier}
    response = page.render(request, template="guidance/practice.html", context_overrides=context)
    response["Link"] = citation.signposting(told["relations"])
    return response


def cite(page, request, extension):
    """The citation of the table of practice for a reference manager; or its linkset."""
    cited = citation_of(page, request)
    if not cited:
        raise Http404
    item, relations, _identifier = cited
    return citation.download(item, extension, relations)


def citation_of(page, request):
    """(CSL-JSON, relations, identifier) of the table of practice, or None where nothing is in force."""
    if not page.document or not page.last_published_at:
        return None
    address = request.build_absolute_uri(page.url)
    identifier = Identifier.objects.named("dataset", practice_key(page.document.reference))
    item = citation.named(citable(page, address), identifier)
    return item, [(f"{address}practice.csv", "item", "text/csv")], identifier


def practice_csv(page, request):
    """Those in force as CSV, a row for each link, with a byte order mark, which Excel needs to read accents."""
    if not page.document:
        raise Http404
    name = f"{page.document.reference}-practice.csv"
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    writer = csv.writer(response)
    writer.writerow(
        [
            _("Document"),
            _("Version"),
            _("Number"),
            _("Text"),
            _("Kind"),
            _("Title"),
            _("Address"),
            _("Scheme status"),
            _("Last confirmed"),
        ]
    )
    for found in practices_of(page):
        recommendation = found.recommendation
        if not recommendation.removed_in:
            start = (page.document, page.edition.version, recommendation.label, recommendation.beginning)
            for row in rows_of(found, page, request) or [("",) * 5]:
                writer.writerow([neutral(cell) for cell in (*start, *row)])
    return as_asked(request, response, _("In practice: %(title)s") % {"title": page.title})


def practices_of(page):
    recommendations = Recommendation.objects.filter(document=page.document_id).with_wording()
    return list(practice_of(recommendations).values())


def rows_of(practice, page, request):
    """(kind, title, address, status of a scheme, day it was reported) of each link of a `Practice`."""
    whole = request.build_absolute_uri
    rows = [
        (
            _("Scheme"),
            marked(f"{scheme}, {scheme.prison}", scheme.prison.is_example),
            whole(scheme.get_absolute_url()),
            scheme.get_status_display(),
            scheme.confirmed_on.isoformat(),
        )
        for scheme in practice.schemes
    ]
    for kind, examples in (
        (_("Case study"), practice.case_studies),
        (_("Toolkit file"), practice.toolkit_files),
        (_("Voice"), practice.voices),
    ):
        rows += [(kind, marked(row.title, row.made_up), whole(row.url), "", "") for row in examples]
    rows += [(_("Pilot"), str(pilot), whole(f"{page.url}{pilot.path}"), "", "") for pilot in practice.pilots]
    return rows


def marked(title, made_up):
    return _("%(title)s (made-up example)") % {"title": title} if made_up else title
