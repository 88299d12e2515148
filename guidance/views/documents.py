"""A document as readers see it: the latest edition, any edition, what changed, and each clause."""

from operator import attrgetter

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language

from guidance import editions
from guidance.citing import cited, neighbours
from guidance.clauses import expanded
from guidance.comparison import compare
from guidance.models.documents import Document
from guidance.models.editions import Clause, Edition
from guidance.pairing import editions_for, has_moved_on, moved_on
from guidance.practice import practice_of_clause
from guidance.wordings import life_of
from hub.citation import signposting
from hub.rich_text import expand_all


def document(page, request):
    """The latest edition or, in preview, the edition that publishing would make."""
    edition = editions.compiled(page) if getattr(request, "is_preview", False) else page.shown_edition
    context = {"edition": edition, "clauses": expanded(edition.ordered_clauses, expand_all)}
    if not edition.pk:
        return page.render(request, context_overrides=context)
    others = editions_for(page.document, edition.language)
    context |= {"moved_on": moved_on(edition, others[0].newest_source if others else None)}
    relations = neighbours(edition, others, request.build_absolute_uri(page.url))
    return shown(page, request, None, context, edition, relations=relations)


def shown(page, request, template, context, edition, clause=None, relations=()):
    """Render a page about an edition, or a clause in it, that can be cited; with Signposting's Link header."""
    citation = cited(edition, request.build_absolute_uri(page.url), clause, relations)
    told = {"citation": citation, "identifier": citation["identifier"]}
    response = page.render(request, template=template, context_overrides=context | told)
    response["Link"] = signposting(citation["relations"])
    return response


def history(page, request):
    """Every edition with its change note, and the stages the document went through."""
    context = {
        "editions": editions_for(page.document, get_language()),
        "moves": page.document.stage_history() if page.document else [],
    }
    return page.render(request, template="guidance/history.html", context_overrides=context)


def edition(page, request, version):
    """One edition as it was published, with what has changed since."""
    page.document = Document.objects.select_related("consultation").filter(pk=page.document_id).first()
    others = editions_for(page.document, get_language())
    found = edition_among(others, version)
    newest = next(other for other in others if other.language == found.language)
    if found.language != get_language():  # in English only: the newest English edition may be listed in translation
        newest = found.newest_source
    clauses = expanded(found.ordered_clauses, expand_all)
    since = [] if newest == found else compare(found.ordered_clauses, newest.ordered_clauses)
    context = {
        "edition": found,
        "clauses": clauses,
        "newest": newest,
        "since": [difference for difference in since if not difference.same],
    }
    relations = neighbours(found, others, request.build_absolute_uri(page.url))
    return shown(page, request, "guidance/edition.html", context, found, relations=relations)


def choose_comparison(page, request):
    """From the two versions chosen in a form to the address of their comparison, the older first."""
    known = editions_for(page.document, get_language())
    chosen = [edition_among(known, request.GET.get(name, "")) for name in ("before", "after")]
    older, newer = sorted(chosen, key=attrgetter("order"))
    return redirect(f"{page.url}compare/{older.version}/{newer.version}/")


def comparison(page, request, before, after):
    """Two editions of one language side by side, clause by clause."""
    known = editions_for(page.document, get_language())
    old, new = edition_among(known, before), edition_among(known, after)
    if old.language != new.language:  # one of them is in English only: compare like with like
        old, new = (edition.translation_of or edition for edition in (old, new))
    differences = compare(old.ordered_clauses, new.ordered_clauses)
    changed = [difference for difference in differences if not difference.same]
    everything = request.GET.get("show") == "all"
    context = {
        "before": old,
        "after": new,
        "editions": known,
        "changed": changed,
        "differences": differences if everything else changed,
        "everything": everything,
    }
    return page.render(request, template="guidance/comparison.html", context_overrides=context)


def clause(page, request, key, version=None):
    """A clause in one edition or, with no `version`, in the latest, with how its wording came to be."""
    clauses = Clause.objects.with_key(key).with_code().filter(edition__document=page.document_id)
    every = list(Edition.objects.readable().filter(document=page.document_id))
    known = {edition.pk for edition in every}
    rows = [row for row in clauses.select_related("edition__document__consultation") if row.edition_id in known]
    if not rows:
        raise Http404
    page.document = rows[0].edition.document
    own_first = sorted(every, key=lambda edition: edition.language != get_language())
    asked = edition_among(own_first, version) if version else None
    life = life_of(rows, every, asked.language if asked else get_language())
    if not life:
        raise Http404
    found = life.in_edition(asked) if asked else life.newest
    context = {
        "life": life,
        "asked": asked,
        "clause": found and expanded([found], expand_all)[0],
        "newest": life.editions[0],
        "moved_on": has_moved_on(found, rows, every) if found and not version else False,
        "practice": practice_of_clause(life.newest),
    }
    if not found:
        return page.render(request, template="guidance/clause.html", context_overrides=context)
    own = [edition for edition in every if edition.language == found.edition.language]
    relations = neighbours(found.edition, own, request.build_absolute_uri(page.url), found)
    return shown(page, request, "guidance/clause.html", context, found.edition, found, relations)


def edition_among(editions, version):
    """The edition with a version, of those that `editions_for` gave. Raises Http404 where there is none."""
    for found in editions:
        if found.version == version:
            return found
    raise Http404


def edition_or_404(page, version):
    return edition_among(editions_for(page.document, get_language()), version)
