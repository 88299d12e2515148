"""The drill: what was backed up is destroyed, restored, and compared row by row and file by file."""

import datetime
import json
import zipfile
from decimal import Decimal
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from wagtail.models import Page

from hub.backup import files, rows, whole
from hub.backup.archive import MANIFEST, new_key
from hub.models import Identifier, Topic, User
from tests.factories import PrisonFactory
from tests.planted import plant

ODD = "Ŵy 🧵 \"'\\ \u2028 \t\r\n {} %s <&>"
FILE = ("default", "images/a b ŵ.png")


@pytest.fixture
def held(home, prison, django_capture_on_commit_callbacks):
    """The hub with rows of every kind and files of both storages, some of whose values are hard to carry."""
    plant(home, prison)
    Topic.objects.create(name=ODD, slug="odd")
    User.objects.create_user("odd@example.org", last_login=datetime.datetime(2024, 3, 31, 0, 59, 59, 1, datetime.UTC))
    storages[FILE[0]].save(FILE[1], ContentFile(bytes(range(256)) * 3000))
    storages["documents"].save("packs/kept/empty", ContentFile(b""))
    Page.objects.filter(pk=home.pk).update(draft_title=ODD)


@pytest.fixture
def key(tmp_path, settings):
    """The file of a private key; what is backed up is encrypted to its public one."""
    settings.BACKUP_KEYS = [new_key(tmp_path / "key.txt")]
    return tmp_path / "key.txt"


def everything():
    """All rows, as the database itself gives them, by table; and all files."""
    found = {}
    with connection.cursor() as cursor:
        for table in rows.tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table.name)}")
            found[table.label] = sorted(map(repr, cursor.fetchall()))
    return found, {file: b"".join(files.chunks(*file)) for file in files.all_files()}


def destroy():
    with transaction.atomic(), rows.without_triggers():
        rows.empty()
    for alias, name in files.all_files():
        storages[alias].delete(name)


def backup(path):
    call_command("backup", path, stdout=StringIO(), stderr=StringIO())
    return path


def restored(path, **options):
    out = StringIO()
    call_command("restore", path, stdout=out, **options)
    return out.getvalue()


def refused(path, **options):
    """What is said when a backup is refused; nothing may have changed."""
    before = everything()
    with pytest.raises(CommandError) as caught, transaction.atomic():
        restored(path, **options)
    assert everything() == before
    return str(caught.value)


@pytest.mark.indexed
def test_what_is_destroyed_comes_back_row_by_row_and_file_by_file(held, tmp_path, key, client):
    before = everything()
    assert {label for label, found in before[0].items() if found} >= {"hub.Identifier", "guidance.Edition"}
    path = backup(tmp_path / "hub.zip.age")
    assert b"example.org" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0

    destroy()
    assert not any(everything()[0].values())
    said = restored(path, identity=key)

    assert everything() == before
    assert "Restored" in said
    with pytest.raises(DatabaseError), transaction.atomic():
        Identifier.objects.all()._raw_delete("default")
    PrisonFactory()  # its number is free
    assert client.get("/").status_code == 200


def test_backup_takes_the_place_of_what_is_there_only_where_that_is_said(held, tmp_path):
    before = everything()
    path = backup(tmp_path)
    [path] = path.glob("hub-*.zip")
    Topic.objects.create(name="Made since", slug="since")
    User.objects.filter(email="odd@example.org").delete()
    storages["default"].delete(FILE[1])
    storages["default"].save(FILE[1], ContentFile(b"another picture"))
    storages["default"].save("images/since.png", ContentFile(b"since"))

    assert "To lose all of it, add --replace" in refused(path)
    assert "It is whole, and fits" in restored(path, check=True)
    restored(path, replace=True)

    assert everything() == before


def test_files_that_are_there_already_are_not_lost_unasked(held, tmp_path):
    path = backup(tmp_path / "hub.zip")
    with transaction.atomic(), rows.without_triggers():
        rows.empty()

    assert "There are files already" in refused(path)


def test_a_database_just_migrated_has_no_content(db):
    assert rows.has_content() is None
    PrisonFactory()
    assert rows.has_content() == "directory.Prison"


def rewritten(path, *, without=(), change=lambda name, data: data):
    """A copy of an archive with parts left out or changed."""
    copy = path.with_name(f"{uuid4()}.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            if name not in without:
                new.writestr(name, change(name, old.read(name)))
    return copy


def in_manifest(**values):
    return lambda name, data: json.dumps(json.loads(data) | values) if name == MANIFEST else data


def bytes_changed(path, *, cut=None):
    copy = path.with_name(f"{uuid4()}.zip")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(bytes(data) if cut is None else path.read_bytes()[:cut])
    return copy


def test_what_is_damaged_or_does_not_fit_is_refused_before_anything_changes(held, tmp_path):
    path, picture = backup(tmp_path / "hub.zip"), "/".join(("files", *FILE))
    cases = (
        (bytes_changed(path), "damaged"),
        (bytes_changed(path, cut=100_000), "damaged or cut off"),
        (bytes_changed(path, cut=0), "damaged or cut off"),
        (rewritten(path, without=[picture]), f"{picture} is missing"),
        (rewritten(path, without=["rows/hub.User.jsonl"]), "rows/hub.User.jsonl is missing"),
        (rewritten(path, without=[MANIFEST]), "no manifest"),
        (rewritten(path, change=lambda name, data: b"x" if name == picture else data), "is not what it was"),
        (rewritten(path, change=in_manifest(format=99)), "format 99"),
        (rewritten(path, change=in_manifest(migrations=["hub.9999_later"])), "lacks hub.9999_later"),
        (tmp_path / "nowhere.zip", "No such file"),
    )

    for given, words in cases:
        assert words in refused(given, replace=True)


def test_encrypted_backup_opens_with_its_key_alone(held, tmp_path, key):
    path = backup(tmp_path / "hub.zip.age")
    new_key(tmp_path / "other.txt")
    (tmp_path / "none.txt").write_text("nothing")

    for identity, words in (
        (None, "give the file of a private key with --identity"),
        (tmp_path / "other.txt", "No matching keys"),
        (tmp_path / "none.txt", "There is no private key"),
        (tmp_path / "nowhere.txt", "No private key can be read"),
    ):
        assert words in refused(path, identity=identity, replace=True)
    for given in (bytes_changed(path), bytes_changed(path, cut=150_000), bytes_changed(path, cut=60)):
        assert "Nothing was changed" in refused(given, identity=key, replace=True)


def test_restore_that_the_database_refuses_or_that_stops_changes_nothing(held, tmp_path, monkeypatch):
    path = backup(tmp_path / "hub.zip")
    storages[FILE[0]].delete(FILE[1])

    def stops(*args, **options):
        raise KeyboardInterrupt

    before = everything()
    monkeypatch.setattr(whole, "call_command", stops)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        restored(path, replace=True)
    assert everything() == before

    monkeypatch.setattr(whole, "call_command", lambda *args, **options: DatabaseError)
    monkeypatch.setattr(rows.Column, "write", lambda self, value: None)
    assert "The database refuses the backup" in refused(path, replace=True)


def test_backup_that_stops_leaves_no_file(held, tmp_path, monkeypatch, key):
    def stops(alias, name):
        yield b"a part"
        raise OSError("The store is gone")

    folder = tmp_path / "backups"
    folder.mkdir()
    monkeypatch.setattr(files, "chunks", stops)

    with pytest.raises(CommandError, match="cannot be written"):
        backup(folder)

    assert list(folder.iterdir()) == []


def test_wrong_public_key_is_refused(db, settings, tmp_path):
    settings.BACKUP_KEYS = ["age1nonsense"]

    with pytest.raises(CommandError, match="no public key of age"):
        backup(tmp_path)


VALUES = (
    (models.TextField(), [ODD, "", "x" * 1_000_000]),
    (models.BooleanField(), [True, False]),
    (models.BigIntegerField(), [0, -(2**63), 2**63 - 1]),
    (models.FloatField(), [0.1, -1e-300, 1.7976931348623157e308]),
    (models.DecimalField(max_digits=12, decimal_places=6), [Decimal("123456.000001"), Decimal("-0.5")]),
    (models.DateField(), [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)]),
    (models.DateTimeField(), [datetime.datetime(2024, 3, 31, 0, 59, 59, 1, datetime.UTC)]),
    (models.TimeField(), [datetime.time(23, 59, 59, 999999)]),
    (models.DurationField(), [datetime.timedelta(days=-3, microseconds=1)]),
    (models.UUIDField(), [UUID(int=7)]),
    (models.BinaryField(), [bytes(range(256))]),
    (models.JSONField(), [{"a": [1.5, None, "ŵ🧵"]}, [], "text", 0]),
)


def test_every_kind_of_value_goes_in_as_it_came_out(db):
    class Kinds(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "hub"

    for place, (field, _values) in enumerate(VALUES):
        field.null = True
        Kinds.add_to_class(f"kind_{place}", field)
    del Kinds._meta.apps.all_models["hub"]["kinds"]
    Kinds._meta.apps.clear_cache()
    table = rows.Table(Kinds)
    with connection.cursor() as cursor:
        cursor.execute(connection.SchemaEditorClass(connection, collect_sql=True).table_sql(Kinds)[0])
    Kinds.objects.create()
    for place, (_field, values) in enumerate(VALUES):
        for value in values:
            Kinds.objects.create(**{f"kind_{place}": value})
    Kinds.objects.create(**{f"kind_{len(VALUES) - 1}": models.Value(None, models.JSONField())})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM hub_kinds ORDER BY id")
        before = cursor.fetchall()
        kept = json.loads(json.dumps(list(table.rows())))
        cursor.execute("DELETE FROM hub_kinds")

        table.insert(kept)

        cursor.execute("SELECT * FROM hub_kinds ORDER BY id")
        assert list(map(repr, cursor.fetchall())) == list(map(repr, before))
