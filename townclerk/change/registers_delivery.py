"""The registers of savings in delivery, their years and months, and the runs of the chooser."""

from collections.abc import Callable
from typing import Any

from townclerk.change import policies_programme as policies
from townclerk.change.models import ChooserRun, Saving, SavingMonth, SavingYear
from townclerk.change.operations import delivery
from townclerk.change.permissions import OPTION, PLANNING
from townclerk.change.permissions_programme import PROJECT, RUNNING
from townclerk.change.registers_programme import (
    CODE,
    RETENTION,
    SECTION,
    TITLE,
    pounds,
    words,
)
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Transition,
    Ways,
    register,
)

COMMON: dict[str, Any] = {"area": RUNNING, "section": SECTION, "retention": RETENTION}


def _steps() -> tuple[Transition, ...]:
    def act(name: str) -> Callable[..., Any]:
        def taken(record: Any, **named: Any) -> Any:
            return delivery.move_saving(record, name, **named)

        return taken

    return tuple(
        move.transition(name, act=act(name))
        for name, move in policies.SAVING.items()
        if name != "replace"
    )


SAVINGS = register(
    Register(
        name="savings",
        title="Savings in delivery",
        singular="saving in delivery",
        model=Saving,
        editors=("s151-officer",),
        key=("code",),
        columns=(
            CODE,
            TITLE,
            Column("option", "Option", Kind.REFERENCE, to="options", listed=False, fixed=True),
            Column("project", "Project", Kind.REFERENCE, facet=True, to="projects", fixed=True),
            Column("unit", "Service", Kind.REFERENCE, facet=True),
            Column("owner_role", "Owner", Kind.TEXT, listed=False),
            Column("decision", "Approved by", Kind.TEXT, required=True, listed=False),
            Column("cashable", "Cashable", Kind.FLAG, facet=True, listed=False),
            Column("recurrence", "Recurrence", Kind.CHOICE, facet=True, listed=False),
            words("mitigation", "What is done about it"),
            Column("state", "State", Kind.CHOICE, facet=True),
            SOURCE,
        ),
        states=States("state", "approved", _steps()),
        unit_path="unit",
        scopes=((PROJECT, "project__code"),),
        create=delivery.create_saving,
        change=delivery.change_saving,
        search=("code", "title"),
        description="Approved savings, each with who answers for it until the ledger shows it.",
        empty="No saving is tracked yet. Add one for each approved option, or import a sheet.",
        **COMMON,
    )
)

SAVING_YEARS = register(
    Register(
        name="saving-years",
        title="Targets of savings",
        singular="target of a saving",
        model=SavingYear,
        editors=("s151-officer",),
        key=("saving", "year"),
        columns=(
            Column(
                "saving",
                "Saving",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="savings",
                fixed=True,
            ),
            Column("year", "Year", Kind.YEAR, required=True, facet=True, fixed=True),
            pounds("target", "Target", required=True, fixed=True),
            pounds("rolled_in", "Of it rolled in", editable=False, listed=False),
            pounds("at_risk", "At risk", editable=False),
            Column("risk_why", "Why", Kind.TEXT, editable=False, listed=False),
            pounds("rest", "Decided not to come", editable=False, listed=False),
            Column("rest_decision", "What becomes of it", Kind.CHOICE, editable=False),
            Column("plan_line", "Line of the plan", Kind.TEXT, editable=False, listed=False),
            SOURCE,
        ),
        unit_path="saving__unit",
        scopes=((PROJECT, "saving__project__code"),),
        create=delivery.set_target,
        ways=Ways.ADD | Ways.IMPORT,
        description="What each saving is to bring in a year, and what becomes of what does not.",
        empty="No target is set yet. Its months follow from it.",
        **COMMON,
    )
)

SAVING_MONTHS = register(
    Register(
        name="saving-months",
        title="Savings by month",
        singular="month of a saving",
        model=SavingMonth,
        editors=("s151-officer",),
        key=("in_year", "number"),
        columns=(
            Column("in_year", "Saving and year", Kind.REFERENCE, required=True, fixed=True),
            Column("number", "Month", Kind.INTEGER, required=True, fixed=True),
            pounds("target", "Target", editable=False),
            pounds("forecast", "Forecast"),
            pounds("delivered", "Delivered"),
            Column("evidence", "Evidence", Kind.TEXT, listed=False),
            pounds("confirmed", "Confirmed by finance"),
            Column("ledger", "In the ledger", Kind.TEXT, listed=False),
        ),
        unit_path="in_year__saving__unit",
        scopes=((PROJECT, "in_year__saving__project__code"),),
        ways=Ways.CHANGE,
        change=delivery.change_month,
        description="Each month of a saving: its owner reports it, finance confirms it.",
        empty="No month is kept yet. They come with the target of a year.",
        **COMMON,
    )
)

RUNS = register(
    Register(
        name="chooser-runs",
        title="Runs of the chooser",
        singular="run of the chooser",
        model=ChooserRun,
        area=PLANNING,
        subject=OPTION,
        section=SECTION,
        retention=RETENTION,
        key=("title", "run_on"),
        columns=(
            TITLE,
            Column("plan_version", "Plan version", Kind.INTEGER),
            Column("run_on", "Run on", Kind.DATE),
        ),
        ways=Ways.NONE,
        search=("title",),
        description="Choices of options that were worked out, each with what it was asked.",
        empty="No choice was kept yet. Choose on the page of the chooser, then keep it.",
    )
)
