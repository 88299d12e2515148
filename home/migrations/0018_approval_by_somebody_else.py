from django.db import migrations

NAME = "Moderators approval"  # of the workflow that Wagtail makes, and of its one step
STEP = "Approval by somebody else"


def ask_a_second_person(apps, schema_editor):
    """Let nobody approve their own work in the workflow of all pages. A hub that is in use keeps what it has."""
    Task, Step = apps.get_model("wagtailcore.Task"), apps.get_model("hub.SecondPersonTask")
    if apps.get_model("hub.User").objects.exists():
        return
    for old in Task.objects.filter(name=NAME, workflow_tasks__workflow__name=NAME):
        kind, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
            app_label="hub", model="secondpersontask"
        )
        step = Step.objects.create(name=STEP, content_type=kind)
        step.groups.set(apps.get_model("auth.Group").objects.filter(name="Moderators"))
        old.workflow_tasks.update(task_id=step.pk)
        old.active = False
        old.save(update_fields=["active"])


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0017_groups_keep_pages"),
        ("hub", "0014_approval_by_somebody_else"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(ask_a_second_person, migrations.RunPython.noop)]
