from hashlib import sha256

from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from ninja import NinjaAPI, Swagger

from hub.citation import LICENCE

MINUTES = 5


class Docs(Swagger):
    """The page that shows the API's description to people."""

    def render_page(self, request, api, **kwargs):
        shown = self.settings | {"url": self.get_openapi_url(api, kwargs)}
        return render(request, "home/api_docs.html", {"api": api, "shown": shown})


class PublicAPI(NinjaAPI):
    """Read-only data for anybody's programs: any origin may ask, and what has not changed is not sent again."""

    def create_response(self, request, data, *, status=None, temporal_response=None):
        response = super().create_response(request, data, status=status, temporal_response=temporal_response)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        response["Link"] = f'<{LICENCE}>; rel="license"'
        if response.status_code != 200:
            return response
        response["Cache-Control"] = f"public, max-age={MINUTES * 60}"
        response["ETag"] = etag = f'"{sha256(response.content).hexdigest()[:32]}"'
        patch_vary_headers(response, ["Accept-Encoding"])
        return get_conditional_response(request, etag=etag, response=response)
