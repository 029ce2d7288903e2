"""The registers of finance: plan, funding, reserves, change fund requests."""

from typing import Any

from django.db.models import Q

from townclerk.finance import policies
from townclerk.finance.models import (
    ChangeRequest,
    GrantAmount,
    GrantStream,
    PlanLine,
    PlanVersion,
    Reserve,
    ReserveMovement,
)
from townclerk.finance.operations import change_fund, grants, plan, registering, reserves
from townclerk.finance.permissions import CHANGE, PLANNING, RUNNING, S151
from townclerk.kernel.money import Money
from townclerk.platform.access.areas import Verb
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Transition,
    Ways,
    reference,
    register,
)

FIXED = [str(state) for state in PlanVersion.FIXED]
CODE = Column("code", "Code", Kind.TEXT, required=True, fixed=True)
NAME = Column("name", "Name", Kind.TEXT, required=True)
YEAR = Column("year", "Year", Kind.YEAR, required=True, facet=True, fixed=True)
UNIT = Column("unit", "Service", Kind.REFERENCE, facet=True, listed=False)
OWNER = Column("owner_role", "Owning role", Kind.TEXT, facet=True, listed=False)
RETENTION = "financial-7-years"


def steps(moves: policies.Moves, *, approver: str = "") -> tuple[Transition, ...]:
    """The steps of a table; where a verb alone is too wide, only one role approves."""
    return tuple(
        move.transition(name, only=(approver,) if approver and move.verb is Verb.APPROVE else ())
        for name, move in moves.items()
    )


def _typed(line: PlanLine) -> Money:
    return sum((cell.amount for cell in line.amounts.all()), Money.zero)


PLAN_VERSIONS = register(
    Register(
        name="plan-versions",
        title="Plan versions",
        singular="plan version",
        model=PlanVersion,
        area=PLANNING,
        section="Plan",
        key=("number",),
        columns=(
            Column("number", "Number", Kind.INTEGER, required=True, fixed=True),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("first_year", "First year", Kind.YEAR, required=True, fixed=True),
            Column("years", "Years", Kind.INTEGER, help="One to five.", fixed=True),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("published_on", "Published", Kind.DATE, editable=False),
            Column("noted", "Noted by Cabinet", Kind.TEXT, editable=False, listed=False),
            Column("noted_on", "Noted", Kind.DATE, editable=False, listed=False),
            Column("note", "Note", Kind.LONG_TEXT, listed=False),
        ),
        states=States(
            "state", "draft", steps(policies.PLAN, approver=S151), move=plan.move_version
        ),
        published_when=Q(state__in=FIXED),
        editors=(S151,),
        create=registering.create_version,
        change=registering.change_version,
        ways=Ways.FORMS,
        search=("title", "note"),
        retention=RETENTION,
        description="Each numbered forecast of the funding gap, from draft to published.",
        empty="No version is recorded yet. Add one, or import versions with their lines.",
    )
)

PLAN_LINES = register(
    Register(
        name="plan-lines",
        title="Plan lines",
        singular="plan line",
        model=PlanLine,
        area=PLANNING,
        section="Plan",
        key=("plan", "code"),
        columns=(
            CODE,
            Column("heading", "Heading", Kind.TEXT, required=True),
            Column(
                "plan",
                "Version",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="plan-versions",
                fixed=True,
            ),
            Column("step", "Step", Kind.CHOICE, required=True, facet=True),
            Column("type", "Type", Kind.CHOICE, required=True, facet=True),
            Column("group", "Group", Kind.TEXT, listed=False),
            Column("recurrence", "Recurrence", Kind.CHOICE, facet=True, listed=False),
            Column("unwinds", "Unwinds", Kind.FLAG, listed=False),
            UNIT,
            OWNER,
            Column("confidence", "Confidence", Kind.CHOICE, facet=True),
            Column("typed", "Typed, all years", Kind.MONEY, unit="£", value=_typed),
            Column("printed_total", "Printed total", Kind.MONEY, unit="£", listed=False),
            Column("grant", "Funding stream", Kind.REFERENCE, to="grants", listed=False),
            Column("evidence", "Evidence", Kind.TEXT, listed=False),
            Column("agreed_on", "Agreed", Kind.DATE, listed=False),
            Column("saving", "Saving it counts", Kind.TEXT, listed=False),
            Column("included_in", "Held by line", Kind.TEXT, listed=False),
            SOURCE,
        ),
        unit_path="unit",
        published_when=Q(plan__state__in=FIXED),
        editors=(S151,),
        create=registering.create_line,
        change=plan.change_line,
        ways=Ways.FORMS,
        search=("code", "heading", "group", "source"),
        prefetch=("amounts",),
        retention=RETENTION,
        description="What makes and closes the gap: pressures, revisions, proposals, phasing.",
        empty="No line is recorded yet. Add one to a draft version, or import a sheet of lines.",
    )
)

GRANTS = register(
    Register(
        name="grants",
        title="Funding streams",
        singular="funding stream",
        model=GrantStream,
        area=PLANNING,
        section="Plan",
        key=("code",),
        columns=(
            CODE,
            NAME,
            Column("department", "Department", Kind.TEXT, facet=True),
            Column("type", "Type", Kind.CHOICE, required=True, facet=True),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("end_date", "Ends", Kind.DATE),
            Column("yearly_cost", "Pays for, a year", Kind.MONEY, unit="£"),
            Column("conditions", "Conditions", Kind.LONG_TEXT, listed=False),
            Column("certified", "Needs certification", Kind.FLAG, listed=False),
            UNIT,
            Column("posts", "Posts it funds", Kind.TEXT, listed=False),
            OWNER,
            SOURCE,
        ),
        states=States("state", "rumoured", steps(policies.GRANT), move=grants.move_stream),
        unit_path="unit",
        editors=(S151,),
        create=grants.create_stream,
        ways=Ways.FORMS,
        search=("code", "name", "department", "conditions"),
        retention=RETENTION,
        description="Government funding, one record a stream, as it firms up.",
        empty="No stream is recorded yet. Add one, or import a sheet of streams.",
    )
)

GRANT_AMOUNTS = register(
    Register(
        name="grant-amounts",
        title="Amounts of funding streams",
        singular="amount of a stream",
        model=GrantAmount,
        area=PLANNING,
        section="Plan",
        key=("stream", "year", "stage"),
        columns=(
            Column("stream", "Stream", Kind.REFERENCE, True, facet=True, to="grants", fixed=True),
            YEAR,
            Column("stage", "Stage", Kind.CHOICE, required=True, facet=True, fixed=True),
            Column("amount", "Amount", Kind.MONEY, required=True, unit="£"),
            Column("assumed", "The plan assumes it", Kind.FLAG, facet=True, editable=False),
            SOURCE,
        ),
        unit_path="stream__unit",
        editors=(S151,),
        create=grants.register_amount,
        change=grants.change_amount,
        search=("stream__name", "source"),
        retention=RETENTION,
        description="What each stream gives in a year at each stage, side by side.",
        empty="No amount is recorded yet. Add one, or import a sheet of amounts.",
    )
)

RESERVES = register(
    Register(
        name="reserves",
        title="Reserves",
        singular="reserve",
        model=Reserve,
        area=RUNNING,
        section="Plan",
        key=("code",),
        columns=(
            CODE,
            NAME,
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("opening", "Opening balance", Kind.MONEY, required=True, unit="£"),
            Column("opened_on", "Opening balance on", Kind.DATE, required=True),
            Column("opening_known", "Opening balance known", Kind.FLAG, listed=False),
            Column("purpose", "Purpose", Kind.LONG_TEXT, listed=False),
            Column("trigger", "What allows its use", Kind.TEXT, listed=False),
            Column("ring_fenced", "Ring-fenced", Kind.FLAG, facet=True),
            UNIT,
            OWNER,
            Column("officer_limit", "s151 decides up to", Kind.MONEY, unit="£", listed=False),
            Column("review_on", "Review due", Kind.DATE),
            Column("reviewed_on", "Reviewed", Kind.DATE, editable=False, listed=False),
            Column("outcome", "Outcome", Kind.CHOICE, editable=False, facet=True, listed=False),
            SOURCE,
        ),
        unit_path="unit",
        editors=(S151,),
        create=reserves.create_reserve,
        ways=Ways.FORMS,
        search=("code", "name", "purpose"),
        retention=RETENTION,
        description="Money held for a purpose, and the general balance.",
        empty="No reserve is recorded yet. Add one, or import a sheet of reserves.",
    )
)

RESERVE_MOVEMENTS = register(
    Register(
        name="reserve-movements",
        title="Reserve movements",
        singular="reserve movement",
        model=ReserveMovement,
        area=RUNNING,
        section="Plan",
        key=("reference",),
        columns=(
            Column("reference", "Reference", Kind.TEXT, required=True),
            Column("reserve", "Reserve", Kind.REFERENCE, required=True, facet=True, to="reserves"),
            Column("year", "Year", Kind.YEAR, required=True, facet=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column(
                "amount",
                "Amount",
                Kind.MONEY,
                required=True,
                unit="£",
                help="Positive into the reserve, negative out of it.",
            ),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("decision", "Decision", Kind.TEXT, required=True),
            Column(
                "decided_by",
                "Decided by",
                Kind.CHOICE,
                facet=True,
                listed=False,
                help="Above the limit of the reserve: Cabinet or the Council.",
            ),
            Column("happened_on", "Made on", Kind.DATE, listed=False),
            Column("reason", "Reason", Kind.TEXT, listed=False),
            SOURCE,
        ),
        states=States("state", "planned", steps(policies.MOVEMENT), move=reserves.move_movement),
        unit_path="reserve__unit",
        editors=(S151,),
        create=registering.create_movement,
        ways=Ways.ADD,
        search=("reference", "decision", "reason", "reserve__name"),
        retention=RETENTION,
        description="What goes into and out of each reserve, with the decision that allows it.",
        empty="No movement is recorded yet. Add one, or import a sheet of movements.",
    )
)


def _request_steps() -> tuple[Transition, ...]:
    """Steps that need no more than a sentence; award and drawing down need amounts and dates."""
    acts: dict[str, Any] = {
        "evaluate": registering.evaluate,
        "refuse": registering.refuse,
        "review": registering.review,
        "close": change_fund.close,
    }
    return tuple(
        policies.REQUEST[name].transition(
            name,
            other_than=("raised_by",) if name == "evaluate" else (),
            # The s151 officer approves funding of change, and no other part of that area.
            subject="funding" if policies.REQUEST[name].verb is Verb.APPROVE else "",
            act=act,
        )
        for name, act in acts.items()
    )


CHANGE_REQUESTS = register(
    Register(
        name="change-requests",
        title="Change fund requests",
        singular="change fund request",
        model=ChangeRequest,
        area=CHANGE,
        section="Change",
        key=("reference",),
        columns=(
            reference(),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("fund", "Fund", Kind.REFERENCE, required=True, facet=True, fixed=True),
            Column("purpose", "Purpose", Kind.CHOICE, required=True, facet=True),
            Column("amount", "Amount", Kind.MONEY, required=True, unit="£"),
            Column("needed_from", "Needed from", Kind.DATE, required=True),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("alignment", "How it serves the aims", Kind.LONG_TEXT, True, listed=False),
            Column("yearly_return", "Return a year", Kind.MONEY, unit="£"),
            Column("social_return", "Social return", Kind.LONG_TEXT, listed=False),
            Column("evidence", "Evidence", Kind.TEXT, listed=False),
            UNIT,
            Column("sponsor_role", "Sponsoring role", Kind.TEXT, listed=False),
            Column("evaluation", "Evaluation", Kind.LONG_TEXT, editable=False, listed=False),
            Column("refusal", "Why refused", Kind.TEXT, editable=False, listed=False),
            Column("awarded_on", "Awarded", Kind.DATE, editable=False, listed=False),
            Column("drawn", "Drawn", Kind.MONEY, unit="£", editable=False, listed=False),
            Column("benefit_found", "Benefit found", Kind.LONG_TEXT, editable=False, listed=False),
        ),
        states=States("state", "bid", _request_steps()),
        unit_path="unit",
        editors=(S151,),
        create=registering.create_request,
        change=registering.change_request,
        search=("reference", "title", "alignment"),
        retention=RETENTION,
        description="Bids for money to pay for change, from bid to the check of benefits.",
        empty="No request is recorded yet. Add one when a project needs money from the fund.",
    )
)
