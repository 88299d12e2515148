import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from directory.models import Prison
from tests.factories import PrisonFactory

NONSENSE = {
    "latitude alone": {"lon": None},
    "longitude alone": {"lat": None},
    "women's prison with a category": {"gender": "women"},
    "Wales without a Welsh name": {"country": "Wales"},
    "capacity below nothing": {"capacity": -1},
    "no source": {"source": None},
    "no date of the source": {"source_on": None},
}


@pytest.mark.parametrize("values", NONSENSE.values(), ids=NONSENSE)
def test_database_refuses_nonsense(prison, values):
    [(column, value)] = values.items()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE directory_prison SET {column} = %s WHERE nomis_code = %s", [value, prison.pk])


def test_database_refuses_a_second_prison_with_a_slug(prison):
    with pytest.raises(IntegrityError), transaction.atomic():
        PrisonFactory(slug=prison.slug)


def test_database_refuses_a_second_prison_with_a_code(prison):
    with pytest.raises(IntegrityError), transaction.atomic():
        PrisonFactory(nomis_code=prison.pk)


@pytest.mark.parametrize("values", NONSENSE.values(), ids=NONSENSE)
def test_form_says_what_the_database_would_refuse(prison, values):
    prison.refresh_from_db()
    for name, value in values.items():
        setattr(prison, name, value)

    with pytest.raises(ValidationError):
        prison.full_clean()


@pytest.mark.parametrize("trait", ["in_wales", "for_women", "closed", "example", "for_children"])
def test_real_situations_are_allowed(db, trait):
    prison = PrisonFactory(**{trait: True})
    prison.refresh_from_db()

    prison.full_clean()


def problems_of(**values):
    """{field: messages} of a prison that is right but for `values`."""
    prison = PrisonFactory.build(lat=None, lon=None, **values)
    try:
        prison.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.mark.parametrize("code", ["EXI", "ABC1"])
def test_code_is_three_capitals_and_perhaps_a_digit(db, code):
    assert problems_of(nomis_code=code) == {}


@pytest.mark.parametrize("code", ["", "EX", "exi", "EXIT", "EX1", "EXI12"])
def test_anything_else_is_no_code(db, code):
    assert list(problems_of(nomis_code=code)) == ["nomis_code"]


@pytest.mark.parametrize("letters", ["", "A", "BC", "ABCD"])
def test_categories_are_letters_in_order(db, letters):
    assert problems_of(security_categories=letters) == {}


@pytest.mark.parametrize("letters", ["CB", "E", "b", "BB", "B/C"])
def test_anything_else_is_no_list_of_categories(db, letters):
    assert list(problems_of(security_categories=letters)) == ["security_categories"]


def test_name_and_town_are_in_the_language_of_the_reader(db):
    prison = PrisonFactory(in_wales=True, name="HMP Cardiff", name_cy="Carchar Caerdydd")

    assert (str(prison), prison.place) == ("HMP Cardiff", "Cardiff")
    with translation.override("cy"):
        assert (str(prison), prison.place) == ("Carchar Caerdydd", "Caerdydd")


def test_prison_without_a_welsh_name_keeps_its_own(db):
    prison = PrisonFactory(name="HMP Exeter", town="Exeter")

    with translation.override("cy"):
        assert (str(prison), prison.place) == ("HMP Exeter", "Exeter")


def test_address_is_the_same_in_both_languages_but_for_its_prefix(prison):
    assert prison.get_absolute_url() == f"/directory/{prison.slug}/"
    with translation.override("cy"):
        assert prison.get_absolute_url() == f"/cy/directory/{prison.slug}/"


@pytest.mark.parametrize(("letters", "labels"), [("", []), ("D", ["Category D"]), ("BC", ["Category B", "Category C"])])
def test_each_category_has_its_label(letters, labels):
    prison = Prison(security_categories=letters)

    assert [str(label) for label in prison.category_labels] == labels


@pytest.mark.parametrize(
    ("status", "closed"),
    [("open", False), ("temporarily_closed", True), ("closed", True), ("not_yet_open", False), ("unknown", False)],
)
def test_closed_for_a_while_is_closed(status, closed):
    assert Prison(status=status).is_closed is closed


def test_every_prison_is_in_exactly_one_group(db):
    adults, children, example = PrisonFactory(), PrisonFactory(for_children=True), PrisonFactory(example=True)
    made_up_for_children = PrisonFactory(example=True, for_children=True)

    assert list(Prison.objects.in_directory()) == [adults]
    assert set(Prison.objects.real()) == {adults, children}
    assert example not in Prison.objects.real()
    assert made_up_for_children not in Prison.objects.real()
