from importlib import import_module

from django.db import migrations, models

SQLITE = import_module("townclerk.platform.search.migrations.0002_full_text").SQLITE


def put_triggers_back(apps, schema_editor):
    """SQLite makes the table anew for another length of a column, and drops its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            if statement.startswith("CREATE TRIGGER"):
                schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    operations = [
        migrations.AlterField(
            model_name="indexedpage",
            name="unit",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.RunPython(put_triggers_back, migrations.RunPython.noop),
    ]
