"""What waits for editors of the site as a whole."""

from django.urls import reverse

from hub.models import Use
from hub.models.uses import UseState
from hub.waiting import Waiting, waits

from .models import BrokenLink, Bundle, Reply
from .models.replies import ReplyState
from .reviewing import OVERDUE, with_review_date


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


@waits("home.view_brokenlink", order=100)
def broken_links(user):
    yield Waiting("Broken links", BrokenLink.objects.broken().count(), reverse("link_report"))


@waits("home.review_pagereading", order=110)
def pages_to_review(user):
    overdue = with_review_date().filter(due=OVERDUE).count()
    yield Waiting("Pages whose review is overdue", overdue, f"{reverse('review_report')}?due={OVERDUE}", is_late=True)
