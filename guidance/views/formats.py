"""An edition in other forms: PDF, plain text, files for reference managers, and the feed of changes."""

import re

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guidance.citing import before, names_of, part, relations_of, whole
from guidance.models.editions import Clause, EditionPDF
from guidance.pairing import editions_for
from hub.citation import download, signposting

from .documents import edition_or_404

# XML 1.0 has no place for these characters, and what was pasted from elsewhere may hold them.
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def pdf(page, request, version):
    """The PDF of an edition. Between publication and the task that makes it, it is not found."""
    edition = edition_or_404(page, version)
    stored = get_object_or_404(EditionPDF, edition=edition)
    address = request.build_absolute_uri(page.url) + edition.path
    headers = kept_from_search() | {"Link": signposting([(address, "collection", "text/html")])}
    name = f"{edition.file_name}.pdf"
    return FileResponse(stored.file.open(), filename=name, content_type="application/pdf", headers=headers)


def text(page, request, version):
    """An edition as plain text: a header, then the clauses with their numbers."""
    edition = edition_or_404(page, version)
    address = request.build_absolute_uri(page.url) + edition.path
    header = [edition.title, f"{edition.document} · {_('Version')} {edition.version}", address]
    warnings = dict.fromkeys(filter(None, (page.banner, edition.banner)))
    header += [f"{heading}. {sentence}" for heading, sentence in warnings] + ["", edition.summary]
    clauses = [f"{clause.number}  {clause.text}".strip() for clause in edition.ordered_clauses if clause.text]
    body = "\n\n".join(["\n".join(header), *clauses]) + "\n"
    return HttpResponse(body, content_type="text/plain; charset=utf-8", headers=kept_from_search())


def cite(page, request, version, extension, key=None):
    """The citation of an edition, or of one of its clauses, for a reference manager; or its linkset."""
    edition, address = edition_or_404(page, version), request.build_absolute_uri(page.url)
    if key:
        clause = get_object_or_404(Clause.objects.with_key(key).with_code(), edition=edition)
        item, bare = part(edition, address, clause), address + clause.path
    else:
        item, bare = whole(edition, address, names_of(edition), before([edition]).get(edition.pk)), address
    return download(item, extension, relations_of(item, address, bare))


def feed(page, request):
    """An Atom feed of the document's editions, each with its change note and a link to the comparison."""
    if not page.document:
        raise Http404
    address = request.build_absolute_uri(page.url)
    atom = Atom1Feed(
        title=_("Changes to %(title)s") % {"title": in_xml(page.title)},
        link=address,
        description=in_xml(page.summary),
        language=get_language(),
        feed_url=f"{address}changes.atom",
        author_name=in_xml(page.owner_name),
    )
    for edition in editions_for(page.document, get_language()):
        what = f"{address}compare/{edition.previous.version}/{edition.version}/" if edition.previous else ""
        atom.add_item(
            title=_("Version %(version)s") % {"version": edition.version},
            link=what or address + edition.path,
            unique_id=address + edition.path,
            description=escape(in_xml(edition.change_note)),  # readers take it for HTML
            pubdate=edition.published_at,
            updateddate=edition.published_at,
            author_name=in_xml(edition.owner_name),
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def in_xml(text):
    return NOT_XML.sub(" ", text)


def kept_from_search():
    """Headers for a form of an edition: search engines show the page instead."""
    return {"X-Robots-Tag": "noindex"}
