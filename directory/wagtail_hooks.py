from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .viewsets.concerns import ConcernViewSet
from .viewsets.prisons import PrisonsGroup
from .viewsets.submissions import SubmissionViewSet

register_snippet(PrisonsGroup)


@hooks.register("register_admin_viewset")
def register_practice():
    return [SubmissionViewSet("submissions"), ConcernViewSet("concerns_admin", url_prefix="concerns")]
