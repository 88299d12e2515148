"""Before a page about people is published: nothing in it tells who somebody is, or a second person has answered for it.

A page names the fields that are looked at in `told`. The check itself is `hub/identifying`, as for practice examples.
"""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel
from wagtail.fields import StreamField
from wagtail.rich_text import get_text_for_indexing

from hub.identifying.checks import Check


def text_of(page, name):
    """What is in a field of a page, as plain text."""
    field, value = page._meta.get_field(name), getattr(page, name)
    if isinstance(field, StreamField):
        return "\n".join(map(str, field.get_searchable_content(value)))
    return get_text_for_indexing(str(value))


def check_of(page):
    """The `Check` of everything that a page tells."""
    return Check({str(page._meta.get_field(name).verbose_name): text_of(page, name) for name in page.told})


def check_identity(page):
    """Raise ValidationError where something in `page` may tell who somebody is and nobody has answered for just that.

    What is known by its form, such as a prison number, is never published: nobody can answer for it.
    """
    check = check_of(page)
    if check.all_certain:
        message = _("This tells who somebody is: %(words)s. Take it out.")
        raise ValidationError(message % {"words": ", ".join(check.all_certain)})
    reviews = apps.get_model("resources.IdentityReview").objects
    if check and not reviews.filter(page=page.pk, digest=check.digest).exists():
        message = _(
            "This may tell who somebody is: %(words)s. Take it out; or save a draft and have somebody else who may "
            "review identity look at it."
        )
        raise ValidationError(message % {"words": ", ".join(check.words)})


class IdentityPanel(Panel):
    """What in the saved page may tell who somebody is, marked, above the fields to put it right in."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "resources/admin/identity_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"check": check_of(self.instance), "page": self.instance}
