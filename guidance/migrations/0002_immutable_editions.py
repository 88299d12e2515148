"""The database itself refuses to change or delete an edition and its clauses: what was published stays citable."""

from django.db import migrations

TABLES = ["guidance_edition", "guidance_clause"]
REFUSAL = "An edition is never changed or deleted."


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION guidance_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_is_immutable BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION guidance_refuse()"
            )
    else:
        for table in TABLES:
            for action in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )


def remove_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_is_immutable ON {table}")
        schema_editor.execute("DROP FUNCTION guidance_refuse()")
    else:
        for table in TABLES:
            for action in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_refuses_{action}")


class Migration(migrations.Migration):

    dependencies = [("guidance", "0001_initial")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
