import uuid

from django.db import migrations

# "home-1" is the slug that wagtail-localize gives a translation of "home" beside it: so it never changes.
PAGES = [("en-gb", "home", "00010001"), ("cy", "home-1", "00010002")]


def create_home_pages(apps, schema_editor):
    """Both trees from the start: English at /, Welsh at /cy/, one the translation of the other."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("home", "HomePage")

    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    content_type, _created = ContentType.objects.get_or_create(app_label="home", model="homepage")
    translation_key = uuid.uuid4()
    for language, slug, path in PAGES:
        HomePage.objects.create(
            title="Common Thread",
            draft_title="Common Thread",
            slug=slug,
            url_path=f"/{slug}/",
            path=path,
            depth=2,
            content_type=content_type,
            locale=Locale.objects.get_or_create(language_code=language)[0],
            translation_key=translation_key,
            heading="Common Thread",
        )
    Page.objects.filter(depth=1).update(numchild=len(PAGES))
    Site.objects.create(
        hostname="localhost",
        site_name="Common Thread",
        root_page_id=HomePage.objects.get(slug="home").pk,
        is_default_site=True,
    )


def remove_home_pages(apps, schema_editor):
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    apps.get_model("home", "HomePage").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("home", "0002_references")]

    operations = [migrations.RunPython(create_home_pages, remove_home_pages)]
