"""Who may have a document: anybody while a page that anybody may read uses it, else who works with documents."""

from itertools import chain

from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from .querysets import HubPageQuerySet

WORK = ["add", "change", "delete", "choose"]


def pages_holding(file):
    """The keys of pages whose fields, blocks or rows hold `file` now, published or not."""
    page = {"base_content_type__app_label": "wagtailcore", "base_content_type__model": "page"}
    return ReferenceIndex.get_references_to(file).filter(**page).values_list("object_id", flat=True)


def is_shown(file):
    """Whether a page that anybody may read holds a document or a picture now."""
    return HubPageQuerySet(Page).filter(pk__in=list(pages_holding(file))).published().exists()


def is_in_use(document):
    """Whether a page that anybody may read uses it.

    What else readers may still see of a page, such as an older text, an app adds by the hook `pages_using_document`:
    a function of the document that returns keys of pages.
    """
    found = chain([pages_holding], hooks.get_hooks("pages_using_document"))
    pages = HubPageQuerySet(Page)
    return any(pages.filter(pk__in=list(users(document))).published().exists() for users in found)


def may_have(user, document):
    """Whether `user` may have it: because everybody may, or to work with it.

    Who asks is looked at last: that reads the session, and what everybody may have would vary with the cookie.
    """
    if is_in_use(document):
        return True
    policy = policy_registry.get_by_type(get_document_model())
    return user.is_authenticated and policy.user_has_any_permission_for_instance(user, WORK, document)
