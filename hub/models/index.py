from django.db.models import Q

from hub.alphabet import alphabetical
from hub.listing import FacetField, FilterForm, Listing
from hub.remembered import remembered

from .pages import HubPage
from .topics import Topic


@remembered
def topic_choices():
    return [(topic.slug, str(topic)) for topic in sorted(Topic.objects.all(), key=alphabetical)]


def topic_facet(model):
    """The facet that every index has, for its `model` of pages."""
    topics = model._meta.get_field("topics")
    links, page = topics.remote_field.through.objects, topics.m2m_field_name()
    return FacetField(
        label=Topic._meta.verbose_name,
        matches=lambda slug: Q(pk__in=links.filter(topic__slug=slug).values(page)),
        choices=topic_choices,
    )


class IndexPage(HubPage):
    """A page that lists others, with facets. A subclass says what in `listed()` and `filter_form`.

    `feed` is the name of its feed: home/updates/sources.py.
    """

    feed = None
    filter_form = FilterForm
    per_page = 12

    class Meta:
        abstract = True

    def listed(self):
        """The queryset of everything this index may show, in the order it shows it."""
        raise NotImplementedError

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["listing"] = Listing(self.listed(), self.filter_form, request.GET, per_page=self.per_page, name=self.pk)
        return context
