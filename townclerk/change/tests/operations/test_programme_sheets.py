"""The ten projects of the report of 2017, through the sheets a user loads."""

from datetime import date
from pathlib import Path

import pytest

from townclerk.change.models import Pillar, ProgrammeRisk, Project, ProjectYear
from townclerk.change.operations import programme
from townclerk.change.tests.builders_programme import at, by
from townclerk.figures import Ask, NotForReader, ask, ask_many
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import a_reader, an_actor
from townclerk.platform.exchange import operations as exchange
from townclerk.platform.exchange import template

DATA = Path(__file__).parents[4] / "data" / "change"
MOVED = at(2023, 12, 1)
SHEETS = ("programmes", "pillars", "programme-risks", "projects", "workstreams")


def load(name, into, actor):
    path = DATA / f"{name}.csv"
    exchange.load(template(into), exchange.File(path.name, path.read_bytes()), **by(actor, MOVED))


@pytest.fixture
def office(db):
    return an_actor("programme-office")


@pytest.fixture
def loaded(office):
    finance = an_actor("s151-officer")
    for name in ("option-packages", "option-phasing"):
        load(name, name, finance)
    for name in SHEETS:
        load(name, name, office)


def saving(scope, **more):
    return ask("change.programme.saving", scope, reader=OPERATOR, **more)


@pytest.mark.usefixtures("loaded")
def test_the_ten_projects_of_the_reform_pillar_save_what_was_printed(office):
    assert Project.objects.filter(pillar__code="reform").count() == 10
    assert saving("reform").value == Money.thousands(29_122)
    by_year = [saving("council", period=year).value for year in ("2017/18", "2018/19", "2019/20")]
    assert by_year == [Money.thousands(amount) for amount in (4_279, 15_072, 9_771)]
    assert saving("reform-b").display == "£12.000m"
    heirs = ProgrammeRisk.objects.filter(inherited_from__isnull=False)
    assert heirs.count() == 100


@pytest.mark.usefixtures("loaded")
def test_moving_one_to_another_pillar_keeps_where_it_was(office):
    project = Project.objects.get(code="reform-h")
    excellence = Pillar.objects.get(code="everyday-excellence")
    programme.move_project(
        project, pillar=excellence, on=date(2023, 12, 1), reason="New plan", **by(office, MOVED)
    )
    before, after = date(2023, 11, 30), date(2023, 12, 1)
    assert saving("reform", as_at=before).value == Money.thousands(29_122)
    assert saving("reform", as_at=after).value == Money.thousands(25_822)
    assert saving("everyday-excellence", as_at=after).value == Money.thousands(3_300)
    assert saving("council", as_at=date(1950, 1, 1)).value == Money.zero


@pytest.mark.usefixtures("loaded")
def test_its_figures_open_as_far_as_they_are_published(office, django_assert_max_num_queries):
    found = ask("change.programme.saving", "reform", reader=a_reader("resident"))
    assert [part.display for part in found.explanation.parts][:2] == ["£1.089m", "£12.000m"]
    assert "10 projects added" in found.explanation.how
    asked = [Ask(key=f"change.programme.{name}", scope="reform") for name in ("saving", "projects")]
    with django_assert_max_num_queries(40):
        ask_many(asked * 5, reader=OPERATOR)
    rows = {"code": "own", "title": "Own", "pillar": Pillar.objects.get(code="growth")}
    own = programme.create_project(rows, **by(office, MOVED))
    year = ProjectYear(project=own, year=2018, amount=Money.thousands(5))
    programme.create_part(year, **by(office, MOVED))
    with pytest.raises(NotForReader):
        ask("change.programme.saving", "growth", reader=a_reader("resident"))
