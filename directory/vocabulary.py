"""Controlled values of a scheme's profile, after what research found to vary between schemes.

Nothing here stands for "not reported" (an empty field) or for "asked, and not known" (`Scheme.not_known`):
unknown, none and not asked are three things.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class YesNo(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Model(models.TextChoices):
    """Who set the scheme up and carries it."""

    COMMISSIONED = "A", _("Commissioned: the local authority pays an organisation to train and supervise")
    PRISON_RUN = "B", _("Prison-run: a formal job with the prison’s own training")
    PROVIDER_LED = "C", _("Led by healthcare or another provider")
    PART_FORMAL = "D", _("Part formal: a paid job with little training")
    INFORMAL = "E", _("Informal: people help each other with no scheme around it")


class Formality(models.TextChoices):
    FORMAL = "formal", _("Formal")
    PART_FORMAL = "part_formal", _("Part formal")
    INFORMAL = "informal", _("Informal")


class RoleTitle(models.TextChoices):
    BUDDY = "buddy", _("Buddy")
    BUDDY_SUPPORT_WORKER = "buddy_support_worker", _("Buddy support worker")
    PEER_SUPPORTER = "peer_supporter", _("Peer supporter")
    SOCIAL_CARE_ORDERLY = "social_care_orderly", _("Social care orderly")
    PEER_CARER = "peer_carer", _("Peer carer")
    HEALTHCARE_CHAMPION = "healthcare_champion", _("Healthcare champion")
    OTHER = "other", _("Another title")


class BoundaryRule(models.TextChoices):
    """The rule that the scheme itself uses: “personal care” means different things in different places."""

    NO_PERSONAL_CARE = "no_personal_care", _("No personal care at all")
    NO_INTIMATE_CARE = "no_intimate_care", _("No intimate care; some other personal care is allowed")
    NOT_WRITTEN_DOWN = "not_written_down", _("No rule is written down")


class Task(models.TextChoices):
    """What a buddy may be asked to do. Intimate care is no task of a buddy anywhere, so it is not offered."""

    CELL_CLEANING = "cell_cleaning", _("Cleaning a cell")
    LAUNDRY_AND_BEDDING = "laundry_and_bedding", _("Laundry and bedding")
    MEAL_COLLECTION = "meal_collection", _("Collecting meals")
    CUTTING_UP_FOOD = "cutting_up_food", _("Cutting up food")
    WHEELCHAIR_PUSHING = "wheelchair_pushing", _("Pushing a wheelchair")
    ESCORT_ON_UNIT = "escort_on_unit", _("Going along on the unit")
    ESCORT_TO_APPOINTMENTS = "escort_to_appointments", _("Going along to appointments")
    ESCORT_TO_VISITS = "escort_to_visits_education_worship", _("Going along to visits, education or worship")
    READING_AND_FORM_FILLING = "reading_and_form_filling", _("Reading and filling in forms")
    APPLICATIONS_AND_MENUS = "applications_and_menus", _("Applications and menus")
    CANTEEN_AND_POST = "canteen_and_post", _("Canteen and post")
    PROMPTING_AND_REMINDERS = "prompting_and_reminders", _("Prompting and reminding")
    COMPANIONSHIP = "companionship", _("Company")
    ACTIVITY_SUPPORT = "activity_support", _("Joining in with activities")
    EVACUATION = "emergency_evacuation_support", _("Helping in an emergency evacuation")
    REPORTING_CONCERNS = "reporting_concerns", _("Telling staff about concerns")
    OTHER = "other", pgettext_lazy("a task", "Other")


class RecruitmentStep(models.TextChoices):
    ADVERT = "advert", _("Advert")
    WRITTEN_APPLICATION = "written_application", _("Written application")
    INTERVIEW = "interview", _("Interview")
    STAFF_NOMINATION = "staff_nomination", _("Named by staff")
    SECURITY_CHECK = "security_check", _("Security check")
    RISK_ASSESSMENT = "risk_assessment", _("Risk assessment")
    CARE_CHECK = "healthcare_or_social_care_check", _("Check by healthcare or social care")
    TRIAL_SHIFT = "trial_shift", _("Trial shift")
    NONE = "none", pgettext_lazy("steps", "None")


class ReviewFrequency(models.TextChoices):
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Every three months")
    SIX_MONTHLY = "six_monthly", _("Every six months")
    ANNUAL = "annual", _("Yearly")
    NONE = "none", _("Never")


class Contract(models.TextChoices):
    SIGNED_COMPACT = "signed_compact", _("Signed compact")
    JOB_DESCRIPTION_ONLY = "job_description_only", _("Job description only")
    VERBAL = "verbal", _("Spoken only")
    NONE = "none", pgettext_lazy("a contract", "None")


class PayBasis(models.TextChoices):
    FULL_TIME = "paid_full_time_job", _("Paid, full-time job")
    PART_TIME = "paid_part_time_job", _("Paid, part-time job")
    BESIDE_ANOTHER = "paid_in_addition_to_other_job", _("Paid, beside another job")
    UNPAID = "unpaid", _("Not paid")


class TrainingProvider(models.TextChoices):
    PRISON = "prison", _("The prison")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    HEALTHCARE_PROVIDER = "healthcare_provider", _("Healthcare provider")
    VOLUNTARY_ORGANISATION = "voluntary_organisation", _("Voluntary organisation")
    EDUCATION_PROVIDER = "education_provider", _("Education provider")
    PEER_TRAINED = "peer_trained", _("Other buddies")
    NONE = "none", pgettext_lazy("trainers", "None")


class TrainingBasis(models.TextChoices):
    CARE_CERTIFICATE_ADAPTED = "care_certificate_adapted", _("Based on the Care Certificate")
    LOCAL_PACKAGE = "local_package", _("A package made locally")
    SHADOWING_ONLY = "shadowing_only", _("Shadowing only")
    NONE = "none", pgettext_lazy("training", "None")


class Module(models.TextChoices):
    """The 14 modules of the Devon buddy training, which adapts the Care Certificate, and its two later additions."""

    ROLE = "role", _("Your role and personal development")
    DUTY_OF_CARE = "duty_of_care", _("Duty of care")
    EQUALITY = "equality", _("Equality and diversity")
    PERSON_CENTRED = "person_centred", _("Working in a person-centred way")
    COMMUNICATION = "communication", _("Communication and advocacy")
    PRIVACY = "privacy", _("Privacy and dignity")
    FLUIDS = "fluids", _("Fluids and nutrition")
    SAFEGUARDING = "safeguarding", _("Safeguarding adults, and self-harm")
    HEALTH_AND_SAFETY = "health_and_safety", _("Health and safety")
    INFORMATION = "information", _("Handling information")
    INFECTION = "infection", _("Cleaning and infection control")
    WHEELCHAIR = "wheelchair", _("Wheelchairs and stair lifts")
    MENTAL_HEALTH = "mental_health", _("Mental health, dementia and learning disability")
    AGEING = "ageing", _("Healthy ageing")
    END_OF_LIFE = "end_of_life", _("End-of-life care")
    LIFE_SUPPORT = "life_support", _("Basic life support")


class SupervisionFrequency(models.TextChoices):
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Monthly")
    LESS_OFTEN = "less_often", _("Less often")
    AD_HOC = "ad_hoc", _("Only when asked for")
    NONE = "none", pgettext_lazy("supervision", "None")


class OverseeingBody(models.TextChoices):
    PRISON = "prison", _("The prison")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    HEALTHCARE_PROVIDER = "healthcare_provider", _("Healthcare provider")
    VOLUNTARY_ORGANISATION = "voluntary_organisation", _("Voluntary organisation")
    SHARED = "shared", _("Shared")


class StaffLead(models.TextChoices):
    DEDICATED_POST = "dedicated_post", _("A post of its own")
    PROTECTED_HOURS = "protected_hours", _("Protected hours")
    ADDED = "added_to_other_role", _("Added to another role")
    NONE = "no_named_lead", _("No named lead")


class ReferralRoute(models.TextChoices):
    RECEPTION = "reception_screening", _("Screening on arrival")
    LOCAL_AUTHORITY = "local_authority_assessment", _("Assessment by the local authority")
    HEALTHCARE = "healthcare", _("Healthcare")
    WING_STAFF = "wing_staff", _("Staff on the wing")
    SELF = "self", _("The person themselves")
    PEER = "peer", _("Another person in prison")
    OTHER = "other", pgettext_lazy("a way of asking", "Other")


class Matching(models.TextChoices):
    INDIVIDUAL_PLAN = "individual_plan", _("A plan for each person")
    BY_WING = "by_wing", _("By wing")
    ROTA = "rota", _("By rota")
    INFORMAL = "informal", _("Informally")


class NightCover(models.TextChoices):
    NONE = "none", pgettext_lazy("night cover", "None")
    ON_CALL = "on_call", _("On call")
    UNLOCKED = "unlocked", _("Unlocked at night")


class Eligibility(models.TextChoices):
    ASSESSED_ELIGIBLE = "assessed_eligible", _("People assessed as having eligible needs")
    BELOW_THRESHOLD = "below_threshold", _("People below the threshold")
    ANY = "any", _("Anyone who needs help")


class Format(models.TextChoices):
    """How people who receive support are told about the scheme, beside ordinary print."""

    EASY_READ = "easy_read", _("Easy Read")
    LARGE_PRINT = "large_print", _("Large print")
    OTHER_LANGUAGE = "other_language", _("Another language")
    WELSH = "welsh", _("Welsh")
    BSL = "bsl", _("British Sign Language")
    NONE = "none", pgettext_lazy("formats", "None")
