from wagtail.snippets.models import register_snippet

from .viewsets.prisons import PrisonsGroup

register_snippet(PrisonsGroup)
