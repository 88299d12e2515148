"""What a scheme's profile must be like before it is published, rule by rule, and the values that it may hold."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from directory import vocabulary
from directory.choices import SchemeStatus
from directory.models import Scheme
from directory.profile import NAMES, PAY_BANDS, SECTIONS, band_of
from directory.scheme_rules import FORMAL_NEEDS, problems_of
from directory.vocabulary import Task
from resources.evidence import EvidenceDirection, EvidenceLevel
from tests.factories import SchemeFactory

DAY = datetime.timedelta(days=1)
TOLD = {
    "formality": "formal",
    "contract": "signed_compact",
    "recruitment_steps": ["interview"],
    "training_basis": "local_package",
    "supervision_frequency": "monthly",
}

# The field's controlled values, word for word.
VOCABULARIES = {
    vocabulary.Formality: "formal part_formal informal",
    vocabulary.RoleTitle: (
        "buddy buddy_support_worker peer_supporter social_care_orderly peer_carer healthcare_champion other"
    ),
    vocabulary.BoundaryRule: "no_personal_care no_intimate_care not_written_down",
    vocabulary.Task: (
        "cell_cleaning laundry_and_bedding meal_collection cutting_up_food wheelchair_pushing escort_on_unit"
        " escort_to_appointments escort_to_visits_education_worship reading_and_form_filling applications_and_menus"
        " canteen_and_post prompting_and_reminders companionship activity_support emergency_evacuation_support"
        " reporting_concerns other"
    ),
    vocabulary.RecruitmentStep: (
        "advert written_application interview staff_nomination security_check risk_assessment"
        " healthcare_or_social_care_check trial_shift none"
    ),
    vocabulary.ReviewFrequency: "weekly monthly quarterly six_monthly annual none",
    vocabulary.Contract: "signed_compact job_description_only verbal none",
    vocabulary.PayBasis: "paid_full_time_job paid_part_time_job paid_in_addition_to_other_job unpaid",
    vocabulary.TrainingProvider: (
        "prison local_authority healthcare_provider voluntary_organisation education_provider peer_trained none"
    ),
    vocabulary.TrainingBasis: "care_certificate_adapted local_package shadowing_only none",
    vocabulary.SupervisionFrequency: "daily weekly fortnightly monthly less_often ad_hoc none",
    vocabulary.OverseeingBody: "prison local_authority healthcare_provider voluntary_organisation shared",
    vocabulary.StaffLead: "dedicated_post protected_hours added_to_other_role no_named_lead",
    vocabulary.ReferralRoute: "reception_screening local_authority_assessment healthcare wing_staff self peer other",
    vocabulary.Matching: "individual_plan by_wing rota informal",
    vocabulary.NightCover: "none on_call unlocked",
    vocabulary.Eligibility: "assessed_eligible below_threshold any",
    vocabulary.Model: "A B C D E",
    EvidenceLevel: "described reasoned monitored evaluated replicated",
    EvidenceDirection: "positive mixed no_effect_found harm_found not_measured",
}


def today():
    return timezone.localdate()


def scheme_of(**values):
    return Scheme(prison_id="EXI", code="PSS-EXI-01", **{"status": "active", **values})


def broken(**values):
    """The fields that the rules object to."""
    return set(problems_of(scheme_of(**values)))


# Values


@pytest.mark.parametrize(("choices", "values"), VOCABULARIES.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_vocabulary_is_that_of_the_field(choices, values):
    assert choices.values == values.split()


def test_status_has_no_word_for_a_prison_without_a_scheme():
    assert set(SchemeStatus.values) == {"planned", "pilot", "active", "paused", "ended", "informal_only"}


def test_training_has_the_fourteen_subjects_and_the_two_later_ones():
    assert len(vocabulary.Module.values) == 16


def test_intimate_care_is_no_task_and_boundary_is_no_yes_or_no():
    assert not [value for value in Task.values if "care" in value or "intimate" in value or "personal" in value]
    assert len(vocabulary.BoundaryRule.values) == 3


def test_no_vocabulary_has_a_word_for_what_was_not_reported_or_is_not_known():
    values = {value for choices in VOCABULARIES for value in choices.values}

    assert values.isdisjoint({"", "not_known", "unknown", "not_reported"})


def test_every_fact_is_shown_once():
    assert len(NAMES) == len(set(NAMES))
    shown = {name for _key, _heading, names in SECTIONS for name in names}
    aside = {"units_in_prison", "not_known", "recommendations", "prison", "code"}
    record = {"name", "name_cy", "summary", "summary_cy", "source", "confirmed_on", "approved_by", "approved_on"}
    record |= {"next_review_on", "delisted_on", "delisted_reason", "delisted_reason_cy"}
    kept_by_wagtail = {"id", "live", "has_unpublished_changes", "first_published_at", "last_published_at"}
    kept_by_wagtail |= {"live_revision", "latest_revision", "go_live_at", "expire_at", "expired"}
    kept_by_wagtail |= {"locked", "locked_at", "locked_by"}
    own = {field.name for field in (*Scheme._meta.fields, *Scheme._meta.many_to_many)}
    assert own - aside - record - kept_by_wagtail == shown


# Days


@pytest.mark.parametrize(
    "name", ["confirmed_on", "approved_on", "equality_checked_on", "information_agreed_on", "delisted_on"]
)
def test_what_happened_happened_by_today(name):
    reasons = {"delisted_reason": "Why", "delisted_reason_cy": "Pam"}

    assert broken(**{name: today()}, **reasons) == set()
    assert broken(**{name: today() + DAY}, **reasons) == {name}


def test_scheme_may_be_planned_for_a_day_to_come():
    assert broken(status="planned", started_on=today() + 100 * DAY) == set()


def test_scheme_that_ended_says_when():
    assert broken(status="ended") == {"ended_on"}
    assert broken(status="ended", ended_on=today()) == set()


@given(started=st.dates(), ended=st.dates())
def test_end_is_never_before_the_start(started, ended):
    assert broken(started_on=started, ended_on=ended) == ({"ended_on"} if ended < started else set())


@pytest.mark.parametrize(("age", "fields"), [(0, set()), (731, set()), (732, {"equality_checked_on"})])
def test_equality_check_holds_for_two_years(age, fields):
    assert broken(equality_checked_on=today() - age * DAY) == fields


@pytest.mark.parametrize(
    ("approved", "review", "fits"),
    [
        ("2026-06-01", "2026-06-01", False),
        ("2026-06-01", "2026-06-02", True),
        ("2026-06-01", "2027-06-01", True),
        ("2026-06-01", "2027-06-03", False),
        ("2023-03-01", "2024-03-01", True),
        ("2024-02-29", "2025-02-28", True),
        ("2026-06-01", "2026-05-31", False),
    ],
)
def test_review_is_within_a_year_even_a_leap_year(approved, review, fits):
    days = {"approved_on": datetime.date.fromisoformat(approved), "next_review_on": datetime.date.fromisoformat(review)}

    assert broken(**days) == (set() if fits else {"next_review_on"})


def test_delisting_has_a_reason_in_both_languages():
    assert broken(delisted_on=today()) == {"delisted_reason"}
    assert broken(delisted_on=today(), delisted_reason="Why") == {"delisted_reason"}
    assert broken(delisted_on=today(), delisted_reason_cy="Pam") == {"delisted_reason"}
    assert broken(delisted_on=today(), delisted_reason="Why", delisted_reason_cy="Pam") == set()


# Tasks


@given(allowed=st.lists(st.sampled_from(Task.values), unique=True), out=st.lists(st.sampled_from(Task.values)))
def test_task_is_allowed_or_ruled_out(allowed, out):
    found = problems_of(scheme_of(tasks_allowed=allowed, tasks_excluded=out))

    both = set(allowed) & set(out)
    assert set(found) == ({"tasks_excluded"} if both else set())
    assert all(str(Task(value).label) in found["tasks_excluded"] for value in both)


def test_tasks_in_both_lists_are_named_in_the_language_of_the_editor():
    with translation.override("cy"):
        found = problems_of(scheme_of(tasks_allowed=["laundry_and_bedding"], tasks_excluded=["laundry_and_bedding"]))

        assert str(Task.LAUNDRY_AND_BEDDING.label) in found["tasks_excluded"]


# What is not known


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("night_cover", "none"),
        ("tasks_allowed", ["other"]),
        ("training_hours", Decimal(0)),
        ("weekly_pay", Decimal("0.00")),
        ("units_covered", 0),
        ("started_on", datetime.date(2026, 6, 1)),
    ],
)
def test_fact_that_is_told_is_known_even_where_it_is_nought_or_none(name, value):
    assert broken(not_known=[name]) == set()
    assert broken(**{name: value}) == set()
    assert broken(**{name: value}, not_known=[name]) == {"not_known"}


def test_message_names_the_facts_that_are_told():
    found = problems_of(scheme_of(not_known=["formats", "matching"], formats=["welsh"]))

    assert found == {"not_known": "These are filled in, so they are known: formats."}


def test_anything_but_the_status_may_be_not_known():
    values = [value for value, _label in Scheme._meta.get_field("not_known").flatchoices]

    assert values == [name for name in NAMES if name != "status"]


# What formal means


def test_formal_scheme_has_a_role_selection_training_and_supervision():
    assert broken(**TOLD) == set()


@pytest.mark.parametrize("name", FORMAL_NEEDS)
@pytest.mark.parametrize("missing", ["", "none"])
def test_scheme_that_lacks_one_of_them_is_not_formal(name, missing):
    value = [missing] * bool(missing) if name == "recruitment_steps" else missing

    found = problems_of(scheme_of(**{**TOLD, name: value}))

    assert set(found) == {"formality"}
    assert str(Scheme._meta.get_field(name).verbose_name) in found["formality"]


def test_spoken_agreement_is_no_written_role():
    assert broken(**{**TOLD, "contract": "verbal"}) == {"formality"}


@pytest.mark.parametrize("formality", ["", "part_formal", "informal"])
def test_other_schemes_need_none_of_them(formality):
    assert broken(formality=formality) == set()


# Numbers


def test_protected_hours_are_counted():
    assert broken(staff_lead="protected_hours") == {"staff_hours"}
    assert broken(staff_lead="protected_hours", staff_hours=Decimal(0)) == set()
    assert broken(staff_lead="dedicated_post") == set()


@given(covered=st.none() | st.integers(0, 40), there=st.none() | st.integers(0, 40))
def test_no_more_units_are_covered_than_there_are(covered, there):
    too_many = covered is not None and there is not None and covered > there

    assert broken(units_covered=covered, units_in_prison=there) == ({"units_covered"} if too_many else set())


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("weekday_hours", 24),
        ("weekend_hours", 24),
        ("training_hours", 200),
        ("refresher_hours", 200),
        ("staff_hours", 168),
        ("weekly_pay", 60),
    ],
)
def test_numbers_are_within_bounds(name, most):
    field = Scheme._meta.get_field(name)

    for value in (None, Decimal(0), Decimal(most)):
        assert field.clean(value, None) == value
    for value in (Decimal("-0.1"), most + Decimal("0.1")):
        with pytest.raises(ValidationError):
            field.clean(value, None)


@given(pay=st.decimals(0, 60, places=2))
def test_pay_is_in_the_band_of_its_pounds(pay):
    code, _label = band_of(pay)

    edges = {
        "none": (0, Decimal("0.01")),
        "under_10": (Decimal("0.01"), 10),
        "10_to_14.99": (10, 15),
        "15_to_19.99": (15, 20),
        "20_or_more": (20, 61),
    }
    low, high = edges[code]
    assert low <= pay < high
    assert {code for _below, code, _label in PAY_BANDS} == set(edges)


# All of it together


@pytest.mark.parametrize(
    "name",
    [
        "source",
        "confirmed_on",
        "approved_by",
        "approved_on",
        "next_review_on",
        "safeguarding_route",
        "complaints_route",
    ],
)
def test_nothing_is_published_without_who_says_so_and_what_is_done_when_things_go_wrong(prison, name):
    scheme = SchemeFactory.build(prison=prison)
    scheme.full_clean()

    setattr(scheme, name, None if name.endswith("_on") else "")

    with pytest.raises(ValidationError) as refused:
        scheme.full_clean()
    assert set(refused.value.message_dict) == {name}


def test_every_broken_rule_is_told_at_once(prison):
    wrong = {"tasks_allowed": ["other"], "tasks_excluded": ["other"], "status": "ended", "formality": "formal"}
    scheme = SchemeFactory.build(prison=prison, **wrong)

    with pytest.raises(ValidationError) as refused:
        scheme.full_clean()

    assert set(refused.value.message_dict) == {"tasks_excluded", "ended_on", "formality"}
