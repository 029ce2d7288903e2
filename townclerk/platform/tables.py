"""The tables of an installation: made at once where there are none, migrated step by step after.

Going through every migration works out the whole set of models again for each of them, which takes
a minute and gives an empty database nothing. So a new one is made from the models as they are, as
other frameworks load a schema, and every migration is recorded as applied. What a migration puts
into tables (`seeds = True` on it) is put there in the same order. A test holds that both ways give
the same tables with the same content.
"""

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.recorder import MigrationRecorder


def bring_up_to_date() -> None:
    """Bring the database to the current schema, the shared cache with it."""
    if not connection.introspection.table_names():
        _make()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _make() -> None:
    """Every table, what the seeding migrations put into them, and the record of all migrations: in
    one transaction."""
    executor = MigrationExecutor(connection)
    plan = [one for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    state = executor.loader.project_state()
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            options = model._meta  # noqa: SLF001 (Django's own name for it)
            if options.managed and not options.proxy and not options.swapped:
                editor.create_model(model)
        editor.create_model(recorder.Migration)
        for migration in plan:
            if getattr(migration, "seeds", False):
                for operation in migration.operations:
                    if isinstance(operation, RunPython | RunSQL):
                        operation.database_forwards(migration.app_label, editor, state, state)
            recorder.migration_qs.create(app=migration.app_label, name=migration.name)
