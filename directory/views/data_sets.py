"""Pages where a set of open data is described, so where it is cited."""

from django.utils.translation import gettext_lazy as _

from directory.citing import DATASETS
from hub.cited_views import CitedView


class DataSetView(CitedView):
    """A mixin for the page of the data set whose key in `directory.citing.DATASETS` is `data_set`."""

    cite_heading = _("Cite this data set")
    data_set = ""

    def cited_as(self):
        found, root = DATASETS[self.data_set], self.request.build_absolute_uri("/")
        item = found.citable(root)
        return ("dataset", found.key, item, found.items(root)) if item else None
