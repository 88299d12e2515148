import socket

from django.conf import settings
from django.core.management.base import CommandError
from django_tasks_db.management.commands import db_worker

from hub.work import give_back


class Command(db_worker.Command):
    help = (
        "Do the tasks that wait, until it is told to stop (SIGTERM: after the one that it is at). Each worker has a "
        "name that no other has; what one of this name began before it was killed is done again."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(
            backend_name="default", worker_id=socket.gethostname(), queue_name="*", interval=1, reload=False
        )

    def create_parser(self, *args, **kwargs):
        if not settings.WORKER:
            raise CommandError("Tasks are done at once here. Set WORKER=on to have them wait for a worker.")
        return super().create_parser(*args, **kwargs)

    def handle(self, *, worker_id, **options):
        give_back(worker_id)
        super().handle(worker_id=worker_id, **options)
