import tomllib

import pytest
from django.utils import translation

from directory.monitoring.indicator_terms import CORE, Group, Kind, Unit
from directory.monitoring.indicators import FILE, CatalogueError, catalogue, load

IDS = [
    *(f"O{n}" for n in range(1, 15)),
    *(f"C{n}" for n in range(1, 9)),
    *(f"R{n}" for n in range(1, 7)),
    *(f"B{n}" for n in range(1, 6)),
    *(f"S{n}" for n in range(1, 5)),
]
INDICATORS = catalogue().indicators


@pytest.fixture
def changed(tmp_path):
    """A function that loads the catalogue with the first `old` of its file replaced."""

    def loaded(old, new):
        text = FILE.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "indicators.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return load(path)

    return loaded


def test_catalogue_has_every_indicator_of_the_data_dictionary_in_order():
    assert [indicator.id for indicator in INDICATORS] == IDS


def test_ten_are_the_core():
    core = catalogue().sections[CORE].indicators

    assert [indicator.id for indicator in core] == ["O1", "O3", "O4", "O10", "O11", "O12", "C1", "C2", "R4", "S2"]


def test_each_indicator_is_in_one_section():
    sections = catalogue().sections.values()

    assert sorted(found.id for section in sections for found in section.indicators) == sorted(IDS)
    assert [section.slug for section in sections] == [CORE, *Group.values]


def test_keys_of_parts_are_unique_and_fit_a_column():
    keys = [part.key for indicator in INDICATORS for part in indicator.parts]

    assert len(keys) == len(set(keys))
    assert max(map(len, keys)) <= 24


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_indicator_is_whole_in_both_languages(indicator):
    texts = [indicator.name, indicator.definition, *(part.name for part in indicator.parts)]

    assert all(text.en.strip() and text.cy.strip() and text.en != text.cy for text in texts if text.en != "Grant")
    assert all(text == text.strip() for wording in texts for text in (wording.en, wording.cy))
    with translation.override("cy"):
        assert str(indicator.name) == indicator.name.cy
        assert str(indicator.definition) == indicator.definition.cy


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.id)
def test_indicator_costs_minutes_unless_all_of_it_is_worked_out(indicator):
    assert bool(catalogue().minutes_of(indicator)) == bool(indicator.typed_parts)


def test_words_that_the_project_does_not_use_are_not_in_the_catalogue():
    text = FILE.read_text(encoding="utf-8").lower()

    assert not [word for word in ("inmate", "offender", "prisoner", "convict") if word in text]


def test_everything_is_proposed():
    assert catalogue().status == "proposed"


def test_core_takes_less_than_a_fifth_of_the_time():
    assert 0 < catalogue().core_minutes < catalogue().minutes / 5


def test_small_numbers_have_their_rule():
    """8 for means and medians, 10 below a share, a rate or a cost for each person: data dictionary, 2.3 and 2.4."""
    for key, part in catalogue().parts.items():
        wanted = {Kind.MEDIAN: 8, Kind.MEAN: 8, Kind.RATE: 10, Kind.COST: 10}.get(part.kind, 0)
        if part.kind == Kind.PERCENT and part.is_derived:
            wanted = 10
        assert part.least == wanted, key


def test_what_is_worked_out_is_never_typed():
    assert set(catalogue().typed) & set(catalogue().derived) == set()
    assert "C8" in catalogue().derived
    assert not [part for section in catalogue().sections.values() for part in section.parts.values() if part.is_derived]


def test_units_fit_kinds():
    for part in catalogue().parts.values():
        assert (part.kind == Kind.PEOPLE) == (part.unit == Unit.PEOPLE), part.key
        assert (part.kind in (Kind.MONEY, Kind.COST)) == (part.unit == Unit.POUNDS), part.key


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("core = true", "corre = true"),
        ('group = "cost"', 'group = "costs"'),
        ('kind = "people"', 'kind = "persons"'),
        ('unit = "people"', 'unit = "persons"'),
        ('unit = "people"', 'unit = "people", size = 3'),
        ('when = "snapshot"', 'when = "sometimes"'),
        ('when = "snapshot", minutes = 10', 'when = "snapshot"'),
        ('id = "O2"', 'id = "O1"'),
        ('name_cy = "Cyfeillion cymorth yn y rôl"', 'name_cy = " "'),
        ('definition_cy = "Cyfeillion', 'definition_x = "Cyfeillion'),
        ('base = "O7-people"', 'base = "O7-persons"'),
        ('over = "O1", ', ""),
        ('about = "buddies"', 'about = "staff"'),
        ('per = "recipients"', 'per = "officers"'),
        ('parts = [{ kind = "people", unit = "people" }]', "parts = []"),
        ("buddies = 10", "buddys = 10"),
    ],
)
def test_mistake_in_the_file_is_named(old, new, changed):
    with pytest.raises(CatalogueError, match=r"\w"):
        changed(old, new)


def test_file_is_loaded_once():
    assert catalogue() is catalogue()
    assert tomllib.loads(FILE.read_text(encoding="utf-8"))["status"] == "proposed"
