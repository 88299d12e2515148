"""What this site answers to a reader without an account, asked for without a network."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.test import RequestFactory
from django.utils import translation

from hub.rich_text import forget

from .pack.scope import split_language


class OwnSite:
    def __init__(self):
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def get(self, address):
        """The response to a request for an address that begins with a slash."""
        base = urlsplit(settings.BASE_URL)
        host = {"SERVER_NAME": base.hostname, "SERVER_PORT": str(base.port or 80), "HTTP_HOST": base.netloc}
        request = RequestFactory(**host).get(address, secure=settings.HTTPS)
        forget()
        with translation.override(split_language(address)[0]):
            return self.handler.get_response(request)
