"""What publishing a toolkit leaves for later."""

from django_tasks import task
from wagtail.search import index

from .models import FileVersion
from .previews import page_count, preview_of
from .texts import text_of


@task()
def make_preview(version_pk):
    """Look into a file: count its pages, store what the page about it shows, and its words, which search looks in."""
    version = FileVersion.objects.get(pk=version_pk)
    with version.file.open() as file:
        version.page_count = page_count(file, version.extension)
        file.seek(0)
        version.preview = preview_of(file, version.extension)
        file.seek(0)
        version.text = text_of(file, version.extension)
    version.save(update_fields=["page_count", "preview", "text"])
    index.insert_or_update_object(version.page)
