"""A programme of one pillar with projects, and who may act on it."""

from datetime import UTC, date, datetime, timedelta

from townclerk.change.models import (
    OptionPackage,
    PackageYear,
    Pillar,
    Programme,
    Project,
    ProjectYear,
)
from townclerk.change.operations import case_advice, programme, programme_gates
from townclerk.kernel.money import Money
from townclerk.platform.access.testing import an_actor

MOMENT = datetime(2017, 6, 1, 9, 0, tzinfo=UTC)
START = date(2017, 1, 12)


def by(actor, moment=MOMENT):
    return {"actor": actor, "moment": moment}


def at(year, month, day):
    return datetime(year, month, day, 9, 0, tzinfo=UTC)


def a_programme(office, code="change"):
    made = Programme(code=code, title="Framework for change", start=START)
    return programme.create_kept(made, **by(office))


def a_pillar(office, held=None, code="reform", **values):
    held = held or Programme.objects.first() or a_programme(office)
    given = {"title": code.capitalize(), "start": START, **values}
    return programme.create_kept(Pillar(programme=held, code=code, **given), **by(office))


def a_project(office, code="assets", saving=None, **values):
    """A project, with what it saves by year in thousands where that is given."""
    pillar = values.pop("pillar", None) or Pillar.objects.first() or a_pillar(office)
    given = {"code": code, "title": code.capitalize(), "pillar": pillar, **values}
    made = programme.create_project(given, **by(office))
    for year, thousands in (saving or {}).items():
        row = ProjectYear(project=made, year=year, amount=Money.thousands(thousands))
        programme.create_part(row, **by(office))
    return Project.objects.get(pk=made.pk)


def a_package(code, savings):
    package = OptionPackage.objects.create(code=code, title=code, kind="reform")
    PackageYear.objects.bulk_create(
        PackageYear(package=package, year=year, amount=Money.thousands(amount))
        for year, amount in savings.items()
    )
    return package


ADVISERS = {"finance": "finance-partner", "people": "hr-officer", "legal": "legal-officer"}


def advised(case, office, answers=None, skip=()):
    """Officers are asked what they think of a case and say it: that they agree, unless given."""
    case_advice.ask(case, due=MOMENT.date() + timedelta(days=14), **by(office))
    for one in case.advice.exclude(discipline__in=skip):
        answer, text = (answers or {}).get(one.discipline, ("agree", "Looked at."))
        who = an_actor(ADVISERS[one.discipline])
        case_advice.answer(one, answer=answer, text=text, **by(who))


def ready_for_delivery(office, signer, code="assets", *, answers=None, **values):
    """A project at its full business case, written by the office and signed by an officer."""
    given = {
        "sponsor_role": "Head of property",
        "manager_role": "Project manager",
        "scope": "Offices",
        "objectives": "Fewer offices",
        "appraisal": "Three ways were compared.",
        "delivery_model": "in-house",
        "cost": Money.zero,
        "capacity_confirmed_on": START,
        "equality": "eia-1",
        **values,
    }
    project = a_project(office, code, {2017: 503}, **given)
    for kind in ("pid", "outline", "full"):
        parts = {"risk_analysis": "Eight risks.", "delivery_plan": "By quarter."}
        case = programme_gates.write_case(project, kind=kind, summary="Why", **parts, **by(office))
        if kind == "full":
            advised(case, office, answers)
        programme_gates.sign_case(case, **by(signer))
    for _ in range(3):
        project.refresh_from_db()
        passage = programme_gates.ask_gate(project, **by(office))
        assert passage.outcome == "opened", passage.reasons
    project.refresh_from_db()
    return project
