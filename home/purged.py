"""Lists of the whole site that caches before the hub ask for again when a page or row has changed (hub/purging.py)."""

from hub.feeds import FORMATS
from hub.languages import LANGUAGES
from hub.purging import ROWS, SHOW_ALL

from .updates.sources import SOURCES

OF_PRISONS = ("/directory/", "/directory/inspections/", "/sitemap-prisons.xml", "/api/v1/prisons")
OF_SCHEMES = ("/directory/schemes/", "/directory/schemes.csv", "/directory/schemes.json", "/directory/schemes.geojson")


def in_each_language(paths):
    return [f"{'' if code == LANGUAGES[0] else f'/{code}'}{path}" for code in LANGUAGES for path in paths]


SHOW_ALL.update(["/sitemap.xml", "/sitemap-pages.xml", *in_each_language(["/", "/updates/"])])
SHOW_ALL.update(in_each_language([f"/feeds/{name}.{extension}" for name in SOURCES for extension in FORMATS]))
ROWS["directory.Prison"] = in_each_language(OF_PRISONS)
ROWS["directory.Scheme"] = in_each_language([*OF_SCHEMES, *OF_PRISONS, "/sitemap-schemes.xml"])
