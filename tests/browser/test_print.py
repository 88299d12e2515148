import io
import re

import pytest
from pypdf import PdfReader

PATHS = ["/guidance/peer-supported-social-care/", "/cy/guidance/peer-supported-social-care/"]


@pytest.fixture(params=PATHS, ids=["en", "cy"])
def guidance(open_page, request):
    return open_page(request.param)


def printed(page):
    return PdfReader(io.BytesIO(page.pdf(format="A4", tagged=True, outline=True)))


def letters(text):
    """The text without what a line break changes."""
    return re.sub(r"[\s\u00ad-]", "", text)


def text_of(reader):
    return letters("".join(page.extract_text() for page in reader.pages))


def holds(text, passage):
    """Whether a passage is in the text, in one piece or in two where the end of a sheet of paper cuts it."""
    return any(passage[:cut] in text and passage[cut:] in text for cut in range(len(passage)))


def without_addresses(text):
    """The text without the address that is printed after each link."""
    return re.sub(r"\(https?://[^)]*\)", "", text)


def test_guidance_prints_as_a_tagged_pdf_with_its_language_and_an_outline(guidance):
    reader = printed(guidance)

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/Lang"] == guidance.locator("html").get_attribute("lang")
    assert reader.metadata.title == guidance.title()
    assert len(reader.outline) > 0


def test_every_reason_is_printed_though_it_is_folded_on_the_screen(guidance):
    reasons = guidance.locator("details.why > div").evaluate_all("found => found.map(one => one.textContent)")

    text = without_addresses(text_of(printed(guidance)))

    assert len(reasons) > 5
    assert guidance.locator("details.why[open]").count() == 0
    assert [reason for reason in reasons if not holds(text, letters(reason))] == []


def test_no_sheet_ends_with_the_number_of_a_recommendation_alone(guidance):
    last = [words[-1] for page in printed(guidance).pages if (words := page.extract_text().split())]

    assert len(last) > 5
    assert [word for word in last if re.fullmatch(r"R\d+", word)] == []


def test_print_leaves_the_furniture_out_and_says_where_the_copy_is_from(guidance):
    tags = guidance.locator(".doc-head .tags").text_content()

    text = text_of(printed(guidance))

    assert text.startswith(letters(tags))
    assert letters(guidance.url) in text
