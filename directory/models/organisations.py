from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class Organisation(index.Indexed, models.Model):
    """A body that has a part in schemes: who pays, trains, oversees or inspects. Never a person."""

    class Kind(models.TextChoices):
        LOCAL_AUTHORITY = "local_authority", _("Local authority")
        HEALTH_COMMISSIONER = "health_commissioner", _("Health commissioner")
        HEALTHCARE_PROVIDER = "healthcare_provider", _("Healthcare provider")
        VOLUNTARY_ORGANISATION = "voluntary_organisation", _("Voluntary organisation")
        EDUCATION_PROVIDER = "education_provider", _("Education provider")
        PRISON_OPERATOR = "prison_operator", _("Prison operator")
        INSPECTORATE = "inspectorate", _("Inspectorate")

    name = models.CharField(_("name"), max_length=120, unique=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    website = models.URLField(_("website"), blank=True)
    is_example = models.BooleanField(_("made-up example"), default=False)

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self):
        return self.name_cy if self.name_cy and get_language() == "cy" else self.name


class Cluster(models.Model):
    """Prisons whose schemes are run together, under one contract or one lead."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    lead = models.ForeignKey(
        Organisation,
        verbose_name=_("led by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="clusters",
    )

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["name"]

    def __str__(self):
        return self.name_cy if self.name_cy and get_language() == "cy" else self.name


class AuthorityPeriodQuerySet(models.QuerySet):
    def on(self, day):
        """Those that hold on `day`, its first and last day among them."""
        begun = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day)
        return self.filter(begun, models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day))


class AuthorityPeriod(models.Model):
    """Which local authority answers for social care in a prison, and from when until when.

    It is the one where the prison stands (Care Act 2014, s76; Social Services and Well-being (Wales) Act 2014, s185),
    and reorganisation of local government changes it.
    """

    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.CASCADE, related_name="authority_periods"
    )
    authority = models.ForeignKey(
        Organisation,
        verbose_name=_("local authority"),
        on_delete=models.PROTECT,
        related_name="prison_periods",
        limit_choices_to={"kind": Organisation.Kind.LOCAL_AUTHORITY},
    )
    valid_from = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: as long as is known."))
    valid_until = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until now."))
    source = models.CharField(_("source"), max_length=200)

    objects = AuthorityPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("local authority of a prison")
        verbose_name_plural = _("local authorities of prisons")
        ordering = ["prison", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="authority_period_ends_after_it_starts",
                violation_error_message=_("It ends after it starts."),
            )
        ]

    def __str__(self):
        return f"{self.prison}: {self.authority}"

    def clean(self):
        """Raise ValidationError where another authority answers for the prison on any of the same days."""
        others = AuthorityPeriod.objects.filter(prison=self.prison_id).exclude(pk=self.pk)
        if self.valid_until:
            others = others.exclude(valid_from__gt=self.valid_until)
        if self.valid_from:
            others = others.exclude(valid_until__lt=self.valid_from)
        if self.prison_id and others.exists():
            raise ValidationError(_("Another local authority is named for some of these days."))
