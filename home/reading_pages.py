"""The newest draft of every page, read as hub/reading does, and counted for the report."""

from django.dispatch import receiver
from django.utils import timezone
from django_tasks import task
from wagtail.models import Page
from wagtail.signals import page_published

from hub.models import HubPage
from hub.reading import passages_of, read
from hub.reading.rules import AGE
from hub.work import later

from .models import PageReading

AT_ONCE = 100


@receiver(page_published)
def read_what_is_published(sender, instance, **kwargs):
    later(read_page, instance.pk)


@task()
def read_page(pk):
    """Count what may be hard in the newest draft of the page with a primary key; nothing where it has gone."""
    keep([page for page in Page.objects.filter(pk=pk).specific() if isinstance(page, HubPage)])


@task()
def read_pages():
    """The same of every page of the site."""
    pks = list(Page.objects.filter(depth__gt=1).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), AT_ONCE):
        some = Page.objects.filter(pk__in=pks[start : start + AT_ONCE]).specific()
        keep([page for page in some.select_related("locale", "latest_revision") if isinstance(page, HubPage)])


def keep(pages):
    """Store what is counted in some pages, in place of what was."""
    rows = [counted(page) for page in pages]
    fields = [field.name for field in PageReading._meta.concrete_fields if not field.primary_key]
    PageReading.objects.bulk_create(rows, update_conflicts=True, unique_fields=["page"], update_fields=fields)


def counted(page):
    """An unsaved `PageReading` of the newest draft of a page."""
    reading = read(passages_of(page.get_latest_revision_as_object()), page.locale.language_code)
    by_kind = {kind: count for kind, count in reading.counts.items() if kind != AGE}
    total = len(reading.findings)
    return PageReading(page_id=page.pk, age=reading.age, total=total, read_at=timezone.now(), **by_kind)
