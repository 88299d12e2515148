import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from hub.uploads.intake import WAYS, take_in


@pytest.fixture
def take():
    """A function that takes in bytes under a name; returns (the file as it is kept, the report)."""

    def taken(name, data):
        file = SimpleUploadedFile(name, data)
        return file, take_in(file, list(WAYS), 20 * 1024 * 1024)

    return taken


@pytest.fixture
def reasons(take):
    """A function that returns the codes of why a file is refused, or fails the test where it is not."""

    def refused(name, data):
        with pytest.raises(ValidationError) as caught:
            take(name, data)
        assert all("%(" not in message for message in caught.value.messages)
        return {error.code for error in caught.value.error_list}

    return refused
