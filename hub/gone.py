"""The answer at an address whose words were withdrawn."""

from django.shortcuts import render


def gone(request):
    """The page for words that were withdrawn. Nobody keeps a copy: the address may be somebody's words too."""
    response = render(request, "410.html", {"error": True}, status=410)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
