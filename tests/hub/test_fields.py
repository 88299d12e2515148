"""Several choices in one column: what is put in comes out, and is found exactly."""

import html5lib
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import Scheme
from directory.vocabulary import Format, RecruitmentStep, Task
from hub.fields import ManyChoicesField, holds
from tests.factories import SchemeFactory
from tests.undone import undone

over_rows = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
some_tasks = st.lists(st.sampled_from(Task.values), unique=True)
FIELDS = [field for field in Scheme._meta.fields if isinstance(field, ManyChoicesField)]


def field_of(choices=(("a", "First"), ("b", "Second"), ("none", "None")), **options):
    field = ManyChoicesField(choices=choices, **options)
    field.set_attributes_from_name("chosen")
    return field


def in_order(values):
    return [value for value in Task.values if value in values]


class SchemeForm(forms.ModelForm):
    class Meta:
        model = Scheme
        fields = ["tasks_allowed", "recruitment_steps"]


# There and back


@pytest.mark.django_db
@over_rows
@given(tasks=some_tasks)
def test_what_is_saved_is_read_in_the_order_of_the_choices(tasks):
    with undone():
        saved = SchemeFactory(tasks_allowed=tasks)

        assert Scheme.objects.get(pk=saved.pk).tasks_allowed == in_order(tasks)
        assert Scheme.objects.values_list("tasks_allowed", flat=True).get() == in_order(tasks)


@pytest.mark.django_db
@over_rows
@given(tasks=some_tasks)
def test_revision_keeps_what_was_chosen(tasks):
    with undone():
        scheme = SchemeFactory(tasks_allowed=["other"])
        scheme.tasks_allowed = tasks

        draft = scheme.save_revision().as_object()

        assert draft.tasks_allowed == in_order(tasks)
        assert Scheme.objects.get(pk=scheme.pk).tasks_allowed == ["other"]
        scheme.latest_revision.publish()
        assert Scheme.objects.get(pk=scheme.pk).tasks_allowed == in_order(tasks)


@pytest.mark.django_db
@over_rows
@given(before=some_tasks, tasks=some_tasks)
def test_form_saves_what_is_ticked_and_shows_it_ticked(before, tasks):
    with undone():
        scheme = SchemeFactory(tasks_allowed=before)
        data = QueryDict(mutable=True)
        data.setlist("tasks_allowed", tasks)
        form = SchemeForm(data, instance=scheme)

        assert form.is_valid(), form.errors
        assert form.has_changed() is (set(before) != set(tasks))
        form.save()

        scheme.refresh_from_db()
        assert scheme.tasks_allowed == in_order(tasks)
        ticked = [box for box in tree(str(SchemeForm(instance=scheme))).iter("input") if "checked" in box.attrib]
        assert [box.get("value") for box in ticked] == in_order(tasks)


def tree(text):
    return html5lib.parse(text, namespaceHTMLElements=False)


@given(values=st.lists(st.sampled_from("abc"), unique=True))
def test_stored_text_gives_the_list_back(values):
    field = field_of()

    assert sorted(field.to_python(field.get_prep_value(values))) == sorted(values)
    assert field.to_python(values) == field.to_python(field.to_python(values))


@pytest.mark.parametrize("nothing", [None, "", [], ()])
def test_nothing_chosen_is_an_empty_list(nothing):
    field = field_of()

    assert field.to_python(nothing) == []
    assert field.get_prep_value(nothing) == ""


def test_row_has_a_list_of_its_own_before_anything_is_chosen():
    one, other = Scheme(), Scheme()

    one.tasks_allowed.append("laundry_and_bedding")

    assert other.tasks_allowed == []


def test_value_that_is_no_choice_any_more_is_still_read_after_those_that_are():
    assert field_of().to_python(",z,b,y,a,") == ["a", "b", "y", "z"]


# What may be chosen


def problems_of(field, values):
    try:
        field.clean(values, None)
    except ValidationError as error:
        return error.messages
    return []


def test_unknown_value_is_refused_by_its_name():
    assert problems_of(field_of(), ["a", "nonsense"]) == ["Value 'nonsense' is not a valid choice."]


def test_form_refuses_an_unknown_value():
    form = field_of().formfield()

    with pytest.raises(ValidationError):
        form.clean(["a", "nonsense"])


@pytest.mark.parametrize(("values", "fits"), [(["none"], True), (["a", "b"], True), (["none", "a"], False), ([], True)])
def test_none_is_chosen_alone(values, fits):
    assert (problems_of(field_of(), values) == []) is fits


def test_none_with_something_else_is_refused_in_words():
    assert problems_of(field_of(), ["a", "none"]) == ["“None” and something else cannot both be so."]


def test_field_that_may_not_be_empty_says_so():
    assert problems_of(field_of(blank=False), []) == ["This field cannot be blank."]
    with pytest.raises(ValidationError):
        field_of(blank=False).formfield().clean([])


def test_text_that_is_longer_than_its_column_is_refused():
    assert problems_of(field_of(max_length=4), ["a", "b"]) == ["Ensure this value has at most 4 characters (it has 5)."]


def test_labels_are_those_of_the_values_and_what_has_none_is_its_own():
    assert field_of().labels_of(["b", "z"]) == ["Second", "z"]
    assert Scheme(formats=["welsh"]).get_formats_display() == [Format.WELSH.label]


# Every such field of a scheme


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_all_choices_at_once_fit_the_column(field):
    values = [value for value, _label in field.flatchoices if value != "none"]

    assert problems_of(field, values) == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_no_value_can_be_taken_for_another_nor_for_two(field):
    values = [str(value) for value, _label in field.flatchoices]

    assert len({value.casefold() for value in values}) == len(values)
    assert not [value for value in values if "," in value or not value]


# Found again


@pytest.mark.django_db
@over_rows
@given(rows=st.lists(some_tasks, max_size=5), sought=st.sampled_from(Task.values))
def test_rows_are_found_by_each_value_that_they_hold_and_by_no_other(rows, sought):
    with undone():
        made = {SchemeFactory(tasks_allowed=tasks).pk: tasks for tasks in rows}

        found = Scheme.objects.filter(holds("tasks_allowed", sought)).values_list("pk", flat=True)

        assert set(found) == {pk for pk, tasks in made.items() if sought in tasks}


@pytest.mark.parametrize("sought", ["advert", "interview", "none"])
def test_value_inside_another_is_not_found(db, sought):
    SchemeFactory(recruitment_steps=["written_application", "trial_shift"], not_known=["training_hours"])
    one = SchemeFactory(recruitment_steps=[sought])

    assert list(Scheme.objects.filter(holds("recruitment_steps", sought))) == [one]
    assert not Scheme.objects.filter(holds("recruitment_steps", sought[:-1])).exists()
    assert not Scheme.objects.filter(holds("recruitment_steps", "trial%shift")).exists()
    assert not Scheme.objects.filter(holds("recruitment_steps", "trial-shift")).exists()


# In the admin


def test_editor_sees_a_box_for_each_value_with_those_chosen_ticked(editor_client):
    scheme = SchemeFactory(recruitment_steps=["interview", "security_check"])

    shown = tree(editor_client.get(f"/admin/snippets/directory/scheme/edit/{scheme.pk}/").text)

    boxes = [box for box in shown.iter("input") if box.get("name") == "recruitment_steps"]
    assert [box.get("value") for box in boxes] == RecruitmentStep.values
    assert [box.get("value") for box in boxes if "checked" in box.attrib] == ["interview", "security_check"]


def test_revisions_are_compared_by_their_labels(editor_client):
    scheme = SchemeFactory(tasks_allowed=["companionship", "meal_collection"], night_cover="none")
    first = scheme.save_revision()
    scheme.tasks_allowed, scheme.not_known = ["companionship", "laundry_and_bedding"], ["formats"]
    second = scheme.save_revision()

    url = f"/admin/snippets/directory/scheme/history/{scheme.pk}/revisions/compare/{first.pk}...{second.pk}/"
    shown = editor_client.get(url)

    assert shown.status_code == 200
    page = tree(shown.text)
    gone = ["".join(mark.itertext()) for mark in page.iter("span") if mark.get("class") == "deletion"]
    new = ["".join(mark.itertext()) for mark in page.iter("span") if mark.get("class") == "addition"]
    assert gone == ["Collecting meals"]
    assert new == ["Laundry and bedding", "Formats"]
