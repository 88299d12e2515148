import datetime
import uuid

import factory
import wagtail_factories
from django.utils import timezone
from factory.django import DjangoModelFactory

from directory.models import (
    AccessRequest,
    AuthorityPeriod,
    Cluster,
    Concern,
    Enquiry,
    InspectionFinding,
    Invitation,
    Membership,
    Organisation,
    Prison,
    Release,
    Return,
    ReturnValue,
    Scheme,
    Submission,
)
from guidance.editions import latest
from guidance.models import (
    Comment,
    Consultation,
    Document,
    EasyReadPage,
    GuidanceIndexPage,
    GuidancePage,
    Pilot,
    Question,
    Response,
)
from home.models import AccessibilityStatementPage, NewsIndexPage, NewsPage, StandardPage, Subscription
from hub.models import HubDocument, Topic, User
from hub.reach import Channel
from resources.evidence import needed_for
from resources.models import (
    Appeal,
    CaseStudyIndexPage,
    CaseStudyPage,
    Consent,
    Rating,
    Recording,
    ToolkitIndexPage,
    ToolkitPage,
    VoiceIndexPage,
    VoicePage,
)

# Numbers in what lists sort by have leading noughts: as text, 10 would come before 9.

DAY = datetime.date(2026, 6, 1)


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    slug = factory.Sequence(lambda n: f"topic-{n}")
    name = factory.Sequence(lambda n: f"Topic {n:05}")
    name_cy = factory.Sequence(lambda n: f"Pwnc {n}")


class PrisonFactory(DjangoModelFactory):
    class Meta:
        model = Prison

    # With a figure at its end, as no prison of a test that names its own has.
    nomis_code = factory.Sequence(
        lambda n: f"{chr(65 + n // 6760 % 26)}{chr(65 + n // 260 % 26)}{chr(65 + n // 10 % 26)}{n % 10}"
    )
    name = factory.Sequence(lambda n: f"HMP Place {n}")
    slug = factory.Sequence(lambda n: f"place-{n:05}")
    country = "England"
    region = "South West"
    gender = "men"
    designation = "HMP"
    security_categories = "C"
    function = "category_c_trainer"
    operator = "HM Prison Service (public)"
    local_authority = "Devon"
    town = "Exeter"
    postcode = "EX4 4EX"
    lat = 50.72
    lon = -3.53
    capacity = 500
    capacity_on = DAY
    status = "open"
    source = "Test register"
    source_on = DAY

    class Params:
        in_wales = factory.Trait(
            country="Wales",
            region="Wales",
            name_cy=factory.Sequence(lambda n: f"Carchar Lle {n}"),
            town="Cardiff",
            town_cy="Caerdydd",
        )
        for_women = factory.Trait(gender="women", security_categories="", function="women")
        closed = factory.Trait(status="temporarily_closed", capacity=0)
        example = factory.Trait(is_example=True, lat=None, lon=None)
        for_children = factory.Trait(holds_adults=False, function="youth_under_18")


class HubPageFactory(wagtail_factories.PageFactory):
    class Meta:
        abstract = True

    summary = "A summary in one plain sentence."


class StandardPageFactory(HubPageFactory):
    class Meta:
        model = StandardPage

    title = factory.Sequence(lambda n: f"Page {n}")
    body = [("heading", "A heading"), ("text", "<p>Some text.</p>")]


class AccessibilityStatementPageFactory(HubPageFactory):
    class Meta:
        model = AccessibilityStatementPage

    title = "Accessibility statement"
    scope = how_accessible = feedback = enforcement = "<p>Text.</p>"
    technical_information = improvements = testing_method = "<p>Text.</p>"
    contact_email = "hello@example.org"
    contact_other = "By post to an address"
    compliance_status = "partial"
    prepared_on = reviewed_on = tested_on = DAY
    tested_by = "The team"


class IndexPageFactory(HubPageFactory):
    class Meta:
        abstract = True

    show_in_menus = True


class NewsIndexPageFactory(IndexPageFactory):
    class Meta:
        model = NewsIndexPage

    title = "News"


class NewsPageFactory(HubPageFactory):
    class Meta:
        model = NewsPage

    title = factory.Sequence(lambda n: f"News {n}")
    date = DAY
    author = "Editorial team"
    body = [("text", "<p>Some news.</p>")]

    class Params:
        opportunity = factory.Trait(kind="opportunity", deadline=datetime.date(2027, 1, 31))
        republished_with_source = factory.Trait(
            republished=True,
            source_publisher="Example Charity",
            source_author="A. Writer",
            source_url="https://example.org/original",
            source_date=DAY,
            source_licence="CC BY 4.0",
        )


class GuidanceIndexPageFactory(IndexPageFactory):
    class Meta:
        model = GuidanceIndexPage

    title = "Guidance"


RECOMMENDATION = {
    "number": None,
    "text": "<p>The scheme lead should meet each buddy every fortnight.</p>",
    "strength": "should",
    "actor": "Scheme lead",
    "applies_to": "both",
    "evidence": "limited",
    "why": "<p>Support was uneven.</p>",
}


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    reference = factory.Sequence(lambda n: f"PSSC-G-{n:05}")

    class Params:
        superseded = factory.Trait(
            stage="superseded", successor=factory.SubFactory("tests.factories.DocumentFactory", stage="published")
        )


class ConsultationFactory(DjangoModelFactory):
    """A consultation on the latest edition of a published page: ConsultationFactory(page=page)."""

    class Meta:
        model = Consultation
        exclude = ["page"]

    page = None
    document = factory.LazyAttribute(lambda new: new.page.document)
    edition = factory.LazyAttribute(lambda new: latest(new.page.document, "en-gb"))
    what = "Whether the text is right."
    what_cy = "A yw’r testun yn gywir."
    who = "Everyone."
    who_cy = "Pawb."
    next_steps = "We read every answer."
    next_steps_cy = "Rydym yn darllen pob ateb."
    opens_at = datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC)
    closes_at = datetime.datetime(2026, 9, 30, 17, tzinfo=datetime.UTC)
    email = "guidance@example.org"
    address = "Common Thread, Freepost"
    outcome_due_on = datetime.date(2026, 12, 1)

    class Params:
        open = factory.Trait(
            opens_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(weeks=2)),
            closes_at=factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(weeks=11)),
        )


class GuidancePageFactory(HubPageFactory):
    class Meta:
        model = GuidancePage

    title = factory.Sequence(lambda n: f"Guidance {n}")
    document = factory.SubFactory(DocumentFactory)
    audience = "Prison staff"
    owner_name = "Editorial team"
    body = [("section", "First section"), ("paragraph", "<p>A paragraph.</p>"), ("recommendation", RECOMMENDATION)]


class CaseStudyIndexPageFactory(IndexPageFactory):
    class Meta:
        model = CaseStudyIndexPage

    title = "Case studies"


class CaseStudyPageFactory(HubPageFactory):
    class Meta:
        model = CaseStudyPage

    title = factory.Sequence(lambda n: f"Case study {n}")
    prison = factory.SubFactory(PrisonFactory, example=True)
    started = "Spring 2025"
    involved = "Buddies helped to plan it."
    context = need = what_we_did = staffing = cost = results = "<p>Text.</p>"
    did_not_work = risks = learning = "<p>Text.</p>"


class VoiceIndexPageFactory(IndexPageFactory):
    class Meta:
        model = VoiceIndexPage

    title = "Voices"


class ConsentFactory(DjangoModelFactory):
    class Meta:
        model = Consent

    voice = factory.LazyFunction(uuid.uuid4)
    asked_by = "Scheme lead"
    asked_in = "English"
    asked_how = ["aloud"]
    understood = True
    covers = list(Channel)
    attribution = "first_name"
    how_to_withdraw = "Tell any member of staff."
    given_on = factory.LazyFunction(timezone.localdate)
    expires_on = factory.LazyAttribute(lambda new: new.given_on + datetime.timedelta(days=700))

    class Params:
        withdrawn = factory.Trait(
            withdrawn_at=factory.LazyFunction(timezone.now), withdrawn_by="speaker", why="not_said"
        )
        expired = factory.Trait(
            given_on=datetime.date(2020, 1, 1),
            expires_on=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1)),
        )


class RecordingFactory(DjangoModelFactory):
    class Meta:
        model = Recording

    voice = factory.LazyFunction(uuid.uuid4)
    file = factory.django.FileField(filename="recording.mp3", data=b"0123456789")
    transcript = "What is said."


class VoicePageFactory(HubPageFactory):
    class Meta:
        model = VoicePage
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Voice {n}")
    role = "recipient"
    attribution = "role_only"
    credit = "Person receiving support, category C prison"
    setting = "Category C prison, South West"
    shape = "quote"
    quote = "We wrote the list together."
    said_on = DAY
    context = "Said at a meeting."
    body = [("text", "<p>More of what was said.</p>")]

    class Params:
        distressing = factory.Trait(content_note="This voice talks about a death.")

    @factory.post_generation
    def consent(page, create, extracted, **kwargs):
        """Consent to everything, unless `consent=False`, or to what is said: VoicePageFactory(consent__covers=[…])."""
        if create and extracted is not False:
            ConsentFactory(voice=page.translation_key, **kwargs)


class ToolkitIndexPageFactory(IndexPageFactory):
    class Meta:
        model = ToolkitIndexPage

    title = "Toolkits"


class HubDocumentFactory(DjangoModelFactory):
    class Meta:
        model = HubDocument

    title = factory.Sequence(lambda n: f"Document {n}")
    file = factory.django.FileField(filename="form.csv", data=b"a,b\n1,2\n")


class ToolkitPageFactory(HubPageFactory):
    class Meta:
        model = ToolkitPage
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Toolkit {n}")
    body = [("text", "<p>How to use it.</p>")]

    @factory.post_generation
    def files(page, create, extracted, **kwargs):
        document = extracted or HubDocumentFactory()
        page.files.create(
            title="A form", description="To fill in.", document=document, issued_on=DAY, locale=page.locale
        )


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    text = factory.Sequence(lambda n: f"Question {n}?")
    text_cy = factory.Sequence(lambda n: f"Cwestiwn {n}?")


class ResponseFactory(DjangoModelFactory):
    """A response that was sent, or one still being written: ResponseFactory(unsent=True)."""

    class Meta:
        model = Response

    code_digest = factory.Sequence(lambda n: f"{n:064}")
    language = "en-gb"
    respondent = "buddy"
    publish = "anonymous"
    submitted_at = factory.LazyAttribute(lambda new: new.consultation.opens_at + datetime.timedelta(days=1))

    class Params:
        unsent = factory.Trait(submitted_at=None)


class CommentFactory(DjangoModelFactory):
    class Meta:
        model = Comment

    response = factory.SubFactory(ResponseFactory)
    text = factory.Sequence(lambda n: f"What was said, {n}.")

    class Params:
        decided = factory.Trait(
            decision="accept",
            reason="It is clearer.",
            reason_cy="Mae’n gliriach.",
            summary="The text should be clearer.",
            summary_cy="Dylai’r testun fod yn gliriach.",
        )


class SchemeFactory(DjangoModelFactory):
    """A scheme, with what it puts into practice: SchemeFactory(recommendations=[recommendation])."""

    class Meta:
        model = Scheme
        skip_postgeneration_save = True

    prison = factory.SubFactory(PrisonFactory)
    code = factory.LazyAttributeSequence(lambda new, n: f"PSS-{new.prison.pk}-{n % 100:02}")
    name = factory.Sequence(lambda n: f"Scheme {n:05}")
    status = "active"
    source = "Safer custody team"
    safeguarding_route = "Staff are told at once."
    complaints_route = "By the usual form."
    confirmed_on = factory.LazyFunction(timezone.localdate)
    approved_by = "Governor"
    approved_on = factory.LazyFunction(timezone.localdate)
    next_review_on = factory.LazyAttribute(lambda new: new.approved_on + datetime.timedelta(days=300))

    @factory.post_generation
    def recommendations(scheme, create, extracted, **kwargs):
        if create and extracted:
            scheme.recommendations.set(extracted)
            scheme.save()


class PilotFactory(DjangoModelFactory):
    """A pilot of the latest edition of a published page, in one prison: PilotFactory(page=page)."""

    class Meta:
        model = Pilot
        exclude = ["page"]
        skip_postgeneration_save = True

    page = None
    document = factory.LazyAttribute(lambda new: new.page.document)
    edition = factory.LazyAttribute(lambda new: latest(new.page.document, "en-gb"))
    starts_on = DAY
    ends_on = datetime.date(2026, 8, 31)
    asked = "Can it be done?"
    asked_cy = "A ellir ei wneud?"

    @factory.post_generation
    def recommendations(pilot, create, extracted, **kwargs):
        pilot.recommendations.set(extracted or [])
        pilot.sites.create(prison=PrisonFactory())
        pilot.save()


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.gov.uk")


class MembershipFactory(DjangoModelFactory):
    """That somebody acts for a prison: MembershipFactory(user=user, prison=prison, role="approver")."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    prison = factory.SubFactory(PrisonFactory)


class InvitationFactory(DjangoModelFactory):
    """An invitation that was sent: InvitationFactory(email=user.email, prison=prison, role="approver")."""

    class Meta:
        model = Invitation

    email = factory.Sequence(lambda n: f"invited{n}@example.gov.uk")
    prison = factory.SubFactory(PrisonFactory)

    class Params:
        expired = factory.Trait(sent_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=14)))
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))


class AccessRequestFactory(DjangoModelFactory):
    class Meta:
        model = AccessRequest

    email = factory.Sequence(lambda n: f"asking{n}@example.gov.uk")
    prison = factory.SubFactory(PrisonFactory)
    role = "contributor"
    work = "I run the buddy scheme."
    language = "en-gb"


class ReturnFactory(DjangoModelFactory):
    """A return in progress, or one that the editors have: ReturnFactory(sent=True)."""

    class Meta:
        model = Return

    scheme = factory.SubFactory(SchemeFactory)
    year = 2025
    status = "in_progress"

    class Params:
        sent = factory.Trait(
            status="sent", sent_at=datetime.datetime(2026, 4, 9, 9, tzinfo=datetime.UTC), language="en-gb"
        )


class ReturnValueFactory(DjangoModelFactory):
    """A number of a return: ReturnValueFactory(returned=returned, part="O1", value=7)."""

    class Meta:
        model = ReturnValue

    returned = factory.SubFactory(ReturnFactory)
    part = "O1"
    value = 7
    typed = factory.LazyAttribute(lambda new: "" if new.value is None else str(new.value))


STORY = {
    "context": "A category C prison where a third of the people are over fifty.",
    "need": "People could not collect their meals.",
    "what_we_did": "We asked for helpers.\n\nThey are trained for two days.",
    "staffing": "One officer, four hours a week.",
    "cost": "Not known.",
    "involved": "Buddies helped to plan it.",
    "results": "Nobody misses a meal any more.",
    "did_not_work": "There was nobody at the weekend.",
    "risks": "A buddy may be asked to lift somebody. They say no and call staff.",
    "learning": "Begin with one landing.",
    "consent": "Everyone who is spoken of was asked by the scheme lead.",
    "interests": "No.",
}


UNANSWERED = dict.fromkeys(["title", "started", "role", *STORY], "")
CLEANED = {"title": "Help with meals", "summary": "Who helps with meals.", "started": "Spring 2025", **STORY}


class SubmissionFactory(DjangoModelFactory):
    """A practice example, complete unless SubmissionFactory(**UNANSWERED)."""

    class Meta:
        model = Submission
        skip_postgeneration_save = True

    prison = factory.SubFactory(PrisonFactory)
    started_by = factory.SubFactory(UserFactory)
    language = "en-gb"
    once = factory.Sequence(lambda n: f"once-{n}")
    title = factory.Sequence(lambda n: f"Practice {n}")
    started = "Spring 2025"
    role = "prison"

    class Params:
        cleaned_up = factory.Trait(cleaned=factory.LazyFunction(CLEANED.copy))

    @classmethod
    def _adjust_kwargs(cls, **kwargs):
        return {**STORY, **kwargs}

    @factory.post_generation
    def writers(submission, create, extracted, **kwargs):
        if create:
            submission.writers.set(extracted or [submission.started_by])


class ConcernFactory(DjangoModelFactory):
    class Meta:
        model = Concern

    about = "/case-studies/meals/"
    kind = "wrong"
    text = factory.Sequence(lambda n: f"What is wrong, {n}.")
    language = "en-gb"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n:05}")
    kind = "voluntary_organisation"

    class Params:
        authority = factory.Trait(kind="local_authority")


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = Cluster

    name = factory.Sequence(lambda n: f"Cluster {n:05}")


class AuthorityPeriodFactory(DjangoModelFactory):
    class Meta:
        model = AuthorityPeriod

    prison = factory.SubFactory(PrisonFactory)
    authority = factory.SubFactory(OrganisationFactory, authority=True)
    source = "The council's own notice"


class RatingFactory(DjangoModelFactory):
    """RatingFactory(case_study=page) or (scheme=scheme) is a proposal; with shown=True it is confirmed."""

    class Meta:
        model = Rating
        skip_postgeneration_save = True

    level = "monitored"
    direction = "mixed"
    met = factory.LazyAttribute(lambda new: needed_for(new.level))
    reasons = "Its own figures."
    reasons_cy = "Ei ffigurau ei hun."
    said_by = "checked"
    not_known = "Whether it lasts."
    not_known_cy = "A yw’n para."
    effect = "partly"
    proposed_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def shown(rating, create, extracted, **kwargs):
        if extracted:
            rating.confirm(UserFactory())


class AppealFactory(DjangoModelFactory):
    class Meta:
        model = Appeal

    rating = factory.SubFactory(RatingFactory)
    from_whom = "Governor"
    reason = "Nobody asked us."
    raised_by = factory.SubFactory(UserFactory)


class InspectionFindingFactory(DjangoModelFactory):
    class Meta:
        model = InspectionFinding

    prison = factory.SubFactory(PrisonFactory)
    inspectorate = "hmip"
    finding = "good_practice"
    quote = "Buddies were well supported."
    report = "Report on an inspection"
    url = "https://example.org/reports/1"
    published_on = DAY


class SubscriptionFactory(DjangoModelFactory):
    class Meta:
        model = Subscription

    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    language = "en-gb"
    source = "updates"
    frequency = "daily"
    confirmed_at = factory.LazyFunction(timezone.now)


class EnquiryFactory(DjangoModelFactory):
    class Meta:
        model = Enquiry

    prison = factory.SubFactory(PrisonFactory)
    text = factory.Sequence(lambda n: f"How did you begin, {n}?")
    name = "Ann Reader"
    email = "reader@example.org"
    language = "en-gb"


def release_of(year=2025, **regions):
    """Release figures of a year: for each region, how many buddies the one scheme of each of its prisons has."""
    schemes = {
        f"PSS-{region[:2].upper()}{place}-01": {
            "prison": f"{region[:2].upper()}{place}",
            "region": region,
            "values": {"O1": str(count)},
        }
        for region, counts in regions.items()
        for place, count in enumerate(counts)
    }
    return Release.objects.update_or_create(year=year, defaults={"schemes": schemes})[0]


class EasyReadPageFactory(HubPageFactory):
    class Meta:
        model = EasyReadPage

    title = "Peer support: Easy Read"
    body = [("heading", "What a buddy is"), ("row", {"picture": None, "words": "<p>A buddy helps you.</p>"})]
