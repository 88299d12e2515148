"""What somebody who reads a page may want to read next."""

from django.db.models import Q
from wagtail.models import Page

from hub.models import HubPageQuerySet

MOST = 6


def related_to(page, recommendations, case_studies, toolkits):
    """Up to `MOST` pages that share a topic or one of its `recommendations` with `page`, the newest first. One query.

    `case_studies` and `toolkits` are the querysets that they are looked for in. Toolkits share what one of their
    files puts into practice.
    """
    shared = Q(topics__in=page.topics.all()) | Q(recommendations__in=recommendations)
    like = case_studies.found().filter(shared)
    useful = toolkits.found().filter(files__recommendations__in=recommendations)
    pages = HubPageQuerySet(Page).filter(Q(pk__in=like.values("pk")) | Q(pk__in=useful.values("pk")))
    return pages.exclude(translation_key=page.translation_key).for_language().latest_first()[:MOST]
