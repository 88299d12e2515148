"""What every response says to browsers besides Django's own headers and the content security policy."""

# What a page may use of the device: nothing, but for passkeys and what editors copy. Only what most browsers know is
# named: they warn of the rest.
NOTHING = (
    *("accelerometer", "browsing-topics", "camera"),
    *("display-capture", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer"),
    *("microphone", "midi", "otp-credentials", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
OURSELVES = ("clipboard-write", "fullscreen", "publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in NOTHING), *(f"{name}=(self)" for name in OURSELVES)])


class HeadersMiddleware:
    """Stands before all others, so that files, redirects and refusals have them too.

    Pages of other sites may read what is offered to them (CORS: the API, citations, harvesting), and load nothing else.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        offered = response.get("Access-Control-Allow-Origin") == "*"
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if offered else "same-origin")
        if getattr(request, "signed_out", False):
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response
