"""Building packs by a task, which tells how far it is."""

import tempfile
from datetime import timedelta
from hashlib import file_digest

from django.core.files import File
from django.db.models import Q
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task, task_backends
from django_tasks.backends.immediate import ImmediateBackend

from home.models import Pack
from home.models.packs import PackState
from hub.work import later

from .building import Nothing, WordsTakenBack, build, lost
from .rendering import NotRendered
from .scope import Scope

KEPT_OF_EACH = 3  # packs of one collection and language
GIVEN_UP_AFTER = timedelta(hours=2)  # whoever built it no longer does


def ask(collection="", language=""):
    """Have a pack built, and return its row; the one that waits already, where one does."""
    pack, is_new = Pack.objects.get_or_create(collection=collection, language=language, state=PackState.WAITING)
    if is_new:
        later(build_pack, pack.pk)
    return pack


def ask_anew(pack):
    """Have a pack built in place of one that had to go, without keeping whoever took it away.

    Where tasks run at once it waits for `manage.py build_pack --waiting`: building takes minutes, and what else must be
    removed comes first.
    """
    if isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], ImmediateBackend):
        Pack.objects.get_or_create(collection=pack.collection, language=pack.language, state=PackState.WAITING)
    else:
        ask(pack.collection, pack.language)


def unbuilt():
    """Packs that wait, or that somebody stopped building."""
    stopped = Q(state=PackState.BUILDING, started_at__lt=timezone.now() - GIVEN_UP_AFTER)
    return Pack.objects.filter(Q(state=PackState.WAITING) | stopped)


@task()
def build_pack(pk):
    """Build a pack that waits, or one that somebody stopped building. Of each kind the newest few are kept."""
    started = {"state": PackState.BUILDING, "started_at": timezone.now()}
    if not unbuilt().filter(pk=pk).update(**started):
        return
    pack = Pack.objects.get(pk=pk)
    try:
        make(pack)
    except WordsTakenBack:
        pack.remove()
        ask_anew(pack)
    except (Nothing, NotRendered, ValueError) as error:
        pack.state, pack.why = PackState.FAILED, f"{type(error).__name__} {error}".strip()[:255]
        pack.save(update_fields=["state", "why"])


def make(pack):
    """Build the pack and store it. Raises as `Build.run`, and WordsTakenBack where words were withdrawn meanwhile."""

    def report(done, known):
        Pack.objects.filter(pk=pack.pk).update(done=done, known=known)

    with tempfile.TemporaryFile() as file:
        built = build(Scope(pack.collection, pack.languages), file, report)
        pack.voices, pack.is_signed, pack.left_out = built.voices, built.is_signed, built.left_out
        pack.done = pack.known = built.pages
        pack.size, pack.state, pack.made_at = file.seek(0, 2), PackState.READY, timezone.now()
        file.seek(0)
        pack.sha256 = file_digest(file, "sha256").hexdigest()
        pack.file.save(f"{pack.name}.zip", File(file), save=False)
    pack.save()
    # Only now: what is withdrawn from here on finds the row, and takes the pack with it.
    if lost(built.voices):
        raise WordsTakenBack
    for old in Pack.objects.ready().filter(collection=pack.collection, language=pack.language)[KEPT_OF_EACH:]:
        old.remove()
