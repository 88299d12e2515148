"""What signing in sets going."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from directory.models import Invitation


@receiver(user_logged_in)
def accept_invitations(user, **kwargs):
    Invitation.objects.accept_all(user)
