"""The registers of quarters: what is collected, the figures kept, issues, signatures."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from townclerk.figures import Unit, definition, keys
from townclerk.kernel.errors import Problem
from townclerk.performance import policies
from townclerk.performance.models import PackFigure, PackIssue, PackItem, PackSign, Quarter
from townclerk.performance.operations import CHIEF, PERFORMANCE
from townclerk.performance.operations import packs as operations
from townclerk.performance.registers import PERMANENT, SECTION, SIX_YEARS
from townclerk.performance.registers_reviews import CODE
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Ways,
    register,
)

QUARTER = Column(
    "quarter", "Quarter", Kind.REFERENCE, required=True, facet=True, to="quarters", fixed=True
)
WITH_CABINET = (Quarter.State.CABINET, Quarter.State.CLOSED)
ANSWERED = ~Q(kind=PackIssue.Kind.QUESTION) | Q(state=PackIssue.State.DONE)


NOT_ADDED = (Unit.PERCENT, Unit.RATIO, Unit.DATE, Unit.TEXT)
"""What portfolios have cannot be added up to what the council has."""


def _item_problems(values: Mapping[str, Any], _existing: object) -> list[Problem]:
    key = values.get("key")
    if key not in keys():
        hint = "Copy the key from the list of figures, or define the measure first."
        return [Problem(f"There is no figure {key}.", field="key", hint=hint)]
    shape = definition(str(key))
    if values.get("by_portfolio") and shape.unit in NOT_ADDED:
        said = f"{shape.label} is a {shape.unit.value}, so portfolios do not add up to the council."
        hint = "Ask it of the council alone."
        return [Problem(said, field="by_portfolio", hint=hint)]
    return []


ITEMS = register(
    Register(
        name="pack-items",
        title="Contents of the quarter's pack",
        singular="figure of the pack",
        model=PackItem,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column("position", "Place", Kind.INTEGER),
            Column("section", "Section", Kind.CHOICE, required=True, facet=True),
            Column("key", "Key of the figure", Kind.TEXT, required=True),
            Column("scope", "For", Kind.TEXT, listed=False),
            Column("speaks", "Of", Kind.CHOICE),
            Column("by_portfolio", "By portfolio", Kind.FLAG, facet=True),
            Column("start", "From", Kind.DATE, required=True),
            Column("end", "To", Kind.DATE),
            SOURCE,
        ),
        validate=_item_problems,
        search=("key",),
        retention=PERMANENT,
        description="The figures every quarter's pack holds, from a day to another.",
        empty="No figure is in the pack yet. Add the keys of the figures it is to hold.",
    )
)

QUARTERS = register(
    Register(
        name="quarters",
        title="Quarters",
        singular="quarter",
        model=Quarter,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            Column(
                "period", "Quarter", Kind.TEXT, required=True, fixed=True, help="As 2024/25-Q2."
            ),
            Column("collect_by", "Collect by", Kind.DATE, required=True),
            Column("moderate_by", "Moderate by", Kind.DATE, required=True),
            Column("leadership_on", "Leadership", Kind.DATE, required=True),
            Column("cabinet_on", "Cabinet", Kind.DATE, required=True),
            Column("achievements", "Achievements", Kind.LONG_TEXT, listed=False),
            Column("report", "Report", Kind.TEXT, listed=False, help="Reference of its report."),
            Column("decision", "Cabinet's decision", Kind.TEXT, listed=False),
            Column("collected_on", "Collected", Kind.DATE, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            Quarter.State.OPEN,
            tuple(
                policies.QUARTER[name].transition(name, act=act)
                for name, act in {
                    "collect": operations.collect,
                    "moderate": operations.moderate,
                    "to-leadership": operations.to_leadership,
                    "to-cabinet": operations.to_cabinet,
                    "close": operations.close,
                }.items()
            ),
        ),
        published_when=Q(state__in=WITH_CABINET),
        create=operations.open_quarter,
        change=operations.change_quarter,
        search=("period", "achievements"),
        retention=PERMANENT,
        description="Each quarter from its opening to Cabinet, with the day of each step.",
        empty="No quarter is open yet. Open one, as 2024/25-Q2.",
    )
)

FIGURES = register(
    Register(
        name="pack-figures",
        title="Figures of quarters",
        singular="figure of a quarter",
        model=PackFigure,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("quarter", "item", "portfolio"),
        columns=(
            QUARTER,
            Column("item", "Item", Kind.REFERENCE, facet=True, to="pack-items", editable=False),
            Column("portfolio", "Portfolio", Kind.REFERENCE, facet=True, editable=False),
            Column("label", "Figure", Kind.TEXT, editable=False),
            Column("period", "Of", Kind.TEXT, editable=False),
            Column("display", "Value", Kind.TEXT, editable=False),
            Column("as_at", "As at", Kind.DATE, editable=False),
            Column("origin", "From", Kind.TEXT, editable=False, listed=False),
            Column("signed", "Signed", Kind.FLAG, facet=True, editable=False),
            Column("target", "Target", Kind.TEXT, editable=False),
            Column("status", "Status", Kind.CHOICE, facet=True, editable=False),
            Column("narrative", "Narrative", Kind.LONG_TEXT, listed=False),
            Column("caveats", "Mind that", Kind.LONG_TEXT, editable=False, listed=False),
            Column(
                "told",
                "What it means",
                Kind.LONG_TEXT,
                value=lambda one: one.told,
                editable=False,
                listed=False,
            ),
        ),
        unit_path="portfolio",
        published_when=Q(quarter__state__in=WITH_CABINET),
        change=operations.change_narrative,
        ways=Ways.CHANGE,
        search=("label", "narrative"),
        retention=PERMANENT,
        description="What each figure was when the quarter was collected, and what it means.",
        empty="No quarter is collected yet.",
    )
)

ISSUES = register(
    Register(
        name="pack-issues",
        title="Issues of quarters",
        singular="issue of a quarter",
        model=PackIssue,
        area=PERFORMANCE,
        editors=(CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            CODE,
            QUARTER,
            Column("figure", "Figure", Kind.REFERENCE, to="pack-figures", listed=False),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("text", "Issue", Kind.TEXT, required=True),
            Column("raised_by", "Raised by", Kind.TEXT, listed=False),
            Column("action", "Action or answer", Kind.LONG_TEXT, listed=False),
            Column("owner_role", "Owning role", Kind.TEXT, facet=True),
            Column("due", "Due", Kind.DATE),
            Column("done_on", "Done", Kind.DATE, editable=False, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        states=States(
            "state",
            PackIssue.State.RAISED,
            (
                policies.ISSUE["assign"].transition("assign", act=operations.assign),
                policies.ISSUE["done"].transition("done", act=operations.done),
            ),
        ),
        published_when=Q(quarter__state__in=WITH_CABINET) & ANSWERED,
        create=operations.raise_issue,
        change=operations.change_issue,
        search=("text", "action"),
        retention=SIX_YEARS,
        description="What each quarter raised, what is asked of it and what is done about it.",
        empty="Nothing is raised yet.",
    )
)

SIGNS = register(
    Register(
        name="pack-signs",
        title="Signatures on portfolio packs",
        singular="signature",
        model=PackSign,
        area=PERFORMANCE,
        section=SECTION,
        key=("quarter", "portfolio"),
        columns=(
            QUARTER,
            Column("portfolio", "Portfolio", Kind.REFERENCE, facet=True),
            Column("signer", "Signed by", Kind.TEXT, value=lambda one: one.signed_by),
            Column("signed_on", "Signed", Kind.DATE),
            Column("note", "Note", Kind.LONG_TEXT, listed=False),
        ),
        ways=Ways.NONE,
        prefetch=("signed_by",),
        retention=SIX_YEARS,
        description="Which Cabinet Member stood behind which pack, and when.",
        empty="No pack is signed yet.",
    )
)
