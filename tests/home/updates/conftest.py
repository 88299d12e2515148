import datetime

import pytest
from django.utils import timezone

from home.models import Update
from tests.factories import NewsIndexPageFactory, NewsPageFactory, SubscriptionFactory

NOW = timezone.make_aware(datetime.datetime(2026, 3, 1, 12))


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def news_index(home):
    page = NewsIndexPageFactory(parent=home, slug="news")
    page.save_revision().publish()
    return page


@pytest.fixture
def tell(news_index):
    """A function that publishes news of a title, told at a moment, and returns its update."""

    def tell(title, at=NOW, **fields):
        page = NewsPageFactory(parent=news_index, title=title, live=False, **fields)
        page.save_revision().publish()
        Update.objects.filter(page_key=page.translation_key).update(at=at)
        return Update.objects.get(page_key=page.translation_key)

    return tell


@pytest.fixture
def subscriber(db):
    """A function that makes a confirmed subscription."""

    def make(email="reader@example.org", **facts):
        started = NOW - datetime.timedelta(days=30)
        return SubscriptionFactory(email=email, asked_at=started, **{"confirmed_at": started} | facts)

    return make
