import re

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.search import index

from directory.choices import OPERATORS, Country, Designation, Function, Gender, Region, SecurityCategory, Status
from directory.querysets import PrisonQuerySet
from hub.alphabet import welsh_key

# What nearly every Welsh name begins with, as nearly every English one does with HMP, which the slug leaves out.
WELSH_KIND = re.compile(r"^(?:Carchar|Sefydliad Troseddwyr Ifanc)(?: y)? ")


def in_welsh_order(prison):
    """The key that puts a prison where its Welsh name, or the name that it has, belongs in a Welsh list."""
    return welsh_key(WELSH_KIND.sub("", prison.name_cy) or prison.slug)


class Prison(index.Indexed, models.Model):
    """One prison, one row, whatever the language. The NOMIS code is the key: names change, codes are not used again."""

    CATEGORIES, OPERATORS = SecurityCategory.choices, OPERATORS

    nomis_code = models.CharField(
        _("NOMIS code"),
        max_length=6,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z]{3}[0-9]?$", _("Three capital letters, such as EXI."))],
    )
    name = models.CharField(_("name"), max_length=80)
    name_cy = models.CharField(_("name in Welsh"), max_length=80, blank=True)
    slug = models.SlugField(_("slug"), unique=True)
    sort_cy = models.CharField(max_length=160, editable=False, db_index=True)
    country = models.CharField(_("nation"), max_length=10, choices=Country)
    region = models.CharField(_("region"), max_length=30, choices=Region)
    gender = models.CharField(_("who is held"), max_length=5, choices=Gender)
    designation = models.CharField(_("designation"), max_length=10, choices=Designation)
    security_categories = models.CharField(
        _("security categories"),
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^A?B?C?D?$", _("Letters A to D in order, such as BC."))],
    )
    function = models.CharField(_("function"), max_length=40, choices=Function, blank=True)
    operator = models.CharField(_("operator"), max_length=60, blank=True)
    local_authority = models.CharField(_("local authority"), max_length=60, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    town_cy = models.CharField(_("town in Welsh"), max_length=60, blank=True)
    county = models.CharField(_("county"), max_length=60, blank=True)
    postcode = models.CharField(
        _("postcode"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$", _("A full UK postcode."))],
    )
    lat = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(49.8), MaxValueValidator(55.9)],
    )
    lon = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-5.8), MaxValueValidator(1.8)],
    )
    capacity = models.PositiveIntegerField(_("operational capacity"), null=True, blank=True)
    capacity_on = models.DateField(_("capacity as at"), null=True, blank=True)
    holds_adults = models.BooleanField(_("holds adults"), default=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.UNKNOWN)
    status_since = models.DateField(_("status since"), null=True, blank=True)
    status_reason = models.CharField(
        _("reason for the status"), max_length=200, blank=True, help_text=_("For readers, with its source.")
    )
    status_reason_cy = models.CharField(_("reason for the status, in Welsh"), max_length=200, blank=True)
    no_scheme_on = models.DateField(
        _("no scheme, as told on"),
        null=True,
        blank=True,
        help_text=_("When the prison told us that it has no scheme. Empty: nobody told us."),
    )
    informal_help_on = models.DateField(
        _("informal help reported on"),
        null=True,
        blank=True,
        help_text=_(
            "When somebody reported that people help each other there with no scheme. Readers see of how many prisons "
            "of a region this is said, never which."
        ),
    )
    is_example = models.BooleanField(
        _("made-up example"), default=False, help_text=_("Not a real prison. Every page that names it says so.")
    )
    source = models.CharField(_("source"), max_length=120)
    source_on = models.DateField(_("as at"))
    notes = models.TextField(_("notes on this record"), blank=True, help_text=_("For editors. Not shown to readers."))

    objects = PrisonQuerySet.as_manager()

    panels = [
        MultiFieldPanel(["nomis_code", "name", "name_cy", "slug", "is_example"], _("Name")),
        MultiFieldPanel(
            [
                "status",
                "status_since",
                "status_reason",
                "status_reason_cy",
                "no_scheme_on",
                "informal_help_on",
                "gender",
                "holds_adults",
                "designation",
                "function",
                "security_categories",
            ],
            _("Kind"),
        ),
        MultiFieldPanel(["operator", "capacity", "capacity_on"], _("Running it")),
        MultiFieldPanel(
            ["town", "town_cy", "county", "postcode", "local_authority", "region", "country", "lat", "lon"], _("Place")
        ),
        MultiFieldPanel(["source", "source_on", "notes"], _("Where this record comes from")),
    ]
    search_fields = [
        index.SearchField("title", boost=10),
        index.SearchField("town"),
        index.SearchField("town_cy"),
        index.SearchField("local_authority"),
        index.SearchField("postcode"),
        index.SearchField("nomis_code"),
        index.AutocompleteField("name"),
        index.AutocompleteField("name_cy"),
        index.FilterField("nomis_code"),
    ]

    class Meta:
        verbose_name = _("prison")
        verbose_name_plural = _("prisons")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True) | models.Q(lat__isnull=False, lon__isnull=False),
                name="prison_has_both_coordinates_or_neither",
                violation_error_message=_("Give both coordinates or neither."),
            ),
            models.CheckConstraint(
                condition=~models.Q(gender=Gender.WOMEN) | models.Q(security_categories=""),
                name="prison_for_women_has_no_security_category",
                violation_error_message=_("Women’s prisons have no security category."),
            ),
            models.CheckConstraint(
                condition=~models.Q(country=Country.WALES) | ~models.Q(name_cy=""),
                name="prison_in_wales_has_a_welsh_name",
                violation_error_message=_("A prison in Wales needs its Welsh name."),
            ),
        ]

    def __str__(self):
        return self.name_cy if self.name_cy and get_language() == "cy" else self.name

    def save(self, *args, update_fields=None, **kwargs):
        self.sort_cy = in_welsh_order(self)
        if update_fields is not None and {"name_cy", "slug"} & set(update_fields):
            update_fields = [*update_fields, "sort_cy"]
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return reverse("directory:prison", args=[self.slug])

    @property
    def title(self):
        """Its names in both languages, for search."""
        return f"{self.name} {self.name_cy}"

    @property
    def place(self):
        """The town, in the reader's language where it has a name in it."""
        return self.town_cy if self.town_cy and get_language() == "cy" else self.town

    @property
    def why(self):
        """The reason for the status, in the reader's language where there is one in it."""
        return self.status_reason_cy if self.status_reason_cy and get_language() == "cy" else self.status_reason

    @property
    def why_lang(self):
        """The language of `why` where that is not the reader's, for a `lang` attribute; else empty."""
        return "" if self.status_reason_cy or get_language() == settings.LANGUAGE_CODE else "en"

    @property
    def category_labels(self):
        return [SecurityCategory(letter).label for letter in self.security_categories]

    @property
    def capacity_is_joint(self):
        """Whether the capacity covers a paired site as well; the register says so in its notes."""
        return "joint figure" in self.notes

    @cached_property
    def has_team(self):
        return type(self).objects.with_team().values_list("has_team", flat=True).get(pk=self.pk)

    @property
    def is_closed(self):
        return self.status in (Status.TEMPORARILY_CLOSED, Status.CLOSED)
