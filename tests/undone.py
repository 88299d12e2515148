from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone():
    """What happens to the database inside is undone at the end: each generated example starts from the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
