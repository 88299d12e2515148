"""What waits for editors among voices, toolkits and ratings."""

from django.urls import reverse

from hub.waiting import Waiting, waits

from .models import Appeal, Consent, FormatRequest, Rating


@waits("resources.change_rating", order=50)
def ratings(user):
    """Nobody confirms what they proposed."""
    proposed = Rating.objects.proposed().exclude(proposed_by=user).count()
    yield Waiting("Ratings to confirm", proposed, f"{reverse('ratings:index')}?state={Rating.State.PROPOSED}")


@waits("resources.change_appeal", order=60)
def appeals(user):
    waiting = Appeal.objects.waiting().count()
    yield Waiting("Appeals against ratings", waiting, f"{reverse('appeals:index')}?state={Appeal.State.OPEN}")


@waits("resources.change_formatrequest", order=65)
def formats(user):
    rows = FormatRequest.objects.open()
    address = reverse("format_requests:index")
    late = rows.overdue().count()
    yield Waiting("Formats that readers asked for, not answered in time", late, address, is_late=True)
    yield Waiting("Formats that readers asked for, in time still", rows.count() - late, address)


@waits("resources.change_consent", order=5)
def consents(user):
    """The list has those that run out first at its top."""
    due = Consent.objects.due().count()
    yield Waiting("People to ask again, before their consent runs out", due, reverse("consents:index"))
