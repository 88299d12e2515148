"""Each page as a reader without an account gets it, kept until something that it may show has changed."""

import re
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from functools import cached_property
from hashlib import sha256
from mimetypes import guess_extension
from pathlib import Path
from urllib.parse import unquote

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import connection
from django.utils import timezone, translation
from wagtail.models import Page

from home.own_site import OwnSite
from hub.reach import Channel, leaving_by
from resources.models import VoicePage

from .scope import split_language

KEPT = "packs/kept"
LONGEST_KEPT = timedelta(days=7)  # some pages say what is due, or is over, by the day
CODE = ("hub", "home", "guidance", "resources", "directory", "templates", "locale")
ROWS = ("hub", "home", "guidance", "resources", "directory", "wagtailsearchpromotions")
NOT_SHOWN = {
    *("hub.Access", "hub.User", "home.MailedUpdate", "home.Mailing", "home.Subscription"),
    *("home.BrokenLink", "home.Pack", "home.PageAnswer", "home.PageReading", "home.SearchWord"),
}
# Pages whose rows are all in these apps, beside the heads of the site's sections that each page shows.
ONLY_OF = (
    (re.compile(r"directory/[\w-]+/|directory/schemes/[\w-]+/"), ("hub", "directory", "resources", "guidance")),
    (re.compile(r"guidance/.+"), ("hub", "guidance", "resources", "directory")),
)


class NotRendered(Exception):
    """A page that belongs in the pack failed."""


@dataclass(frozen=True)
class Answer:
    """What is at an address: a page, a file with its name, or a way to another address (`leads_to`)."""

    body: bytes = b""
    is_page: bool = False
    name: str = ""
    leads_to: str = ""


def offline():
    """While this lasts, only words are shown that may be read without the internet."""
    return leaving_by(Channel.OFFLINE)


def readable_voices():
    """The voices that may be in a pack today, in any language."""
    with offline():
        return VoicePage.objects.published()


class Renderer:
    """Gets what is at addresses of the hub, and counts what it had to make (`made`) and what it had (`reused`)."""

    def __init__(self):
        self.site = OwnSite()
        self.made = self.reused = 0

    def page(self, address):
        """The `Answer` of a page, kept or new; None where there is no page that anybody may read."""
        kept, storage = f"{KEPT}/{self.key_of(address)}.html", storages["documents"]
        if storage.exists(kept) and storage.get_modified_time(kept) > timezone.now() - LONGEST_KEPT:
            self.reused += 1
            with storage.open(kept) as file:
                return Answer(file.read(), is_page=True)
        answer = self.answer(address)
        if answer and answer.is_page:
            self.made += 1
            storage.delete(kept)
            storage.save(kept, ContentFile(answer.body))
        return answer

    def answer(self, address):
        """What the hub itself answers now. Raises NotRendered where it fails."""
        with translation.override(split_language(address)[0]), offline():
            response = self.site.get(address)
            body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.status_code >= 500:
            raise NotRendered(address)
        if response.status_code in (301, 302, 307, 308):
            return Answer(leads_to=response["Location"])
        if response.status_code != 200:
            return None
        is_page = response["Content-Type"].startswith("text/html")
        return Answer(body, is_page=is_page, name=name_of(response, address))

    def file(self, address):
        """The `Answer` of a file; None where there is none. Pictures are read from where they are stored."""
        path = unquote(address)
        media = "/" + settings.MEDIA_URL.strip("/") + "/"
        if not path.startswith(media):
            return self.answer(address)
        try:
            with default_storage.open(path.removeprefix(media)) as file:
                return Answer(file.read(), name=Path(path).name)
        except (OSError, SuspiciousFileOperation):
            return None

    # What a rendering depends on

    def key_of(self, address):
        rest = split_language(address.partition("?")[0])[1]
        labels = next((labels for pattern, labels in ONLY_OF if pattern.fullmatch(rest)), ROWS)
        facts = [address, settings.BASE_URL, self.everywhere, *(self.rows[label] for label in labels)]
        return sha256("\n".join(facts).encode()).hexdigest()

    @cached_property
    def everywhere(self):
        """A digest of what every page shows: the code, the sections of the site, and which voices may be read."""
        files = sorted(
            file
            for folder in CODE
            for file in (settings.BASE_DIR / folder).rglob("*")
            if file.suffix in (".py", ".html", ".css", ".mo")
        )
        digest = sha256()
        for file in files:
            digest.update(file.read_bytes())
        restricted = Page.objects.filter(view_restrictions__isnull=False)
        for rows in (Page.objects.filter(depth__lte=3), restricted, readable_voices()):
            digest.update(
                repr(list(rows.order_by("pk").values_list("pk", "title", "url_path", "live", "show_in_menus"))).encode()
            )
        return digest.hexdigest()

    @cached_property
    def rows(self):
        """{app: digest of all its rows that could be shown}."""
        return {label: self.digest_of(label) for label in ROWS}

    def digest_of(self, label):
        """A digest of the rows of an app as they are stored, and of what Wagtail stores of its pages."""
        digest = sha256()
        pages = Page.objects.filter(content_type__app_label=label).order_by("pk")
        for row in pages.values_list().iterator():
            digest.update(repr(row).encode())
        models = apps.get_app_config(label).get_models(include_auto_created=True)
        with connection.cursor() as cursor:
            for model in models:
                if model._meta.label not in NOT_SHOWN:
                    table, key = map(connection.ops.quote_name, (model._meta.db_table, model._meta.pk.column))
                    cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
                    for row in cursor:
                        digest.update(repr(row).encode())
        return digest.hexdigest()


def name_of(response, address):
    """What a file is called: as the hub says, or else by its address, with an ending that says what it is."""
    header = Message()
    header["Content-Disposition"] = response.get("Content-Disposition", "")
    header["Content-Type"] = response["Content-Type"]
    name = header.get_filename() or Path(unquote(address.rstrip("/"))).name
    return name if Path(name).suffix else name + (guess_extension(header.get_content_type()) or "")


def forget_renderings():
    """Remove all that is kept."""
    storage = storages["documents"]
    if storage.exists(KEPT):
        for name in storage.listdir(KEPT)[1]:
            storage.delete(f"{KEPT}/{name}")


def forget_old_renderings():
    storage, oldest = storages["documents"], timezone.now() - LONGEST_KEPT
    for name in storage.listdir(KEPT)[1] if storage.exists(KEPT) else []:
        if storage.get_modified_time(f"{KEPT}/{name}") < oldest:
            storage.delete(f"{KEPT}/{name}")


def static_file(name):
    """The bytes of one of our static files, from where it is written."""
    return Path(finders.find(name)).read_bytes()
