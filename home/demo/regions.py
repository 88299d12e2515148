"""More made-up prisons with one scheme each, so that some regions have enough of them for their figures to be shown."""

import datetime

from directory.models import Prison, Scheme

from .content import MADE_UP, midday, read
from .documents import days_ago

WELSH = {"country": "Wales", "region": "Wales"}


def described():
    """[(code, what is said of the prison, {language: what it is called beside “Example”})] of every prison."""
    told = read("regions")
    for region, names in told["region"].items():
        for code, name in names.items():
            yield code, {"country": "England", "region": region}, {"en": f"Example {name}", "cy": f"Example {name}"}
    for code, names in told["wales"].items():
        yield code, WELSH, {"en": f"Example {names['name']}", "cy": f"{names['name_cy']} Enghraifft"}


def prisons_of_regions():
    alike, known = read("regions")["prison"], set(Prison.objects.values_list("pk", flat=True))
    for code, place, called in described():
        if code in known:
            continue
        in_welsh = {"name_cy": f"Carchar {called['cy']}"} if place is WELSH else {}
        slug = called["en"].lower().replace(" ", "-")
        names = {"name": f"HMP {called['en']}", "slug": slug, "local_authority": called["en"]}
        yield Prison.objects.create(nomis_code=code, **names, **in_welsh, **place, **alike, **MADE_UP)


def schemes_of_regions():
    """A published scheme of each; it has no versions, as nobody has edited it."""
    alike, known = read("regions")["scheme"], set(Scheme.objects.values_list("code", flat=True))
    confirmed_on = days_ago(alike.pop("confirmed_days_ago")).date()
    days = {
        "confirmed_on": confirmed_on,
        "approved_on": confirmed_on,
        "next_review_on": confirmed_on + datetime.timedelta(days=365),
        "first_published_at": midday(confirmed_on),
        "last_published_at": midday(confirmed_on),
    }
    for prison, _place, called in described():
        if f"PSS-{prison}-01" not in known:
            names = {
                "name": f"{called['en']} buddy scheme",
                "name_cy": f"Cynllun cyfeillion cymorth (Buddy) {called['cy']}",
            }
            yield Scheme.objects.create(code=f"PSS-{prison}-01", prison_id=prison, live=True, **names, **days, **alike)
