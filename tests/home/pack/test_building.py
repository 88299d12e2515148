"""A pack as somebody finds it who unpacked it."""

import hashlib
import posixpath
import re
from urllib.parse import unquote, urlsplit

import pytest

from home.pack.building import Nothing
from hub.reach import Channel
from tests.factories import HubDocumentFactory, RecordingFactory, StandardPageFactory, TopicFactory, VoicePageFactory

pytestmark = pytest.mark.usefixtures("home")


def links(pack, name):
    return [link for _element, _name, link, _at in pack.page(name).iterlinks()]


def leads_to(name, link):
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(urlsplit(link).path))) if link else name


def test_every_link_of_every_page_leads_to_a_file_of_the_pack(packed, guide, story):
    pack = packed()
    pages = [name for name in pack.names if name.endswith(".html")]

    followed = {(name, link) for name in pages for link in links(pack, name) if not link.startswith("#")}

    assert {"index.html", "en/index.html", "cy/index.html", "en/guidance/a-guide/index.html"} <= set(pages)
    assert len(followed) > 50
    assert [pair for pair in followed if urlsplit(pair[1]).scheme or pair[1].startswith("/")] == []
    assert [pair for pair in followed if leads_to(*pair) not in pack.names] == []


def test_what_leads_elsewhere_is_printed_with_its_address(packed, guide, story):
    text = packed("", ("en-gb",)).page("en/story/index.html").find(".//main").text_content()

    assert "the Care Act (https://www.gov.uk/care-act)" in text
    assert "write to us (team@example.org)" in text
    assert "Also search." in text


def test_link_to_a_clause_leads_to_its_place_in_the_document(packed, guide, story):
    assert "../guidance/a-guide/index.html#s1" in links(packed("", ("en-gb",)), "en/story/index.html")


SAID = {
    "en": ("ade on", "Printed copies may be out of date."),
    "cy": ("wnaed ar", "Efallai nad yw copïau wedi’u hargraffu yn gyfredol."),
}


def test_every_page_says_when_it_was_copied_and_that_copies_may_be_out_of_date(packed, guide):
    pack = packed("guidance")

    for name in pack.names:
        if name.endswith(".html"):
            text = pack.page(name).text_content()
            day, warning = SAID["cy" if name.startswith("cy/") else "en"]
            assert re.search(rf"{day} \d+ \w+ 20\d\d\.", text), name
            assert warning in text, name
    assert "http://localhost:8000/guidance/a-guide/" in pack.page("en/guidance/a-guide/index.html").text_content()


def test_no_page_asks_anything_of_a_server_but_search_which_a_script_does(packed, guide):
    pack = packed("guidance")
    found = [form for name in pack.names if name.endswith(".html") for form in pack.page(name).iter("form")]

    assert {form.get("role") for form in found} == {"search"}
    assert {posixpath.basename(form.get("action", "index.html")) for form in found} == {"index.html"}
    scripts = {name for name in pack.names if name.endswith(".html") and list(pack.page(name).iter("script"))}
    assert scripts == {"en/search/index.html", "cy/search/index.html"}
    assert "url(fonts/" not in pack.read("assets/site.css")


@pytest.mark.indexed
def test_documents_are_in_it_up_to_a_size_and_what_is_left_out_is_listed(packed, home, settings):
    settings.PACK_FILE_MAX = 1000
    sizes = {"small": 10, "large": 2000}
    files = [HubDocumentFactory(title=n, file__filename=f"{n}.txt", file__data=b"x" * sizes[n]) for n in sizes]
    text = "".join(f'<a linktype="document" id="{file.pk}">{file.title}</a> ' for file in files)
    StandardPageFactory(parent=home, slug="papers", body=[{"type": "text", "value": f"<p>{text}</p>"}])

    pack = packed("papers", ("en-gb",))

    [name] = [name for name in pack.names if name.startswith("files/")]
    assert name.endswith("-small.txt")
    assert f"../../{name}" in links(pack, "en/papers/index.html")
    assert [(row["address"].split("/")[-1], row["bytes"]) for row in pack.manifest["left_out"]] == [("large.txt", 2000)]
    assert "large (not in this pack: 2.0" in pack.page("en/papers/index.html").text_content()
    assert "large.txt" in pack.page("index.html").text_content()


def test_manifest_and_checksums_are_true_of_every_file(packed, guide):
    pack = packed("guidance", ("en-gb",))
    sums = dict(reversed(line.split("  ")) for line in pack.read("SHA256SUMS").splitlines())

    assert set(sums) == set(pack.names) - {"SHA256SUMS"}
    assert all(hashlib.sha256(pack.archive.read(name)).hexdigest() == digest for name, digest in sums.items())
    listed = {row["path"]: (row["bytes"], row["sha256"]) for row in pack.manifest["files"]}
    assert set(listed) == set(sums) - {"manifest.json"}
    assert all(listed[name] == (len(pack.archive.read(name)), sums[name]) for name in listed)


def test_voice_that_may_not_be_read_offline_is_nowhere_in_it(packed, guide, index):
    without = [channel for channel in Channel if channel != Channel.OFFLINE]
    VoicePageFactory(parent=index, slug="second", title="Only online", quote="Not for", consent__covers=without)

    pack = packed("", ("en-gb",))

    assert "The kettle was always on." in pack.text
    assert "Only online" not in pack.text
    assert not any("second" in name for name in pack.names)


def test_recording_is_in_it_as_a_file_unless_it_is_too_large(packed, voice, settings):
    RecordingFactory(voice=voice.translation_key, file__data=b"sound" * 100, transcript="What is said.")
    page = "en/voices/a-voice/index.html"

    pack = packed("voices", ("en-gb",))
    [name] = [name for name in pack.names if name.startswith("files/")]
    settings.PACK_FILE_MAX = 100
    smaller = packed("voices", ("en-gb",)).page(page)

    assert name.endswith("-recording.mp3")
    assert f"../../../{name}" in links(pack, page)
    assert list(smaller.iter("audio")) == []
    assert "What is said." in smaller.text_content()


def test_words_that_may_distress_are_read_on_their_page_but_not_found(packed, index):
    VoicePageFactory(parent=index, slug="loss", title="Loss", quote="Said of a death.", content_note="About a death.")

    pack = packed("voices", ("en-gb",))

    assert "Said of a death." in pack.read("en/voices/loss/index.html")
    assert "Said of a death." not in pack.read("assets/search-en.js")
    assert "About a death." in pack.read("assets/search-en.js")


@pytest.mark.parametrize("collection", ["guidance", "topic-meals"])
def test_collection_holds_its_pages_alone_and_begins_with_a_list_of_them(packed, guide, story, collection):
    guide.topics.add(TopicFactory(slug="meals"))
    guide.save()

    pack = packed(collection, ("en-gb",))

    assert "en/guidance/a-guide/index.html" in pack.names
    assert not {"en/index.html", "en/story/index.html", "cy/index.html"} & set(pack.names)
    assert "en/a-to-z/index.html" in links(pack, "index.html")
    assert pack.manifest["collection"] == collection


def test_collection_that_there_is_not_makes_no_pack(packed):
    for collection in ("no-such", "topic-no-such"):
        with pytest.raises(ValueError, match=collection.removeprefix("topic-")):
            packed(collection)
    with pytest.raises(Nothing):
        packed("", ())


def test_what_has_not_changed_is_not_rendered_again(packed, guide, story):
    first = packed("", ("en-gb",)).built
    again = packed("", ("en-gb",)).built
    story.summary = "Another story"
    story.save()
    changed = packed("", ("en-gb",))

    assert (first.reused, again.made) == (0, 0)
    assert again.reused == first.made
    assert 0 < changed.built.made < first.made
    assert changed.built.reused > 0
    assert "Another story" in changed.read("en/story/index.html")
