from django.db import migrations

from home.groups import grant


def grant_to_groups(apps, schema_editor):
    grant(apps)


class Migration(migrations.Migration):
    dependencies = [("home", "0016_broken_links")]

    operations = [migrations.RunPython(grant_to_groups, migrations.RunPython.noop)]
