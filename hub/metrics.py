"""What Prometheus is told: counts and times, by names of routes and jobs. Nothing of anybody, and nothing that grows.

Processes that serve count into files of a folder that they share (PROMETHEUS_MULTIPROC_DIR). `manage.py metrics`, a
process of its own on a port of its own, adds them up, and asks the database for the rest. No address of the hub leads
there. Where gunicorn serves, let its `child_exit` call ours.
"""

import os
import shutil
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.models import Count
from prometheus_client import CollectorRegistry, Counter, Histogram, multiprocess, start_http_server
from prometheus_client.core import GaugeMetricFamily

from .jobs import last_successes

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
TASKS = "django_tasks_database"  # where a worker takes tasks from the database

requests = Counter("hub_requests", "Requests answered.", ["method", "route", "status"])
durations = Histogram("hub_request_seconds", "Time until an answer began.", ["route"], buckets=SECONDS)
kept_pages = Counter("hub_kept_pages", "Requests for a public page, by whether a kept one answered.", ["kept"])
mails = Counter("hub_mails", "Mails, by whether the post office took them.", ["taken"])


def count_request(method, route, status, seconds, kept):
    requests.labels(method, route, str(status)).inc()
    durations.labels(route).observe(seconds)
    if kept != "never":
        kept_pages.labels(kept).inc()


def count_mail(taken):
    mails.labels("yes" if taken else "no").inc()


class State:
    """What the database and the jobs are like at the moment they are asked about."""

    def collect(self):
        reachable, tasks = True, []
        try:
            connection.ensure_connection()
            if apps.is_installed("django_tasks_db"):
                found = apps.get_model(TASKS, "DBTaskResult").objects.order_by()
                tasks = list(found.values_list("status").annotate(Count("pk")))
        except DatabaseError:
            reachable = False
        finally:
            connection.close()
        yield GaugeMetricFamily("hub_database_reachable", "1 where the database answers.", value=int(reachable))
        yield family("hub_tasks", "Tasks, by state.", "state", tasks)
        successes = [(name, at.timestamp()) for name, at in last_successes().items()]
        yield family("hub_job_last_success_timestamp_seconds", "When a job last ended well.", "job", successes)


def family(name, says, label, values):
    found = GaugeMetricFamily(name, says, labels=[label])
    for key, value in values:
        found.add_metric([str(key).lower()], value)
    return found


def registry():
    """All that is told: what the processes counted, and the state of the hub."""
    found = CollectorRegistry()
    multiprocess.MultiProcessCollector(found)
    found.register(State())
    return found


def start(port, address="127.0.0.1"):
    """Answer Prometheus on a port, in a thread. Returns (server, thread)."""
    return start_http_server(port, addr=address, registry=registry())


def child_exit(pid):
    """Forget what only a living process has: for gunicorn's `child_exit`, with the number of the process."""
    if FOLDER in os.environ:
        multiprocess.mark_process_dead(pid)


def forget():
    """Begin at nothing: to be called before the first process that serves starts, as by gunicorn's `on_starting`."""
    if FOLDER in os.environ:
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)
        Path(os.environ[FOLDER]).mkdir(parents=True)
