"""A dependency that slips tells its receiver, who turns amber with the reason."""

from datetime import date

import pytest

from townclerk.change.core.programme import State, rolled_up, standing
from townclerk.change.operations import programme_control as control
from townclerk.change.queries import programme as queries
from townclerk.change.tests import builders_programme as builders
from townclerk.change.tests.builders_programme import by
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.models import Task

ON = date(2017, 6, 1)


@pytest.fixture
def office(db):
    return an_actor("programme-office")


@pytest.fixture
def pair(office):
    """The asset project waits for the team sites of the locality teams."""
    teams = builders.a_project(office, "teams", {2017: 1_300, 2018: 9_000, 2019: 1_700})
    assets = builders.a_project(office, "assets", {2017: 503, 2018: 1_538, 2019: 1_259})
    control.create_milestone(
        {"code": "sites", "project": teams, "title": "Sites open", "planned": date(2018, 4, 1)},
        **by(office),
    )
    given = {"code": "d1", "giver": teams, "receiver": assets, "what": "team sites"}
    need = control.create_dependency(
        {**given, "need_on": date(2018, 4, 1), "milestone": teams.milestones.get()}, **by(office)
    )
    return teams, assets, need


def stood(project):
    return standing(queries.work_of(queries.read(), project, on=ON), on=ON)


def test_slipping_the_giver_turns_the_receiver_and_its_saving_amber(office, pair):
    teams, assets, _need = pair
    assert stood(assets).state is State.NOT_STARTED
    assert not Task.objects.exists()
    control.slip(teams, months=6, why="Partners signed late", **by(office))
    found = stood(assets)
    assert found.state is State.AT_RISK
    (why,) = found.reasons
    assert why == (
        "Waits for team sites from Teams: needed 1 April 2018, expected 1 October 2018. "
        "Teams: Partners signed late"
    )
    task = Task.objects.get(purpose="late")
    assert (task.title, task.state) == ("Assets: team sites comes late", Task.State.OPEN)
    held = queries.read()
    works = [queries.work_of(held, project, on=ON) for project in held.projects]
    whole = rolled_up(works, on=ON).value
    assert whole.by_state[State.AT_RISK] == Money.thousands(3_300)


def test_what_comes_in_time_again_is_settled(office, pair):
    teams, assets, _need = pair
    control.slip(teams, days=40, why="Builders", **by(office))
    mark = teams.milestones.get()
    control.change_milestone(mark, {"forecast": date(2018, 3, 1)}, **by(office))
    assert stood(assets).state is State.NOT_STARTED
    assert Task.objects.get(purpose="late").state == Task.State.DONE


def test_what_is_given_is_waited_for_no_more(office, pair):
    teams, assets, need = pair
    control.slip(teams, months=1, why="Builders", **by(office))
    need.refresh_from_db()
    control.move_dependency(need, "give", **by(office))
    assert stood(assets).state is State.NOT_STARTED
    assert Task.objects.get(purpose="late").state == Task.State.DONE


def test_a_dependency_with_no_milestone_slips_with_its_giver(office):
    giver, receiver = builders.a_project(office, "a"), builders.a_project(office, "b")
    given = {"code": "d", "giver": giver, "receiver": receiver, "what": "data"}
    control.create_dependency({**given, "need_on": date(2017, 9, 30)}, **by(office))
    control.slip(giver, months=5, why="Supplier", **by(office))
    assert "expected 28 February 2018" in stood(receiver).reasons[0]
