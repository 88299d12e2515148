import datetime

import factory
import wagtail_factories
from factory.django import DjangoModelFactory

from directory.models import Prison
from guidance.models import GuidanceIndexPage, GuidancePage
from home.models import AccessibilityStatementPage, NewsIndexPage, NewsPage, StandardPage
from hub.models import HubDocument, Topic
from resources.models import (
    CaseStudyIndexPage,
    CaseStudyPage,
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

    nomis_code = factory.Sequence(lambda n: f"{chr(65 + n // 676 % 26)}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}")
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


class GuidancePageFactory(HubPageFactory):
    class Meta:
        model = GuidancePage

    title = factory.Sequence(lambda n: f"Guidance {n}")
    reference = factory.Sequence(lambda n: f"PSSC-G-{n:05}")
    issued_on = DAY
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
    evidence_level = "monitored"
    evidence_direction = "mixed"
    evidence_basis = "Its own figures."
    not_known = "Whether it lasts."


class VoiceIndexPageFactory(IndexPageFactory):
    class Meta:
        model = VoiceIndexPage

    title = "Voices"


class VoicePageFactory(HubPageFactory):
    class Meta:
        model = VoicePage

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


class ToolkitIndexPageFactory(IndexPageFactory):
    class Meta:
        model = ToolkitIndexPage

    title = "Toolkits"


class DocumentFactory(DjangoModelFactory):
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
        document = extracted or DocumentFactory()
        page.files.create(
            title="A form", description="To fill in.", document=document, issued_on=DAY, locale=page.locale
        )
