"""A page of the hub as a page of the pack: relative links, no request to anywhere, and no form that needs a server."""

import re
from posixpath import dirname, relpath

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from lxml import html

from .scope import prefix_of, split_language

# What asks for something else, or is for machines that read the live site.
REMOVED = (
    "//head/link | //script | //iframe | //object | //embed | //base"
    " | //meta[starts-with(@name, 'citation_') or starts-with(@name, 'DC.') or @name='robots' or @http-equiv]"
    " | //section[@aria-labelledby='follow-heading'] | //*[@id='follow-topic' or @id='share']"
    " | //form[@aria-labelledby='useful-heading']"
)
CONTROLS = "./p | .//input | .//select | .//textarea | .//button | .//label | .//fieldset"
REFERENCES = re.compile(rb'\b(?:href|src|poster)="([^"]+)"')
SOURCES = ("src", "poster", "srcset")


def references(body):
    """The links and sources of a page as they are written in it."""
    return {found.decode().replace("&amp;", "&") for found in REFERENCES.findall(body)}


def relative(target, place):
    """The way from the file at `place` to the one at `target`, both from the top of the pack."""
    return relpath(target, dirname(place) or ".")


def parsed(body):
    return html.document_fromstring(body, parser=html.HTMLParser(encoding="utf-8"))


def written(document):
    return html.tostring(document, doctype="<!DOCTYPE html>", encoding="utf-8")


class Rewriter:
    """Rewrites pages. `places` is {address: place in the pack} of all that is in it; `left_out` {address: bytes}."""

    def __init__(self, scope, places, left_out, made_on):
        self.scope, self.places, self.left_out, self.made_on = scope, places, left_out, made_on

    def rewrite(self, body, address):
        """The page at `address` as an lxml document for the pack."""
        document, place = parsed(body), self.places[address]
        for element in document.xpath(REMOVED):
            element.drop_tree()
        self.forms(document, address, place)
        for element in document.xpath("//*[@href]"):
            self.link(element, address, place)
        for element in document.xpath("//*[@cite]"):  # an address that no browser shows
            del element.attrib["cite"]
        for element in document.xpath("//*[@src or @poster or @srcset]"):
            self.source(element, address, place)
        for player in document.xpath("//*[self::audio or self::video][not(@src) and not(source)]"):
            player.drop_tree()
        self.dress(document, place)
        self.note(document, address, place)
        return document

    def forms(self, document, address, place):
        """Search stays, for a script can do that; so does a list within a form. Others say where they work."""
        language = split_language(address)[0]
        for form in document.xpath("//form"):
            if form.get("role") == "search":
                form.set("action", relative(self.places[search_address(language)], place))
                for field in form.xpath(".//*[@data-suggestions]"):
                    del field.attrib["data-suggestions"]
            elif "list" in (form.get("class") or "").split():
                for control in form.xpath(CONTROLS):
                    if control.getparent() is not None:
                        control.drop_tree()
                form.tag = "div"
                for name in ("action", "method"):
                    form.attrib.pop(name, None)
            else:
                with translation.override(language):
                    replace(form, render_to_string("home/pack/form.html"))

    def target(self, href, address):
        """(address, place in the pack or None, fragment) of what a link leads to; None where it leads elsewhere."""
        found = self.scope.address(href, address)
        return found and (found[0], self.places.get(found[0]), found[1])

    def link(self, element, address, place):
        href = element.get("href")
        if href.startswith("#"):
            return
        found = self.target(href, address)
        if found and found[1]:
            fragment = f"#{found[2]}" if found[2] else ""
            same = found[1] == place and fragment
            element.set("href", fragment if same else relative(found[1], place) + fragment)
            return
        is_drawn = next(element.iterancestors("svg"), None) is not None
        element.tag = "g" if is_drawn else "span"
        for name in ("href", "download", "hreflang", "rel", "target"):
            element.attrib.pop(name, None)
        if "button" in (element.get("class") or "").split():
            del element.attrib["class"]
        if is_drawn:
            return
        if found is None:
            self.print_address(element, href)
        elif found[0] in self.left_out:
            with translation.override(split_language(address)[0]):
                said = _("not in this pack: %(size)s") % {"size": filesizeformat(self.left_out[found[0]])}
            self.add(element, said)
        elif is_furniture(element):
            element.getparent().drop_tree()

    def print_address(self, element, href):
        """What leads out of the hub is words with their address, for somebody who may use it elsewhere."""
        shown = href.removeprefix("mailto:").removeprefix("tel:")
        if shown.split("://")[-1].rstrip("/") not in element.text_content():
            self.add(element, shown)

    def add(self, element, text):
        added = html.Element("span", {"class": "address"})
        added.text = f" ({text})"
        element.append(added)

    def source(self, element, address, place):
        """Pictures, sound and captions that are in the pack; what shows one that is not goes."""
        element.attrib.pop("srcset", None)
        for name in ("src", "poster"):
            if value := element.get(name):
                if value.startswith("data:"):
                    continue
                found = self.target(value, address)
                if found and found[1]:
                    element.set(name, relative(found[1], place))
                elif element.getparent() is not None:
                    element.drop_tree()

    def dress(self, document, place):
        head = document.find("head")
        for name, kind, to in (("stylesheet", "text/css", "site.css"), ("icon", "image/svg+xml", "favicon.svg")):
            link = {"rel": name, "type": kind, "href": relative(f"assets/{to}", place)}
            head.append(html.Element("link", link))

    def note(self, document, address, place):
        """On every page: when it was copied, where the newest is, and that copies may be out of date."""
        language = split_language(address)[0]
        facts = {
            "made_on": self.made_on,
            "address": "" if "/offline/pack/" in address else settings.BASE_URL + address,
            "index": relative(self.places[index_address(language)], place),
            "cover": relative("index.html", place),
        }
        with translation.override(language):
            note = html.fragment_fromstring(render_to_string("home/pack/note.html", facts))
        for printed in document.xpath("//footer//p[contains(@class, 'only-print')]"):
            printed.drop_tree()
        main = document.xpath("//main")
        (main[0] if main else document.body).append(note)


def search_address(language):
    """The address, which the hub itself does not have, that stands for the pack's own page of search."""
    return f"{prefix_of(language)}offline/pack/search/"


def index_address(language):
    return f"{prefix_of(language)}offline/pack/a-to-z/"


def is_furniture(link):
    """Whether it is an item of a list in the head or foot of the page, with nothing else in it."""
    item = link.getparent()
    is_alone = item is not None and item.tag == "li" and len(item) == 1
    return is_alone and any(above.tag in ("header", "footer") for above in item.iterancestors())


def replace(element, markup):
    """Put other markup in the place of an element, and keep what follows it."""
    new = html.fragment_fromstring(markup)
    new.tail = element.tail
    element.getparent().replace(element, new)
