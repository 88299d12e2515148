"""Publishing a toolkit records a version of each of its files that is not what it was."""

import mimetypes
from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.text import slugify
from wagtail.signals import page_published

from hub.work import later

from .models import FileVersion, ToolkitPage
from .tasks import make_preview


@receiver(page_published, sender=ToolkitPage)
def record_versions(sender, instance, **kwargs):
    for file in instance.files.all():
        record(instance, file)


def record(page, file):
    """Record a file of a published toolkit as a new version, unless its content is that of the last; returns it then.

    A translation that hands out the same content has the number and the address of the original's version.
    """
    document = file.document
    sha256 = document.fingerprint
    last = page.versions.filter(key=file.translation_key).order_by("number").last()
    if last and last.sha256 == sha256:
        return None
    versions = FileVersion.objects.filter(key=file.translation_key)
    same = versions.exclude(page=page).filter(sha256=sha256).order_by("number").last()
    after = last.number if last else 0
    version = FileVersion(
        page=page,
        key=file.translation_key,
        slug=last.slug if last else slug_for(page, file),
        number=same.number if same and same.number > after else after + 1,
        issued_on=file.issued_on,
        changed=file.changed if last else "",
        title=file.title,
        filename=document.filename,
        content_type=mimetypes.guess_type(document.filename)[0] or "application/octet-stream",
        size=document.file.size,
        sha256=sha256,
        language=document.language,
        licence=document.licence,
    )
    store(version, document)
    version.save()
    later(make_preview, version.pk)
    return version


def slug_for(page, file):
    """A slug for addresses of this file: the original's in a translation, else from its title, once on this page."""
    known = FileVersion.objects.filter(key=file.translation_key).values_list("slug", flat=True).first()
    slug = known or slugify(file.title)[:80] or "file"
    taken = set(page.versions.exclude(key=file.translation_key).values_list("slug", flat=True))
    return slug if slug not in taken else f"{slug}-{str(file.translation_key)[:8]}"


def store(version, document):
    """Keep a copy of the document's file, unless another version has the same content."""
    storage = version.file.storage
    name = version.file.field.generate_filename(version, document.filename)
    if not storage.exists(name):
        with document.file.storage.open(document.file.name) as file:
            name = storage.save(name, File(file))
    version.file.name = name


@receiver(post_delete, sender=FileVersion)
def delete_file_that_no_version_has(instance, **kwargs):
    name, storage = instance.file.name, instance.file.storage
    if not FileVersion.objects.filter(file=name).exists():
        transaction.on_commit(partial(storage.delete, name))
