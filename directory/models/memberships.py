from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Membership(models.Model):
    """That a person may act for a prison. It reaches that prison's drafts and no other's."""

    class Role(models.TextChoices):
        """What a person may do. An approver may do all that a contributor may, and signs off."""

        CONTRIBUTOR = "contributor", _("Contributor")
        APPROVER = "approver", _("Approver")

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.CONTRIBUTOR)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("member of a prison’s team")
        verbose_name_plural = _("members of prisons’ teams")
        ordering = ["prison", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "prison"],
                name="membership_once_for_a_prison",
                violation_error_message=_("This person acts for this prison already."),
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.prison}"

    @property
    def approves(self):
        return self.role == self.Role.APPROVER

    @property
    def language(self):
        """The language in which the person was last invited; English where nobody invited them."""
        invitations = self.prison.invitations.filter(email=self.user.email).order_by("-sent_at")
        return invitations.values_list("language", flat=True).first() or settings.LANGUAGE_CODE
