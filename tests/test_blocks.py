"""Every block that an editor can choose says what it is, and shows itself in the preview."""

import pytest
from django.template.loader import get_template
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models

FIELDS = [
    field
    for model in get_page_models()
    if model is not Page
    for field in model._meta.get_fields()
    if isinstance(field, StreamField)
]
BLOCKS = {
    f"{type(block).__module__}.{type(block).__name__}": block
    for field in FIELDS
    for block in field.stream_block.child_blocks.values()
    if isinstance(field.stream_block, StreamBlock)
}


@pytest.fixture(params=BLOCKS.values(), ids=BLOCKS.keys())
def block(request):
    return request.param


def test_block_has_icon_label_template_description_and_preview(block):
    assert block.meta.icon != "placeholder"
    assert block.label
    assert block.meta.description
    assert get_template(block.meta.template)
    assert block.is_previewable


def test_block_previews_in_the_editor(block, editor_client):
    response = editor_client.get(f"/admin/block-preview/?id={block.definition_prefix}")

    assert response.status_code == 200
