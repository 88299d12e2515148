"""From the TOML files to pages. Everything is found again by its slug or code and left alone if it exists."""

import tomllib
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone

from directory.models import Prison
from guidance.models import GuidanceIndexPage
from guidance.stages import EvidenceStrength
from home.models import AccessibilityStatementPage, HomePage, NewsIndexPage, NewsPage, StandardPage
from hub.models import HubDocument, HubImage, Licence, Topic
from hub.reach import Channel
from resources.evidence import needed_for
from resources.identity import check_of
from resources.models import (
    CaseStudyIndexPage,
    CaseStudyPage,
    Consent,
    IdentityReview,
    Rating,
    Recording,
    ToolkitFile,
    ToolkitIndexPage,
    ToolkitPage,
    VoiceIndexPage,
    VoicePage,
)
from resources.models.consents import Asked, Why, WithdrawnBy
from resources.withdrawal import remove_voice

from . import files
from .accounts import EDITORS, account

HERE = Path(__file__).parent
IDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/common-thread/demonstration")
INDEXES = {
    "guidance": GuidanceIndexPage,
    "voices": VoiceIndexPage,
    "case-studies": CaseStudyIndexPage,
    "toolkits": ToolkitIndexPage,
    "news": NewsIndexPage,
}


MADE_UP = {
    "source": "Made up for the demonstration",
    "source_on": date(2026, 11, 22),
    "is_example": True,
    "status": "open",
}


def read(name):
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)


def midday(day):
    return datetime.combine(day, time(12), tzinfo=UTC)


def block_id(slug, position):
    """The id of a page's block, the same in every demonstration."""
    return str(uuid.uuid5(IDS, f"{slug}/{position}"))


def stream(slug, blocks):
    """StreamField data for [(type, value)]."""
    return [
        {"type": kind, "value": value, "id": block_id(slug, position)} for position, (kind, value) in enumerate(blocks)
    ]


def items(values):
    """ListBlock data, each item with an id that depends on what it says: what translations hang on."""
    return [{"type": "item", "value": value, "id": str(uuid.uuid5(IDS, str(value)))} for value in values]


def value_of(block):
    """The value of a block described in TOML: one that has a single part is that part alone."""
    parts = {name: part for name, part in block.items() if name != "type"}
    if block["type"] in ("text", "heading", "section", "subheading", "paragraph", "points", "steps"):
        (value,) = parts.values()
        return items(value) if isinstance(value, list) else value
    if block["type"] == "recommendation":
        labels = {str(label).lower(): value for value, label in EvidenceStrength.choices}
        return {**parts, "evidence": labels[parts["evidence"]], "number": None}
    if block["type"] == "voice":
        return VoicePage.objects.get(slug=parts["voice"], locale__language_code="en-gb").pk
    return parts


def body_of(row):
    return stream(row["slug"], [(block["type"], value_of(block)) for block in row.get("body", [])])


def rate(row, at, **subject):
    """Rate a case study or a scheme as if two editors, whose accounts are gone since, had done so at the time `at`.

    Returns the rating.
    """
    decided = {"state": Rating.State.CONFIRMED, "proposed_at": at, "decided_at": at}
    rating = Rating(**subject, **row, **decided, met=needed_for(row["level"]))
    rating.full_clean()
    rating.save()
    rating.show()
    return rating


def forms_of(file):
    """A file of toolkits.toml in each format that it is handed out in."""
    if file["format"] == "docx":
        name = file["filename"].removesuffix("docx")
        return [file, {**file, "format": "pdf", "title": f"{file['title']} (PDF)", "filename": f"{name}pdf"}]
    return [file]


def versions_of(file, toolkit):
    """The versions of a file, oldest first: an earlier one lacks the parts, or the rows, that came later."""
    found = []
    for version in [*file.get("earlier", []), {}]:
        without = version.get("without", [])
        told = {"issued_on": file.get("issued_on", toolkit["published_on"]), "changed": file.get("changed", "")}
        found.append({**file, **told, **version})
        if "content" in file:
            found[-1]["content"] = [part for part in file["content"] if part.get("heading") not in without]
        else:
            found[-1]["rows"] = [row for row in file["rows"] if row[1] not in without]
    return found


class Content:
    """Builds the English demonstration under `home`. Each method yields what it made, for a line of progress."""

    def __init__(self, home):
        self.home = home

    def publish(self, parent, model, row, **values):
        """Create and publish a page unless `parent` has one with its slug; returns it if it is new."""
        if parent.get_children().filter(slug=row["slug"]).exists():
            return None
        page = model(title=row["title"], slug=row["slug"], summary=row["summary"], live=False, **values)
        page.topics = Topic.objects.filter(slug__in=row.get("topics", []))
        parent.add_child(instance=page)
        if "identity_reason" in row:
            found = check_of(page).digest
            IdentityReview.objects.create(
                page=page, digest=found, by=account(EDITORS[1]), reason=row["identity_reason"]
            )
        page.save_revision().publish()
        return page

    def parent(self, slug):
        return self.home.get_children().get(slug=slug).specific

    def topics(self):
        for row in read("topics")["topic"]:
            topic, created = Topic.objects.get_or_create(slug=row["slug"], defaults=row)
            if created:
                yield topic

    def prisons(self):
        for row in read("prisons")["prison"]:
            prison, created = Prison.objects.get_or_create(nomis_code=row["nomis_code"], defaults=row | MADE_UP)
            if created:
                yield prison

    def indexes(self):
        for row in read("pages")["index"]:
            row["summary"] = row["intro"]
            yield self.publish(self.home, INDEXES[row["slug"]], row, show_in_menus=True)

    def pages(self):
        for row in read("pages")["page"]:
            yield self.publish(self.home, StandardPage, row, body=body_of(row))
        row = read("pages")["accessibility"]
        fields = {name: value for name, value in row.items() if name not in ("title", "slug", "summary")}
        yield self.publish(self.home, AccessibilityStatementPage, row, **fields)

    def voices(self):
        for row in read("voices")["voice"]:
            consent = self.consent(row)
            if consent.withdrawn_at:
                continue
            names = ("role", "attribution", "credit", "setting", "shape", "quote", "said_on", "context", "content_note")
            page = self.publish(
                self.parent("voices"),
                VoicePage,
                row,
                translation_key=consent.voice,
                body=body_of(row),
                prison_id=row["prison"],
                first_published_at=midday(row["published_on"]),
                **{name: row[name] for name in names},
            )
            if row.get("recording"):
                self.recording(row, consent)
            if row.get("withdrawn"):
                consent.withdraw(WithdrawnBy.SPEAKER, Why.NOT_SAID)
                remove_voice.call(consent.pk)
            yield page

    def recording(self, row, consent):
        """The quote of a voice as if somebody had recorded it: the words as captions, and nobody's sound."""
        said = row["quote"].split(". ")
        cues = [f"00:0{n * 2}.000 --> 00:0{n * 2 + 2}.000\n{words}" for n, words in enumerate(said)]
        Recording.objects.get_or_create(
            voice=consent.voice,
            defaults={
                "file": ContentFile(files.silence(len(said) * 2), name=f"{row['slug']}.wav"),
                "captions": ContentFile("\n\n".join(["WEBVTT", *cues]), name=f"{row['slug']}.vtt"),
                "transcript": row["quote"],
                "note": row["recording"],
            },
        )

    def consent(self, row):
        """The record of consent to a voice, made up like the voice, in force today whenever that is."""
        today = timezone.localdate()
        given_on = today - timedelta(days=60)
        values = {
            "asked_by": "Scheme lead",
            "asked_in": "English",
            "asked_how": [Asked.ALOUD, Asked.LARGE_PRINT],
            "understood": True,
            "covers": list(Channel),
            "attribution": row["attribution"],
            "how_to_withdraw": "Tell any member of staff, or write to the editors. No reason is needed.",
            "kept_at": "Made up for the demonstration",
            "given_on": given_on,
            "review_on": today + timedelta(days=10 if row.get("runs_out_soon") else 300),
            "expires_on": today + timedelta(days=20 if row.get("runs_out_soon") else 600),
        }
        voice = uuid.uuid5(IDS, f"voice/{row['slug']}")
        return Consent.objects.get_or_create(voice=voice, defaults=values)[0]

    def case_studies(self):
        for row in read("case_studies")["case_study"]:
            names = (*CaseStudyPage.PARTS, "started", "involved", "review_on")
            page = self.publish(
                self.parent("case-studies"),
                CaseStudyPage,
                row,
                prison_id=row["prison"],
                first_published_at=midday(row["published_on"]),
                **{name: row[name] for name in names},
            )
            if page:
                rate(row["rating"], midday(row["published_on"]), case_study=page)
            yield page

    def toolkits(self):
        for row in read("toolkits")["toolkit"]:
            page = self.publish(
                self.parent("toolkits"),
                ToolkitPage,
                row,
                body=stream(row["slug"], [("text", row["body"])]),
                review_on=row["review_on"],
                first_published_at=midday(row["published_on"]),
            )
            if page:
                self.toolkit_files(page, row)
            yield page

    def toolkit_files(self, page, row):
        """Publish the files of a toolkit, version after version; a Word file comes as a PDF to print too."""
        described = [version for file in row["file"] for version in forms_of(file)]
        page.files = [self.toolkit_file(versions_of(file, row)[0]) for file in described]
        page.save_revision().publish()
        for number in range(1, max(len(versions_of(file, row)) for file in described)):
            page.files.set(page.files.all())  # from now on the page holds the files that it will publish
            for held, file in zip(page.files.all(), described, strict=True):
                versions = versions_of(file, row)
                if number < len(versions):
                    held.document = self.document(versions[number])
                    held.issued_on, held.changed = versions[number]["issued_on"], versions[number]["changed"]
            page.save_revision().publish()

    def document(self, file):
        document = HubDocument(title=file["title"], licence=Licence.OGL)
        document.file = ContentFile(files.make(file), name=file["filename"])
        document._set_document_file_metadata()
        document.save()
        return document

    def toolkit_file(self, file):
        return ToolkitFile(
            title=file["title"],
            description=file["description"],
            template=file["template"],
            document=self.document(file),
            issued_on=file["issued_on"],
            locale=self.home.locale,
        )

    def news(self):
        for row in read("news")["news"]:
            names = ("kind", "date", "author", "author_role", "deadline", "reference", "apply_url")
            values = {name: row[name] for name in names if name in row}
            if "source_publisher" in row:
                source = ("source_title", "source_publisher", "source_author", "source_url", "source_date")
                values |= {name: row[name] for name in source}
                values |= {"republished": True, "source_licence": row["licence"]}
            if row["kind"] == "interview":
                values["image"] = self.picture()
            yield self.publish(
                self.parent("news"),
                NewsPage,
                row,
                body=body_of(row),
                first_published_at=midday(row["date"]),
                **values,
            )

    def picture(self):
        image, _created = HubImage.objects.get_or_create(
            title="Quilt pattern",
            defaults={
                "description": "A quilt of green, gold and red triangles.",
                "credit": "Common Thread",
                "licence": Licence.OGL,
                "file": ContentFile(files.picture("interview"), name="quilt.jpg"),
                "width": 1200,
                "height": 800,
            },
        )
        return image

    def front_page(self):
        """Fill the home page, unless an editor has."""
        row = read("pages")["home"]
        if self.home.primary_label:
            return
        self.home.heading = row["heading"]
        self.home.summary = row["lede"]
        self.home.primary_label = row["primary_label"]
        self.home.secondary_label = row["secondary_label"]
        self.home.featured_voice = VoicePage.objects.get(slug=row["featured_voice"], locale__language_code="en-gb")
        self.home.routes = stream("home", [("route", route) for route in row["routes"]])
        self.home.save_revision().publish()
        yield self.home


def english_home():
    return HomePage.objects.get(locale__language_code="en-gb", depth=2)
