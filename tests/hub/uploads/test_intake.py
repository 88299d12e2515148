import contextlib
import hashlib
import random

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from home.demo import files as demonstration
from hub.uploads.handlers import BoundedFileUploadHandler
from hub.uploads.intake import WAYS, take_in
from hub.uploads.names import tidy
from hub.uploads.report import REFUSED, REMAINS, REMOVED, sentences
from tests import files

NAMES = {
    "../../etc/passwd.txt": "passwd.txt",
    "..\\..\\boot.TXT": "boot.txt",
    "a\r\nSet-Cookie: b.txt": "aSet-Cookie b.txt",
    "annex\u202etxt.exe.pdf": "annextxt.exe.pdf",
    ".htaccess": "htaccess",
    "..": "file",
    "": "file",
    "x\0.txt": "x.txt",
    "Llŷn ŵ.pdf": "Llŷn ŵ.pdf",
    "x" * 300 + ".txt": "x" * 96 + ".txt",
}
WRONG = {
    "empty.pdf": (b"", "empty"),
    "no ending": (b"text", "kind"),
    "page.html": (b"<p>", "kind"),
    "drawing.svg": (b"<svg onload='alert(1)'/>", "svg"),
    "all.zip": (files.zipped({"a": "b"}), "archive"),
    "all.7z": (b"7z", "archive"),
    "macros.docm": (files.word(), "macros"),
    "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
    "locked.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old"),
    "film.mp4": (b"\0\0\0\x18ftypmp42", "recording"),
    "program.txt": (b"MZ\x90\x00", "different"),
    "page.txt": (b"\xef\xbb\xbf \n<!DOCTYPE html><script>", "foreign"),
    "picture.pdf": (files.jpeg(), "different_looks"),
    "sheet.docx": (files.book(), "different_looks"),
    "text.png": (b"hello", "different"),
    "program.mp3": (b"MZ\x90\x00" * 200, "different_looks"),
    "large.txt": (b"x" * (20 * 1024 * 1024 + 1), "large"),
}


@pytest.mark.parametrize("name", NAMES)
def test_name_keeps_no_folder_and_nothing_unseen(name):
    assert tidy(name) == NAMES[name]


@pytest.mark.parametrize("name", WRONG)
def test_file_that_is_not_what_we_take_is_refused_with_the_reason(name, reasons):
    data, code = WRONG[name]

    assert reasons(name, data) == {code}


def test_text_is_kept_as_it_is(take):
    file, report = take("costs.CSV", "a,b\r\nŵ,1".encode())

    assert (file.name, file.read()) == ("costs.csv", "a,b\r\nŵ,1".encode())
    assert report.before == report.after
    assert (report.removed, report.remains) == (set(), {"words"})


def test_report_holds_the_digests_before_and_after(take):
    file, report = take("a.jpg", files.jpeg())

    assert report.before == hashlib.sha256(files.jpeg()).hexdigest()
    assert report.after == hashlib.sha256(file.read()).hexdigest() != report.before


def test_files_of_the_demonstration_could_be_sent_in(take):
    content = [{"heading": "Costs", "text": ["A line."], "table": [["a", "b"], ["1", "2"]]}]
    for made in ("docx", "pdf"):
        take(f"a.{made}", demonstration.make({"format": made, "title": "Form", "content": content}))
    assert not take("a.jpg", demonstration.picture("interview"))[1].removed


def test_same_content_makes_the_same_file(take):
    for name, data in {"a.docx": files.word(), "a.pdf": files.pdf(), "a.odt": files.open_document()}.items():
        assert take(name, data)[1].after == take(name, data)[1].after


def test_file_on_disk_is_cleaned_in_its_place():
    file = TemporaryUploadedFile("a.jpg", "image/jpeg", 0, None)
    file.write(files.jpeg())
    file.size = file.tell()

    report = take_in(file, ["jpg"], 10_000)

    with open(file.temporary_file_path(), "rb") as stored:
        assert hashlib.file_digest(stored, "sha256").hexdigest() == report.after
    assert file.size == len(file.read())


def test_only_what_is_asked_for_is_taken(reasons):
    with pytest.raises(Exception, match="We take these: csv") as caught:
        take_in(SimpleUploadedFile("a.pdf", files.pdf()), ["csv"], 10_000)

    assert caught.value.code == "kind"


def test_what_is_too_large_for_every_form_fills_no_disk(settings):
    settings.UPLOAD_MAX_STORED = 1000
    handler = BoundedFileUploadHandler()
    handler.new_file("file", "a.pdf", "application/pdf", 0)
    for start in range(0, 100_000, 500):
        handler.receive_data_chunk(bytes(500), start)

    file = handler.file_complete(100_000)

    assert file.size == 100_000
    assert len(file.read()) <= 1500


@pytest.mark.parametrize(
    ("name", "make"),
    [
        *(("a.jpg", files.jpeg), ("a.png", files.png), ("a.docx", files.word), ("a.xlsx", files.book)),
        *(("a.odt", files.open_document), ("a.pdf", files.pdf), ("a.mp3", files.mp3)),
    ],
)
def test_damage_anywhere_is_a_refusal_or_nothing_and_never_an_error(name, make, take):
    chance, whole = random.Random(1), make()
    for _time in range(25):
        data = bytearray(whole)
        for _byte in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(ValidationError):
            take(name, bytes(data[: chance.randint(1, len(data))] if chance.random() < 0.2 else data))


def test_every_finding_has_words(take):
    for codes, stored in ((REMOVED, "removed"), (REMAINS, "remains")):
        assert sum(len(lines) for lines in sentences({stored: [*codes, "of old"]})) == len(codes)
    assert {code for _data, code in WRONG.values()} <= set(REFUSED)
    assert set(WAYS) >= {"docx", "pdf", "jpg"}
