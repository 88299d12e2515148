"""What waits for editors of the site as a whole."""

from django.urls import reverse

from hub.models import Use
from hub.models.uses import UseState
from hub.waiting import Waiting, waits

from .models import Bundle, Reply
from .models.replies import ReplyState


@waits("home.change_reply", order=80)
def replies(user):
    new = Reply.objects.filter(state=ReplyState.NEW).count()
    yield Waiting("Replies to news to read", new, f"{reverse('replies:index')}?state={ReplyState.NEW}")


@waits("hub.change_use", order=90)
def uses(user):
    new = Use.objects.filter(state=UseState.NEW).count()
    yield Waiting("Uses of the hub’s work to check", new, f"{reverse('uses_admin:index')}?state={UseState.NEW}")


@waits("home.change_bundle", order=15)
def bundles(user):
    refused = Bundle.objects.refused().count()
    yield Waiting("Bundles that could not be published at their time", refused, reverse("bundles:index"), is_late=True)
