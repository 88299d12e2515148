"""What a scheme's profile must be like beside the kind of each field: domain rules, each with what it objects to."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from directory import vocabulary
from directory.choices import SchemeStatus
from resources.evidence import CONFIRMED_EVERY

EQUALITY_CHECK_HOLDS = datetime.timedelta(days=731)
NOT_YET = ("confirmed_on", "approved_on", "equality_checked_on", "information_agreed_on", "delisted_on")

# What a scheme must have, all of it and in writing, to be called formal: a role, selection, training, supervision.
FORMAL_NEEDS = {
    "contract": {"signed_compact", "job_description_only"},
    "recruitment_steps": set(vocabulary.RecruitmentStep.values) - {"none"},
    "training_basis": set(vocabulary.TrainingBasis.values) - {"none"},
    "supervision_frequency": set(vocabulary.SupervisionFrequency.values) - {"none"},
}


def problems_of(scheme):
    """{field: message} of every rule that `scheme` breaks, in the active language."""
    return dict(problem for rule in RULES for problem in rule(scheme))


def labels(scheme, names):
    return ", ".join(str(scheme._meta.get_field(name).verbose_name) for name in names)


def code_is_of_the_prison(scheme):
    if scheme.code.startswith("PSS-") and not scheme.code.startswith(f"PSS-{scheme.prison_id}-"):
        yield "code", _("This code holds the code of another prison.")


def days_make_sense(scheme):
    today = timezone.localdate()
    for name in NOT_YET:
        if getattr(scheme, name) and getattr(scheme, name) > today:
            yield name, _("This day is still to come.")
    if scheme.status == SchemeStatus.ENDED and not scheme.ended_on:
        yield "ended_on", _("Say when it ended.")
    if scheme.started_on and scheme.ended_on and scheme.ended_on < scheme.started_on:
        yield "ended_on", _("It cannot end before it started.")
    if scheme.equality_checked_on and scheme.equality_checked_on < today - EQUALITY_CHECK_HOLDS:
        yield "equality_checked_on", _("A check holds for two years. Leave this empty or give a newer one.")


def review_is_within_a_year(scheme):
    approved, review = scheme.approved_on, scheme.next_review_on
    if approved and review and not approved < review <= approved + CONFIRMED_EVERY:
        yield "next_review_on", _("Review it within a year after it was approved.")


def delisting_has_a_reason(scheme):
    if scheme.delisted_on and not (scheme.delisted_reason and scheme.delisted_reason_cy):
        yield "delisted_reason", _("Give the reason in both languages.")


def tasks_are_allowed_or_ruled_out(scheme):
    both = [value for value in scheme.tasks_allowed if value in scheme.tasks_excluded]
    if both:
        tasks = ", ".join(str(vocabulary.Task(value).label) for value in both)
        yield "tasks_excluded", _("A task is allowed or ruled out, not both: %(tasks)s.") % {"tasks": tasks}


def what_is_told_is_known(scheme):
    told = [name for name in scheme.not_known if getattr(scheme, name, None) not in (None, "", [])]
    if told:
        names = {"facts": labels(scheme, told)}
        yield "not_known", _("These are filled in, so they are known: %(facts)s.") % names


def formal_has_all_that_it_needs(scheme):
    if scheme.formality != vocabulary.Formality.FORMAL:
        return
    missing = [name for name, values in FORMAL_NEEDS.items() if not values & chosen(scheme, name)]
    if missing:
        names = {"facts": labels(scheme, missing)}
        yield "formality", _("A formal scheme has all of these, so fill them in: %(facts)s.") % names


def chosen(scheme, name):
    value = getattr(scheme, name)
    return set(value) if isinstance(value, list) else {value}


def numbers_fit(scheme):
    if scheme.staff_lead == vocabulary.StaffLead.PROTECTED_HOURS and scheme.staff_hours is None:
        yield "staff_hours", _("Say how many hours are protected.")
    covered, there = scheme.units_covered, scheme.units_in_prison
    if covered is not None and there is not None and covered > there:
        yield "units_covered", _("It cannot cover more units than the prison has.")


RULES = (
    code_is_of_the_prison,
    days_make_sense,
    review_is_within_a_year,
    delisting_has_a_reason,
    tasks_are_allowed_or_ruled_out,
    what_is_told_is_known,
    formal_has_all_that_it_needs,
    numbers_fit,
)
