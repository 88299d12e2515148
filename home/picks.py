"""What editors have picked to be shown first for some words (Wagtail's promoted search results).

No search is ever stored. Wagtail's own count of what people typed is not used: see docs/editors.md.
"""

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page
from wagtail.search.utils import normalise_query_string

from hub.models import HubPageQuerySet
from hub.remembered import remembered

MOST = 3


@remembered
def promotions():
    """{words that somebody may type: what editors picked for them}, of all that they picked."""
    found = {}
    for pick in SearchPromotion.objects.select_related("query", "page"):
        found.setdefault(pick.query.query_string, []).append(pick)
    return found


def picks_for(raw, wanted):
    """[(page or None, the pick)] for what was typed or for what means the same, in the editors' order.

    A page is in the reader's language where there is one in it, and only there if anyone may read it.
    """
    terms = [normalise_query_string(raw)]
    if len(wanted.terms) == 1:
        terms += [normalise_query_string(" ".join(phrase)) for phrase in wanted.terms[0]]
    every = {pick.pk: pick for term in terms for pick in promotions().get(term, ())}
    picked = sorted(every.values(), key=lambda pick: (pick.sort_order or 0, pick.pk))[:MOST]
    keys = [pick.page.translation_key for pick in picked if pick.page]
    pages = HubPageQuerySet(Page).filter(translation_key__in=keys).published().for_language() if keys else ()
    by_key = {page.translation_key: page for page in pages}
    found = [(by_key.get(pick.page.translation_key) if pick.page else None, pick) for pick in picked]
    return [(page, pick) for page, pick in found if page or pick.external_link_url]
