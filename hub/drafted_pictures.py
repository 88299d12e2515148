"""Sizes of pictures that no page shows which anybody may read: they are kept apart, and their addresses end.

An editor, or whoever has a link to a draft, gets a signed address in each page that shows one. It leads to the hub,
under /preview/, where caches keep nothing and logs name nothing. A published picture is a plain file under MEDIA_URL.
"""

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import Storage, storages
from django.core.signing import BadSignature, TimestampSigner
from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.deconstruct import deconstructible

FOLDER = "drafts/"
SECONDS = 3600  # as long as somebody may sit before an open page without touching it (settings.SESSION_IDLE)
signer = TimestampSigner(salt="hub.drafted_pictures")


@deconstructible
class PictureStorage(Storage):
    """Sizes of pictures: those under `FOLDER` in the private storage, all others in the public one."""

    def of(self, name):
        return storages["documents" if name.startswith(FOLDER) else "default"]

    def _open(self, name, mode="rb"):
        return self.of(name).open(name, mode)

    def _save(self, name, content):
        return self.of(name).save(name, content)

    def delete(self, name):
        self.of(name).delete(name)

    def exists(self, name):
        return self.of(name).exists(name)

    def size(self, name):
        return self.of(name).size(name)

    def path(self, name):
        return self.of(name).path(name)

    def url(self, name):
        if name.startswith(FOLDER):
            return reverse("drafted_picture", args=[signer.sign(name.removeprefix(FOLDER))])
        return self.of(name).url(name)


def drafted_picture(request, token):
    """The picture that a signed address names, for `SECONDS` after it was given. Raises Http404 for any other."""
    try:
        name = signer.unsign(token, max_age=SECONDS)
        file = PictureStorage().open(FOLDER + name)
    except (BadSignature, FileNotFoundError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=mimetypes.guess_type(name)[0])
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
