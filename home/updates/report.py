"""How many follow what, and how their mail goes: counts alone, for those who look after the site."""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from home.models import Mailing, MailRun, Subscription
from home.models.subscriptions import Frequency, MailState

from .mailing import ABANDONED
from .sources import SOURCES

# Filters that are shown, those that most follow.
MOST_FILTERS = 50
KEYWORD = "with a keyword"  # which a reader typed: it is nobody else's to read


def by_list():
    """A dict for each list that somebody follows, in the order of SOURCES.

    It has the label, the total, and the numbers for each `Frequency` and for each language.
    """
    parts = {value: Q(frequency=value) for value in Frequency.values}
    parts |= {code: Q(language=code) for code, _name in settings.LANGUAGES}
    counts = {f"n{place}": Count("pk", filter=part) for place, part in enumerate(parts.values())}
    rows = Subscription.objects.confirmed().order_by().values("source").annotate(total=Count("pk"), **counts)
    found = {row["source"]: row for row in rows}
    return [
        {
            "label": source.label,
            "total": found[name]["total"],
            "parts": [found[name][f"n{place}"] for place in range(len(parts))],
        }
        for name, source in SOURCES.items()
        if name in found
    ]


def by_filter():
    """[(list and filter in words, number)] of what most follow with a filter. Keywords are not told."""
    rows = Subscription.objects.confirmed().exclude(query="").order_by().values_list("source", "query")
    counted = Counter()
    for source, query, number in rows.annotate(n=Count("pk")).order_by("-n", "source", "query")[:MOST_FILTERS]:
        counted[said(source, query)] += number
    return counted.most_common()


def said(source, query):
    """A list and its filter in words, such as "News · Blog"."""
    chosen = QueryDict(query, mutable=True)
    is_by_keyword = bool(chosen.pop("q", None))
    parts = [SOURCES[source].label, *SOURCES[source].said(chosen.urlencode())]
    return " · ".join(map(str, [*parts, KEYWORD] if is_by_keyword else parts))


def in_doubt(at=None):
    """How many mails nobody can know to have gone: the line broke, or the worker stopped, while each was sent."""
    abandoned = Q(state=MailState.CLAIMED, claimed_at__lte=(at or timezone.now()) - ABANDONED)
    return Mailing.objects.filter(Q(state=MailState.UNCERTAIN) | abandoned).count()


class SubscriptionReportView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    shows = None  # counts alone
    permission_policy = ModelPermissionPolicy(MailRun)
    permission_required = "view"
    page_title = "Updates by mail"
    header_icon = "mail"
    template_name = "home/admin/subscriptions.html"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        runs = {run.frequency: run for run in MailRun.objects.all()}
        rows = Subscription.objects
        return super().get_context_data(
            **kwargs,
            lists=by_list(),
            heads=[*Frequency.labels, *(name for _code, name in settings.LANGUAGES)],
            filters=by_filter(),
            unconfirmed=rows.filter(confirmed_at=None).count(),
            bounced=rows.confirmed().exclude(bounced_at=None).count(),
            put_off=rows.reachable().filter(soft_bounces__gt=0).count(),
            in_doubt=in_doubt(),
            runs=[(label, runs.get(value)) for value, label in Frequency.choices],
            late=timezone.now() - timedelta(days=1),
        )
