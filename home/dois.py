"""DOIs: DataCite is told of what was published, where an account with it is set. Nothing of this is done in a request.

What is sent is what `cite.datacite` says. A DOI is findable while its thing can be read, and registered afterwards: it
still leads to `/id/<code>`, which says that the thing is gone.
"""

import hashlib
import json

from datacite import DataCiteRESTClient
from datacite.errors import DataCiteError, HttpError
from django.conf import settings
from django_tasks import task

from hub.datacite import datacite
from hub.models import DoiState, Identifier
from hub.work import later

from . import catalogue

TIMEOUT = 20  # seconds
FAILURES = (DataCiteError, HttpError)  # it refused, or could not be reached


def is_on():
    return bool(settings.DATACITE_PREFIX)


def tell_later(identifier):
    """Have DataCite told of an identifier once this transaction is done."""
    if is_on():
        later(tell, identifier.pk)


def attributes_of(identifier):
    """What DataCite is to know of an identifier, or None where it was never told and there is nothing to tell."""
    url = settings.BASE_URL + identifier.path
    items = catalogue.found([identifier]).get(identifier.pk)
    if items:
        return {**datacite(*items.values()), "url": url, "event": "publish"}
    return {"url": url, "event": "hide"} if identifier.doi else None


@task()
def tell(pk):
    """Tell DataCite of an identifier, unless it knows all that; raises one of FAILURES.

    It may be run again at any time: what was sent before is noted, and what is there already is changed, not made.
    """
    identifier = Identifier.objects.get(pk=pk)
    attributes = attributes_of(identifier)
    if attributes is None:
        return
    doi = identifier.doi or f"{settings.DATACITE_PREFIX}/{identifier.code}"
    attributes |= {"doi": doi}
    digest = hashlib.sha256(json.dumps(attributes, sort_keys=True).encode()).hexdigest()
    if digest == identifier.doi_sent:
        return
    send(doi, attributes, is_new=not identifier.doi)
    identifier.doi, identifier.doi_sent = doi, digest
    identifier.doi_state = DoiState.FINDABLE if attributes["event"] == "publish" else DoiState.REGISTERED
    identifier.save(update_fields=["doi", "doi_state", "doi_sent"])


def send(doi, attributes, *, is_new):
    """Make a DOI, or change it where it is there: where it was made and we never heard so, too."""
    client = DataCiteRESTClient(
        username=settings.DATACITE_ACCOUNT,
        password=settings.DATACITE_PASSWORD,
        prefix=settings.DATACITE_PREFIX,
        url=settings.DATACITE_URL,
        timeout=TIMEOUT,
    )
    data = {"type": "dois", "attributes": attributes}
    if is_new:
        try:
            client.post_doi(data)
        except DataCiteError as error:
            if "already been taken" not in str(error):
                raise
        else:
            return
    client.put_doi(doi, {"id": doi, **data})


def tell_all():
    """Tell DataCite of everything that it does not know yet: (how many were told of, how many failed)."""
    told = failed = 0
    for pk in Identifier.objects.values_list("pk", flat=True):
        try:
            tell.call(pk)
            told += 1
        except FAILURES:
            failed += 1
    return told, failed
