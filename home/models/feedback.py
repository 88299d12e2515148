from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Answer(models.TextChoices):
    USEFUL = "useful", pgettext_lazy("was this page useful", "Yes")
    NOT_USEFUL = "not_useful", pgettext_lazy("was this page useful", "No")
    HARD = "hard", _("It was hard to understand")


class PageAnswer(models.Model):
    """How often readers answered something about a page in a month. Nothing is kept of who answered, or when."""

    wagtail_reference_index_ignore = True

    path = models.CharField(_("page"), max_length=500)
    month = models.DateField(_("month"), help_text=_("Its first day."))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    count = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("answer about a page")
        verbose_name_plural = _("answers about pages")
        ordering = ["path", "month", "answer"]
        default_permissions = ["view"]
        constraints = [models.UniqueConstraint(fields=["path", "month", "answer"], name="answers_are_counted_once")]

    def __str__(self):
        return f"{self.path}: {self.get_answer_display()}"
