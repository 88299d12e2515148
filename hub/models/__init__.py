from hub.querysets import HubPageQuerySet

from .accesses import Access
from .approval import SecondPersonTask
from .drafts import KeepsDrafts
from .gone import GoneAddress
from .identifiers import DoiState, Identifier
from .index import IndexPage, topic_facet
from .media import HubDocument, HubImage, HubRendition, Licence
from .pages import HubPage
from .preview_links import PreviewLink
from .synonyms import Synonym
from .topics import Topic
from .tries import Tries
from .users import User
from .uses import Use, UseState

__all__ = [
    "Access",
    "DoiState",
    "GoneAddress",
    "HubDocument",
    "HubImage",
    "HubPage",
    "HubPageQuerySet",
    "HubRendition",
    "Identifier",
    "IndexPage",
    "KeepsDrafts",
    "Licence",
    "PreviewLink",
    "SecondPersonTask",
    "Synonym",
    "Topic",
    "Tries",
    "Use",
    "UseState",
    "User",
    "topic_facet",
]
