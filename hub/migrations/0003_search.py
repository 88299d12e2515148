from django.db import migrations

# PostgreSQL only. The search backend filters on `title || body`, for which Wagtail makes no
# index; without one every search reads the whole table (wagtail/wagtail#6546).
FORWARD = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE TEXT SEARCH CONFIGURATION hub_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION hub_en ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE INDEX hub_indexentry_title_body ON wagtailsearch_indexentry USING gin ((title || body));
ANALYZE wagtailsearch_indexentry;
"""
BACKWARD = """
DROP INDEX hub_indexentry_title_body;
DROP TEXT SEARCH CONFIGURATION hub_en;
"""


def run(sql):
    def execute(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return execute


class Migration(migrations.Migration):
    dependencies = [("hub", "0002_media_and_topics"), ("wagtailsearch", "0010_add_text_fields")]

    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
