"""What a page is of beside its unit, so that a role held for a project or a body finds it."""

from importlib import import_module

from django.db import migrations, models

from townclerk.platform.search.core.scopes import marked

before = import_module("townclerk.platform.search.migrations.0003_unit_with_its_kind")


def part_scopes_from_units(apps, schema_editor):
    """The column of the unit held either. The rest comes with the next writing of each record."""
    pages = apps.get_model("search", "IndexedPage").objects
    for page in pages.filter(unit__contains=":").iterator(chunk_size=500):
        page.scopes, page.unit = marked(page.unit), ""
        page.save(update_fields=["scopes", "unit"])


class Migration(migrations.Migration):
    dependencies = [("search", "0003_unit_with_its_kind")]

    operations = [
        migrations.AddField(
            model_name="indexedpage", name="scopes", field=models.TextField(blank=True)
        ),
        migrations.RunPython(before.put_triggers_back, migrations.RunPython.noop),
        migrations.RunPython(part_scopes_from_units, migrations.RunPython.noop),
    ]
