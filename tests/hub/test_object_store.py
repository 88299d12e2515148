"""Files in a store that speaks S3: pictures are read there, documents through the hub alone."""

import os
import subprocess
import sys

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from moto import mock_aws
from wagtail.images.tests.utils import get_test_image_file

from hub.models import HubDocument, HubImage
from hub.settings import BASE_DIR

MEDIA, DOCUMENTS = "hub-media", "hub-documents"
S3 = "storages.backends.s3.S3Storage"


@pytest.fixture(autouse=True)
def _store(settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    with mock_aws():
        for bucket in (MEDIA, DOCUMENTS):
            boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=bucket)
        media = {"bucket_name": MEDIA, "custom_domain": "media.example.org", "querystring_auth": False}
        documents = {"bucket_name": DOCUMENTS, "querystring_expire": 60}
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": S3, "OPTIONS": {"region_name": "us-east-1", **media}},
            "documents": {"BACKEND": S3, "OPTIONS": {"region_name": "us-east-1", **documents}},
        }
        for model in (HubDocument, HubImage):
            monkeypatch.setattr(model._meta.get_field("file"), "storage", storages["documents"])
        yield


def keys(bucket):
    found = boto3.client("s3", region_name="us-east-1").list_objects_v2(Bucket=bucket)
    return [one["Key"] for one in found.get("Contents", ())]


def test_picture_that_is_shown_is_resized_into_the_open_bucket_and_kept_as_it_was_in_the_private_one(db, monkeypatch):
    image = HubImage.objects.create(title="A room", file=get_test_image_file())
    monkeypatch.setattr("hub.models.media.is_shown", lambda image: True)

    rendition = image.get_rendition("width-50|format-webp")

    assert keys(DOCUMENTS) == [image.file.name]
    assert keys(MEDIA) == [rendition.file.name]
    assert rendition.url == f"https://media.example.org/{rendition.file.name}"


def test_picture_of_a_draft_is_in_the_private_bucket_and_handed_out_by_the_hub(db, client):
    image = HubImage.objects.create(title="A room", file=get_test_image_file())

    rendition = image.get_rendition("width-50|format-webp")

    assert keys(DOCUMENTS) == [rendition.file.name, image.file.name]
    assert keys(MEDIA) == []
    assert b"".join(client.get(rendition.url).streaming_content).startswith(b"RIFF")


def test_document_is_handed_out_by_the_hub(db, editor_client):
    document = HubDocument.objects.create(title="A form", file=ContentFile(b"0123456789", "form.txt"))

    response = editor_client.get(document.url)

    assert keys(DOCUMENTS) == [document.file.name]
    assert b"".join(response.streaming_content) == b"0123456789"


def test_nothing_asks_for_a_place_on_a_disk(db):
    with pytest.raises(NotImplementedError):
        default_storage.path("")


def test_documents_may_not_be_in_the_open_bucket(monkeypatch):
    shared = {"MEDIA_S3_BUCKET": "one", "DOCUMENTS_S3_BUCKET": "one", "MEDIA_HOST": "media.example.org"}
    found = settings_with(**shared)

    assert found.returncode == 1
    assert "a bucket of its own" in found.stderr


def test_policy_lets_pictures_in_from_their_host():
    found = settings_with(MEDIA_S3_BUCKET="one", DOCUMENTS_S3_BUCKET="two", MEDIA_HOST="media.example.org/pictures")

    assert "'https://media.example.org'" in found.stdout


def settings_with(**environment):
    """What the settings print of the policy for pictures, in a process of its own."""
    program = "from hub.settings import CONTENT_SECURITY_POLICY as policy; print(policy['DIRECTIVES']['img-src'])"
    given = os.environ | {"SECRET_KEY": "test", "DATABASE_URL": "sqlite://"} | environment
    return subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, text=True, cwd=BASE_DIR)
