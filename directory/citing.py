"""How the data of the directory are cited: each scheme's profile, and the figures of the national picture."""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub import citation

FIGURES = "national-picture"  # their key among the data sets


def dataset(key, title, day, address, abstract):
    """The CSL-JSON of a data set that the hub publishes, as it stood on `day`, in the active language."""
    return {
        "id": key,
        "type": "dataset",
        "title": title,
        "author": [{"literal": citation.PUBLISHER}],
        "issued": citation.day(day),
        "accessed": citation.day(timezone.localdate()),
        "publisher": citation.PUBLISHER,
        "genre": _("Data set"),
        "URL": address,
        "language": "cy" if get_language() == "cy" else "en-GB",
        "abstract": abstract,
        "custom": {"license": citation.LICENCE},
    }


def scheme(row, address):
    """The CSL-JSON of a published scheme's profile at the absolute `address`."""
    return dataset(row.code, f"{row}, {row.prison}", row.approved_on, address, row.said) | {"number": row.code}


def figures(day, address):
    """The CSL-JSON of the national picture as of its latest release, which was on `day`."""
    abstract = _("What schemes of peer-supported social care in prisons told us about a year.")
    return dataset(FIGURES, _("The national picture"), day, address, abstract)
