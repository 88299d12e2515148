"""However its case study is published or taken off the site, that is where the practice example is then."""

from contextlib import suppress

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from resources.models import CaseStudyPage

from ..models import Submission
from .moves import move
from .states import Verb
from .writing import Refused


@receiver(page_published, sender=CaseStudyPage)
def publish(instance, **kwargs):
    follow(instance, Verb.PUBLISH)


@receiver(page_unpublished, sender=CaseStudyPage)
def unpublish(instance, **kwargs):
    follow(instance, Verb.UNPUBLISH)


def follow(page, verb):
    """Move the submission that a page was made from; a page published again moves nothing."""
    submission = Submission.objects.filter(case_study=page.pk).first()
    if submission:
        with suppress(Refused):
            move(submission, verb, None)
