from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


class Inspectorate(models.TextChoices):
    """Bodies that publish what they found in prisons: who monitors detention, and who regulates care there."""

    HMIP = "hmip", _("HM Inspectorate of Prisons")
    IMB = "imb", _("Independent Monitoring Board")
    CQC = "cqc", _("Care Quality Commission")
    HIW = "hiw", _("Healthcare Inspectorate Wales")
    CIW = "ciw", _("Care Inspectorate Wales")


class Finding(models.TextChoices):
    """What an inspector's sentence is, in the terms of the reports."""

    GOOD_PRACTICE = "good_practice", _("Good practice")
    CONCERN = "concern", _("Concern")
    DESCRIPTION = "description", _("Description")


class InspectionFinding(models.Model):
    """A sentence of a published inspection report about peer support in a prison: theirs, with where it stands."""

    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.CASCADE, related_name="inspection_findings"
    )
    scheme = models.ForeignKey(
        "directory.Scheme",
        verbose_name=_("scheme"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="inspection_findings",
        help_text=_("Where the report is clearly about one of the prison’s schemes."),
    )
    inspectorate = models.CharField(_("inspectorate"), max_length=4, choices=Inspectorate)
    finding = models.CharField(_("what it is"), max_length=13, choices=Finding)
    quote = models.TextField(
        _("quotation"),
        max_length=600,
        help_text=_("Word for word, and short. Leave out whatever may tell who somebody is."),
    )
    report = models.CharField(_("title of the report"), max_length=200)
    paragraph = models.CharField(_("paragraph or page"), max_length=40, blank=True, help_text=_("Such as “4.12”."))
    url = models.URLField(_("address of the report"), max_length=500)
    published_on = models.DateField(_("report published"))

    panels = [
        MultiFieldPanel(["prison", "scheme"], _("Where")),
        MultiFieldPanel(["inspectorate", "report", "url", "published_on", "paragraph"], _("Report")),
        FieldPanel("finding"),
        FieldPanel("quote"),
    ]

    class Meta:
        verbose_name = _("inspection finding")
        verbose_name_plural = _("inspection findings")
        ordering = ["-published_on", "pk"]

    def __str__(self):
        return f"{self.get_inspectorate_display()}, {self.published_on}: {self.prison}"

    def clean(self):
        if self.scheme and self.scheme.prison_id != self.prison_id:
            raise ValidationError({"scheme": _("This scheme belongs to another prison.")})
