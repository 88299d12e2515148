from hub.querysets import HubPageQuerySet

from .gone import GoneAddress
from .index import IndexPage, topic_facet
from .media import HubDocument, HubImage, HubRendition, Licence
from .pages import HubPage
from .topics import Topic
from .users import User

__all__ = [
    "GoneAddress",
    "HubDocument",
    "HubImage",
    "HubPage",
    "HubPageQuerySet",
    "HubRendition",
    "IndexPage",
    "Licence",
    "Topic",
    "User",
    "topic_facet",
]
