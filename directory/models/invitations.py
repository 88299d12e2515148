from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from directory.models.memberships import Membership
from hub.email_domains import validate_for_work
from hub.mail import send_mail
from hub.models import User


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        """Neither accepted nor revoked, whether or not they still hold."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self, at=None):
        """Those that can be accepted at the time `at` (default: now)."""
        lifetime = timedelta(days=settings.INVITATION_DAYS)
        return self.unanswered().filter(sent_at__gt=(at or timezone.now()) - lifetime)

    def accept_all(self, user):
        """Make `user` a member wherever an open invitation to their address says.

        Only for somebody who has just shown, by signing in, that the address is theirs.
        """
        with transaction.atomic():
            for invitation in self.open().filter(email=user.email.lower()).select_for_update(of=("self",)):
                invitation.accept(user)


class Invitation(models.Model):
    """That an editor asks a person, by e-mail address, to act for a prison. Signing in with the address accepts it.

    The message holds no secret: the code that is mailed on signing in proves the address.
    """

    wagtail_reference_index_ignore = True

    email = models.EmailField(_("work e-mail address"), validators=[validate_for_work])
    prison = models.ForeignKey(
        "directory.Prison", verbose_name=_("prison"), on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=11, choices=Membership.Role, default=Membership.Role.CONTRIBUTOR)
    language = models.CharField(
        _("language of the message"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "prison"],
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_unanswered",
            )
        ]

    def __str__(self):
        return f"{self.email}: {self.prison}"

    def clean_fields(self, exclude=None):
        self.email = self.email.lower()
        super().clean_fields(exclude)

    def clean(self):
        user = User.objects.filter(email=self.email).first()
        if user and not user.is_active:
            raise ValidationError({"email": _("The account with this address is switched off.")})
        if user and self.prison_id and user.memberships.filter(prison=self.prison_id).exists():
            raise ValidationError({"email": _("This person acts for this prison already.")})
        # Here and not left to the constraint: a form leaves out what its condition is about.
        others = Invitation.objects.unanswered().filter(email=self.email, prison=self.prison_id).exclude(pk=self.pk)
        if self.is_unanswered and others.exists():
            raise ValidationError({"email": _("This person has an invitation to this prison: send that one again.")})

    @property
    def expires_at(self):
        return self.sent_at + timedelta(days=settings.INVITATION_DAYS)

    @property
    def is_unanswered(self):
        return not (self.accepted_at or self.revoked_at)

    def send(self, by):
        """Send the invitation, or send it again for another `settings.INVITATION_DAYS`; the mail goes on commit.

        The account is made here, with no password and no right to anything, so that a code can be mailed to it.
        """
        with transaction.atomic():
            if not User.objects.filter(email=self.email).exists():
                User.objects.create_user(self.email)
            self.invited_by, self.sent_at = by, timezone.now()
            self.save()
            log(self, "directory.invite", user=by, data={"role": self.role})
            transaction.on_commit(self.mail, robust=True)

    def mail(self):
        with translation.override(self.language):
            address = settings.BASE_URL + reverse("account_login")
        send_mail("invitation", self.email, self.language, invitation=self, address=address)

    def revoke(self, by):
        """Take the invitation back: signing in makes nobody a member by it any more."""
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])
        log(self, "directory.revoke", user=by)

    def accept(self, user):
        """Make `user` a member. Who is one already keeps the role they have."""
        Membership.objects.get_or_create(user=user, prison=self.prison, defaults={"role": self.role})
        self.accepted_at = timezone.now()
        self.save(update_fields=["accepted_at"])
        log(self, "directory.accept_invitation", user=user, data={"role": self.role})
