"""The registers of performance: plans, aims, actions and ratings."""

from django.db.models import Q

from townclerk.performance import operations
from townclerk.performance.models import Action, Aim, Contribution, CorporatePlan, Measure
from townclerk.performance.operations import PERFORMANCE
from townclerk.performance.operations.measures import change_measure, create_measure
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Transition,
    reference,
    register,
)

SECTION = "Monitor"
PERMANENT, SIX_YEARS = "permanent", "meeting-papers-6-years"
NOT_DRAFT = (CorporatePlan.State.APPROVED, CorporatePlan.State.SUPERSEDED)

PLANS = register(
    Register(
        name="corporate-plans",
        title="Corporate plans",
        singular="corporate plan",
        model=CorporatePlan,
        area=PERFORMANCE,
        editors=(operations.CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("start", "From", Kind.DATE, required=True),
            Column("end", "To", Kind.DATE),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            Column("approved_on", "Approved", Kind.DATE, editable=False),
            Column("decision", "Decision", Kind.TEXT, editable=False, listed=False),
            SOURCE,
        ),
        published_when=Q(state__in=NOT_DRAFT),
        search=("code", "title"),
        retention=PERMANENT,
        description="What the council is for, one version at a time.",
        empty="No plan is recorded yet. Add one as a draft, then its aims.",
    )
)

AIMS = register(
    Register(
        name="aims",
        title="Aims",
        singular="aim",
        model=Aim,
        area=PERFORMANCE,
        editors=(operations.CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("title", "Aim", Kind.TEXT, required=True),
            Column(
                "plan",
                "Plan",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="corporate-plans",
                fixed=True,
            ),
            Column("level", "Level", Kind.CHOICE, required=True, facet=True),
            Column("parent", "Serves", Kind.REFERENCE, to="aims", listed=False),
            Column("position", "Place in the plan", Kind.INTEGER, listed=False),
            Column("text", "In words", Kind.LONG_TEXT, listed=False),
            SOURCE,
        ),
        published_when=Q(plan__state__in=NOT_DRAFT),
        create=operations.create_aim,
        change=operations.change_aim,
        search=("code", "title", "text"),
        retention=PERMANENT,
        description="Vision outcomes, core purposes, priorities and objectives of each plan.",
        empty="No aim is recorded yet. Add one to a draft plan, or import a sheet of aims.",
    )
)

ACTIONS = register(
    Register(
        name="plan-actions",
        title="Actions of the plan",
        singular="action",
        model=Action,
        area=PERFORMANCE,
        editors=(operations.CHIEF,),
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("title", "Action", Kind.TEXT, required=True),
            Column("aim", "For", Kind.REFERENCE, required=True, facet=True, to="aims"),
            Column("owner_role", "Owning role", Kind.TEXT, facet=True, listed=False),
            Column("unit", "Service", Kind.REFERENCE, facet=True),
            Column("due", "Due", Kind.DATE),
            Column("within_a_year", "Within twelve months", Kind.FLAG, facet=True, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            Column("progress", "Progress", Kind.LONG_TEXT, editable=False, listed=False),
            Column("next_step", "Next", Kind.TEXT, editable=False, listed=False),
            Column("reported_on", "Reported", Kind.DATE, editable=False),
            SOURCE,
        ),
        unit_path="unit",
        published_when=Q(aim__plan__state__in=NOT_DRAFT),
        create=operations.create_action,
        search=("code", "title", "progress"),
        retention=SIX_YEARS,
        description="What is to be done for each aim, by whom and by when.",
        empty="No action is recorded yet. Add one under an aim, or import a sheet of actions.",
    )
)

CONTRIBUTIONS = register(
    Register(
        name="contributions",
        title="Ratings against aims",
        singular="rating",
        model=Contribution,
        area=PERFORMANCE,
        editors=(operations.CHIEF,),
        section=SECTION,
        key=("subject", "reference", "aim"),
        columns=(
            Column("title", "What is rated", Kind.TEXT, required=True),
            Column("subject", "Kind", Kind.CHOICE, required=True, facet=True, fixed=True),
            reference(),
            Column("aim", "Aim", Kind.REFERENCE, required=True, facet=True, to="aims", fixed=True),
            Column("rating", "Rating", Kind.CHOICE, required=True, facet=True),
            Column("reason", "Reason", Kind.TEXT, listed=False),
        ),
        search=("title", "reference", "reason"),
        retention=SIX_YEARS,
        description="How reports, options, projects, risks and decisions bear on each aim.",
        empty="Nothing is rated yet. Ratings come with reports, or by a sheet.",
    )
)

MEASURES = register(
    Register(
        name="measures",
        title="Measures",
        singular="measure",
        model=Measure,
        area=PERFORMANCE,
        editors=(operations.CHIEF,),
        section=SECTION,
        key=("key",),
        columns=(
            Column(
                "key",
                "Key",
                Kind.TEXT,
                required=True,
                fixed=True,
                listed=False,
                help="Dotted, as customers.one_stop_shop.visits.",
            ),
            Column("label", "Measure", Kind.TEXT, required=True),
            Column("definition", "Definition", Kind.LONG_TEXT, required=True, listed=False),
            Column("kind", "Kind of value", Kind.CHOICE, required=True, facet=True, listed=False),
            Column("money_unit", "Money shown in", Kind.CHOICE, listed=False),
            Column("places", "Decimal places", Kind.INTEGER, listed=False),
            Column("noun", "What is counted", Kind.TEXT, listed=False, help="As week/weeks."),
            Column("polarity", "Better", Kind.CHOICE, facet=True, listed=False),
            Column("frequency", "How often", Kind.CHOICE, facet=True),
            Column(
                "due_from",
                "Due from",
                Kind.DATE,
                listed=False,
                help="The first day of the first period a value is owed for.",
            ),
            Column("due_days", "Days until late", Kind.INTEGER, listed=False),
            Column(
                "tolerance",
                "Tolerance",
                Kind.NUMBER,
                listed=False,
                help="How far short of its target counts as near it, in its own unit.",
            ),
            Column("base", "Base", Kind.TEXT, listed=False),
            Column("benchmark", "Benchmark", Kind.TEXT, listed=False),
            Column("quality", "Quality of its data", Kind.CHOICE, facet=True),
            Column("quality_note", "On its quality", Kind.LONG_TEXT, listed=False),
            Column("quality_on", "Quality graded", Kind.DATE, editable=False, listed=False),
            Column("aim", "Aim it tells about", Kind.REFERENCE, to="aims", listed=False),
            Column("owner_role", "Owning role", Kind.TEXT, required=True, facet=True),
            Column(
                "unit",
                "Service",
                Kind.REFERENCE,
                facet=True,
                help="Who holds the owning role for it signs its values. Empty: for the council.",
            ),
            Column("public", "Open once published", Kind.FLAG, facet=True, listed=False),
            Column("additive", "Periods add up", Kind.FLAG, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            Column("source", "Source", Kind.TEXT, required=True, listed=False),
        ),
        unit_path="unit",
        published_when=Q(public=True),
        states=States(
            field="state",
            initial=Measure.State.IN_USE,
            transitions=(
                Transition("retire", ("in-use",), "retired", label="Retire"),
                Transition("take-up", ("retired",), "in-use", label="Take up again"),
            ),
        ),
        create=create_measure,
        change=change_measure,
        search=("key", "label", "definition"),
        retention=PERMANENT,
        description="What is measured, how, how often and by whom. Each measure is a figure.",
        empty="No measure is defined yet. Add one, or import a sheet of measures.",
    )
)
