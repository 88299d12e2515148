"""The pictures of a page, which is not published before it is known whose they are and who let us show them.

Once it is, they are made in the sizes that it is shown with, so that no reader waits for that.
"""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.images.models import Filter
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from .documents import is_in_use
from .work import later


def pictures_of(page):
    """The images that a page shows, wherever in it they are, saved or not: a queryset."""
    image = apps.get_model("hub.HubImage")
    keys = set()
    for field in page._meta.get_fields():
        if getattr(field, "concrete", False) and field.related_model is image:
            keys.add(field.value_from_object(page))
        elif hasattr(field, "extract_references"):
            found = field.extract_references(field.value_from_object(page))
            keys |= {key for model, key, *_path in found if model is image}
    return image.objects.filter(pk__in=keys - {None}) if keys - {None} else image.objects.none()


@receiver(page_unpublished)
def shut(sender, instance, **kwargs):
    """Take the addresses of its pictures away with a page, but of those that another page still shows.

    Whoever may work with one is given a new address of it, which nobody knows.
    """
    for image in pictures_of(instance):
        if not is_in_use(image):
            image.renditions.all().delete()


def check_pictures(page):
    """Raise ValidationError where a picture of `page` may not be published yet."""
    titles = [image.title for image in pictures_of(page) if not image.may_be_published]
    if titles:
        message = _("Say first whose picture it is and who let us show it, under Images: %(titles)s.")
        raise ValidationError(message % {"titles": ", ".join(titles)})


@receiver(page_published)
def resize_what_is_published(sender, instance, **kwargs):
    if pictures_of(instance).exists():
        later(make_renditions, instance.pk)


@task()
def make_renditions(pk):
    """Make the pictures of the page with a primary key in the sizes of its template; nothing where it has gone."""
    for page in Page.objects.filter(pk=pk).specific():
        for image in pictures_of(page):
            image.get_renditions(*Filter.expand_spec(page.picture_spec))
