"""The pilots of a document: what was tried out, where and when, and what was learned."""

from django.utils import timezone


def pilots(page, request):
    """Every pilot of the document with its state today, newest first."""
    found = page.document.pilots.with_everything() if page.document else []
    today = timezone.localdate()
    context = {"pilots": [(pilot, pilot.state(today)) for pilot in found]}
    return page.render(request, template="guidance/pilots.html", context_overrides=context)
