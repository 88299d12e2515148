"""Easy Read versions: written by people from an edition, and true about which."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from wagtail.images.tests.utils import get_test_image_file

from guidance.easy_pdf import make_easy_read_pdf
from guidance.easy_reading import long_sentences, sentences
from guidance.models import EasyReadPage, EasyReadPDF, GuidancePage
from guidance.stages import Stage
from hub.models import HubDocument, HubImage, Licence
from tests.factories import EasyReadPageFactory, GuidanceIndexPageFactory, GuidancePageFactory
from tests.guidance.wording import reword

CHANGED = reword("twodays1-paragraph", "Training takes three days.")


def row(words, picture=None):
    return ("row", {"picture": picture, "words": words})


@pytest.fixture
def picture(db):
    """A function that makes a picture that may be published."""

    def make(alt="Two people talk.", decorative=False):
        image = HubImage.objects.create(
            title="Talk", file=get_test_image_file(), credit="The team", licence=Licence.CC0, permission="Ours."
        )
        image.contextual_alt_text, image.decorative = alt, decorative
        return image

    return make


@pytest.fixture
def easy(guide):
    page = EasyReadPageFactory(parent=guide, title="A guide: Easy Read")
    page.save_revision().publish()
    return EasyReadPage.objects.get(pk=page.pk)


def status_of(soup):
    return [aside.get_text(" ", strip=True) for aside in soup.select("aside.status")]


# Which edition it is of


def test_easy_read_is_bound_to_the_edition_that_is_newest_when_it_is_begun(guide, edited):
    page = EasyReadPageFactory(parent=guide, live=False)
    page.save_revision()

    edited(guide, CHANGED)
    page.save_revision().publish()

    assert EasyReadPage.objects.get().edition.version == "0.1.0"


def test_it_has_one_address_whatever_it_is_called(guide, easy):
    easy.slug = "practice"
    easy.save_revision().publish()

    assert EasyReadPage.objects.get().url == f"{guide.url}easy-read/"


def test_it_says_which_edition_it_is_of_and_warns_of_nothing_while_that_is_the_newest(easy, read):
    soup = read(easy.url)

    assert "It is of version 0.1.0" in soup.select_one(".easy-of").get_text(" ", strip=True)
    assert not any("has changed" in text for text in status_of(soup))
    assert soup.select_one(".easy-words").get_text(strip=True) == "A buddy helps you."


def test_it_says_that_the_guidance_has_changed_and_leads_to_what_has(easy, guide, edited, read):
    edited(guide, CHANGED)

    soup = read(easy.url)

    [said] = [text for text in status_of(soup) if "has changed" in text]
    assert "is of version 0.1.0. The guidance has changed since then." in said
    assert "three" in read(soup.find("a", href=f"{guide.url}compare/0.1.0/0.2.0/")["href"]).get_text()


def test_same_words_in_force_are_a_newer_edition_and_no_change(easy, ready, at_stage, needed, read):
    at_stage(Stage.PILOT)
    ready.move(Stage.PUBLISHED, reason="It was time.", reason_cy="Roedd hi’n bryd.")

    soup = read(easy.url)

    assert ready.editions.count() == 2
    assert "It is of version 1.0.0" in soup.select_one(".easy-of").get_text(" ", strip=True)
    assert not EasyReadPage.objects.outdated().exists()


def test_welsh_version_is_of_the_english_edition_and_every_link_of_it_leads_somewhere(
    easy, guide, edited, in_welsh, read
):
    welsh = in_welsh(easy)
    edited(guide, CHANGED)

    soup = read(welsh.url)

    assert welsh.edition == easy.edition
    assert welsh.url == f"/cy{easy.url}"
    links = {link["href"] for link in soup.select("main .doc-head a[href]")}
    assert f"/cy{guide.url}compare/0.1.0/0.2.0/" in links
    for link in links:
        read(link)


def test_document_and_its_editions_lead_to_it_and_say_what_it_is_of(easy, guide, edited, read):
    guide = edited(guide, CHANGED)

    for address in (guide.url, f"{guide.url}editions/0.1.0/"):
        forms = read(address).find(id="forms-heading").parent
        link = forms.find("a", href=easy.url)
        assert link.get_text(strip=True) == "Easy Read, of version 0.1.0"
        assert "(the guidance has changed since then)" in link.parent.get_text()


def test_readers_of_welsh_are_led_to_the_english_one_while_there_is_no_other(easy, guide, in_welsh, read):
    link = read(in_welsh(guide).url).find("a", href=easy.url)

    assert link["hreflang"] == "en"


# What must hold before it is published


def test_nothing_is_an_easy_read_version_of_what_was_never_published(home):
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), live=False)
    easy = EasyReadPageFactory(parent=page, live=False)

    with pytest.raises(ValidationError) as refused:
        easy.save_revision().publish()

    assert "edition" in refused.value.error_dict


def test_document_has_one_easy_read_version(easy, guide):
    assert not EasyReadPage.can_create_at(guide)
    second = EasyReadPage(title="Second", summary="Second.", live=False)
    guide.get_parent().specific.add_child(instance=second)
    second.move(guide, pos="last-child")

    with pytest.raises(ValidationError):
        EasyReadPage.objects.get(pk=second.pk).save_revision().publish()


def test_it_stays_with_its_document_and_a_copy_is_of_none(easy, guide):
    other = GuidancePageFactory(parent=guide.get_parent(), document=None, live=False)

    copied = easy.copy(to=other, keep_live=False)

    assert not easy.can_move_to(other)
    assert (copied.edition, copied.slug) == (None, "easy-read")
    assert make_easy_read_pdf.call(copied.pk) is None


def test_edition_of_another_document_is_refused(easy, guide):
    other = GuidancePageFactory(parent=guide.get_parent())
    other.save_revision().publish()
    easy.edition = GuidancePage.objects.get(pk=other.pk).edition

    with pytest.raises(ValidationError) as refused:
        easy.save_revision().publish()

    assert "edition" in refused.value.error_dict


def test_editor_is_offered_the_english_editions_of_the_document_with_the_newest_chosen(
    guide, edited, in_welsh, editor_client
):
    in_welsh(edited(guide, CHANGED))

    html = editor_client.get(f"/admin/pages/add/guidance/easyreadpage/{guide.pk}/").text

    newest, first = guide.document.editions.filter(language="en-gb")
    assert f'<option value="{newest.pk}" selected>' in html
    assert f'<option value="{first.pk}">' in html
    assert html.count("(English)</option>") == 2


def test_it_goes_when_its_document_is_unpublished(easy, guide, client):
    GuidancePage.objects.get(pk=guide.pk).unpublish()

    assert client.get(easy.url).status_code == 404


# Words


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>One. Two! Three?</p>", ["One.", "Two!", "Three?"]),
        ("<p>A <b>buddy</b>\nhelps</p><p>you</p>", ["A buddy helps", "you"]),
        ("<ul><li>soap</li><li>a towel</li></ul>", ["soap", "a towel"]),
        ("<p>At 9.30 on 1.5.2026.</p>", ["At 9.30 on 1.5.2026."]),
        ("<p> </p>", []),
    ],
)
def test_sentences_of_rich_text(html, found):
    assert list(sentences(html)) == found


def test_editor_is_told_of_sentences_with_more_than_fifteen_words(guide, editor_client):
    long = " ".join(["word"] * 15) + " more."
    page = EasyReadPageFactory(parent=guide, body=[row(f"<p>{' '.join(['short'] * 15)}. {long}</p>")])

    assert long_sentences(EasyReadPage.objects.get(pk=page.pk)) == [(long, 16)]
    html = editor_client.get(f"/admin/pages/{page.pk}/edit/").text
    assert f"16 words: “{long}”" in html
    assert "1 sentence of what was saved has more than 15 words." in html


# Pictures and paper


def test_pictures_cost_no_query_each(guide, picture, client):
    rows = [row("<p>Words.</p>", picture()) for _n in range(6)]
    page = EasyReadPageFactory(parent=guide, body=rows)
    html = client.get(page.url).text

    with CaptureQueriesContext(connection) as queries:
        client.get(page.url)

    assert html.count('alt="Two people talk."') == 6
    assert len(queries) <= 12


def test_reader_waits_for_no_picture_to_be_resized(guide, picture, client, django_capture_on_commit_callbacks):
    shown = picture()
    page = EasyReadPageFactory(parent=guide, body=[row("<p>A buddy helps you.</p>", shown)])
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    made = set(shown.renditions.values_list("filter_spec", flat=True))

    assert client.get(page.url).text.count("/images/") >= 4
    assert set(shown.renditions.values_list("filter_spec", flat=True)) == made


def test_easy_read_is_printed_with_its_pictures(guide, picture, client, django_capture_on_commit_callbacks):
    rows = [row("<p>A buddy helps you.</p>", picture()), row("<p>You can say no.</p>", picture("", decorative=True))]
    page = EasyReadPageFactory(parent=guide, title="Easy guide", body=[("heading", "Buddies"), *rows])

    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    response = client.get(f"{page.url}document.pdf")
    pdf = PdfReader(io.BytesIO(b"".join(response.streaming_content)))
    text = " ".join(" ".join(sheet.extract_text().split()) for sheet in pdf.pages)
    assert response["Content-Type"] == "application/pdf"
    assert pdf.metadata.title == "Easy guide"
    for words in ("Buddies", "A buddy helps you.", "You can say no.", "Version 0.1.0"):
        assert words in text
    assert sum(len(sheet.images) for sheet in pdf.pages) == 2


def test_listing_tells_what_is_behind(easy, guide, edited, editor_client):
    edited(guide, CHANGED)

    table = editor_client.get("/admin/easy_read_pages/").text

    assert "PSSC-G-07 0.1.0 (English)" in table
    assert ">Yes<" in "".join(table.split())


@pytest.fixture
def aloud(easy):
    """A function that publishes the page with a file of it read aloud; returns the page."""

    def publish(name="easy.mp3", language="en"):
        file = ContentFile(b"0123456789", name=name)
        easy.recording = HubDocument.objects.create(title="Read aloud", file=file, language=language)
        easy.save_revision().publish()
        return EasyReadPage.objects.get(pk=easy.pk)

    return publish


def test_it_is_heard_and_downloaded_and_a_player_gets_the_part_it_asks_for(aloud, read, client):
    page = aloud()

    source = read(page.url).select_one("audio source")

    assert (source["src"], source["type"]) == (f"{page.url}recording/", "audio/mpeg")
    part = client.get(source["src"], headers={"range": "bytes=2-4"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"234")


def test_english_is_not_played_on_the_welsh_page(aloud, in_welsh, read):
    welsh = in_welsh(aloud())

    assert not read(welsh.url).audio
    read(f"{welsh.url}recording/", status=404)


@pytest.mark.parametrize("wrong", [{"name": "easy.pdf"}, {"language": "cy"}, {"language": ""}])
def test_what_is_not_the_page_read_aloud_in_its_language_is_refused(aloud, wrong):
    with pytest.raises(ValidationError) as refused:
        aloud(**wrong)

    assert "recording" in refused.value.error_dict


def test_paper_says_that_the_guidance_has_changed(easy, guide, edited, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        edited(guide, CHANGED)

    pdf = PdfReader(io.BytesIO(b"".join(client.get(f"{easy.url}document.pdf").streaming_content)))

    text = " ".join(pdf.pages[0].extract_text().split())
    assert "This Easy Read version is of version 0.1.0. The guidance has changed since then." in text


def test_file_goes_with_what_it_was_made_of(easy, django_capture_on_commit_callbacks):
    make_easy_read_pdf.call(easy.pk)
    file = EasyReadPDF.objects.get().file
    assert file.storage.exists(file.name)

    with django_capture_on_commit_callbacks(execute=True):
        easy.delete()

    assert not file.storage.exists(file.name)


def test_paper_that_is_not_made_yet_is_not_found_nor_offered(easy, read):
    read(f"{easy.url}document.pdf", status=404)

    assert not read(easy.url).find("a", href=f"{easy.url}document.pdf")
