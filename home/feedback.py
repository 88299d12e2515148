"""Was this page useful? Counted by page and month, without a cookie, and with nothing of who answered."""

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from .models import PageAnswer
from .models.feedback import Answer


def record(path, answer, day=None):
    """Count an answer about a page in the month of a day (default: today)."""
    month = (day or timezone.localdate()).replace(day=1)
    path = path[: PageAnswer._meta.get_field("path").max_length]
    with transaction.atomic():
        row, _is_new = PageAnswer.objects.get_or_create(path=path, month=month, answer=answer)
        PageAnswer.objects.filter(pk=row.pk).update(count=F("count") + 1)


def by_page(since):
    """{"path", and the sum of each answer} of each page that was answered about from a day on, the hardest first."""
    sums = {answer.value: Sum("count", filter=Q(answer=answer), default=0) for answer in Answer}
    rows = PageAnswer.objects.filter(month__gte=since).order_by().values("path").annotate(**sums, months=Count("pk"))
    return rows.order_by("-hard", "-not_useful", "path")
