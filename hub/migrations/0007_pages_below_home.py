from django.db import migrations

# PostgreSQL only. The header and the footer of every page list the few pages right below the home pages; without
# an index of their own that reads every page there is.
FORWARD = "CREATE INDEX hub_page_below_home ON wagtailcore_page (path) WHERE depth = 3"
BACKWARD = "DROP INDEX hub_page_below_home"


def run(sql):
    def execute(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return execute


class Migration(migrations.Migration):
    dependencies = [('hub', '0006_reports_on_files'), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
