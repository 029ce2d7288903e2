"""Narrow the grants of cells whose words name a part of the area."""

from django.db import migrations

from townclerk.platform.access import matrix


def reload(apps, schema_editor):
    """Bring the grants to the matrix; a role the matrix does not know keeps its own."""
    Role = apps.get_model("access", "Role")
    Grant = apps.get_model("access", "Grant")
    roles = {role.code: role for role in Role.objects.filter(code__in=matrix.roles())}
    Grant.objects.filter(role__in=roles.values()).delete()
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
        if c.role in roles
        for g in c.grants
    )


class Migration(migrations.Migration):
    seeds = True
    dependencies = [("access", "0002_load_matrix")]

    operations = [migrations.RunPython(reload, migrations.RunPython.noop)]
