"""The matrix in the database, written at once where its history does not matter."""

import pytest

from townclerk.platform.access.matrix import cells, roles
from townclerk.platform.access.models import Grant, Role


@pytest.fixture
def loaded_roles(db):
    if Grant.objects.exists():
        return
    Role.objects.bulk_create(
        (Role(code=code, title=title) for code, title in roles().items()), ignore_conflicts=True
    )
    made = {role.code: role for role in Role.objects.all()}
    Grant.objects.bulk_create(
        Grant(
            role=made[cell.role],
            area=granted.area.value,
            verb=granted.verb.value,
            reach=granted.reach.value,
            subject=granted.subject,
            clearance=granted.clearance,
        )
        for cell in cells()
        for granted in cell.grants
    )
