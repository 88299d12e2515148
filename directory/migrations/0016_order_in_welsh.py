from django.db import migrations, models

from directory.models.prisons import in_welsh_order


def put_in_order(apps, schema_editor):
    for prison in apps.get_model("directory", "Prison").objects.only("name_cy", "slug"):
        prison.sort_cy = in_welsh_order(prison)
        prison.save(update_fields=["sort_cy"])


class Migration(migrations.Migration):
    dependencies = [("directory", "0015_enquiries")]

    operations = [
        migrations.AddField(
            "prison",
            "sort_cy",
            models.CharField(db_index=True, default="", editable=False, max_length=160),
            preserve_default=False,
        ),
        migrations.RunPython(put_in_order, migrations.RunPython.noop),
    ]
