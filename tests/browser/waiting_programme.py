"""A programme under way: something late, something to decide, to confirm and to choose."""

from datetime import timedelta
from typing import Any

from townclerk.change.core.chooser_solving import choose
from townclerk.change.models import Project, ProjectChange
from townclerk.change.operations import (
    case_advice,
    delivery,
    options_equality,
    programme,
    programme_control,
    programme_gates,
)
from townclerk.change.operations.chooser import keep_run
from townclerk.change.queries import chooser
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform import clock
from townclerk.platform.access.models import User
from townclerk.platform.audit.log import Actor


def leave_programme() -> None:
    """One project waits for another that slips; a change, a case, a saving and a choice wait."""
    giver, receiver = (Project.objects.get(code=code) for code in ("reform-b", "reform-h"))
    today = clock.today()
    need = {"code": "team-sites", "giver": giver, "receiver": receiver, "what": "team sites"}
    need |= {"need_on": today + timedelta(days=60)}
    programme_control.create_dependency(need, **_by("programme"))
    mark = {"code": "sites-named", "project": giver, "title": "Sites named", "planned": today}
    programme_control.create_milestone(mark, **_by("programme"))
    programme_control.slip(giver, months=6, why="Partners signed late", **_by("programme"))
    programme_gates.write_case(receiver, kind="pid", summary="Fewer offices", **_by("programme"))
    change = ProjectChange(code="two-sites", project=receiver, title="Two sites", reason="demand")
    change = programme.create_part(change, **_by("programme"))
    programme_control.assess_change(change, reason="Two sites stay open", **_by("programme"))
    _asked(receiver)
    _saving()
    offers = chooser.offers()
    question = chooser.question(offers, chooser.Asked())
    stamp = {"plan_version": offers.version, **_by("analyst")}
    keep_run("All options free", question, choose(question), **stamp)


def _asked(project: Project) -> None:
    """Officers are asked of one full case and not yet of another, an assessment is begun, the board
    is brought a risk."""
    other = Project.objects.get(code="reform-b")
    programme_gates.write_case(other, kind="full", summary="Nearer teams", **_by("programme"))
    full = programme_gates.write_case(
        project, kind="full", summary="Fewer offices", **_by("programme")
    )
    case_advice.ask(full, due=clock.today() + timedelta(days=10), **_by("programme"))
    begun = {"project": project, "started_on": clock.today(), "screening": "Visitors"}
    options_equality.create(begun, **_by("programme"))
    risk = project.risks.order_by("code")[0]
    programme_control.move_risk(risk, "escalate", reason="High", **_by("programme"))


def _saving() -> None:
    """A saving of which a month is reported and not confirmed, and something is at risk."""
    names = {"code": "team-sites", "title": "Team sites", "decision": "Council, 2 March 2017"}
    saving = delivery.create_saving(names, **_by("analyst"))
    year = FinancialYear.containing(clock.today()).start_year
    target = {"saving": saving, "year": year, "target": Money.pounds(120_000)}
    made = delivery.set_target(target, **_by("analyst"))
    month = made.months.get(number=1)
    delivery.change_month(month, {"delivered": Money.pounds(10_000)}, **_by("programme"))
    at_risk = {"at_risk": Money.pounds(30_000), "why": "Leases end late"}
    delivery.set_at_risk(made, **at_risk, **_by("programme"))


def _by(username: str) -> dict[str, Any]:
    actor = Actor.at_terminal(User.objects.get(username=username))
    return {"actor": actor, "moment": clock.now()}
