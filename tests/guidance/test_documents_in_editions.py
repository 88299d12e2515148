import pytest

from tests.factories import GuidanceIndexPageFactory, GuidancePageFactory, HubDocumentFactory

pytestmark = pytest.mark.indexed


def test_document_that_an_old_edition_links_to_is_handed_out_while_the_page_is_public(home, client):
    document = HubDocumentFactory()
    link = f'<p><a linktype="document" id="{document.pk}">The form</a></p>'
    page = GuidancePageFactory(parent=GuidanceIndexPageFactory(parent=home), body=[("paragraph", link)])
    page.save_revision().publish()
    page = type(page).objects.get(pk=page.pk)
    assert client.get(document.url).status_code == 200

    page.body = [("paragraph", "<p>No form.</p>")]
    page.change, page.change_note = "minor", "Without the form."
    page.save_revision().publish()
    assert client.get(document.url).status_code == 200

    type(page).objects.get(pk=page.pk).unpublish()
    assert client.get(document.url).status_code == 404
