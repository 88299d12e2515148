"""Whatever is at an address of a prison's own: nobody gets to it but by the one door, which asks for its team."""

from django.test import Client
from django.urls import URLPattern, get_resolver

from directory.access import MemberMixin
from tests.factories import MembershipFactory, UserFactory

GIVEN = {"pk": 1, "year": 2025, "reference": "S-00000000", "scheme": "PSS-XXX-01", "verb": "withdraw"}


def patterns(resolver, names=(), before=""):
    """(whole route, view, [names of its arguments]) of every address below a resolver."""
    for one in resolver.url_patterns:
        route, known = before + str(one.pattern), (*names, *one.pattern.converters)
        if isinstance(one, URLPattern):
            yield route, one.callback, known
        else:
            yield from patterns(one, known, route)


VIEWS = {
    route: (view, names)
    for route, view, names in patterns(get_resolver())
    if route.startswith("my-prison/<slug:code>/")
}


def address_of(route, names, prison):
    for name in names:
        value = prison.pk if name == "code" else GIVEN.get(name, "x")
        route = route.replace(f"<slug:{name}>", str(value)).replace(f"<int:{name}>", str(value))
    return f"/{route}"


def test_there_is_something_to_look_at():
    kinds = {route.split("/")[2] for route in VIEWS}

    assert kinds >= {"", "ratings", "case-studies", "practice", "returns", "schemes", "questions"}


def test_every_view_of_it_asks_for_the_team():
    assert [route for route, (view, _names) in VIEWS.items() if not issubclass(view.view_class, MemberMixin)] == []


def test_a_stranger_signs_in_first_and_a_team_of_another_prison_finds_nothing(prison, home):
    stranger, other, plain = Client(), Client(), Client()
    other.force_login(MembershipFactory(role="approver").user)
    plain.force_login(UserFactory(is_superuser=True, is_staff=True))

    for route, (_view, names) in VIEWS.items():
        address = address_of(route, names, prison)
        assert stranger.get(address).get("Location") == f"/sign-in/?next={address}", address
        for method in ("get", "post"):
            assert getattr(other, method)(address).status_code == 404, address
            assert getattr(plain, method)(address).status_code == 404, address
