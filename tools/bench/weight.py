"""What a browser loads to show a page, as the hub sends it: compressed, and without editors' images."""

import re
from gzip import decompress
from io import BytesIO

from bs4 import BeautifulSoup

from .measuring import ENVIRON, handler

# The fonts of English; those of Welsh letters are loaded where there are any.
FONT = re.compile(rb"url\([\"']?([^\"')]+latin[^\"')]*\.woff2)")


def bytes_of(address):
    """(how many bytes are sent, the body)"""
    said = {}
    response = handler()(
        ENVIRON | {"PATH_INFO": address, "wsgi.input": BytesIO(), "wsgi.errors": BytesIO()},
        lambda status, headers: said.update(status=status),
    )
    body = b"".join(response)
    response.close()
    if said["status"] != "200 OK":
        raise SystemExit(f"{address} answered {said['status']}")
    return len(body), body


def styles_of(soup):
    return {link["href"] for link in soup.select("link[rel=stylesheet]")}


def style(address):
    """The address of a page's style sheet."""
    return styles_of(BeautifulSoup(decompress(bytes_of(address)[1]), "html.parser")).pop()


def weighed(address):
    """{kind: bytes}, the number of requests and that of third parties, of the first view of a page."""
    html, body = bytes_of(address)
    soup = BeautifulSoup(decompress(body), "html.parser")
    styles = styles_of(soup)
    scripts = {script["src"] for script in soup.select("script[src]")}
    fonts = {link["href"] for link in soup.select("link[as=font]")}
    for style in styles:
        fonts |= {f"/static/{name.decode()}" for name in FONT.findall(decompress(bytes_of(style)[1]))}
    named = {"style sheet": styles, "fonts": fonts, "scripts": scripts}
    loaded = {kind: sum(bytes_of(one)[0] for one in files) for kind, files in named.items()}
    files = [*styles, *scripts, *fonts]
    return {
        "bytes": {"HTML": html} | loaded,
        "requests": 2 + len(files),  # the page and its icon too
        "others": sum("//" in one for one in files),
    }
