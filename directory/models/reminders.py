from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """That a member of a prison's team was asked by mail to confirm something by a day: once, whatever is run again."""

    wagtail_reference_index_ignore = True

    membership = models.ForeignKey("directory.Membership", on_delete=models.CASCADE, related_name="reminders")
    about = models.CharField(max_length=36, help_text="The code of a scheme or the translation key of a case study.")
    due_on = models.DateField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["membership", "about", "due_on"], name="reminder_is_sent_once")]

    def __str__(self):
        return f"{self.about}, {self.due_on}"
