"""Leaving the platform: what is everybody's in open formats, what is restricted only where somebody answers for it."""

import io
import json
import zipfile
from io import StringIO

import pyrage
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from wagtail.images.tests.utils import get_test_image_file

from hub.backup import rows
from hub.backup.archive import identities_of, new_key
from hub.backup.open_formats import NEVER
from hub.models import Access, HubDocument, HubImage
from hub.restricted import RESTRICTED
from tests.planted import WORD, plant


@pytest.fixture
def held(home, prison):
    plant(home, prison)
    HubDocument.objects.create(title="Poster", file=ContentFile(b"A poster.", name="poster.txt"))


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_export_holds_everything_that_is_not_restricted_and_nothing_that_is(held, home, tmp_path):
    call_command("export", tmp_path / "all.zip", stdout=StringIO())

    found = parts((tmp_path / "all.zip").read_bytes())

    labels = {name[5:-6] for name in found if name.startswith("rows/")}
    assert labels == {
        table.label
        for table in rows.tables()
        if table.label not in NEVER and (table.model._meta.auto_created or table.model)._meta.label not in RESTRICTED
    }
    [page] = [
        row for row in map(json.loads, found["rows/home.HomePage.jsonl"].splitlines()) if row["page_ptr_id"] == home.pk
    ]
    assert page["summary"] == "What the hub is for."
    [document] = [json.loads(line) for line in found["rows/hub.HubDocument.jsonl"].splitlines()]
    assert found[f"files/documents/{document['file']}"] == b"A poster."
    assert [name for name, data in found.items() if WORD.encode() in data.lower()] == []
    assert not Access.objects.filter(action="export").exists()


def test_export_has_the_sizes_of_a_picture_wherever_they_are(home, tmp_path, monkeypatch):
    image = HubImage.objects.create(title="A room", file=get_test_image_file())
    drafted = image.get_rendition("width-10").file.name
    monkeypatch.setattr("hub.models.media.is_shown", lambda image: True)
    public = image.get_rendition("width-20").file.name

    call_command("export", tmp_path / "all.zip", stdout=StringIO())

    found = parts((tmp_path / "all.zip").read_bytes())
    files = {f"files/documents/{image.file.name}", f"files/documents/{drafted}", f"files/default/{public}"}
    assert files == {name for name in found if name.startswith("files/")}


def test_restricted_data_leaves_encrypted_and_is_logged(held, editor, tmp_path, settings):
    settings.BACKUP_KEYS = [new_key(tmp_path / "key.txt")]

    call_command("export", tmp_path / "all.zip.age", restricted=True, by=editor.email, stdout=StringIO())

    found = parts(pyrage.decrypt((tmp_path / "all.zip.age").read_bytes(), identities_of(tmp_path / "key.txt")))
    users = [json.loads(line) for line in found["rows/hub.User.jsonl"].splitlines()]
    assert editor.email in {user["email"] for user in users}
    assert all("password" not in user for user in users)
    assert not {f"rows/{label}.jsonl" for label in ("mfa.Authenticator", "sessions.Session")} & found.keys()
    assert any(name.startswith("files/") and WORD.encode() in data for name, data in found.items())
    logged = Access.objects.filter(action="export", by=editor, reference="all").values_list("kind", flat=True)
    assert {"hub.User", "directory.Concern"} <= set(logged)


def test_restricted_data_leaves_with_nobody_to_answer_for_it_or_no_key_never(held, editor, tmp_path, settings):
    path = tmp_path / "all.zip"

    with pytest.raises(CommandError, match="--by"):
        call_command("export", path, restricted=True)
    with pytest.raises(CommandError, match="BACKUP_KEYS"):
        call_command("export", path, restricted=True, by=editor.email)

    assert not path.exists()
    assert not Access.objects.filter(action="export").exists()
