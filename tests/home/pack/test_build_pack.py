"""The command that writes a pack into a folder or a file."""

import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import StandardPageFactory


@pytest.fixture
def story(home):
    return StandardPageFactory(parent=home, slug="story", title="A story")


def run(*arguments):
    said = StringIO()
    call_command("build_pack", *map(str, arguments), stdout=said, stderr=StringIO())
    return said.getvalue()


def times_of(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_folder_becomes_what_the_pack_is_and_what_is_the_same_is_not_written(story, tmp_path):
    folder = tmp_path / "pack"
    assert "Not signed" in run("--collection", "story", "--language", "en-gb", folder)
    before = times_of(folder)
    (folder / "en" / "gone").mkdir()
    (folder / "en" / "gone" / "old.html").write_text("old")

    run("--collection", "story", "--language", "en-gb", folder)

    after = times_of(folder)
    assert set(after) == set(before)
    assert not (folder / "en" / "gone").exists()
    assert after[folder / "assets" / "site.css"] == before[folder / "assets" / "site.css"]


def test_zip_is_written_whole(story, tmp_path):
    run("--collection", "story", tmp_path / "pack.zip")

    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        assert archive.testzip() is None
        assert "en/story/index.html" in archive.namelist()


def test_folder_with_something_else_is_left_alone(story, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(CommandError, match="something else"):
        run("--collection", "story", tmp_path)

    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["letter.txt"]


@pytest.mark.parametrize("arguments", [["--collection", "no-such", "x.zip"], [], ["--waiting", "x.zip"]])
def test_what_makes_no_sense_is_refused(db, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CommandError):
        run(*arguments)

    assert not (tmp_path / "x.zip").exists()
