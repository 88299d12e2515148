"""The database itself keeps the promise of a permanent link: a code always names the same thing, and none is deleted."""

from django.db import migrations

REFUSAL = "An identifier is never deleted, and always names the same thing."
CHANGED = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in ("code", "kind", "key"))


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        statements = [
            "CREATE FUNCTION hub_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
            "CREATE TRIGGER hub_identifier_names_the_same BEFORE UPDATE ON hub_identifier "
            f"FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION hub_refuse()",
            "CREATE TRIGGER hub_identifier_is_kept BEFORE DELETE ON hub_identifier "
            "FOR EACH ROW EXECUTE FUNCTION hub_refuse()",
            "CREATE TRIGGER hub_identifier_is_not_emptied BEFORE TRUNCATE ON hub_identifier "
            "FOR EACH STATEMENT EXECUTE FUNCTION hub_refuse()",
        ]
    else:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        statements = [
            "CREATE TRIGGER hub_identifier_names_the_same BEFORE UPDATE ON hub_identifier "
            f"FOR EACH ROW WHEN {CHANGED} {refuse}",
            f"CREATE TRIGGER hub_identifier_is_kept BEFORE DELETE ON hub_identifier FOR EACH ROW {refuse}",
        ]
    for statement in statements:
        schema_editor.execute(statement)


def remove_triggers(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    table = " ON hub_identifier" if is_postgresql else ""
    for name in ("names_the_same", "is_kept", *(["is_not_emptied"] if is_postgresql else [])):
        schema_editor.execute(f"DROP TRIGGER hub_identifier_{name}{table}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION hub_refuse()")


class Migration(migrations.Migration):

    dependencies = [("hub", "0008_access_log")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
