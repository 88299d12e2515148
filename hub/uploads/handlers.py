"""Reading what is sent: no more of a file than could be taken is written to disk."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """A temporary file that stops growing once it is too large for every form; its size still says how large it was."""

    def receive_data_chunk(self, raw_data, start):
        if start <= settings.UPLOAD_MAX_STORED:
            super().receive_data_chunk(raw_data, start)
