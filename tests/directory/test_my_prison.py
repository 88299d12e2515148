import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from directory.my_prison import to_confirm
from directory.urls import my_prison as my_prison_urls
from tests.factories import InvitationFactory, MembershipFactory, PrisonFactory, SchemeFactory, UserFactory

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _pages(home):
    """Our pages have the header and footer of the site."""


@pytest.fixture
def membership(db):
    return MembershipFactory(prison__name="HMP Exeter")


@pytest.fixture
def member_client(client, membership):
    client.force_login(membership.user)
    return client


@pytest.fixture
def address(membership):
    return f"/my-prison/{membership.prison_id}/"


def reported(ago, **fields):
    return SchemeFactory(confirmed_on=timezone.localdate() - datetime.timedelta(days=ago), **fields)


# Who reaches it

NAMES = [pattern.name for pattern in my_prison_urls.urlpatterns if "code" in str(pattern.pattern)]


@pytest.fixture(params=NAMES)
def each_address(request, membership):
    """The address of each view of a prison's own that needs nothing else, in English and Welsh."""
    return reverse(f"my_prison:{request.param}", args=[membership.prison_id])


def test_every_view_of_a_prison_is_looked_at():
    assert NAMES
    assert get_resolver().namespace_dict["my_prison"]


@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_a_stranger_is_asked_to_sign_in(prefix, each_address, client):
    for method in (client.get, client.post):
        answer = method(prefix + each_address)
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{prefix}/sign-in/?next={prefix}{each_address}"


def test_a_member_reads_it(each_address, member_client):
    assert member_client.get(each_address).status_code == 200


@pytest.mark.parametrize("role", ["contributor", "approver"])
def test_for_a_member_of_another_prison_there_is_no_such_page(role, each_address):
    client = Client()
    client.force_login(MembershipFactory(role=role).user)

    for method in (client.get, client.post):
        assert method(each_address).status_code == 404


def test_for_an_editor_who_is_no_member_there_is_no_such_page(each_address, editor_client):
    for method in (editor_client.get, editor_client.post):
        assert method(each_address).status_code == 404


def test_who_was_invited_and_has_not_accepted_is_no_member(each_address, membership):
    user = UserFactory()
    InvitationFactory(email=user.email, prison=membership.prison, expired=True)
    client = Client()
    client.force_login(user)

    assert client.get(each_address).status_code == 404


def test_who_was_removed_is_kept_out_at_once(each_address, member_client, membership):
    membership.delete()

    assert member_client.get(each_address).status_code == 404


@pytest.mark.parametrize("code", ["ZZZ", "zzz", "x" * 3000, "-", "%00"])
def test_a_code_of_no_prison_is_not_found(code, member_client):
    assert member_client.get(f"/my-prison/{code}/").status_code == 404


def test_it_is_stored_nowhere_and_not_indexed(each_address, member_client):
    answer = member_client.get(each_address)

    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in answer.text


def test_nothing_of_another_prison_is_on_it(address, member_client):
    other = MembershipFactory(prison__name="HMP Elsewhere", user__email="secret@example.gov.uk")
    reported(400, prison=other.prison, name="A hidden scheme")

    text = member_client.get(address).text

    for word in ("HMP Elsewhere", "secret@example.gov.uk", "A hidden scheme"):
        assert word not in text


# Which prison


def test_who_acts_for_one_prison_is_led_to_it(member_client, address):
    assert member_client.get("/my-prison/").headers["Location"] == address
    assert member_client.get("/cy/my-prison/").headers["Location"] == f"/cy{address}"


def test_who_acts_for_several_chooses(member_client, membership):
    other = MembershipFactory(user=membership.user, role="approver")

    text = member_client.get("/my-prison/").text

    for own in (membership, other):
        assert f'<a href="/my-prison/{own.prison_id}/">{own.prison}</a> ({own.get_role_display()})' in text
    assert "Choose one" in text


def test_who_acts_for_none_is_told_so_and_how_to_ask(client):
    client.force_login(UserFactory())

    text = client.get("/my-prison/").text

    assert "you act for no prison yet" in text
    assert 'href="/sign-in/ask/"' in text


def test_a_stranger_is_asked_to_sign_in_first(client):
    assert client.get("/my-prison/").headers["Location"] == "/sign-in/?next=/my-prison/"


def test_choosing_is_stored_nowhere(client):
    client.force_login(UserFactory())

    assert "no-store" in client.get("/my-prison/").headers["Cache-Control"]


# What is on it


def test_the_team_sees_its_addresses_and_roles(member_client, address, membership):
    approver = MembershipFactory(prison=membership.prison, role="approver")

    text = member_client.get(address).text

    assert f"<bdi>{membership.user.email}</bdi> (you)" in text
    assert f"<bdi>{approver.user.email}</bdi>" in text
    assert text.count("(you)") == 1
    assert "Approver" in text


def test_the_addresses_of_the_team_are_on_no_public_page(membership, client):
    assert membership.user.email not in client.get(membership.prison.get_absolute_url()).text


def test_the_profile_says_what_was_last_reported(member_client, address, membership):
    SchemeFactory(
        prison=membership.prison, name="Buddies of E wing", status="paused", confirmed_on=datetime.date(2026, 6, 1)
    )

    text = member_client.get(address).text

    assert "Buddies of E wing" in text
    assert "Paused" in text
    assert "Last confirmed on 1 June 2026." in text


def test_a_prison_with_no_scheme_says_so(member_client, address):
    text = member_client.get(address).text

    assert "No scheme has been reported for this prison yet." in text
    assert "Nothing is due at the moment." in text


def test_what_is_due_is_on_it_first_things_first(member_client, address, membership):
    reported(340, prison=membership.prison, name="The later")
    reported(400, prison=membership.prison, name="The earlier")

    text = member_client.get(address).text

    assert text.index("“The earlier”") < text.index("“The later”")
    assert "Was due by" in text
    assert "Due by" in text


@pytest.mark.parametrize(
    ("ago", "due", "late"),
    [
        (0, False, None),
        (335, False, None),
        (336, True, False),
        (366, True, False),
        (367, True, True),
        (4000, True, True),
    ],
)
def test_a_scheme_is_due_a_month_before_its_year_is_over(ago, due, late, membership):
    reported(ago, prison=membership.prison)

    duties = list(to_confirm(membership))

    assert bool(duties) == due
    assert [duty.is_late for duty in duties] == [late] * due


@pytest.mark.parametrize(
    ("status", "due"),
    [("planned", 1), ("pilot", 1), ("active", 1), ("paused", 1), ("informal_only", 1), ("ended", 0)],
)
def test_only_what_has_not_ended_is_confirmed(status, due, membership):
    reported(400, prison=membership.prison, status=status)

    assert len(list(to_confirm(membership))) == due


def test_one_can_sign_out_from_it(member_client, address):
    assert '<form action="/sign-in/out/" method="post"><input type="hidden" name="csrfmiddlewaretoken"' in (
        member_client.get(address).text
    )


def test_names_are_escaped(member_client, address, membership):
    reported(400, prison=membership.prison, name="<script>alert(1)</script>")

    assert "<script>alert" not in member_client.get(address).text


# Welsh


def test_it_is_there_in_welsh(client):
    own = MembershipFactory(prison=PrisonFactory(in_wales=True, name_cy="Carchar Caerdydd"))
    SchemeFactory(prison=own.prison, name_cy="Cyfeillion", confirmed_on=datetime.date(2026, 6, 1))
    client.force_login(own.user)

    text = client.get(f"/cy/my-prison/{own.prison_id}/").text

    assert '<html lang="cy">' in text
    assert "<h1>Carchar Caerdydd</h1>" in text
    assert "Cyfeillion" in text
    assert "Mehefin" in text
    assert 'action="/cy/sign-in/out/"' in text


# Cost


def test_it_costs_as_many_queries_however_much_is_on_it(member_client, address, membership):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert member_client.get(address).status_code == 200
        return len(queries)

    reported(400, prison=membership.prison)
    cost()
    few = cost()
    MembershipFactory.create_batch(8, prison=membership.prison)
    for _n in range(8):
        reported(400, prison=membership.prison)

    assert cost() == few
    assert few <= 13


def test_choosing_costs_as_many_queries_however_many_prisons(client):
    user = UserFactory()
    client.force_login(user)
    MembershipFactory.create_batch(6, user=user)
    client.get("/my-prison/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/my-prison/")

    assert len(queries) <= 12
