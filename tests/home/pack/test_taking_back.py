"""Words that were withdrawn leave the packs, and those that are being built."""

from io import StringIO

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from guidance.models import Edition
from guidance.tasks import make_pdf
from home.models import Pack
from home.pack import building, tasks
from home.pack.rendering import KEPT, NotRendered, Renderer, forget_renderings
from hub.reach import Channel, reach_changed
from resources.models import Consent, VoicePage
from resources.withdrawal import withdraw


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def pack(voice, commit):
    with commit():
        tasks.ask("voices")
    return Pack.objects.ready().get()


def kept():
    return storages["documents"].listdir(KEPT)[1] if storages["documents"].exists(KEPT) else []


def text_of(pack):
    with building.zipfile.ZipFile(pack.file.open()) as archive:
        return " ".join(archive.read(name).decode() for name in archive.namelist())


def test_withdrawal_deletes_packs_that_may_hold_the_words_and_builds_them_anew(pack, voice, commit):
    assert voice.quote in text_of(pack)
    assert kept()

    with commit():
        withdraw(Consent.objects.get(), "speaker", "mind")

    assert [row.state for row in Pack.objects.all()] == ["waiting"]
    assert not pack.file.storage.exists(pack.file.name)
    call_command("build_pack", "--waiting", stdout=StringIO())
    [anew] = Pack.objects.all()
    assert anew.state == "ready"
    assert voice.quote not in text_of(anew)
    assert "a-voice" not in text_of(anew)


@pytest.mark.parametrize("way", ["unpublished", "restricted", "not agreed any more"])
def test_so_does_whatever_else_takes_a_voice_away(pack, voice, way):
    if way == "unpublished":
        voice.unpublish()
    elif way == "restricted":
        PageViewRestriction.objects.create(page=voice, restriction_type="login")
    else:
        reach_changed.send(Consent, pages=VoicePage.objects.all())

    [anew] = Pack.objects.all()
    assert (anew.state, anew.pk != pack.pk) == ("waiting", True)


def test_words_withdrawn_while_a_pack_is_built_are_not_in_it(voice, monkeypatch):
    written = building.Build.write

    def withdrawn_meanwhile(build, files):
        written(build, files)
        Consent.objects.get().withdraw("speaker", "mind")

    monkeypatch.setattr(building.Build, "write", withdrawn_meanwhile)
    pack = tasks.ask("voices")
    tasks.build_pack.call(pack.pk)

    assert [row.state for row in Pack.objects.all()] == ["waiting"]
    assert kept() == []


def test_words_withdrawn_while_it_is_stored_take_it_with_them(voice, monkeypatch):
    monkeypatch.setattr(tasks, "lost", lambda keys: set(keys))

    tasks.build_pack.call(tasks.ask("voices").pk)

    assert [row.state for row in Pack.objects.all()] == ["waiting"]
    assert storages["documents"].listdir("packs")[1] == []


def test_pdf_of_an_edition_that_quotes_what_may_not_be_read_offline_stays_out(packed, guide):
    make_pdf.call(Edition.objects.get().pk)
    assert any(name.endswith(".pdf") for name in packed("guidance").names)

    Consent.objects.update(covers=[channel.value for channel in Channel if channel != Channel.OFFLINE])
    pack = packed("guidance")

    assert not any(name.endswith(".pdf") for name in pack.names)
    assert "The kettle was always on." not in pack.text


def test_page_that_fails_makes_no_pack(home, monkeypatch, packed):
    monkeypatch.setattr(type(home), "get_context", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(NotRendered, match="/"):
        packed()


def test_kept_renderings_are_forgotten_together(home):
    Renderer().page("/")
    assert len(kept()) == 1

    forget_renderings()

    assert kept() == []
