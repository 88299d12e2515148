"""How the data of the directory are cited: each scheme's profile, and each set of data that can be taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from django.db.models import Max
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.datasets import dataset

from .models import InspectionFinding, Prison, Release, Scheme
from .monitoring.indicators import catalogue

FIGURES = "national-picture"  # their key among the data sets


@dataclass(frozen=True)
class DataSet:
    """A set of open data. `page` and `files` are names of views: where it is described, and the set itself.

    `day()` is the day on which it last changed, or None while there is nothing in it.
    """

    key: str
    title: Promise
    abstract: Promise
    page: str
    files: dict[str, str]  # {view: media type}
    day: Callable

    def citable(self, root):
        """Its CSL-JSON in the active language, or None while it is empty; `root` is the address of the site."""
        day = self.day()
        return dataset(self.key, self.title, day, urljoin(root, reverse(self.page)), self.abstract) if day else None

    def items(self, root):
        """The relations "item" of Signposting, from its page to its files."""
        return [(urljoin(root, reverse(view)), "item", media_type) for view, media_type in self.files.items()]


def latest(model, field):
    return lambda: model.objects.aggregate(day=Max(field))["day"]


def latest_release():
    release = Release.objects.filter(is_example=False).last()
    return release and release.released_on


CSV, JSON = "text/csv", "application/json"
DATASETS = {
    one.key: one
    for one in (
        DataSet(
            FIGURES,
            _("The national picture"),
            _("What schemes of peer-supported social care in prisons told us about a year."),
            "monitoring:picture",
            {},
            latest_release,
        ),
        DataSet(
            "indicators",
            _("Indicators for monitoring"),
            _("Proposed indicators for schemes of peer-supported social care: what each means and costs."),
            "monitoring:catalogue",
            {"monitoring:catalogue_csv": CSV, "monitoring:catalogue_json": JSON},
            lambda: catalogue().proposed_on,
        ),
        DataSet(
            "prisons",
            _("Prisons in England and Wales that hold adults"),
            _("Every prison in England and Wales that holds adults, with where each record comes from."),
            "directory:index",
            {},
            latest(Prison, "source_on"),
        ),
        DataSet(
            "schemes",
            _("Peer support schemes in prisons"),
            _("What each prison tells us about its scheme, signed off by its governor or director."),
            "directory:dictionary",
            {
                "directory:schemes_csv": CSV,
                "directory:schemes_json": JSON,
                "directory:schemes_geojson": "application/geo+json",
            },
            lambda: Scheme.objects.published().aggregate(day=Max("confirmed_on"))["day"],
        ),
        DataSet(
            "inspections",
            _("What inspectors have said about peer support"),
            _("Sentences of published inspection reports, word for word, each with its day and where it stands."),
            "directory:inspections",
            {"directory:inspections_csv": CSV},
            latest(InspectionFinding, "published_on"),
        ),
    )
}


def scheme(row, address):
    """The CSL-JSON of a published scheme's profile at the absolute `address`."""
    return dataset(row.code, f"{row}, {row.prison}", row.approved_on, address, row.said) | {"number": row.code}
