from django.db import migrations

# Every request for a page asks for it by its path, for which Wagtail has no index. A path may be longer than what
# PostgreSQL puts into a tree.
FORWARD = {
    "postgresql": "CREATE INDEX hub_page_url_path ON wagtailcore_page USING hash (url_path)",
    "sqlite": "CREATE INDEX hub_page_url_path ON wagtailcore_page (url_path)",
}


def add(apps, schema_editor):
    schema_editor.execute(FORWARD[schema_editor.connection.vendor])


def remove(apps, schema_editor):
    schema_editor.execute("DROP INDEX hub_page_url_path")


class Migration(migrations.Migration):
    dependencies = [("hub", "0015_private_originals"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(add, remove)]
