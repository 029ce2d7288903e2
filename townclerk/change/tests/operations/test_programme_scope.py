"""A role held for one project opens that project and nothing beside it."""

import pytest

from townclerk.change.models import Milestone
from townclerk.change.operations import programme
from townclerk.change.registers_programme import MILESTONES, PROJECTS
from townclerk.change.tests.builders_programme import MOMENT, a_project, by
from townclerk.platform.access.models import Holding, Role
from townclerk.platform.access.reader import Reader, Refused
from townclerk.platform.access.testing import LONG_AGO, a_user, an_actor
from townclerk.platform.audit.log import Actor
from townclerk.platform.registers.permission import may_contribute, opens, visible

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return an_actor("programme-office")


def held_for(kind, code):
    """Somebody who runs one thing alone."""
    user = a_user(username=f"{kind}-{code}")
    role = Role.objects.get(code="programme-office")
    Holding.objects.create(user=user, role=role, start=LONG_AGO, scope_kind=kind, scope_code=code)
    return user


def a_milestone(project, actor, code):
    row = Milestone(project=project, code=code, title=code, planned=MOMENT.date())
    return programme.create_part(row, **by(actor))


def test_it_reads_and_writes_in_its_own_project_alone(office, client):
    own, other = a_project(office, "assets"), a_project(office, "transport")
    user = held_for(Holding.Scope.PROJECT, "assets")
    reader = Reader.of(user, MOMENT.date())
    a_milestone(own, Actor(user), "own")
    with pytest.raises(Refused):
        a_milestone(other, Actor(user), "not-own")
    a_milestone(other, office, "other")
    assert [row.code for row in visible(PROJECTS, reader)] == ["assets"]
    assert [row.code for row in visible(MILESTONES, reader)] == ["own"]
    assert may_contribute(PROJECTS, reader, own)
    assert not may_contribute(PROJECTS, reader, other)
    client.force_login(user)
    answers = {row: client.get(f"/r/projects/{row.pk}/").status_code for row in (own, other)}
    assert answers == {own: 200, other: 404}


@pytest.mark.parametrize("kind", [Holding.Scope.UNIT, Holding.Scope.BODY])
def test_it_opens_nothing_to_another_scope_of_the_same_code(office, kind):
    a_project(office, "assets")
    reader = Reader.of(held_for(kind, "assets"), MOMENT.date())
    assert not opens(PROJECTS, reader) or not visible(PROJECTS, reader).exists()
