"""Wagtail’s lists of pictures and files, in which a word to look for and “usage count” may be given together.

How often something is used is worked out for each row, and search narrows by stored fields alone: it would fail.
"""

from django_filters import RangeFilter
from wagtail.admin.filters import BaseMediaFilterSet
from wagtail.documents.views import documents
from wagtail.images.views import images


class UsageCountFilter(RangeFilter):
    def filter(self, qs, value):
        found = super().filter(qs, value)
        return qs.filter(pk__in=list(found.values_list("pk", flat=True))) if value else found


def counted():
    """The filter that Wagtail has, by primary keys."""
    theirs = BaseMediaFilterSet.base_filters["usage_count"]
    return UsageCountFilter(field_name=theirs.field_name, label=theirs.label, widget=theirs.extra["widget"])


class ImageFilterSet(images.ImagesFilterSet):
    usage_count = counted()


class DocumentFilterSet(documents.DocumentsFilterSet):
    usage_count = counted()


class ImageList(images.IndexView):
    filterset_class = ImageFilterSet


class DocumentList(documents.IndexView):
    filterset_class = DocumentFilterSet
