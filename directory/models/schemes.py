from decimal import Decimal

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Concat
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, RevisionMixin, WorkflowMixin
from wagtail.search import index

from directory import vocabulary
from directory.choices import RUNNING, SchemeStatus
from directory.profile import COUNTS, NAMES, SECTIONS
from directory.querysets import FOUND_FOR, SchemeQuerySet
from directory.scheme_rules import problems_of
from hub.fields import ManyChoicesField
from hub.models import KeepsDrafts
from hub.panels import FactPanel
from resources.models import Confirmed, Rated


def one_of(choices, label, help_text, **options):
    """A fact with one value of a vocabulary; empty where nothing was reported."""
    return models.CharField(label, max_length=40, choices=choices, blank=True, help_text=help_text, **options)


def many_of(choices, label, help_text):
    return ManyChoicesField(label, choices=choices, help_text=help_text)


def hours(label, most, help_text):
    """A fact in hours, from 0 to `most`; null where nothing was reported."""
    within = [MinValueValidator(0), MaxValueValidator(most)]
    return models.DecimalField(
        label, max_digits=5, decimal_places=1, null=True, blank=True, validators=within, help_text=help_text
    )


def count(label, help_text):
    return models.PositiveIntegerField(label, null=True, blank=True, help_text=help_text)


def known_facts():
    """The facts that a prison may be asked about, as choices."""
    return [(name, capfirst(Scheme._meta.get_field(name).verbose_name)) for name in NAMES if name != "status"]


class Scheme(
    KeepsDrafts,
    Confirmed,
    Rated,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    ClusterableModel,
):
    """A scheme of peer support in a prison, as it was reported to us. A prison may have others that nobody reported.

    What an empty field means is "not reported"; a field named in `not_known` was asked about and is not known; "none"
    is a value. The help text of each fact is what it means, in plain language, for readers too.
    """

    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.PROTECT, related_name="schemes"
    )
    code = models.CharField(
        _("code"),
        max_length=13,
        unique=True,
        validators=[RegexValidator(r"^PSS-[A-Z]{3}[0-9]?-[0-9]{2}\Z", _("PSS, the prison’s code and two digits."))],
        help_text=_("Such as PSS-EXI-01. Never used again."),
    )
    name = models.CharField(_("name"), max_length=120)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    summary = models.TextField(_("summary"), max_length=300, blank=True)
    summary_cy = models.TextField(_("summary in Welsh"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=13, choices=SchemeStatus, help_text=_("Whether it is running."))
    started_on = models.DateField(_("started"), null=True, blank=True, help_text=_("When it began."))
    ended_on = models.DateField(_("ended"), null=True, blank=True, help_text=_("When it stopped for good."))

    # What kind of scheme it is
    role_title = one_of(vocabulary.RoleTitle, _("title of the role"), _("What the people who help are called there."))
    model = one_of(vocabulary.Model, _("model"), _("Who set it up and carries it."))
    formality = one_of(
        vocabulary.Formality,
        _("formality"),
        _("Formal means that the role is written down and people are selected, trained and supervised."),
    )
    overseeing_bodies = many_of(vocabulary.OverseeingBody, _("overseen by"), _("Who answers for it."))
    cluster = models.ForeignKey(
        "directory.Cluster",
        verbose_name=_("cluster"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="schemes",
        help_text=_("Prisons whose schemes are run together."),
    )
    eligibility = many_of(vocabulary.Eligibility, _("who can get support"), _("Who the scheme is for."))
    referral_routes = many_of(vocabulary.ReferralRoute, _("how people come to it"), _("Who may ask for support."))
    matching = one_of(vocabulary.Matching, _("matching"), _("How it is decided who helps whom."))
    units_covered = count(_("units covered"), _("In how many of the prison’s units it runs. Units are never named."))
    units_in_prison = count(_("units in the prison"), _("How many units the prison has."))

    # The work and its limits
    tasks_allowed = many_of(vocabulary.Task, _("tasks allowed"), _("What a buddy may be asked to do."))
    tasks_excluded = many_of(vocabulary.Task, _("tasks ruled out"), _("What a buddy must not be asked to do."))
    boundary_rule = one_of(
        vocabulary.BoundaryRule, _("boundary rule"), _("Where the help of a buddy ends and care by staff begins.")
    )
    boundary_written = one_of(
        vocabulary.YesNo, _("boundary in writing"), _("Whether buddies and staff have the rule on paper.")
    )
    night_cover = one_of(vocabulary.NightCover, _("night cover"), _("Whether a buddy can be reached at night."))
    weekday_hours = hours(
        _("hours out of cell, weekdays"), 24, _("How long a buddy is unlocked while working, on a weekday.")
    )
    weekend_hours = hours(
        _("hours out of cell, weekends"), 24, _("How long a buddy is unlocked while working, at the weekend.")
    )

    # Becoming a buddy
    recruitment_steps = many_of(vocabulary.RecruitmentStep, _("selection"), _("What happens before somebody begins."))
    risk_review = one_of(vocabulary.ReviewFrequency, _("risks looked at again"), _("How often risks are reviewed."))
    contract = one_of(vocabulary.Contract, _("agreement"), _("What a buddy agrees to, and in which form."))
    pay_basis = one_of(vocabulary.PayBasis, _("pay"), _("Whether it is a paid job."))
    weekly_pay = models.DecimalField(
        _("weekly pay"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(60))],
        help_text=_("What a buddy gets in a week. Shown as a band."),
    )

    # Training
    training_basis = one_of(vocabulary.TrainingBasis, _("basis of the training"), _("What the training is made from."))
    training_providers = many_of(vocabulary.TrainingProvider, _("trained by"), _("Who gives the training."))
    training_modules = many_of(vocabulary.Module, _("what is taught"), _("The subjects of the training."))
    training_hours = hours(_("hours of training at first"), 200, _("Before working alone."))
    refresher_hours = hours(_("hours of training later"), 200, _("To refresh it, in a year."))
    certificate = one_of(vocabulary.YesNo, _("certificate"), _("Whether buddies get something to show for it."))

    # Looking after buddies
    supervision_frequency = one_of(
        vocabulary.SupervisionFrequency, _("supervision"), _("How often a buddy meets who supervises them.")
    )
    debrief_available = one_of(
        vocabulary.YesNo, _("talking after a hard day"), _("Whether a buddy can talk, with no officer in the room.")
    )
    rest_after_nights = one_of(
        vocabulary.YesNo, _("rest after nights"), _("Whether a buddy has time off after helping at night.")
    )
    support_after_death = one_of(
        vocabulary.YesNo, _("support after a death"), _("Whether a buddy is supported when the person they help dies.")
    )
    staff_lead = one_of(vocabulary.StaffLead, _("lead among staff"), _("Whose job it is to run the scheme."))
    staff_hours = hours(_("hours of the lead"), 168, _("How many hours a week the lead has for it."))

    # Safety
    information_sharing = one_of(
        vocabulary.YesNo,
        _("information shared"),
        _("Whether prison, council and healthcare share plans, with consent."),
    )
    information_agreed_on = models.DateField(
        _("information agreement"), null=True, blank=True, help_text=_("When that was agreed in writing.")
    )
    safeguarding_route = models.TextField(
        _("safeguarding"), max_length=600, help_text=_("What is done when somebody may be at risk. No names.")
    )
    complaints_route = models.TextField(_("complaints"), max_length=600, help_text=_("How to complain. No names."))
    equality_checked_on = models.DateField(
        _("equality check"), null=True, blank=True, help_text=_("When it was last checked to be fair to everyone.")
    )
    formats = many_of(vocabulary.Format, _("formats"), _("How people are told about it, beside ordinary print."))

    # Numbers about people: restricted. Only directory/disclosure.py lets anything of them out.
    buddy_count = count(_("buddies"), _("How many buddies there are now."))
    recipient_count = count(_("people receiving support"), _("How many people a buddy helps now."))

    recommendations = ParentalManyToManyField(
        "guidance.Recommendation",
        verbose_name=_("recommendations it puts into practice"),
        blank=True,
        related_name="schemes",
    )
    not_known = ManyChoicesField(
        _("asked, and not known"),
        choices=known_facts,
        max_length=1000,
        help_text=_("What the prison was asked about and does not know."),
    )

    # Who says so, and for how long it holds
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Who told us, by role, or where it is published.")
    )
    # Null in a draft only: what is published has all of these.
    confirmed_on = models.DateField(
        _("last confirmed"), null=True, help_text=_("When somebody last said that this is still so.")
    )
    approved_by = models.CharField(
        _("approved by"), max_length=80, help_text=_("The role of who signed it off: the governor or director.")
    )
    approved_on = models.DateField(_("approved on"), null=True)
    next_review_on = models.DateField(_("review by"), null=True, help_text=_("At most a year after it was approved."))
    delisted_on = models.DateField(_("taken off the list"), null=True, blank=True)
    delisted_reason = models.TextField(_("why it was taken off the list"), blank=True)
    delisted_reason_cy = models.TextField(_("why it was taken off the list, in Welsh"), blank=True)

    panels = [
        MultiFieldPanel(["prison", "code", "name", "name_cy", "summary", "summary_cy"], _("Name")),
        *(
            MultiFieldPanel([FactPanel(name) for name in names], heading)
            for key, heading, names in SECTIONS
            if key not in ("numbers", "evidence")
        ),
        MultiFieldPanel(["units_in_prison", *COUNTS], _("Numbers")),
        InlinePanel("partners", heading=_("Organisations"), label=_("Organisation")),
        FactPanel("not_known"),
        MultiFieldPanel(
            [FieldPanel(name, read_only=True) for name in Rated.COPIES],
            _("How we know"),
            help_text=_("Two editors set this, under “Evidence ratings”."),
        ),
        FieldPanel("recommendations", widget=CheckboxSelectMultiple),
        MultiFieldPanel(
            ["source", "confirmed_on", "approved_by", "approved_on", "next_review_on"], _("Who says so, and when")
        ),
        MultiFieldPanel(["delisted_on", "delisted_reason", "delisted_reason_cy"], _("Taking it off the list")),
    ]

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="scheme")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="scheme",
    )

    objects = SchemeQuerySet.as_manager()

    search_fields = [
        index.SearchField("title", boost=5),
        index.SearchField("summary"),
        index.SearchField("summary_cy"),
        index.SearchField("code"),
        index.RelatedFields("prison", [index.SearchField("name"), index.SearchField("name_cy")]),
        index.AutocompleteField("name"),
        index.FilterField("id"),
        index.FilterField("live"),
        index.FilterField("delisted_on"),
        index.FilterField("approved_on"),
    ]

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["prison__slug", "code"]
        # What `found` asks for, with what the map and some counts want then: no need to read the wide rows.
        indexes = [
            models.Index(
                fields=["approved_on"],
                include=["id", "prison"],
                condition=models.Q(live=True, delisted_on=None),
                name="scheme_found",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    code__startswith=Concat(models.Value("PSS-"), models.F("prison"), models.Value("-"))
                ),
                name="scheme_code_is_of_its_prison",
            )
        ]

    def __str__(self):
        return self.name_cy if self.name_cy and get_language() == "cy" else self.name

    def get_absolute_url(self):
        return reverse("directory:scheme", args=[self.code])

    def clean(self):
        problems = problems_of(self)
        if problems:
            raise ValidationError(problems)

    @property
    def is_running(self):
        return self.status in RUNNING

    @property
    def title(self):
        """Its names in both languages, for search."""
        return f"{self.name} {self.name_cy}"

    @property
    def said(self):
        """The summary, in the reader's language where there is one in it."""
        return self.summary_cy if self.summary_cy and get_language() == "cy" else self.summary

    @property
    def said_lang(self):
        """The language of `said` where that is not the reader's, for a `lang` attribute; else empty."""
        return "" if self.summary_cy or get_language() == settings.LANGUAGE_CODE else "en"

    @property
    def review_due_on(self):
        return self.next_review_on

    @property
    def is_review_due(self):
        return bool(self.next_review_on) and self.next_review_on < timezone.localdate()

    @property
    def why_delisted(self):
        """The reason in the reader's language."""
        return self.delisted_reason_cy if get_language() == "cy" else self.delisted_reason

    @property
    def is_found(self):
        """Whether lists and search engines show it. Its page answers in any case."""
        return bool(self.approved_on) and not self.delisted_on and self.approved_on >= timezone.localdate() - FOUND_FOR


class SchemePartner(Orderable):
    """An organisation's part in a scheme."""

    class Part(models.TextChoices):
        PAYS = "pays", _("Pays for it")
        TRAINS = "trains", _("Trains")
        SUPERVISES = "supervises", _("Supervises")
        OVERSEES = "oversees", _("Oversees")

    scheme = ParentalKey(Scheme, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="parts"
    )
    part = models.CharField(_("part"), max_length=10, choices=Part)

    panels = ["organisation", "part"]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "organisation", "part"], name="partner_has_a_part_once")
        ]

    def __str__(self):
        return str(self.organisation)
