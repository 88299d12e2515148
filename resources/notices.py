"""Who is told by mail what became of an appeal. Nothing of what was written is in the mail."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hub.mail import send_mail


def tell(appeal):
    """Tell who raised an appeal for a prison's team that it arrived or was decided, in the language of the appeal.

    Nobody where an editor typed it in, or where they have left the team: they could not read the answer.
    """
    user, prison = appeal.raised_by, appeal.rating.subject.prison
    if not user or not user.is_active or not user.memberships.filter(prison=prison).exists():
        return
    with translation.override(appeal.language):
        address = settings.BASE_URL.rstrip("/") + reverse("my_ratings:ratings", args=[prison.pk])
    send_mail("appeal", user.email, appeal.language, called=f"appeal {appeal.pk}", appeal=appeal, address=address)
