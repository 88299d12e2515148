"""How the practice of a prison is rated, as its team reads it."""

from django.db.models import Q

from resources.models import Rating


def confirmed_of(prison):
    """The confirmed ratings of a prison's case studies and schemes."""
    own = Q(case_study__prison=prison) | Q(scheme__prison=prison)
    return Rating.objects.confirmed().filter(own).with_subject()


def ratings_of(prison):
    """Those of them that readers see now, each with its appeals. Two queries."""
    newest = {}
    for rating in confirmed_of(prison).latest_first().prefetch_related("appeals"):
        newest.setdefault((rating.case_study_id, rating.scheme_id), rating)
    return list(newest.values())
