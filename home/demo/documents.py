"""The guidance of the demonstration with its past: editions, consultations and pilots, each at its time."""

import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from directory.models import Cluster, InspectionFinding, Organisation, Scheme, SchemePartner
from guidance.models import (
    Clause,
    Comment,
    Consultation,
    Document,
    EasyReadPage,
    GuidanceIndexPage,
    GuidancePage,
    Pilot,
    PilotFinding,
    PilotSite,
    Question,
    Recommendation,
    Response,
)
from guidance.models.responses import digest, new_code
from guidance.stages import Stage
from hub.models import HubImage, Licence, Topic
from resources.models import CaseStudyPage, ToolkitPage, VoicePage

from . import welsh
from .content import block_id, read, stream, value_of
from .drawings import drawing


def days_ago(days):
    """Midday so many days before now: what happened in the demonstration is counted back from the day it is made."""
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    return noon - datetime.timedelta(days=days)


def numbers(row):
    """{position of a block: number of its recommendation}: in order of the newest text, those removed since behind."""
    found = [(position, block) for position, block in enumerate(row["body"]) if block["type"] == "recommendation"]
    found.sort(key=lambda entry: "until" in entry[1])
    return {position: number for number, (position, _block) in enumerate(found, start=1)}


def body_at(row, edition):
    """StreamField data of a document's text as it was in an edition, counted from 1."""
    number_at, blocks = numbers(row), []
    for position, block in enumerate(row["body"]):
        if not block.get("since", 1) <= edition <= block.get("until", edition):
            continue
        parts = {name: part for name, part in block.items() if name not in ("since", "until", "was")}
        for older in reversed(block.get("was", [])):
            if edition <= older["until"]:
                parts |= {name: part for name, part in older.items() if name != "until"}
        value = value_of(parts)
        if block["type"] == "recommendation":
            value["number"] = number_at[position]
        blocks.append({"type": block["type"], "value": value, "id": block_id(row["slug"], position)})
    return blocks


class DocumentHistory:
    """Makes one document of the demonstration, event by event, as it came about."""

    def __init__(self, row, parent):
        self.row, self.parent = row, parent
        self.document = Document(reference=row["reference"])
        self.page = None

    def make(self):
        """Everything that happened, oldest first; returns the page."""
        self.document.save()
        events = [(edition["days_ago"], self.publish, (n, edition)) for n, edition in enumerate(self.row["edition"], 1)]
        for row in read("consultations")["consultation"]:
            if row["document"] == self.document.reference:
                events.append((row["opens_days_ago"], self.consult, (row,)))
        for row in read("pilots")["pilot"]:
            if row["document"] == self.document.reference:
                events.append((row["starts_days_ago"], self.pilot, (row,)))
        for _days, event, arguments in sorted(events, key=lambda event: -event[0]):
            event(*arguments)
        for row in read("consultations")["consultation"]:
            if row["document"] == self.document.reference:
                self.respond(row)
        return self.page

    def edition(self, n):
        """The English edition, counted from 1."""
        return self.document.editions.filter(language="en-gb").order_by("published_at")[n - 1]

    def publish(self, n, edition):
        at = days_ago(edition["days_ago"])
        if self.page is None:
            self.page = self.new_page(at)
            self.parent.add_child(instance=self.page)
        self.page = GuidancePage.objects.get(pk=self.page.pk)
        self.page.body = body_at(self.row, n)
        self.page.change, self.page.change_note = edition["change"] if n > 1 else "", edition["note"]
        self.page.publish(self.page.save_revision(), at=at)
        self.page = GuidancePage.objects.get(pk=self.page.pk)
        if edition.get("welsh"):
            welsh.translate_page(self.page, at)

    def new_page(self, at):
        row = self.row
        page = GuidancePage(
            document=self.document,
            live=False,
            first_published_at=at,
            owner_name=row["owner"],
            review_on=timezone.localdate() + datetime.timedelta(days=row["review_in_days"]),
            body=body_at(row, 1),
            **{name: row[name] for name in ("title", "slug", "summary", "audience", "applies_to")},
        )
        page.topics = Topic.objects.filter(slug__in=row.get("topics", []))
        return page

    def consult(self, row):
        opens = days_ago(row["opens_days_ago"])
        closes = opens + datetime.timedelta(weeks=row["weeks"])
        words = ("what", "who", "next_steps", "outcome")
        consultation = Consultation.objects.create(
            document=self.document,
            edition=self.edition(row["edition"]),
            opens_at=opens,
            closes_at=closes.replace(hour=17),
            outcome_due_on=(closes + datetime.timedelta(days=row["outcome_due_days"])).date(),
            outcome_published_at=days_ago(row["outcome_days_ago"]) if "outcome_days_ago" in row else None,
            **{name: row.get(name, "") for word in words for name in (word, f"{word}_cy")},
            **{name: row[name] for name in ("email", "address")},
        )
        for order, question in enumerate(row["question"]):
            Question.objects.create(consultation=consultation, sort_order=order, **question)
        self.document.move(Stage.CONSULTATION, consultation=consultation, at=opens)

    def respond(self, row):
        """What people answered, and what was decided on it."""
        consultation = self.document.consultations.get(edition=self.edition(row["edition"]))
        questions = list(consultation.questions.order_by("sort_order"))
        for answer in row["response"]:
            names = ("respondent", "channel", "publish", "language", "organisation")
            response = Response.objects.create(
                consultation=consultation,
                code_digest=digest(new_code()),
                started_at=days_ago(answer["days_ago"]),
                submitted_at=days_ago(answer["days_ago"]),
                **{name: answer.get(name, "") for name in names},
            )
            for remark in answer["comment"]:
                self.comment(response, remark, questions)

    def comment(self, response, remark, questions):
        names = ("view", "text", "redacted_text", "redaction_reason", "decision", "reason", "reason_cy")
        clause = self.clause(response.consultation.edition, remark["on"]) if "on" in remark else None
        Comment.objects.create(
            response=response,
            question=questions[remark["question"] - 1] if "question" in remark else None,
            anchor=clause.anchor if clause else "",
            label=clause.label if clause else "",
            **self.change(clause, remark),
            decided_at=response.consultation.outcome_published_at if remark.get("decision") else None,
            **{name: remark.get(name, "") for name in (*names, "summary", "summary_cy")},
        )

    def change(self, clause, remark):
        """The edition that took a remark up, and its clause there where that differs from the one asked about."""
        if "changed" not in remark:
            return {}
        edition = self.edition(remark["changed"])
        differs = clause and not edition.clauses.filter(uid=clause.uid, html=clause.html).exists()
        return {"changed_in": edition, "changed_anchor": clause.anchor if differs else ""}

    def clause(self, edition, on):
        number = f"R{on['number']}" if on["kind"] == "recommendation" else str(on["number"])
        return Clause.objects.get(edition=edition, kind=on["kind"], number=number)

    def pilot(self, row):
        reported = days_ago(row["reported_days_ago"]).date() if "reported_days_ago" in row else None
        pilot = Pilot.objects.create(
            document=self.document,
            edition=self.edition(row["edition"]),
            starts_on=days_ago(row["starts_days_ago"]).date(),
            ends_on=days_ago(-row["ends_in_days"]).date(),
            reported_on=reported,
            **{name: row[name] for name in ("asked", "asked_cy", "learned", "learned_cy")},
        )
        pilot.recommendations.set(
            Recommendation.objects.filter(document=self.document, number__in=row["recommendations"])
        )
        pilot.sites.set([PilotSite(pilot=pilot, prison_id=code) for code in row["sites"]])
        pilot.save()
        self.document.move(Stage.PILOT, at=days_ago(row["starts_days_ago"]))


def guidance():
    """Every document of the demonstration that is not there yet, with its Welsh."""
    parent = GuidanceIndexPage.objects.get(locale__language_code="en-gb")
    for row in read("guidance")["document"]:
        if not Document.objects.filter(reference=row["reference"]).exists():
            if not parent.get_translations().exists():
                welsh.translate_page(parent)
            yield DocumentHistory(row, parent).make()


def easy_reads():
    """The Easy Read pages that are not there yet, each of the newest edition of its document, with their Welsh."""
    for row in read("easy_read")["page"]:
        parent = GuidancePage.objects.get(document__reference=row["document"], locale__language_code="en-gb")
        if parent.get_children().exists():
            continue
        slug = f"{parent.slug}/easy-read"
        page = EasyReadPage(title=row["title"], summary=row["summary"], live=False)
        page.body = stream(slug, [easy_row(part) for part in row["row"]])
        parent.add_child(instance=page)
        page.save_revision().publish()
        welsh.translate_page(EasyReadPage.objects.get(pk=page.pk))
        yield page


def easy_row(part):
    """(type, value) of a block of an Easy Read page."""
    if "heading" in part:
        return "heading", part["heading"]
    picture = {"image": drawn(part).pk, "decorative": False, "alt_text": part["shows"]}
    return "row", {"picture": picture, "words": "".join(f"<p>{sentence}</p>" for sentence in part["words"])}


def drawn(part):
    """The image of a drawing, made unless it is there."""
    made, _created = HubImage.objects.get_or_create(
        title=f"Easy Read: {part['shows']}",
        defaults={
            "description": part["shows"],
            "credit": "Common Thread",
            "licence": Licence.OGL,
            "file": ContentFile(drawing(part["drawing"]), name=f"{part['drawing']}.png"),
            "width": 600,
            "height": 600,
        },
    )
    return made


def found_in_pilots():
    """The findings of the pilots, which name editions that came after them."""
    for row in read("pilots")["pilot"]:
        pilot = Pilot.objects.get(document__reference=row["document"])
        if pilot.findings.exists():
            continue
        editions = list(pilot.document.editions.filter(language="en-gb").order_by("published_at"))
        for order, finding in enumerate(row["finding"]):
            PilotFinding.objects.create(
                pilot=pilot,
                sort_order=order,
                text=finding["text"],
                text_cy=finding["text_cy"],
                changed_in=editions[finding["changed"] - 1] if "changed" in finding else None,
                anchor=f"r{finding['recommendation']}" if "recommendation" in finding else "",
            )
        yield pilot


def recommendations(document, chosen):
    return Recommendation.objects.filter(document__reference=document, number__in=chosen)


def schemes():
    for row in read("schemes")["scheme"]:
        if Scheme.objects.filter(code=row["code"]).exists():
            continue
        practised, parts = row.pop("recommendations"), row.pop("partners")
        ago = {name: row.pop(name) for name in list(row) if name.endswith("_days_ago")}
        days = {name.replace("_days_ago", "_on"): days_ago(number).date() for name, number in ago.items()}
        scheme = Scheme(
            prison_id=row.pop("prison"),
            cluster=Cluster.objects.filter(name=row.pop("cluster", "")).first(),
            approved_on=days["confirmed_on"],
            next_review_on=days["confirmed_on"] + datetime.timedelta(days=365),
            **days,
            **row,
        )
        scheme.partners = [
            SchemePartner(organisation=Organisation.objects.get(name=part["organisation"]), part=part["part"])
            for part in parts
        ]
        scheme.full_clean()
        scheme.save()
        for document, chosen in practised.items():
            scheme.recommendations.add(*recommendations(document, chosen))
        scheme.save_revision().publish()
        yield scheme


def inspections():
    for row in read("inspections")["finding"]:
        scheme = Scheme.objects.filter(code=row.pop("scheme", "")).first()
        day = days_ago(row.pop("days_ago")).date()
        where = {"prison_id": row.pop("prison"), "report": row.pop("report")}
        made, created = InspectionFinding.objects.get_or_create(
            **where, defaults=row | {"scheme": scheme, "published_on": day}
        )
        if created:
            yield made


def organisations():
    """Made-up organisations and clusters, before the schemes in which they have a part."""
    for row in read("schemes")["organisation"]:
        yield new(Organisation, row | {"is_example": True})
    for row in read("schemes")["cluster"]:
        yield new(Cluster, row | {"lead": Organisation.objects.get(name=row["lead"])})


def new(model, row):
    """A row of `model` if none has its name, else None."""
    made, created = model.objects.get_or_create(name=row["name"], defaults=row)
    return made if created else None


PAGES = {"case_study": CaseStudyPage, "voice": VoicePage, "toolkit": ToolkitPage}


def practice():
    """Which case studies, voices and files of toolkits put which recommendations into practice."""
    for row in read("practice")["link"]:
        page = PAGES[row["kind"]].objects.get(slug=row["slug"], locale__language_code="en-gb")
        practised = page
        if "file" in row:
            page.files.set(page.files.all())  # from now on the page holds the files that it will publish
            practised = next(file for file in page.files.all() if file.title == row["file"])
        known = {recommendation.pk for recommendation in practised.recommendations.all()}
        new = [one for one in recommendations(row["document"], row["recommendations"]) if one.pk not in known]
        if new:
            practised.recommendations.add(*new)
            page.save_revision().publish()
            yield page
