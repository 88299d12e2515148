"""Everything that has a permanent identifier, by kind: where it is read now and how it is cited, in each language.

Whatever leads to what was published, `/id/`, OAI-PMH and DOIs, asks here; nothing else knows what a key means. A voice
is of no kind: it can be withdrawn without a trace.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory import citing as directory_citing
from directory.models import Scheme
from guidance import citing
from guidance.models import Clause, Edition, GuidancePage
from hub.citation import named
from hub.languages import LANGUAGES, language_of
from hub.models import Identifier
from resources.models import CaseStudyPage, ToolkitPage

from . import open_data


@dataclass(frozen=True)
class Kind:
    """`items(identifiers, root)` is {key: {language: CSL-JSON}} of those that anybody may read now.

    `root` is the address of the site, with scheme; English comes first. `unlisted(keys)` are the keys of those that
    can be read but were taken off the lists.
    """

    label: Promise
    items: Callable
    unlisted: Callable = lambda keys: set()


def english_first(found):
    return {key: dict(sorted(items.items(), key=lambda row: LANGUAGES.index(row[0]))) for key, items in found.items()}


def pages(model):
    def items(identifiers, root):
        found, by_key = defaultdict(dict), {one.key: one for one in identifiers}
        rows = model.objects.published().filter(translation_key__in=by_key, alias_of=None).defer_streamfields()
        for page in rows:
            page.identifier = by_key[str(page.translation_key)]
            with translation.override(language_of(page.locale_id)):
                item = page.citable(urljoin(root, page.url))
            found[page.identifier.key][language_of(page.locale_id)] = item
        return english_first(found)

    return items


def delisted_case_studies(keys):
    rows = CaseStudyPage.objects.delisted().filter(translation_key__in=keys)
    return {str(key) for key in rows.values_list("translation_key", flat=True)}


def guidance_pages(**filters):
    return GuidancePage.objects.published().filter(alias_of=None, edition__isnull=False, **filters)


def documents(identifiers, root):
    """A document whatever its edition: cited as its newest, at the address that leads there."""
    found, by_key = defaultdict(dict), {one.key: one for one in identifiers}
    rows = guidance_pages(document__reference__in=by_key).select_related("edition__document").defer_streamfields()
    names = citing.names_of(*(page.edition for page in rows))
    for page in rows:
        address, edition = urljoin(root, page.url), page.edition
        item = citing.newest_of(named(citing.citable(edition, address), by_key[edition.document.reference]), address)
        newest = names.get(("edition", str(edition.pk)))
        item["custom"] |= {"workExample": urljoin(root, newest.path)} if newest else {}
        found[edition.document.reference][edition.language] = item
    return english_first(found)


def editions(identifiers, root):
    rows = list(
        Edition.objects.filter(pk__in=[one.key for one in identifiers]).select_related("document", "translation_of")
    )
    pages_of = {
        (page.document_id, language_of(page.locale_id)): urljoin(root, page.url)
        for page in guidance_pages(document__in={row.document_id for row in rows}).defer_streamfields()
    }
    names, before = citing.names_of(*rows), citing.before(rows)
    found = {}
    for edition in rows:
        address = pages_of.get((edition.document_id, edition.language))
        if address:
            item = citing.whole(edition, address, names, before.get(edition.pk))
            found[str(edition.pk)] = {edition.language: item}
    return found


def place_of(identifier, key):
    """The address of a clause below that of its edition or, of whichever is the newest, its document.

    Raises Http404 where neither was ever of that identifier.
    """
    owner = {"edition": "edition", "guidance": "edition__document__reference"}.get(identifier.kind)
    clause = owner and Clause.objects.with_key(key).filter(**{owner: identifier.key}).first()
    if not clause:
        raise Http404
    return clause.path


def schemes(identifiers, root):
    by_key = {one.key: one for one in identifiers}
    rows = Scheme.objects.published().filter(code__in=by_key, approved_on__isnull=False).with_prison()
    return {
        row.code: in_each_language(row.get_absolute_url, directory_citing.scheme, row, by_key, root) for row in rows
    }


def in_each_language(address, cite, row, by_key, root):
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            item = cite(row, urljoin(root, address()))
        found[language] = named(item, by_key[row.code])
    return found


def delisted_schemes(keys):
    rows = Scheme.objects.filter(code__in=keys, delisted_on__isnull=False)
    return set(rows.values_list("code", flat=True))


def open_data_file(root):
    return open_data.citable(urljoin(root, reverse("open_data"))) if open_data.made_at() else None


DATASETS = {open_data.KEY: open_data_file, **{key: one.citable for key, one in directory_citing.DATASETS.items()}}


def dataset_keys():
    """The keys of all data sets: of the hub as a whole, and the practice of each document."""
    references = guidance_pages().values_list("document__reference", flat=True)
    return [*DATASETS, *(citing.practice_key(reference) for reference in sorted(set(references)))]


def practices(identifiers, root):
    """The data set of what puts each recommendation of a document into practice, at the page that shows it."""
    found, by_key = defaultdict(dict), {one.key: one for one in identifiers}
    rows = guidance_pages(document__reference__in=filter(None, map(citing.practice_of_key, by_key)))
    for page in rows.select_related("document").defer_streamfields():
        language, key = language_of(page.locale_id), citing.practice_key(page.document.reference)
        with translation.override(language):
            found[key][language] = named(citing.practice(page, urljoin(root, page.url)), by_key[key])
    return english_first(found)


def datasets(identifiers, root):
    found = practices(identifiers, root)
    for one in identifiers:
        for language in LANGUAGES:
            with translation.override(language):
                item = DATASETS[one.key](root) if one.key in DATASETS else None
            if item:
                found.setdefault(one.key, {})[language] = named(item, one)
    return found


KINDS = {
    "guidance": Kind(_("Guidance"), documents),
    "edition": Kind(_("Edition of guidance"), editions),
    "case-study": Kind(_("Case study"), pages(CaseStudyPage), delisted_case_studies),
    "toolkit": Kind(_("Toolkit"), pages(ToolkitPage)),
    "scheme": Kind(_("Scheme"), schemes, delisted_schemes),
    "dataset": Kind(_("Data set"), datasets),
}


def found(identifiers, root=None):
    """{identifier's key in the database: {language: CSL-JSON}} of those that can be read, a few queries for each kind.

    Without a `root`, addresses are those of the site's own settings: for what no reader asked for.
    """
    by_kind = defaultdict(list)
    for one in identifiers:
        by_kind[one.kind].append(one)
    told = {}
    for kind, ours in by_kind.items():
        items = KINDS[kind].items(ours, root or settings.BASE_URL) if kind in KINDS else {}
        told |= {one.pk: items[one.key] for one in ours if one.key in items}
    return told


def listed(identifiers, root=None):
    """`found` without what was taken off the lists."""
    by_kind = defaultdict(set)
    for one in identifiers:
        by_kind[one.kind].add(one.key)
    off = {(kind, key) for kind, keys in by_kind.items() if kind in KINDS for key in KINDS[kind].unlisted(keys)}
    return found([one for one in identifiers if (one.kind, one.key) not in off], root)


def give(kind, keys, at=None):
    """Give the things of a kind their identifiers where they can be read, and note that they changed.

    What cannot be read and never had one gets none. Returns the identifiers.
    """
    keys = [str(key) for key in keys]
    had = {one.key: one for one in Identifier.objects.filter(kind=kind, key__in=keys)}
    trial = [had.get(key) or Identifier(kind=kind, key=key) for key in keys]
    items = KINDS[kind].items(trial, settings.BASE_URL)
    given = []
    for key in keys:
        titles = {language: item["title"] for language, item in items.get(key, {}).items()}
        if titles or key in had:
            given.append(Identifier.objects.give(kind, key, titles, at))
            if not titles:  # nobody is asked about what is gone
                given[-1].uses.update(email="")
    return given
