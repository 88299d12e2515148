"""A data set that the hub publishes: how it is cited, whoever gathers it."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import citation


def dataset(key, title, day, address, abstract):
    """The CSL-JSON of a data set, as it stood on `day`, in the active language.

    `address` is the absolute one of the page where it is described.
    """
    return {
        "id": key,
        "type": "dataset",
        "title": str(title),
        "author": [{"literal": citation.PUBLISHER}],
        "issued": citation.day(day),
        "accessed": citation.day(timezone.localdate()),
        "publisher": citation.PUBLISHER,
        "genre": _("Data set"),
        "URL": address,
        "language": "cy" if get_language() == "cy" else "en-GB",
        "abstract": str(abstract),
        "custom": {"license": citation.LICENCE},
    }
