"""The pictures of a page, which is not published before it is known whose they are and who let us show them.

Once it is, they are made in the sizes that it is shown with, so that no reader waits for that.
"""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.db.models.functions import Cast
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.images.models import Filter
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished

from .drafted_pictures import FOLDER
from .querysets import HubPageQuerySet
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
def shut(**kwargs):
    """Take the public addresses of pictures away that no page shows which anybody may read.

    Whoever may work with one is given an address that ends.
    """
    kinds = [ContentType.objects.get_for_model(model) for model in (apps.get_model("hub.HubImage"), Page)]
    pages = HubPageQuerySet(Page).published().annotate(key=Cast("pk", CharField())).values("key")
    shown = ReferenceIndex.objects.filter(to_content_type=kinds[0], base_content_type=kinds[1], object_id__in=pages)
    public = apps.get_model("hub.HubRendition").objects.exclude(file__startswith=FOLDER)
    public.exclude(image__in=list(shown.values_list("to_object_id", flat=True))).delete()


def check_pictures(page):
    """Raise ValidationError where a picture of `page` may not be published yet."""
    titles = [image.title for image in pictures_of(page) if not image.may_be_published]
    if titles:
        message = _("Say first whose picture it is and who let us show it, under Images: %(titles)s.")
        raise ValidationError(message % {"titles": ", ".join(titles)})


@receiver(page_published)
def open_what_is_published(sender, instance, **kwargs):
    """What was made of its pictures for a draft goes: a page that is kept must not show an address that ends."""
    pictures = pictures_of(instance)
    if pictures.exists():
        ReferenceIndex.create_or_update_for_object(instance)  # a worker may come to it after the first reader
        apps.get_model("hub.HubRendition").objects.filter(image__in=pictures, file__startswith=FOLDER).delete()
    later(settle_pictures, instance.pk)


@task()
def settle_pictures(pk):
    """Make the pictures of the page with a primary key in the sizes of its template; shut what it showed before."""
    for page in Page.objects.filter(pk=pk).specific():
        for image in pictures_of(page):
            image.get_renditions(*Filter.expand_spec(page.picture_spec))
    shut()
