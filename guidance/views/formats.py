"""An edition in other forms: PDF, plain text, files for reference managers, and the feed of changes."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guidance.citing import before, names_of, part, relations_of, whole
from guidance.models.editions import Clause, EditionPDF
from guidance.pairing import editions_for
from hub.citation import download, signposting
from hub.feeds import Entry, Feed, atom

from .documents import edition_or_404


def pdf(page, request, version, form):
    """A PDF of an edition, such as document.pdf. Between publication and the task that makes it, it is not found."""
    edition = edition_or_404(page, version)
    stored = get_object_or_404(EditionPDF, edition=edition, form=form, is_current=True)
    address = request.build_absolute_uri(page.url) + edition.path
    headers = kept_from_search() | {"Link": signposting([(address, "collection", "text/html")])}
    return FileResponse(stored.file.open(), filename=stored.name, content_type="application/pdf", headers=headers)


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
    made = Feed(
        title=_("Changes to %(title)s") % {"title": page.title},
        page=address,
        address=f"{address}changes",
        language=get_language(),
        text=page.summary,
        author=page.owner_name,
        entries=[entry_of(edition, address) for edition in editions_for(page.document, get_language())],
    )
    return atom(made)


def entry_of(edition, address):
    own = address + edition.path
    before = edition.previous
    return Entry(
        key=own,
        link=f"{address}compare/{before.version}/{edition.version}/" if before else own,
        title=_("Version %(version)s") % {"version": edition.version},
        text=edition.change_note,
        published=edition.published_at,
        updated=edition.published_at,
        author=edition.owner_name,
    )


def kept_from_search():
    """Headers for a form of an edition: search engines show the page instead."""
    return {"X-Robots-Tag": "noindex"}
