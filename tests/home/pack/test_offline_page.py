import hashlib
import io
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.utils import timezone

from home.models import Pack
from home.pack import tasks
from home.pack.rendering import NotRendered
from tests.factories import StandardPageFactory, UserFactory


@pytest.fixture
def ready(home):
    """A function that stores a pack, made of nothing, as if it had been built."""

    def ready(**fields):
        pack = Pack(state="ready", made_at=timezone.now(), size=3, sha256="ab" * 32, **fields)
        pack.file.save(f"{pack.name}.zip", ContentFile(b"zip"))
        return pack

    return ready


@pytest.fixture
def small(home):
    """Only one page to pack."""
    StandardPageFactory(parent=home, slug="story", title="A story", show_in_menus=True)
    return "story"


def test_editor_has_a_pack_built_and_a_reader_downloads_it(
    small, editor_client, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post("/admin/reports/packs/", {"collection": small, "language": "en-gb"})

    pack = Pack.objects.get()
    assert pack.state == "ready"
    assert pack.done == pack.known == 1
    listed = editor_client.get("/admin/reports/packs/").text.replace("<wbr>", "")
    assert pack.sha256 in listed
    assert b"".join(editor_client.get(f"/admin/reports/packs/{pack.pk}/").streaming_content)
    client.logout()
    assert pack.sha256 in client.get("/offline/").text
    response = client.get("/offline/common-thread-story-en.zip")
    data = b"".join(response.streaming_content)
    assert hashlib.sha256(data).hexdigest() == pack.sha256
    assert len(data) == pack.size
    assert "en/story/index.html" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert not response.cookies


def test_page_tells_of_packs_in_both_languages_and_where_there_is_none(home, client):
    for address in ("/offline/", "/cy/offline/"):
        assert client.get(address).status_code == 200
    assert "There is no pack to download now." in client.get("/offline/").text
    assert client.get("/offline/common-thread.zip").status_code == 404


def test_only_the_newest_of_each_is_handed_out(ready, client, django_assert_max_num_queries):
    ready(collection="", is_signed=True)
    newest = ready(collection="", is_signed=True)
    ready(collection="directory", language="cy")
    Pack.objects.create(collection="", state="building")

    with django_assert_max_num_queries(12):
        text = client.get("/offline/").text

    assert text.count("common-thread.zip</a>") == 1
    assert "common-thread-directory-cy.zip" in text
    assert "openssl pkeyutl -verify" in text
    assert Pack.objects.newest()[0] == newest


def test_pack_that_fails_says_why_and_nothing_is_handed_out(small, monkeypatch, client):
    def fails(*args):
        raise NotRendered("/story/")

    monkeypatch.setattr(tasks, "build", fails)
    pack = tasks.ask(small)

    tasks.build_pack.call(pack.pk)

    pack.refresh_from_db()
    assert (pack.state, pack.why) == ("failed", "NotRendered /story/")
    assert Pack.objects.newest() == []


def test_pack_is_built_once_and_the_oldest_go(ready, small, monkeypatch):
    built = []
    monkeypatch.setattr(tasks, "make", built.append)
    pack = tasks.ask(small)

    assert tasks.ask(small) == pack
    tasks.build_pack.call(pack.pk)
    tasks.build_pack.call(pack.pk)

    assert built == [pack]
    monkeypatch.undo()
    old = [ready(collection=small, language="en-gb") for _n in range(4)]
    tasks.build_pack.call(tasks.ask(small, "en-gb").pk)
    assert Pack.objects.ready().count() == 3
    assert not old[0].file.storage.exists(old[0].file.name)


def test_who_may_not_build_sees_the_list_alone(ready, client):
    ready(collection="")
    user = UserFactory(is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_pack"]))
    client.force_login(user)

    assert "Build a pack" not in client.get("/admin/reports/packs/").text
    client.post("/admin/reports/packs/", {"collection": "", "language": ""})
    assert Pack.objects.count() == 1
    user.user_permissions.clear()
    user = type(user).objects.get(pk=user.pk)
    client.force_login(user)
    assert client.get("/admin/reports/packs/").status_code == 302
