from django.db import migrations

from home.groups import grant


def grant_to_groups(apps, schema_editor):
    grant(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_home_pages"),
        ("directory", "0010_asking_for_returns"),
        ("guidance", "0002_immutable_editions"),
        ("hub", "0006_reports_on_files"),
        ("resources", "0006_file_versions_and_format_requests"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant_to_groups, migrations.RunPython.noop)]
