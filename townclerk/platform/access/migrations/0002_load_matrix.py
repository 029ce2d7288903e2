"""Put every role, cell and grant of the permission matrix in place."""

from django.db import migrations

from townclerk.platform.access import matrix


def load(apps, schema_editor):
    Role = apps.get_model("access", "Role")
    Cell = apps.get_model("access", "MatrixCell")
    Grant = apps.get_model("access", "Grant")
    roles = {
        code: Role.objects.create(code=code, title=title, position=position)
        for position, (code, title) in enumerate(matrix.roles().items(), start=1)
    }
    Cell.objects.bulk_create(
        Cell(role=roles[c.role], area=c.area.value, text=c.text) for c in matrix.cells()
    )
    Grant.objects.bulk_create(
        Grant(
            role=roles[c.role],
            area=g.area.value,
            verb=g.verb.value,
            reach=g.reach.value,
            subject=g.subject,
            clearance=g.clearance,
        )
        for c in matrix.cells()
        for g in c.grants
    )


class Migration(migrations.Migration):
    seeds = True
    dependencies = [("access", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
