"""Loading the matrix into roles and grants. Running it twice changes nothing."""

from datetime import datetime

from django.db import transaction

from townclerk.platform import records
from townclerk.platform.access import matrix
from townclerk.platform.access.models import Grant, MatrixCell, Role
from townclerk.platform.audit.log import Actor


def load_roles(*, actor: Actor, moment: datetime) -> int:
    """Bring roles, cells and grants to what `matrix.csv` says; answers how many rows changed."""
    with transaction.atomic():
        roles = {role.code: role for role in Role.objects.all()}
        changed = 0
        for position, (code, title) in enumerate(matrix.roles().items(), start=1):
            if code not in roles:
                role = Role(code=code, title=title, position=position)
                roles[code] = records.create(role, actor=actor, moment=moment)
                changed += 1
        return changed + _cells(roles, actor, moment) + _grants(roles, actor, moment)


def _cells(roles: dict[str, Role], actor: Actor, moment: datetime) -> int:
    there = {(c.role_id, c.area): c for c in MatrixCell.objects.all()}
    changed = 0
    for cell in matrix.cells():
        role = roles[cell.role]
        found = there.get((role.pk, cell.area.value))
        if found is None:
            made = MatrixCell(role=role, area=cell.area.value, text=cell.text)
            records.create(made, actor=actor, moment=moment)
        elif found.text != cell.text:
            records.change(found, {"text": cell.text}, actor=actor, moment=moment)
        else:
            continue
        changed += 1
    return changed


def _grants(roles: dict[str, Role], actor: Actor, moment: datetime) -> int:
    there = {(g.role_id, g.area, g.verb, g.subject, g.clearance): g for g in Grant.objects.all()}
    changed = 0
    for cell in matrix.cells():
        role = roles[cell.role]
        for granted in cell.grants:
            key = (
                role.pk,
                granted.area.value,
                granted.verb.value,
                granted.subject,
                granted.clearance,
            )
            found = there.pop(key, None)
            if found is None:
                made = Grant(
                    role=role,
                    area=granted.area.value,
                    verb=granted.verb.value,
                    reach=granted.reach.value,
                    subject=granted.subject,
                    clearance=granted.clearance,
                )
                records.create(made, actor=actor, moment=moment)
            elif found.reach != granted.reach.value:
                records.change(found, {"reach": granted.reach.value}, actor=actor, moment=moment)
            else:
                continue
            changed += 1
    for left in there.values():
        records.remove(left, actor=actor, moment=moment, reason="no longer in the matrix")
        changed += 1
    return changed
