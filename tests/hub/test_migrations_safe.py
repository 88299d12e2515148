"""While a release is put in, the one before still serves: a new migration takes nothing away that it uses.

`released_migrations.txt` lists the migrations of the last release; it is written anew when one is made. What is taken
away or renamed goes in two releases: the first stops using it, the second, whose migration says so with
`second_step = "release that stopped using it"`, takes it away.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from hub.models import Synonym

RELEASED = Path(__file__).with_name("released_migrations.txt")
TAKES_AWAY = (migrations.RemoveField, migrations.DeleteModel, migrations.RenameField, migrations.RenameModel)
ALSO_TAKES_AWAY = (migrations.AlterModelTable, migrations.AlterUniqueTogether, migrations.RemoveConstraint)
# Tables that grow with use: an index on them keeps everybody from writing for long, unless it is made concurrently.
GROWING = {"access", "clause", "identifier", "mailedupdate", "mailing", "returnvalue", "transition"}
NARROWS = (migrations.AddConstraint,)


def must_be_given(field):
    """Whether a row that does not name the column is refused, as the older release writes it."""
    if field.many_to_many or field.primary_key:
        return False
    return not field.null and field.db_default is models.NOT_PROVIDED


def unsafe(migration, before):
    """What of a migration the release before would fail at, in words; `before` is the state that it begins from."""
    if getattr(migration, "second_step", ""):
        return []
    app, made, found = migration.app_label, set(), []
    state = before.clone()
    for operation in migration.operations:
        name = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
        new = name in made
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
        elif not new and (why := why_not(operation, state, app)):
            found.append(f"{app}.{migration.name}: {operation.describe()}: {why}")
        operation.state_forwards(app, state)
    return found


def why_not(operation, state, app):
    if isinstance(operation, (*TAKES_AWAY, *ALSO_TAKES_AWAY)):
        return "the release before may still use it"
    if type(operation) is migrations.AddIndex and operation.model_name_lower in GROWING:
        return "nobody can write until it is made: make it with AddIndexConcurrently"
    if isinstance(operation, NARROWS):
        return "the release before may write what it refuses"
    if isinstance(operation, migrations.AddField) and must_be_given(operation.field):
        return "the release before writes rows without it: null=True or db_default"
    if isinstance(operation, migrations.AlterField):
        old = state.models[app, operation.model_name_lower].fields[operation.name]
        if narrower(old, operation.field):
            return "the release before may write what it refuses"
    return ""


def narrower(old, new):
    """Whether a column takes less than before: no null, shorter text, values once only, or another kind of value."""
    if old.many_to_many or new.many_to_many:
        return type(old) is not type(new)
    shorter = (new.max_length or 10**9) < (old.max_length or 10**9)
    kinds = old.db_type(connection).partition("(")[0], new.db_type(connection).partition("(")[0]
    return (old.null and must_be_given(new)) or shorter or (new.unique and not old.unique) or kinds[0] != kinds[1]


def ours():
    """{"app.name": (migration, the state that it begins from)} of the hub's own apps."""
    loader = MigrationLoader(None)
    return {
        f"{app}.{name}": (migration, lambda key=(app, name): loader.project_state(key, at_end=False))
        for (app, name), migration in loader.disk_migrations.items()
        if app in settings.APPS_OF_OURS
    }


def test_release_before_can_serve_while_new_migrations_have_run(db):
    released = set(RELEASED.read_text(encoding="utf-8").split())
    found = ours()

    assert released <= found.keys(), "A migration of a release is never taken out or renamed."
    assert [why for name in sorted(found.keys() - released) for why in unsafe(found[name][0], found[name][1]())] == []


TEXT = models.TextField(default="")
OPERATIONS = (
    (migrations.RemoveField("synonym", "source"), True),
    (migrations.RenameField("synonym", "source", "origin"), True),
    (migrations.DeleteModel("Synonym"), True),
    (migrations.RenameModel("Synonym", "Word"), True),
    (migrations.AddField("synonym", "note", TEXT), True),
    (migrations.AddField("synonym", "note", models.TextField(null=True)), False),
    (migrations.AddField("synonym", "note", models.TextField(db_default="")), False),
    (migrations.AddField("synonym", "topics", models.ManyToManyField("hub.Topic")), False),
    (migrations.AddIndex("synonym", models.Index(fields=["source"], name="by_source")), False),
    (migrations.AddIndex("access", models.Index(fields=["kind"], name="by_kind")), True),
    (AddIndexConcurrently("access", models.Index(fields=["kind"], name="by_kind")), False),
    (migrations.AddConstraint("synonym", models.UniqueConstraint(fields=["source"], name="once")), True),
    (migrations.AlterField("synonym", "source", models.CharField(max_length=100)), True),
    (migrations.AlterField("synonym", "source", models.CharField(max_length=300)), False),
    (migrations.AlterField("synonym", "source", models.CharField(max_length=200, unique=True)), True),
    (migrations.AlterField("synonym", "source", models.IntegerField()), True),
    (migrations.AlterField("synonym", "source", models.CharField(max_length=200, help_text="Said otherwise")), False),
    (migrations.CreateModel("Word", [("id", models.BigAutoField(primary_key=True)), ("text", TEXT)]), False),
    (migrations.RunPython(migrations.RunPython.noop), False),
)


@pytest.fixture(scope="module")
def state():
    return MigrationLoader(None).project_state()


@pytest.mark.parametrize(("operation", "refused"), OPERATIONS, ids=lambda value: getattr(value, "describe", str)())
def test_rule_knows_what_an_older_release_would_fail_at(operation, refused, state, db):
    migration = migrations.Migration("0099_next", Synonym._meta.app_label)
    migration.operations = [operation]

    assert bool(unsafe(migration, state)) is refused

    migration.second_step = "2.1"
    assert unsafe(migration, state) == []


def test_table_made_in_the_same_migration_may_be_changed_in_it(state, db):
    migration = migrations.Migration("0099_next", "hub")
    migration.operations = [
        migrations.CreateModel("Word", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("word", "text", TEXT),
        migrations.AddIndex("word", models.Index(fields=["text"], name="by_text")),
    ]

    assert unsafe(migration, state) == []
