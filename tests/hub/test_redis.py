"""With Redis: all that a cache is for. Without it, or while it hangs: everything that readers and editors do."""

import signal
import time

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub import redis_pool
from hub.generation import announce, store
from hub.limits import LIMITS, seconds_to_wait
from tests import redis_server
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.skipif(not redis_server.PROGRAM, reason="redis-server is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("redis")


@pytest.fixture
def redis(folder, settings):
    """A server, and the hub set to use it."""
    redis_pool.rest["until"] = 0.0
    with redis_server.running(folder) as server:
        one = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": server.url}
        resting = {"CONNECTION_POOL_CLASS": "hub.redis_pool.RestingPool"}
        settings.CACHES = {
            "default": one | {"OPTIONS": resting | {"IGNORE_EXCEPTIONS": True}},
            "pages": one | {"OPTIONS": resting, "KEY_PREFIX": "pages"},
        }
        settings.PAGE_CACHE = settings.ANNOUNCE_CHANGES = True
        settings.LIMIT_FACTOR = 1
        yield server
    redis_pool.rest["until"] = 0.0


@pytest.fixture
def page(home):
    return StandardPageFactory(parent=home, slug="about", title="What we did")


def queries_of(client):
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/about/")
    assert response.status_code == 200
    return len(queries)


def test_page_is_kept_until_something_changes(redis, page, client):
    assert queries_of(client) > 0
    assert queries_of(client) == 0

    announce()

    assert queries_of(client) > 0


def test_page_is_made_each_time_while_redis_is_away(redis, page, client):
    redis.stop()

    assert queries_of(client) > 0
    assert queries_of(client) > 0
    assert caches["default"].get("anything") is None


def test_nobody_is_counted_while_redis_is_away(redis):
    limit = LIMITS[-1]
    assert seconds_to_wait(limit, "192.0.2.1", 1_000_000) == 0
    redis.stop()

    assert [seconds_to_wait(limit, "192.0.2.1", 1_000_000) for _n in range(limit.times + 5)] == [0] * (limit.times + 5)


def test_limit_is_counted_where_redis_answers(redis):
    limit = LIMITS[-1]
    waits = [seconds_to_wait(limit, "192.0.2.1", 1_000_000) for _n in range(limit.times + 1)]

    assert waits[:-1] == [0] * limit.times
    assert waits[-1] > 0


def test_change_that_redis_was_not_told_of_is_told_before_it_gives_a_page(redis, page, client):
    queries_of(client)
    name = store().name()
    redis.process.send_signal(signal.SIGSTOP)
    with pytest.raises(redis_pool.AWAY):
        announce()
    redis.process.send_signal(signal.SIGCONT)
    redis_pool.rest["until"] = 0.0

    assert queries_of(client) > 0
    assert store().name() != name


def test_redis_that_hangs_is_waited_for_once(redis, page, client):
    queries_of(client)
    redis.process.send_signal(signal.SIGSTOP)

    start = time.monotonic()
    for _n in range(5):
        assert queries_of(client) > 0
    seconds = time.monotonic() - start

    redis.process.send_signal(signal.SIGCONT)
    assert seconds >= redis_pool.SECONDS_TO_ANSWER
    assert redis_pool.rest["until"] > 0


def test_redis_that_is_back_is_used_again(redis, page, client):
    redis.stop()
    queries_of(client)
    redis.start()
    redis_pool.rest["until"] = 0.0

    queries_of(client)
    assert queries_of(client) == 0
