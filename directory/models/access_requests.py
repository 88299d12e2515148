from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from directory.models.invitations import Invitation
from directory.models.memberships import Membership
from hub.email_domains import validate_for_work
from hub.mail import send_mail


class AccessRequest(models.Model):
    """That somebody with no invitation asks to act for a prison. It holds no more than editors need to decide."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    wagtail_reference_index_ignore = True

    email = models.EmailField(_("work e-mail address"), validators=[validate_for_work])
    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.CASCADE, related_name="access_requests"
    )
    role = models.CharField(_("role"), max_length=11, choices=Membership.Role)
    work = models.TextField(_("what they do there"), max_length=500)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    reason = models.TextField(_("reason for declining"), max_length=1000, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("request to act for a prison")
        verbose_name_plural = _("requests to act for a prison")
        ordering = ["decision", "-asked_at"]  # what is not decided yet comes first
        constraints = [
            models.UniqueConstraint(
                fields=["email", "prison"], condition=models.Q(decision=""), name="access_request_one_undecided"
            )
        ]

    def __str__(self):
        return f"{self.email}: {self.prison}"

    def invitation(self):
        """The invitation that accepting sends: a new one, or one that was not answered, in the role of the request."""
        before = Invitation.objects.unanswered().filter(email=self.email, prison=self.prison).first()
        invitation = before or Invitation(email=self.email, prison=self.prison)
        invitation.role, invitation.language = self.role, self.language
        return invitation

    def accept(self, by):
        """Invite the person. Raises ValidationError where they cannot be invited."""
        with transaction.atomic():
            self.decide(self.Decision.ACCEPTED, by)
            invitation = self.invitation()
            invitation.full_clean()
            invitation.send(by)

    def decline(self, by):
        """Tell the person why not, on commit."""
        with transaction.atomic():
            self.decide(self.Decision.DECLINED, by)
            transaction.on_commit(self.mail_reason, robust=True)

    def mail_reason(self):
        send_mail("request_declined", self.email, self.language, asked=self)

    def decide(self, decision, by):
        self.decision, self.decided_by, self.decided_at = decision, by, timezone.now()
        self.save()
        log(self, "directory.decide_request", user=by, data={"decision": decision})
