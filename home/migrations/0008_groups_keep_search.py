from django.db import migrations

from home.groups import grant


def grant_to_groups(apps, schema_editor):
    grant(apps)


class Migration(migrations.Migration):
    dependencies = [
        ('home', '0007_search_words'),
        ("hub", "0011_first_synonyms"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]

    operations = [migrations.RunPython(grant_to_groups, migrations.RunPython.noop)]
