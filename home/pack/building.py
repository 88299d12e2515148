"""Building a pack: following links from the pages of its scope, then writing each page and file into an archive."""

import re
import tempfile
import zipfile
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.translation import get_language_info

from guidance.tasks import quoting
from hub.models import Synonym
from resources.models import VoicePage

from .finding import Index, by_letter, title_of
from .manifest import Files
from .rendering import Renderer, forget_old_renderings, forget_renderings, readable_voices, static_file
from .rewriting import Rewriter, index_address, references, relative, search_address, written
from .scope import folder_of, place_of, prefix_of, safe, split_language

NAME = "Common Thread"
DRAWN = re.compile(r"url\(([\w./-]+)\)")
EDITION_PDF = re.compile(r"editions/(?P<version>[\d.]+)/[\w-]+\.pdf/?$")
REPEATED = re.compile(r"\?|/editions/[\d.]+/$")  # what is on another page too: not searched, nor listed
STEP = 25  # pages between two reports of progress


class Nothing(Exception):
    """There is no page in the scope."""


class WordsTakenBack(Exception):
    """Words that the pack may hold were withdrawn while it was built."""


def lost(keys):
    """Which of the voices with these translation keys may no longer be read offline."""
    return set(keys) - voices()


def voices():
    return {str(key) for key in readable_voices().values_list("translation_key", flat=True)}


@dataclass
class Built:
    """What came of a build: `left_out` is [(address, bytes)], `voices` the keys of those that it may quote."""

    pages: int = 0
    files: int = 0
    made: int = 0
    reused: int = 0
    is_signed: bool = False
    left_out: list = field(default_factory=list)
    voices: list = field(default_factory=list)


@dataclass(frozen=True)
class Stored:
    """A file that was found: where it goes in the pack, and where its bytes wait."""

    place: str
    size: int
    path: Path


class Build:
    """One build of a `Scope`. `progress` is called now and then with (pages done, pages known)."""

    def __init__(self, scope, progress=lambda done, known: None):
        self.scope, self.progress, self.made_at = scope, progress, timezone.now()
        self.renderer = Renderer()
        self.pages, self.files, self.leads, self.left_out = {}, {}, {}, {}

    def run(self, archive):
        """Write the pack into an open, empty `ZipFile` and return what it is, as `Built`.

        Raises Nothing for a scope without pages, ValueError for a collection that there is not, and NotRendered where
        a page failed: a pack is whole, or there is none. Raises WordsTakenBack where words were withdrawn meanwhile.
        """
        before = voices()
        with tempfile.TemporaryDirectory() as folder:
            self.gather(Path(folder))
            if not self.pages:
                raise Nothing
            files = Files(archive, timezone.localtime(self.made_at))
            self.write(files)
            is_signed = files.close(self.facts())
        if lost(before):
            forget_renderings()
            raise WordsTakenBack
        forget_old_renderings()
        left_out = sorted(self.left_out.items())
        counts = {"made": self.renderer.made, "reused": self.renderer.reused, "is_signed": is_signed}
        return Built(len(self.pages), len(self.files), **counts, left_out=left_out, voices=sorted(before | voices()))

    # What is in it

    def gather(self, folder):
        """Follow links from page to page, and get each file that a page refers to."""
        waiting, known, wanted = list(self.scope.seeds), set(self.scope.seeds), {}
        for done, address in enumerate(waiting):  # which grows meanwhile
            if done % STEP == 0:
                self.progress(done, len(waiting))
            answer = self.renderer.page(address)
            if answer and answer.leads_to:
                target = self.scope.address(answer.leads_to, address)
                links = [target[0]] if target else []
                self.leads[address] = links[0] if links else ""
            elif answer and answer.is_page:
                self.pages[address] = answer.body
                found = (self.scope.address(href, address) for href in references(answer.body))
                links = sorted({one[0] for one in found if one})
            else:
                continue
            for link in links:
                if link not in known and self.scope.has_page(link):
                    known.add(link)
                    waiting.append(link)
                elif self.scope.has_file(link):
                    wanted[link] = None
        self.progress(len(waiting), len(waiting))
        self.fetch(wanted, folder)

    def fetch(self, wanted, folder):
        """Get files, the smaller ones first, as far as the limits of one file and of all let them in."""
        found = []
        for address in wanted:
            answer = None if self.is_withheld(address) else self.renderer.file(address)
            if answer and not answer.is_page and not answer.leads_to:
                digest = sha256(answer.body).hexdigest()[:12]
                path = folder / digest
                if len(answer.body) <= settings.PACK_FILE_MAX:
                    path.write_bytes(answer.body)
                found.append((address, Stored(safe(f"files/{digest}-{answer.name}"), len(answer.body), path)))
        room = settings.PACK_MAX
        for address, stored in sorted(found, key=lambda pair: (pair[1].size, pair[0])):
            if stored.size > min(room, settings.PACK_FILE_MAX):
                self.left_out[address] = stored.size
            else:
                self.files[address] = stored
                room -= stored.size

    def is_withheld(self, address):
        """Whether a file is the PDF of an edition that quotes words which may be printed, but not read offline."""
        below = self.scope.below(address)
        if not (match := EDITION_PDF.fullmatch(below or "")):
            return False
        document = getattr(self.scope.pages[address.removesuffix(below)].specific, "document", None)
        return (document and document.pk, match["version"], split_language(address)[0]) in self.quoting_others

    @cached_property
    def quoting_others(self):
        """(document, version, language) of each edition that quotes a voice which may not be read offline."""
        readable = list(readable_voices().values_list("pk", flat=True))
        others = list(VoicePage.objects.exclude(pk__in=readable).values_list("pk", flat=True))
        editions = quoting(others) if others else []
        return {(edition.document_id, edition.version, edition.language) for edition in editions}

    @property
    def places(self):
        """{address: place} of all that is in it, also by the addresses that lead on to others."""
        places = {address: place_of(address) for address in self.pages}
        places |= {address: stored.place for address, stored in self.files.items()}
        for language in self.scope.languages:
            for address in (search_address(language), index_address(language)):
                places[address] = place_of(address).replace("/offline/pack/", "/")
        for address in self.leads:
            seen, target = set(), address
            while target in self.leads and target not in seen:
                seen.add(target)
                target = self.leads[target]
            if target in places:
                places[address] = places[target]
        return places

    # Writing it

    def write(self, files):
        places = self.places
        rewriter = Rewriter(self.scope, places, self.left_out, self.made_at)
        same = [synonym.phrases for synonym in Synonym.objects.all()]
        indexes = {
            language: Index(language, places[search_address(language)], same) for language in self.scope.languages
        }
        titled = {language: [] for language in self.scope.languages}
        for address, body in self.pages.items():
            document, language = rewriter.rewrite(body, address), split_language(address)[0]
            files.write(places[address], written(document))
            if not REPEATED.search(address):
                indexes[language].add(document, places[address])
                titled[language].append((title_of(document), address))
        for stored in {stored.place: stored for stored in self.files.values()}.values():
            files.write(stored.place, stored.path.read_bytes())
        for language, index in indexes.items():
            files.write(f"assets/search-{folder_of(language)}.js", index.script())
            self.write_own(files, rewriter, language, titled[language])
        files.write("assets/search.js", static_file("pack-search.js"))
        files.write("assets/site.css", style())
        files.write("assets/favicon.svg", static_file("favicon.svg"))
        files.write("index.html", self.cover(places))

    def write_own(self, files, rewriter, language, titled):
        """The pages that the pack has beside those of the hub: search, and all pages from A to Z."""
        start = self.start(language)
        for address, template in ((search_address(language), "search"), (index_address(language), "a_to_z")):
            same = [search_address, index_address][template == "a_to_z"]
            facts = {
                "request": RequestFactory(HTTP_HOST=next(iter(self.scope.hosts))).get(address),
                "alternates": [
                    {
                        "code": code,
                        "url": same(code),
                        "name": get_language_info(code.split("-")[0])["name_local"],
                        "current": code == language,
                    }
                    for code in self.scope.languages
                ],
                "letters": by_letter(titled, language),
                "index": index_address(language),
                "start": start,
            }
            with translation.override(language):
                body = render_to_string(f"home/pack/{template}.html", facts).encode()
            document = rewriter.rewrite(body, address)
            place = rewriter.places[address]
            if template == "search":
                for name in (f"search-{folder_of(language)}.js", "search.js"):
                    script = document.makeelement("script", {"src": relative(f"assets/{name}", place), "defer": ""})
                    document.find("head").append(script)
            files.write(place, written(document))

    def start(self, language):
        """Where reading in a language begins: at the home page, or else at the list of all pages."""
        home = prefix_of(language)
        return home if home in self.pages else index_address(language)

    def cover(self, places):
        facts = {
            "made_at": self.made_at,
            "languages": [(code, folder_of(code), places[self.start(code)]) for code in self.scope.languages],
            "address": f"{settings.BASE_URL}/offline/",
            "left_out": sorted(self.left_out.items()),
            "is_signed": bool(settings.PACK_SIGNING_KEY),
        }
        return render_to_string("home/pack/cover.html", facts).encode()

    def facts(self):
        return {
            "name": NAME,
            "made": timezone.localtime(self.made_at).isoformat(timespec="seconds"),
            "from": settings.BASE_URL,
            "collection": self.scope.collection or "everything",
            "languages": list(self.scope.languages),
            "left_out": [{"address": address, "bytes": size} for address, size in sorted(self.left_out.items())],
        }


def style():
    """The hub's style sheet with its fonts and pictures in it: a page from a disk may not load a font."""

    def inline(match):
        data, kind = static_file(match[1]), guess_type(match[1])[0] or "font/woff2"
        return f"url(data:{kind};base64,{b64encode(data).decode()})"

    return DRAWN.sub(inline, static_file("site.css").decode()).encode()


def build(scope, file, progress=lambda done, known: None):
    """Write the pack of a scope as a ZIP into an open binary `file`; returns `Built`, raises as `Build.run`."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        return Build(scope, progress).run(archive)
