import io
import json
import zipfile

import pytest
from lxml import html

from home.pack.building import build
from home.pack.scope import Scope
from tests.factories import (
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    StandardPageFactory,
    VoiceIndexPageFactory,
    VoicePageFactory,
)


class Opened:
    """A pack as somebody has it who unpacked it."""

    def __init__(self, data, built):
        self.built, self.archive = built, zipfile.ZipFile(io.BytesIO(data))
        self.names = self.archive.namelist()

    def read(self, name):
        return self.archive.read(name).decode()

    def page(self, name):
        return html.fromstring(self.archive.read(name), parser=html.HTMLParser(encoding="utf-8"))

    @property
    def manifest(self):
        return json.loads(self.read("manifest.json"))

    @property
    def text(self):
        return "".join(self.read(name) for name in self.names if name.endswith((".html", ".js", ".txt", ".json")))


@pytest.fixture
def packed(db):
    """A function that builds a pack of a collection and opens it."""

    def packed(collection="", languages=("en-gb", "cy")):
        file = io.BytesIO()
        built = build(Scope(collection, languages), file)
        return Opened(file.getvalue(), built)

    return packed


@pytest.fixture
def index(home):
    return VoiceIndexPageFactory(parent=home, slug="voices", title="Voices")


@pytest.fixture
def voice(index):
    return VoicePageFactory(parent=index, slug="a-voice", title="A voice", quote="The kettle was always on.")


@pytest.fixture
def guide(home, voice):
    page = GuidancePageFactory(
        parent=GuidanceIndexPageFactory(parent=home, slug="guidance", title="Guidance"),
        slug="a-guide",
        title="A guide",
        document__reference="PSSC-G-07",
        body=[("section", "Meals"), ("voice", voice)],
    )
    page.save_revision().publish()
    return page


@pytest.fixture
def story(home):
    return StandardPageFactory(
        parent=home,
        slug="story",
        title="A story",
        body=[
            {
                "type": "text",
                "value": '<p>See <a href="https://www.gov.uk/care-act">the Care Act</a>, '
                '<a href="mailto:team@example.org">write to us</a> or '
                '<a href="/guidance/a-guide/clause/s1/">its section</a>. Also <a href="/search/?q=x">search</a>.</p>',
            }
        ],
    )
