from django.db import migrations

from home.groups import grant


def grant_to_groups(apps, schema_editor):
    grant(apps)


class Migration(migrations.Migration):
    dependencies = [("home", "0013_bundles")]

    operations = [migrations.RunPython(grant_to_groups, migrations.RunPython.noop)]
