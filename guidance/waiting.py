"""What waits for those who work on guidance."""

from django.urls import reverse

from hub.waiting import Waiting, waits

from .models import EasyReadPage


@waits("guidance.change_document", order=45)
def easy_reads(user):
    outdated = EasyReadPage.objects.outdated().count()
    yield Waiting("Easy Read versions of guidance that has changed since", outdated, reverse("easy_read_pages:index"))
