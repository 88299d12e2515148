"""What the API hands out: the public facts of each noun and nothing else.

Each schema is filled from a row by its resolvers, so a field that is not named here cannot leave.
"""

import datetime
from typing import Any, Generic, Literal, TypeVar

from django.db import models
from ninja import Schema
from pydantic import Field, create_model

from directory.disclosure import BANDS
from directory.models import Scheme
from directory.monitoring.picture import AREAS
from directory.profile import COUNTS, NAMES, PAY_BANDS, codes_of
from directory.shown import INSTEAD
from hub.fields import ManyChoicesField

T = TypeVar("T")


class Problem(Schema):
    detail: Any


class PageOf(Schema, Generic[T]):
    """One page of a list. `next` and `previous` are addresses."""

    count: int
    next: str | None
    previous: str | None
    items: list[T]


class PrisonOut(Schema):
    code: str = Field(alias="nomis_code", description="NOMIS code: the key, never used again.")
    name: str
    name_cy: str
    nation: str = Field(alias="country")
    region: str
    gender: str
    designation: str
    function: str = Field(description="Empty: not known.")
    security_categories: str = Field(description="Letters A to D. Empty: not known, or a women's prison.")
    operator: str
    local_authority: str
    town: str
    town_cy: str
    lat: float | None
    lon: float | None
    holds_adults: bool
    status: str
    status_since: datetime.date | None
    is_example: bool = Field(description="A made-up prison.")
    source: str
    source_on: datetime.date
    url: str = Field(alias="get_absolute_url")


def type_of(name):
    """The type of a fact of a scheme. None, or an empty list, means that nothing was reported."""
    field = Scheme._meta.get_field(name)
    codes = [str(value) for value, _label in field.flatchoices]
    if name == "weekly_pay":
        codes = [code for _below, code, _label in PAY_BANDS]
    if name in COUNTS:
        codes = [code for _below, code, _label in BANDS]
    if isinstance(field, ManyChoicesField):
        return list[Literal[tuple(codes)]], Field(description=str(field.help_text))
    if codes:
        kind = Literal[tuple(codes)]
    elif isinstance(field, models.DecimalField):
        kind = float
    elif isinstance(field, models.DateField):
        kind = datetime.date
    else:
        kind = str
    return kind | None, Field(description=str(field.help_text))


SchemeFacts = create_model("SchemeFacts", __base__=Schema, **{name: type_of(name) for name in NAMES})


class SchemeOut(Schema):
    code: str
    name: str
    name_cy: str
    summary: str
    summary_cy: str
    prison: str = Field(alias="prison_id", description="NOMIS code.")
    is_example: bool = Field(alias="prison.is_example")
    facts: SchemeFacts
    not_known: list[str] = Field(description="Facts that the prison was asked about and does not know.")
    recommendations: list[str]
    confirmed_on: datetime.date
    approved_on: datetime.date
    review_by: datetime.date = Field(alias="next_review_on")
    source: str
    url: str = Field(alias="get_absolute_url")

    @staticmethod
    def resolve_facts(scheme):
        told = {}
        for name in NAMES:
            codes = codes_of(scheme, name)
            many = isinstance(Scheme._meta.get_field(name), ManyChoicesField)
            told[name] = list(codes) if many else (codes[0] if codes else None)
        return told

    @staticmethod
    def resolve_recommendations(scheme):
        return [f"{one.document}-{one.label}" for one in scheme.recommendations.all()]


class RecommendationOut(Schema):
    code: str = Field(description="Document and number. Never used again.")
    document: str = Field(alias="document.reference")
    number: int
    text: str = Field(description="As in the newest English edition that has it.")
    since: str = Field(alias="since.version")
    removed_in: str | None = Field(description="Version that no longer had it.")
    schemes_running: int = Field(description="How many reported schemes run.")
    schemes_doing_it: int = Field(description="How many of those put it into practice.")

    @staticmethod
    def resolve_code(recommendation):
        return f"{recommendation.document}-{recommendation.label}"

    @staticmethod
    def resolve_removed_in(recommendation):
        return recommendation.removed_in.version if recommendation.removed_in else None


class EditionOut(Schema):
    document: str = Field(alias="document.reference")
    version: str
    language: str
    title: str
    summary: str
    stage: str
    change: str
    change_note: str
    owner: str = Field(alias="owner_name")
    published_at: datetime.datetime
    sha256: str


class ClauseOut(Schema):
    uid: str = Field(description="The same in every edition and both languages.")
    anchor: str
    kind: str
    number: str
    text: str
    html: str = Field(alias="shown")


class WholeEditionOut(EditionOut):
    clauses: list[ClauseOut] = Field(alias="ordered_clauses")


class ClauseTextOut(Schema):
    """A clause beside those of other editions, as text."""

    document: str = Field(alias="edition.document.reference")
    version: str = Field(alias="edition.version")
    language: str = Field(alias="edition.language")
    position: int
    uid: str = Field(description="The same in every edition and both languages.")
    anchor: str
    kind: str
    number: str
    text: str


class IndicatorOut(Schema):
    """A part of an indicator: what a scheme may be asked. None of it has been adopted by anybody."""

    part: str
    id: str = Field(description="The indicator that it is a part of.")
    name: str
    name_cy: str
    part_name: str
    part_name_cy: str
    definition: str
    definition_cy: str
    unit: str
    kind: str
    group: str
    core: bool = Field(description="One of the ten core indicators.")
    source: str
    supplier: str
    worked_out: bool = Field(description="Worked out from other parts and never asked.")
    status: str


Instead = Literal[("", *INSTEAD)]
MARKERS = "Why there is no number: " + "; ".join(f"{marker}: {text}" for marker, text in INSTEAD.items()) + "."


class FigureOut(Schema):
    """What may be shown of a number about one year and one area, by the rules of disclosure control."""

    part: str = Field(description="As in the indicators.")
    year: int = Field(description="From 1 April of this year to 31 March of the next.")
    area: Literal[tuple(AREAS)]
    unit: str
    schemes_asked: int
    schemes_returned: int = Field(description="Whose return was accepted when the figures were released.")
    schemes_told: int = Field(description="Who gave this number. The figures are of these schemes only.")
    value: float | None
    marker: Instead = Field(description=MARKERS)
    mean: float | None = Field(description="The value divided by the schemes that told us, where at least 8 did.")
    mean_marker: Instead
    released_on: datetime.date
    is_example: bool = Field(description="Of made-up prisons.")


class PageOut(Schema):
    """What every page has."""

    slug: str
    language: str = Field(alias="locale.language_code")
    title: str
    summary: str
    published_at: datetime.datetime | None = Field(alias="first_published_at")
    updated_at: datetime.datetime | None = Field(alias="last_published_at")
    url: str

    @staticmethod
    def resolve_url(page):
        return page.url or ""


def rated(page, name):
    """A text of the rating of a page, in the page's language; empty where it has none."""
    in_welsh = page.locale.language_code == "cy"
    return getattr(page, f"rating_{name}_cy" if in_welsh else f"rating_{name}") or ""


class SourceOut(Schema):
    """Where a text was taken from: what has to be named by whoever uses it again."""

    author: str = Field(alias="source_author")
    publisher: str = Field(alias="source_publisher")
    title: str = Field(alias="source_title")
    url: str = Field(alias="source_url")
    date: datetime.date | None = Field(alias="source_date")
    licence: str = Field(alias="source_licence")


class RepublishedOut(PageOut):
    source: SourceOut | None = Field(None, description="Where it was republished from; null: our own.")

    @staticmethod
    def resolve_source(page):
        return page if page.republished else None


class CaseStudyOut(RepublishedOut):
    prison: str = Field(alias="prison_id")
    is_example: bool = Field(alias="prison.is_example")
    started: str
    evidence_level: str = Field(description="How we know. It is no score. Empty: not rated yet.")
    evidence_direction: str = Field(description="What was found. Empty: not rated yet.")
    evidence_basis: str = Field(description="The reasons of the rating.")
    not_known: str
    confirmed_on: datetime.date | None = Field(description="When it was last confirmed, if since it was published.")

    @staticmethod
    def resolve_evidence_basis(page):
        return rated(page, "reasons")

    @staticmethod
    def resolve_not_known(page):
        return rated(page, "not_known")


class UseOut(Schema):
    permalink: str = Field(alias="identifier.path", description="Of what was cited.")
    title: str = Field(description="Of where it was cited.")
    organisation: str
    url: str = Field(description="Empty: not published, or not known.")
    date: datetime.date = Field(alias="used_on")


class FileOut(Schema):
    title: str
    description: str
    template: str
    version: int
    issued_on: datetime.date
    url: str = Field(description="The fixed address of this version.")
    media_type: str
    size: int = Field(description="In bytes.")
    sha256: str
    language: str
    licence: str = Field(description="An SPDX identifier where there is one.")


class ToolkitOut(RepublishedOut):
    files: list[FileOut]

    @staticmethod
    def resolve_files(page):
        newest = {version.key: version for version in page.newest_versions}
        return [
            {
                "title": version.title,
                "description": file.description,
                "template": file.template,
                "version": version.number,
                "issued_on": version.issued_on,
                "url": f"{page.url or ''}{version.path}",
                "media_type": version.content_type,
                "size": version.size,
                "sha256": version.sha256,
                "language": version.language,
                "licence": version.licence,
            }
            for file in page.files.all()
            if (version := newest.get(file.translation_key))
        ]
