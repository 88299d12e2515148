from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel

from directory.choices import RUNNING, SchemeStatus
from directory.querysets import SchemeQuerySet


class Scheme(models.Model):
    """A scheme of peer support in a prison, as it was reported to us. A prison may have others that nobody reported."""

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
    status = models.CharField(_("status"), max_length=13, choices=SchemeStatus)
    reported_on = models.DateField(_("reported on"))
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Who told us, by role, or where it is published.")
    )
    recommendations = models.ManyToManyField(
        "guidance.Recommendation",
        verbose_name=_("recommendations it puts into practice"),
        blank=True,
        related_name="schemes",
    )

    objects = SchemeQuerySet.as_manager()

    panels = [
        MultiFieldPanel(["prison", "code", "name", "name_cy"], _("Name")),
        MultiFieldPanel(["status", "reported_on", "source"], _("What was reported")),
        "recommendations",
    ]

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["prison__slug", "code"]
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
        return f"{self.prison.get_absolute_url()}#{self.code}"

    def clean(self):
        if self.code.startswith("PSS-") and not self.code.startswith(f"PSS-{self.prison_id}-"):
            raise ValidationError({"code": _("This code holds the code of another prison.")})
        if self.reported_on and self.reported_on > timezone.localdate():
            raise ValidationError({"reported_on": _("This day is still to come.")})

    @property
    def is_running(self):
        return self.status in RUNNING
