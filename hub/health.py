"""Whether this process lives, and whether it can serve: for what starts and stops it, not for readers."""

import os
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse

from .generation import UNREACHABLE


def database():
    connection.ensure_connection()
    return connection.is_usable()


def migrations():
    """Whether every migration of this release was applied."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def cache():
    written = uuid4().hex
    caches["default"].set("health", written, 10)
    return caches["default"].get("health") == written


def files():
    """Whether there is somewhere to put what is uploaded. A store elsewhere is asked when something comes."""
    try:
        folder = default_storage.path("")
    except NotImplementedError:
        return True
    os.makedirs(folder, exist_ok=True)
    return os.access(folder, os.W_OK) and os.access(settings.VAR_DIR, os.W_OK)


NEEDED = (database, migrations, cache, files)


def works(check):
    try:
        return check()
    except (DatabaseError, *UNREACHABLE):
        return False


class HealthMiddleware:
    """Before all others: no host, cookie, session or kept page matters here, and a probe does not speak https."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == "/health/live":
            return told({})
        if request.path_info == "/health/ready":
            return told({check.__name__: works(check) for check in NEEDED})
        return self.get_response(request)


def told(found):
    """200 where all works, else 503; what does not is named, and nothing said of why."""
    status = 200 if all(found.values()) else 503
    return JsonResponse({"ok": status == 200} | found, status=status, headers={"Cache-Control": "no-store"})
