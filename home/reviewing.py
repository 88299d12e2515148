"""When somebody looks again at each page: which are due, and noting that one is still right."""

import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Case, DateField, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from guidance.stages import ENDED
from hub.models import HubPage, HubPageQuerySet

OVERDUE, MONTH, QUARTER, LATER, UNSET = "overdue", "month", "quarter", "later", "none"
DUE = {
    OVERDUE: "Overdue",
    MONTH: "Due within 30 days",
    QUARTER: "Due within 90 days",
    LATER: "Due later",
    UNSET: "No date set",
}
WITHIN = {MONTH: datetime.timedelta(days=30), QUARTER: datetime.timedelta(days=90)}


def page_models():
    """Every kind of page that has a review date."""
    return [model for model in apps.get_models() if issubclass(model, HubPage)]


def with_review_date(today=None):
    """The published pages with `review_on` and `due` (a key of DUE) at a day (default: today), the earliest date first.

    Aliases are left out, and so is guidance that has ended.
    """
    today = today or timezone.localdate()
    dates = [F(f"{model._meta.model_name}__review_on") for model in page_models()]
    rows = HubPageQuerySet(Page).published().filter(depth__gt=1, alias_of=None)
    rows = rows.exclude(pk__in=Page.objects.filter(guidancepage__document__stage__in=ENDED).values("pk"))
    due = Case(
        When(review_on=None, then=Value(UNSET)),
        When(review_on__lt=today, then=Value(OVERDUE)),
        *(When(review_on__lte=today + time, then=Value(name)) for name, time in WITHIN.items()),
        default=Value(LATER),
    )
    rows = rows.annotate(review_on=Coalesce(*dates, output_field=DateField())).annotate(due=due)
    return rows.order_by(F("review_on").asc(nulls_last=True), "path")


@transaction.atomic
def still_right(page, next_on, user):
    """Note that `user` looked at a page and that the next to do so is due on the date `next_on`.

    It is so for the page in every language, published and in draft. Nothing is published by it: no edition is made, no
    reader is told of a change, and a draft stays one.
    """
    model = type(page)
    versions = list(model.objects.filter(translation_key=page.translation_key))
    model.objects.filter(pk__in=[version.pk for version in versions]).update(review_on=next_on)
    kept = [pk for version in versions for pk in (version.latest_revision_id, version.live_revision_id)]
    for revision in Revision.objects.filter(pk__in=kept):
        revision.content["review_on"] = next_on.isoformat()
        revision.save(update_fields=["content"])
    log(instance=page, action="home.review_page", user=user, data={"next_on": next_on.isoformat()})
