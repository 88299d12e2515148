"""The database itself refuses to change or delete an edition and its clauses: what was published stays citable.

Nor does it take a clause more: the places below `clause_count` are taken, each once, and there is none beyond them.
"""

from django.db import migrations

TABLES = ["guidance_edition", "guidance_clause"]
REFUSAL = "An edition is never changed or deleted."


BEYOND = "NEW.position >= (SELECT clause_count FROM guidance_edition WHERE id = NEW.edition_id)"


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
            schema_editor.execute(
                f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION guidance_refuse()"
            )
        schema_editor.execute(
            "CREATE FUNCTION guidance_refuse_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {BEYOND} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END IF; "
            "RETURN NEW; END $$"
        )
        schema_editor.execute(
            "CREATE TRIGGER guidance_clause_is_complete BEFORE INSERT ON guidance_clause "
            "FOR EACH ROW EXECUTE FUNCTION guidance_refuse_more()"
        )
    else:
        for table in TABLES:
            for action in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
        schema_editor.execute(
            "CREATE TRIGGER guidance_clause_is_complete BEFORE INSERT ON guidance_clause "
            f"WHEN {BEYOND} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def remove_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_is_immutable ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_is_not_emptied ON {table}")
        schema_editor.execute("DROP TRIGGER guidance_clause_is_complete ON guidance_clause")
        schema_editor.execute("DROP FUNCTION guidance_refuse_more()")
        schema_editor.execute("DROP FUNCTION guidance_refuse()")
    else:
        for table in TABLES:
            for action in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_refuses_{action}")
        schema_editor.execute("DROP TRIGGER guidance_clause_is_complete")


class Migration(migrations.Migration):

    dependencies = [("guidance", "0001_initial")]

    operations = [migrations.RunPython(add_triggers, remove_triggers)]
