"""A scheme's page: each kind of value, what is not told, what is out of date, who may see it and what never shows."""

import datetime
import json
from decimal import Decimal

import html5lib
import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import GroupApprovalTask, ModelLogEntry, Workflow, WorkflowContentType, WorkflowTask
from wagtail.search.models import IndexEntry

from directory.models import Scheme
from hub.models import User
from tests.factories import (
    DAY,
    CaseStudyIndexPageFactory,
    CaseStudyPageFactory,
    ClusterFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    OrganisationFactory,
    PrisonFactory,
    SchemeFactory,
)

HOSTILE = '<script>alert(1)</script> " onmouseover="x" \u202e{{ 7|add:7 }}'
A_DAY = datetime.timedelta(days=1)


def today():
    return timezone.localdate()


def tree_of(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def facts(client):
    """A function that gives the profile printed on a scheme's page as {term: what is said}; lists as lists."""

    def printed(scheme, prefix=""):
        tree = tree_of(client.get(prefix + scheme.get_absolute_url()))
        pairs = {}
        for profile in tree.iter("dl"):
            if profile.get("class") == "profile":
                for row in profile:
                    term = row.find("dt").text.strip()
                    items = [words(item) for item in row.find("dd").iter("li")]
                    pairs[term] = items or words(row.find("dd"))
        return pairs

    return printed


def notice(response):
    """The words of the notice on a scheme's page; empty where there is none."""
    notices = [aside for aside in tree_of(response).iter("aside") if aside.get("class") == "status"]
    assert len(notices) <= 1
    return words(notices[0]) if notices else ""


# Each kind of value


def test_each_kind_of_value_is_said_in_words(db, facts):
    told = facts(
        SchemeFactory(
            status="pilot",
            started_on=DAY,
            role_title="buddy",
            model="A",
            cluster=ClusterFactory(name="South west cluster"),
            eligibility=["any"],
            overseeing_bodies=["local_authority", "prison"],
            units_covered=3,
            units_in_prison=7,
            night_cover="on_call",
            weekday_hours=Decimal("7.5"),
            weekend_hours=Decimal(1),
            staff_hours=Decimal(10),
            training_hours=Decimal(1),
            debrief_available="yes",
            rest_after_nights="no",
            weekly_pay=Decimal("12.35"),
            safeguarding_route="Staff are told at once.",
        )
    )

    expected = {
        "Status": "Being tried out",
        "Started": "1 June 2026",
        "Title of the role": "Buddy",
        "Cluster": "South west cluster",
        "Who can get support": "Anyone who needs help",
        "Overseen by": ["The prison", "Local authority"],
        "Units covered": "3 of 7 units",
        "Night cover": "On call",
        "Hours out of cell, weekdays": "7.5 hours a day",
        "Hours out of cell, weekends": "1 hour a day",
        "Hours of the lead": "10 hours a week",
        "Hours of training at first": "1 hour",
        "Talking after a hard day": "Yes",
        "Rest after nights": "No",
        "Weekly pay": "£10 to £14.99",
        "Safeguarding": "Staff are told at once.",
    }
    assert {term: told[term] for term in expected} == expected


def test_not_reported_not_known_and_none_are_three_things(db, facts):
    told = facts(SchemeFactory(night_cover="none", not_known=["matching"], recruitment_steps=["none"]))

    assert told["Night cover"] == "None"
    assert told["Selection"] == "None"
    assert told["Matching"] == "Asked, not known"
    assert told["Formats"] == "Not reported"


def test_nought_is_a_number(db, facts):
    told = facts(SchemeFactory(weekend_hours=0, weekly_pay=0, units_covered=0, staff_hours=0))

    assert told["Hours out of cell, weekends"] == "0 hours a day"
    assert told["Weekly pay"] == "Nothing"
    assert told["Units covered"] == "0"
    assert told["Hours of the lead"] == "0 hours a week"


def test_everything_that_was_not_told_says_so(db, facts):
    told = facts(SchemeFactory())

    said = {"Status": "Running", "Safeguarding": "Staff are told at once.", "Complaints": "By the usual form."}
    assert {term: text for term, text in told.items() if text != "Not reported"} == said
    assert len(told) > 40
    assert "Ended" not in told


def test_each_fact_has_a_line_that_says_what_it_means(db, client):
    tree = tree_of(client.get(SchemeFactory().get_absolute_url()))

    terms = [term for profile in tree.iter("dl") if profile.get("class") == "profile" for term in profile.iter("dt")]
    assert all(words(term.find("span")) for term in terms)
    assert "How long a buddy is unlocked while working, on a weekday." in words(tree)


def test_contents_lead_to_every_section(db, client):
    tree = tree_of(client.get(SchemeFactory().get_absolute_url()))

    headings = {heading.get("id") for heading in tree.iter("h2")}
    [contents] = [nav for nav in tree.iter("nav") if nav.get("aria-labelledby") == "parts-heading"]
    links = [link.get("href").removeprefix("#") for link in contents.iter("a")]
    assert links == ["kind", "work", "welfare", "becoming", "training", "safety", "numbers"]
    assert headings.issuperset(links)


def test_partners_are_named_with_their_part(db, client):
    scheme = SchemeFactory()
    scheme.partners.create(organisation=OrganisationFactory(name="Example Trust"), part="trains")
    scheme.save()

    assert "Example Trust: Trains" in words(tree_of(client.get(scheme.get_absolute_url())))


def test_page_leads_to_the_prison_the_comparison_the_recommendations_and_the_practice(home, client):
    guide = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), document__reference="PSSC-G-01")
    guide.save_revision().publish()
    scheme = SchemeFactory(recommendations=[guide.document.recommendations.get()])
    study = CaseStudyPageFactory(parent=CaseStudyIndexPageFactory(parent=home), prison=scheme.prison)

    response = client.get(scheme.get_absolute_url())

    links = {link.get("href") for link in tree_of(response).iter("a")}
    compare = f"/directory/schemes/?scheme={scheme.code}"
    assert {scheme.prison.get_absolute_url(), compare, f"{guide.url}clause/r1/", study.url} <= links


def test_profile_says_who_signed_it_off_and_that_it_is_no_endorsement(db, client):
    shown = words(tree_of(client.get(SchemeFactory(approved_by="Governor", approved_on=today()).get_absolute_url())))

    assert "Signed off byGovernor, " in shown
    assert "It is no endorsement." in shown
    assert "Safer custody team" in shown


def test_made_up_prison_says_so(db, client):
    example = SchemeFactory(prison=PrisonFactory(example=True))

    assert "This prison does not exist." in client.get(example.get_absolute_url()).text
    assert "This prison does not exist." not in client.get(SchemeFactory().get_absolute_url()).text


# Out of date


def test_profile_in_order_has_no_notice_and_is_for_search_engines(db, client):
    response = client.get(SchemeFactory().get_absolute_url())

    assert notice(response) == ""
    assert "noindex" not in response.text


@pytest.mark.parametrize(("age", "said"), [(366, ""), (367, "Not confirmed for over a year")])
def test_profile_that_was_not_confirmed_for_a_year_says_so(db, client, age, said):
    scheme = SchemeFactory(confirmed_on=today() - age * A_DAY)

    response = client.get(scheme.get_absolute_url())

    assert notice(response).startswith(said)
    assert bool(notice(response)) is bool(said)
    assert "noindex" not in response.text


@pytest.mark.parametrize(("late", "said"), [(0, False), (1, True)])
def test_review_that_is_overdue_says_so(db, client, late, said):
    scheme = SchemeFactory(approved_on=today() - 30 * A_DAY, next_review_on=today() - late * A_DAY)

    assert ("Review overdue" in notice(client.get(scheme.get_absolute_url()))) is said


@pytest.mark.parametrize(("age", "found"), [(548, True), (549, False)])
def test_profile_that_nobody_approved_for_long_keeps_its_page_but_is_not_found(db, client, age, found):
    scheme = SchemeFactory(approved_on=today() - age * A_DAY)

    response = client.get(scheme.get_absolute_url())

    assert response.status_code == 200
    assert notice(response)
    assert ("noindex" not in response.text) is found
    assert Scheme.objects.found().exists() is found
    assert scheme.is_found is found
    assert (scheme.code in client.get("/directory/schemes/").text) is found


def test_profile_that_was_taken_off_the_list_says_why_and_keeps_its_page(db, client):
    reasons = {"delisted_reason": "The prison asked.", "delisted_reason_cy": "Gofynnodd y carchar."}
    scheme = SchemeFactory(delisted_on=today(), confirmed_on=DAY - 800 * A_DAY, **reasons)

    english = client.get(scheme.get_absolute_url())
    welsh = client.get(f"/cy{scheme.get_absolute_url()}")

    assert english.status_code == welsh.status_code == 200
    assert notice(english).startswith("Taken off the list")
    assert "The prison asked." in notice(english)
    assert "Gofynnodd y carchar." in notice(welsh)
    assert "The prison asked." not in welsh.text
    assert "noindex" in english.text
    assert scheme.code not in client.get("/directory/schemes/").text
    assert "Taken off the list" in client.get(scheme.prison.get_absolute_url()).text


# Drafts and approval


def test_draft_is_not_there(db, client):
    draft = SchemeFactory(live=False)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(f"/cy{draft.get_absolute_url()}").status_code == 404


@pytest.mark.parametrize("code", ["PSS-XXX-01", "pss-exi-01", "%00", "PSS-EXI-01%0A", "..%2F", "x" * 500])
def test_code_that_no_scheme_has_is_not_found(db, client, code):
    SchemeFactory(prison__nomis_code="EXI", code="PSS-EXI-01")

    assert client.get(f"/directory/schemes/{code}/").status_code == 404


def test_draft_change_waits_while_readers_see_what_is_published(db, client):
    scheme = SchemeFactory(night_cover="on_call")
    scheme.night_cover, scheme.tasks_allowed = "unlocked", ["companionship"]
    draft = scheme.save_revision()

    before = client.get(scheme.get_absolute_url()).text
    draft.publish()
    after = client.get(scheme.get_absolute_url()).text

    assert "On call" in before
    assert "Unlocked at night" not in before
    assert "Company" not in before
    assert "Unlocked at night" in after
    assert "Company" in after


TYPED = {
    "code": "PSS-EXI-01",
    "name": "Buddies",
    "status": "active",
    "safeguarding_route": "Staff are told at once.",
    "complaints_route": "By the usual form.",
    "source": "Safer custody team",
    "approved_by": "Governor",
    "partners-TOTAL_FORMS": "0",
    "partners-INITIAL_FORMS": "0",
    "partners-MIN_NUM_FORMS": "0",
    "partners-MAX_NUM_FORMS": "1000",
}


def signed_off():
    days = {"confirmed_on": today(), "approved_on": today(), "next_review_on": today() + 300 * A_DAY}
    return TYPED | {name: day.isoformat() for name, day in days.items()}


@pytest.fixture
def exeter(db):
    return PrisonFactory(nomis_code="EXI", slug="exeter", name="HMP Exeter")


@pytest.fixture
def approval(db):
    """Schemes go through the moderators before they are published."""
    moderators = Group.objects.get(name="Moderators")
    task = GroupApprovalTask.objects.create(name="Check the profile")
    task.groups.add(moderators)
    workflow = Workflow.objects.create(name="Profiles")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowContentType.objects.create(workflow=workflow, content_type=ContentType.objects.get_for_model(Scheme))
    return workflow


@pytest.fixture
def colleague(db):
    """A function that makes somebody of a group who may do these things to schemes."""

    def make(group, *actions):
        group = Group.objects.get(name=group)
        names = [f"{action}_scheme" for action in actions]
        group.permissions.add(*Permission.objects.filter(content_type__app_label="directory", codename__in=names))
        user = User.objects.create_user(f"{group.name.lower()}@example.org", "a long password")
        user.groups.add(group)
        return user

    return make


@pytest.mark.usefixtures("approval")
def test_profile_is_submitted_approved_and_published(exeter, colleague, client):
    editor = colleague("Editors", "add", "change")
    moderator = colleague("Moderators", "add", "change", "publish")
    client.force_login(editor)

    client.post("/admin/snippets/directory/scheme/add/", {**signed_off(), "prison": "EXI", "action-submit": "1"})
    scheme = Scheme.objects.get()
    assert not scheme.live
    assert scheme.workflow_in_progress
    state = scheme.current_workflow_task_state
    client.force_login(moderator)
    client.post(f"/admin/snippets/directory/scheme/workflow/action/{scheme.pk}/approve/{state.pk}/", {"comment": ""})

    scheme.refresh_from_db()
    assert scheme.live
    assert not scheme.workflow_in_progress
    client.logout()
    assert client.get(scheme.get_absolute_url()).status_code == 200


@pytest.mark.usefixtures("approval")
def test_profile_without_who_says_so_is_not_submitted(exeter, colleague, client):
    client.force_login(colleague("Editors", "add", "change"))

    refused = client.post("/admin/snippets/directory/scheme/add/", {**TYPED, "prison": "EXI", "action-submit": "1"})

    assert "This field is required." in refused.text
    assert not Scheme.objects.exists()


@pytest.mark.usefixtures("approval")
def test_who_may_not_publish_cannot(exeter, colleague, client):
    client.force_login(colleague("Editors", "add", "change"))

    client.post("/admin/snippets/directory/scheme/add/", {**signed_off(), "prison": "EXI", "action-publish": "1"})

    assert not Scheme.objects.filter(live=True).exists()


def test_editor_is_told_what_breaks_a_rule_and_keeps_what_was_typed(exeter, editor_client):
    wrong = {"tasks_allowed": ["companionship"], "tasks_excluded": ["companionship"], "weekday_hours": "25"}

    refused = editor_client.post(
        "/admin/snippets/directory/scheme/add/", {**signed_off(), **wrong, "prison": "EXI", "action-publish": "1"}
    )

    assert "A task is allowed or ruled out, not both: Company." in refused.text
    assert "Ensure this value is less than or equal to 24." in refused.text
    assert 'value="Buddies"' in refused.text
    assert not Scheme.objects.exists()


# Restricted numbers

SENTINELS = ("31337", "27183", "17.29")


@pytest.fixture
def counted(exeter, editor_client, django_capture_on_commit_callbacks):
    """A scheme with numbers that are nobody else's business, published in the admin and changed once."""
    numbers = {"buddy_count": "31337", "recipient_count": "27183", "weekly_pay": "17.29", "prison": "EXI"}
    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post("/admin/snippets/directory/scheme/add/", {**signed_off(), **numbers, "action-publish": "1"})
        scheme = Scheme.objects.get()
        typed = {**signed_off(), **numbers, "name": "Helpers", "action-publish": "1"}
        editor_client.post(f"/admin/snippets/directory/scheme/edit/{scheme.pk}/", typed)
    editor_client.logout()
    scheme.refresh_from_db()
    assert (scheme.live, scheme.name, scheme.buddy_count) == (True, "Helpers", 31337)
    return scheme


@pytest.mark.parametrize("prefix", ["", "/cy"])
@pytest.mark.parametrize(
    "address",
    [
        "directory/schemes/PSS-EXI-01/",
        "directory/schemes/",
        "directory/schemes/?q=helpers",
        "directory/exeter/",
        "directory/dictionary/",
        "directory/dictionary.csv",
        "directory/schemes.csv",
        "directory/schemes.json",
        "directory/schemes.geojson",
        "feeds/schemes.atom",
        "feeds/updates.json",
        "updates/",
        "directory/compare/?scheme=PSS-EXI-01&scheme=PSS-EXI-02",
    ],
)
def test_numbers_about_people_and_the_pay_never_leave(counted, client, prefix, address):
    SchemeFactory(prison=counted.prison, code="PSS-EXI-02")

    response = client.get(f"{prefix}/{address}")

    body = response.getvalue().decode()
    assert response.status_code == 200
    assert len(body) > 100
    assert not [number for number in SENTINELS if number in body]


@pytest.mark.indexed
def test_numbers_about_people_are_not_searched(counted):
    rows = [json.dumps(list(map(str, row))) for row in IndexEntry.objects.values_list()]

    assert rows
    assert not [number for number in SENTINELS for row in rows if number in row]
    for number in SENTINELS:
        assert not Scheme.objects.named(number).exists()
        assert not Scheme.objects.search(number)


def test_numbers_about_people_are_not_in_the_log(counted):
    entries = [f"{entry.label} {entry.message} {json.dumps(entry.data)}" for entry in ModelLogEntry.objects.all()]

    assert len(entries) >= 2
    assert not [number for number in SENTINELS for entry in entries if number in entry]


# In Welsh


def test_page_in_welsh_names_things_in_welsh_and_marks_what_is_english(db, client):
    scheme = SchemeFactory(
        prison=PrisonFactory(in_wales=True, name="HMP Cardiff", name_cy="Carchar Caerdydd"),
        name="Buddies",
        name_cy="Cyfeillion",
        summary="Help with daily life.",
        cluster=ClusterFactory(name="South", name_cy="De"),
    )

    response = client.get(f"/cy{scheme.get_absolute_url()}")

    tree = tree_of(response)
    assert words(next(tree.iter("h1"))) == "Cyfeillion"
    assert "HMP Cardiff" not in response.text
    [lede] = [p for p in tree.iter("p") if p.get("class") == "lede"]
    assert (lede.get("lang"), words(lede)) == ("en", "Help with daily life.")
    own = [box for box in tree.iter("div") if words(box) == "Staff are told at once."]
    assert [span.get("lang") for span in own] == ["en"]
    assert "<span>De</span>" in response.text


def test_summary_in_welsh_takes_the_place_of_the_english(db, client):
    scheme = SchemeFactory(summary="Help with daily life.", summary_cy="Help gyda bywyd bob dydd.")

    response = client.get(f"/cy{scheme.get_absolute_url()}")

    assert "Help gyda bywyd bob dydd." in response.text
    assert "Help with daily life." not in response.text
    with translation.override("cy"):
        assert scheme.said_lang == ""


# Hostile text, markup, cost


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_hostile_words_are_shown_as_words(db, client, prefix):
    texts = ("name", "summary", "source", "approved_by", "safeguarding_route", "complaints_route", "delisted_reason")
    scheme = SchemeFactory(
        **dict.fromkeys(texts, HOSTILE),
        delisted_on=DAY,
        delisted_reason_cy=HOSTILE,
        cluster=ClusterFactory(name=HOSTILE),
    )
    scheme.partners.create(organisation=OrganisationFactory(name=HOSTILE), part="pays")
    scheme.save()

    response = client.get(prefix + scheme.get_absolute_url())

    assert "<script>alert" not in response.text
    assert "{{ 7|add:7 }}" in response.text
    assert not [element for element in tree_of(response).iter() if element.get("onmouseover")]
    html5lib.HTMLParser(strict=True).parse(response.content.decode())


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_page_costs_few_queries_whatever_it_tells(home, client, prefix):
    guide = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home))
    guide.save_revision().publish()
    index = CaseStudyIndexPageFactory(parent=home)
    scheme = SchemeFactory(cluster=ClusterFactory(), recommendations=[guide.document.recommendations.get()])
    url = prefix + scheme.get_absolute_url()

    def add(number):
        for _ in range(number):
            scheme.partners.create(organisation=OrganisationFactory(), part="pays")
            CaseStudyPageFactory(parent=index, prison=scheme.prison)
        scheme.save()

    costs = []
    for more in (1, 5):
        add(more)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 12
    assert not response.cookies


# The page of its prison


def test_prison_that_told_us_that_it_has_none_says_when(db, client):
    prison = PrisonFactory(no_scheme_on=DAY)

    shown = client.get(prison.get_absolute_url()).text

    assert "The prison told us on 1 June 2026 that it has no scheme." in shown
    assert "No scheme has been reported to us." not in shown


def test_prison_with_a_scheme_shows_it_whatever_it_told_us_before(db, client):
    scheme = SchemeFactory(prison__no_scheme_on=DAY)
    draft = SchemeFactory(prison=PrisonFactory(no_scheme_on=DAY), live=False)

    assert "that it has no scheme" not in client.get(scheme.prison.get_absolute_url()).text
    assert "that it has no scheme" in client.get(draft.prison.get_absolute_url()).text
