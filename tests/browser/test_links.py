from urllib.error import HTTPError
from urllib.parse import urldefrag, urlsplit
from urllib.request import urlopen

from tests.browser.addresses import in_site_map, path_of


def status(url):
    try:
        with urlopen(url) as response:
            return response.status
    except HTTPError as error:
        return error.code


def test_every_address_of_the_site_map_answers(demo):
    found = [(path, told) for path in in_site_map(demo) if (told := status(demo + path)) != 200]

    assert found == []


def test_every_link_to_the_hub_itself_answers(demo, visits):
    linked = {}
    for visit in visits:
        for link in visit.links:
            linked.setdefault(urldefrag(link).url, visit.path)

    own = {url: path for url, path in linked.items() if url.startswith(f"{demo}/")}
    found = [(f"on {path}", path_of(url), told) for url, path in own.items() if (told := status(url)) != 200]

    assert len(own) > 100
    assert found == []


def test_links_elsewhere_are_secure_or_write_a_letter(demo, visits):
    links = {link for visit in visits for link in visit.links if not link.startswith(f"{demo}/")}

    found = {link for link in links if urlsplit(link).scheme not in ("https", "mailto", "tel")}

    assert found == set()
