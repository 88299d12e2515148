import io
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from resources.texts import MOST_TEXT, PARTS, READERS, text_of


def word_document(words):
    document, file = Document(), io.BytesIO()
    document.add_paragraph(words)
    document.save(file)
    return file.getvalue()


def packed(part, words):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, f'<a xmlns:x="urn:x"><x:p>{words}</x:p><x:si><x:t>{words}</x:t></x:si></a>')
    return file.getvalue()


@pytest.mark.parametrize(
    ("extension", "data"),
    [
        ("docx", word_document("A quiet cell")),
        ("odt", packed("content.xml", "A quiet cell")),
        ("pptx", packed("ppt/slides/slide12.xml", "A quiet cell")),
        ("xlsx", packed("xl/sharedStrings.xml", "A quiet cell")),
        ("txt", "A quiet \x00cell".encode("utf-8-sig")),
        ("csv", b"A quiet cell"),
    ],
)
def test_words_are_taken_from_files_of_each_kind(extension, data):
    assert text_of(io.BytesIO(data), extension) == "A quiet cell"


def test_text_is_bounded():
    assert len(text_of(io.BytesIO(b"word " * MOST_TEXT), "txt")) <= MOST_TEXT


@given(data=st.binary(max_size=200), extension=st.sampled_from([*PARTS, *READERS, "mp3", "zip"]))
def test_file_that_cannot_be_read_has_no_words(data, extension):
    assert isinstance(text_of(io.BytesIO(data), extension), str)
