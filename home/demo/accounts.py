"""Made-up people who sign in."""

from hub.models import User

CONTRIBUTOR, APPROVER = "contributor@example.org", "approver@example.org"
EDITORS = ("first.editor@example.org", "second.editor@example.org")


def account(email, **rights):
    """An account that nobody can use a password for; who has the address gets a code."""
    user, created = User.objects.get_or_create(email=email, defaults=rights)
    if created:
        user.set_unusable_password()
        user.save()
    return user
