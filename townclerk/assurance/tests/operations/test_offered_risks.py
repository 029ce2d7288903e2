"""A risk of the programme's board on its way to the corporate register and back."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from townclerk import figures
from townclerk.assurance.models import Risk, RiskCategory
from townclerk.assurance.operations import offered_risks, risks
from townclerk.assurance.operations.errors import CannotAct
from townclerk.assurance.tests.builders import TODAY, a_matrix, a_risk, a_unit, by, scored
from townclerk.change.models import Programme, ProgrammeRisk
from townclerk.change.operations import programme_control
from townclerk.change.operations.board_risks import CannotGoUp
from townclerk.change.tests import builders_programme as builders
from townclerk.figures.permission import OPERATOR
from townclerk.kernel.errors import Problems
from townclerk.platform.access.reader import Refused
from townclerk.platform.access.testing import an_actor
from townclerk.platform.deadlines.models import Task
from townclerk.platform.registers.steps import NotInThisState

pytestmark = pytest.mark.django_db
WHY = "It reaches beyond the programme."


@pytest.fixture
def office():
    return an_actor("programme-office")


@pytest.fixture
def team():
    a_unit()
    return an_actor("risk-officer", unit="finance")


@pytest.fixture
def chief():
    return an_actor("chief-executive")


def of_the_board(office, code="roof", held=True, **values):
    project = builders.a_project(office, unit=a_unit())
    given = {
        "code": code,
        "risk": "The roof fails",
        "mitigation": "Propped",
        "programme": project.pillar.programme,
        "project": project,
        **values,
    }
    risk = programme_control.create_risk(given, **by(office))
    if held:
        risk = programme_control.move_risk(risk, "escalate", reason="High", **by(office))
    return risk


def offered(office, risk, **values):
    return offered_risks.offer(risk.code, reason=WHY, **values, **by(office))


def again(risk):
    return type(risk).objects.get(pk=risk.pk)


def test_a_risk_of_the_board_is_offered_accepted_scored_and_approved(office, team, chief):
    a_matrix()
    risk = of_the_board(office)
    made = offered(office, risk)
    assert (made.code, made.state, made.level, made.unit.code) == (
        "programme-roof",
        "offered",
        "corporate",
        "finance",
    )
    assert (made.event, made.controls.get().title) == ("The roof fails", "Propped")
    assert (again(risk).corporate, again(risk).corporate_state) == ("programme-roof", "offered")
    task = Task.objects.get(purpose="offered")
    assert (task.owner_role, task.unit.code) == ("risk-officer", "finance")
    with pytest.raises(CannotAct, match="only offered"):
        scored(an_actor("internal-auditor"), made)
    made = offered_risks.accept(made, **by(team))
    assert (made.state, made.raised_on) == ("proposed", TODAY)
    task.refresh_from_db()
    assert task.state == Task.State.DONE
    assert again(risk).corporate_state == "accepted"
    money = RiskCategory.objects.create(code="money", title="Money")
    made = risks.change(made, {"category": money}, **by(team))
    scored(team, made, current=(2, 2), target=(1, 1))
    risks.moderate(again(made), **by(an_actor("internal-auditor")))
    assert risks.approve(again(made), **by(chief)).state == "approved"


def test_it_is_returned_with_a_reason_and_the_programme_is_told(office, team):
    risk = of_the_board(office)
    made = offered(office, risk)
    with pytest.raises(Problems, match="Say why"):
        offered_risks.give_back(made, **by(team))
    made = offered_risks.give_back(made, reason="The service holds it.", **by(team))
    assert (made.state, made.is_open) == ("returned", False)
    kept = again(risk)
    assert (kept.corporate_state, kept.corporate_why) == ("returned", "The service holds it.")
    told = Task.objects.get(purpose="returned")
    assert (told.owner_role, told.note) == ("programme-office", "The service holds it.")
    second = offered(office, risk)
    assert second.code == "programme-roof-2"
    told.refresh_from_db()
    assert told.state == Task.State.DONE


def test_it_is_never_there_twice_while_it_is_open(office, team):
    risk = of_the_board(office)
    made = offered(office, risk)
    with pytest.raises(CannotGoUp, match="on its way"):
        offered(office, risk)
    offered_risks.accept(made, **by(team))
    with pytest.raises(CannotGoUp, match="programme-roof"):
        offered(office, risk)
    twin = Risk(code="twin", title="Twin", unit=a_unit(), raised_from="roof")
    with pytest.raises(ValidationError, match="on the register already"):
        twin.full_clean()
    assert Risk.objects.count() == 1


def test_only_who_keeps_a_risk_of_the_board_offers_it(office):
    risk = of_the_board(office, held=False)
    with pytest.raises(CannotGoUp, match="Take it to the board first"):
        offered(office, risk)
    programme_control.move_risk(risk, "escalate", reason="High", **by(office))
    for role in ("risk-officer", "scrutiny-member", "finance-partner"):
        with pytest.raises(Refused):
            offered(an_actor(role), risk)
    with pytest.raises(Problems, match="Say why"):
        offered_risks.offer(risk.code, reason=" ", **by(office))
    assert not Risk.objects.exists()
    assert again(risk).corporate_state == ""


def test_a_risk_of_the_programme_itself_names_the_service_that_answers(office):
    builders.a_programme(office)
    given = {"code": "pace", "risk": "Too slow", "programme": Programme.objects.get()}
    risk = programme_control.create_risk(given, **by(office))
    risk = programme_control.move_risk(risk, "escalate", reason="High", **by(office))
    with pytest.raises(Problems, match="Name the service"):
        offered(office, risk)
    assert offered(office, risk, unit=a_unit()).unit.code == "finance"


def test_who_offered_it_does_not_accept_it_and_others_are_refused(office, chief):
    both = an_actor("programme-office", "internal-auditor")
    made = offered(both, of_the_board(office))
    with pytest.raises(Refused, match="You offered it"):
        offered_risks.accept(made, **by(both))
    for who in (office, chief, an_actor("head-of-service", unit="finance")):
        with pytest.raises(Refused):
            offered_risks.accept(made, **by(who))
    ordinary = a_risk(an_actor("internal-auditor"))
    with pytest.raises(NotInThisState):
        offered_risks.accept(ordinary, **by(an_actor("internal-auditor")))


def test_the_board_sees_first_what_it_holds_scored_or_not(office):
    risk = of_the_board(office, held=False, generic=False)
    other = {"code": "pace", "risk": "Too slow", "programme": risk.programme}
    programme_control.create_risk({**other, "likelihood": 2, "impact": 3}, **by(office))
    ProgrammeRisk.objects.filter(pk=risk.pk).update(inherited_from=risk.pk)
    page = signed_in(office).get("/change/programme/").content.decode()
    assert "The roof fails" not in page
    programme_control.move_risk(again(risk), "escalate", reason="High", **by(office))
    page = signed_in(office).get("/change/programme/").content.decode()
    assert page.index("The roof fails") < page.index("Too slow")


def test_what_is_only_offered_is_not_counted_yet(office, team):
    made = offered(office, of_the_board(office))

    def count(name, scope=None):
        return figures.ask(f"assurance.risks.{name}", scope, as_at=TODAY, reader=OPERATOR).value

    assert (count("open"), count("offered")) == (0, 1)
    offered_risks.accept(made, **by(team))
    assert (count("open"), count("open", "corporate"), count("offered")) == (1, 1, 0)


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def signed_in(actor):
    client = Client()
    client.force_login(actor.user)
    return client


def test_closing_one_side_is_shown_on_the_other(office, team, chief):
    risk = of_the_board(office)
    made = offered_risks.accept(offered(office, risk), **by(team))
    programme_control.move_risk(again(risk), "close", reason="A new roof", **by(office))
    page = words(signed_in(team).get(f"/assurance/risks/{made.code}/"))
    assert "The programme closed its own risk: A new roof." in page
    risks.close(made, reason="Gone", **by(chief))
    kept = again(risk)
    assert (kept.corporate_state, kept.corporate_why) == ("closed", "Gone")
    assert "closed its own risk" not in words(signed_in(team).get(f"/assurance/risks/{made.code}/"))


def test_it_is_offered_and_answered_on_pages_and_linked_both_ways(office, team):
    risk = of_the_board(office)
    pmo, officer = signed_in(office), signed_in(team)
    address = "/assurance/offer/roof/"
    for page in ("/change/projects/assets/", "/change/programme/"):
        assert address in pmo.get(page).content.decode()
    assert signed_in(an_actor("scrutiny-member")).get(address).status_code == 403
    assert signed_in(an_actor("resident")).get(address).status_code == 404
    assert pmo.post(address, {"called": "Roof", "unit": "", "reason": ""}).status_code == 422
    pmo.post(address, {"called": "Roof", "unit": "finance", "reason": WHY})
    made = Risk.objects.get()
    theirs = f"/assurance/risks/{made.code}/"
    project = pmo.get("/change/projects/assets/").content.decode()
    assert theirs in project
    assert address not in project
    assert "Offered by the programme" in words(officer.get("/assurance/"))
    assert "From the programme" in words(pmo.get(theirs))
    assert f"/r/programme-risks/{risk.pk}/" in pmo.get(theirs).content.decode()
    assert pmo.get(f"{theirs}accept/").status_code == 403
    assert officer.post(f"{theirs}return/", {"reason": ""}).status_code == 422
    officer.post(f"{theirs}return/", {"reason": "The service holds it."})
    assert again(made).state == "returned"
    assert "The service holds it." in words(pmo.get("/change/projects/assets/"))
    own = a_risk(an_actor("internal-auditor"))
    assert pmo.get(f"/assurance/risks/{own.code}/").status_code == 404


def test_risks_whose_long_codes_begin_alike_are_both_offered(office):
    long = (
        "early-intervention-and-prevention-locality-teams-and-personalisation-capacity-of-the-board"
    )
    first = offered(office, of_the_board(office, f"{long}-one"))
    project = ProgrammeRisk.objects.get().project
    given = {"risk": "It costs more", "project": project, "programme": project.pillar.programme}
    risk = programme_control.create_risk({"code": f"{long}-two", **given}, **by(office))
    risk = programme_control.move_risk(risk, "escalate", reason="High", **by(office))
    second = offered(office, risk)
    assert first.code != second.code
    assert (second.raised_from, again(risk).corporate) == (f"{long}-two", second.code)


def test_what_was_offered_on_a_day_is_told_of_that_day(office, team):
    made = offered(office, of_the_board(office))
    later = by(team)["moment"] + timedelta(days=10)
    offered_risks.accept(made, actor=team, moment=later)

    def count(day):
        return figures.ask("assurance.risks.offered", as_at=day, reader=OPERATOR).value

    days = (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=9), later.date())
    assert [count(day) for day in days] == [0, 1, 1, 0]
