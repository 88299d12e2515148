from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from hub.blocks import TEXT_FEATURES
from hub.models import HubPage


class Compliance(models.TextChoices):
    FULL = "full", _("fully compliant")
    PARTIAL = "partial", _("partially compliant")
    NONE = "none", _("not compliant")


def statement_text(label, **kwargs):
    return RichTextField(label, features=TEXT_FEATURES, **kwargs)


class AccessibilityStatementPage(HubPage):
    """The statement that regulation 8 of SI 2018/952 requires, one field for each thing it must say."""

    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1

    scope = statement_text(_("what this statement covers"))
    how_accessible = statement_text(_("how accessible the site is"))
    feedback = statement_text(_("feedback and contact"))
    contact_email = models.EmailField(_("contact email"))
    contact_other = models.CharField(
        _("another way to get in touch"), max_length=255, help_text=_("Post or phone, for people who cannot use email.")
    )
    response_days = models.PositiveSmallIntegerField(_("working days in which we answer"), default=5)
    enforcement = statement_text(_("enforcement procedure"))
    technical_information = statement_text(
        _("technical information"), help_text=_("With the commitment that names the regulations.")
    )
    compliance_status = models.CharField(_("compliance status"), max_length=10, choices=Compliance)
    non_compliance = statement_text(_("non-compliance with the regulations"), blank=True)
    disproportionate_burden = statement_text(_("disproportionate burden"), blank=True)
    out_of_scope = statement_text(_("content outside the regulations"), blank=True)
    improvements = statement_text(_("what we are doing to improve"))
    prepared_on = models.DateField(_("prepared on"))
    reviewed_on = models.DateField(_("last reviewed on"), help_text=_("At least once a year."))
    tested_on = models.DateField(_("last tested on"))
    tested_by = models.CharField(_("tested by"), max_length=160)
    testing_method = statement_text(_("how the sample was chosen and tested"))

    content_panels = [
        *HubPage.content_panels,
        MultiFieldPanel(["scope", "how_accessible", "improvements"], _("Statement")),
        MultiFieldPanel(["feedback", "contact_email", "contact_other", "response_days", "enforcement"], _("Contact")),
        MultiFieldPanel(
            [
                "technical_information",
                "compliance_status",
                "non_compliance",
                "disproportionate_burden",
                "out_of_scope",
            ],
            _("Compliance"),
        ),
        MultiFieldPanel(
            ["prepared_on", "reviewed_on", "tested_on", "tested_by", "testing_method"], _("Preparation and testing")
        ),
    ]
    search_fields = [*HubPage.search_fields, index.SearchField("scope"), index.SearchField("how_accessible")]
    override_translatable_fields = [
        *HubPage.override_translatable_fields,
        *map(SynchronizedField, ["response_days", "prepared_on", "reviewed_on", "tested_on"]),
    ]

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")
