"""The registers of a budget round: timetable, submissions, items, fees, consultation."""

from typing import Any

from townclerk.customers.public import refers_to_one
from townclerk.finance import policies
from townclerk.finance.models import (
    BudgetRound,
    BudgetStep,
    BudgetSubmission,
    ChallengeNote,
    ConsultationEntry,
    CouncilItem,
    FeeCharge,
    SubmissionLine,
)
from townclerk.finance.operations import budget_round, budget_setting, budget_submissions
from townclerk.finance.permissions import PLANNING, ROUNDS, S151
from townclerk.finance.queries.budget_round import proposed
from townclerk.finance.registers import CODE, NAME, RETENTION, steps
from townclerk.kernel.money import Money
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    States,
    Ways,
    reference,
    register,
)

ROUND = Column(
    "round", "Round", Kind.REFERENCE, required=True, facet=True, to="budget-rounds", fixed=True
)


def increase(fee: FeeCharge) -> Money | None:
    return None if fee.last is None else fee.amount - fee.last


BUDGET_ROUNDS = register(
    Register(
        name="budget-rounds",
        title="Budget rounds",
        singular="budget round",
        model=BudgetRound,
        area=PLANNING,
        section="Plan",
        key=("year",),
        subject=ROUNDS,
        columns=(
            Column("code", "Code", Kind.TEXT, editable=False),
            Column("year", "Year", Kind.YEAR, required=True, fixed=True),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("cabinet_on", "Cabinet", Kind.DATE, required=True),
            Column("council_on", "Budget Council", Kind.DATE, required=True),
            Column("plan", "Plan version", Kind.REFERENCE, to="plan-versions", listed=False),
            Column("recommendation", "Cabinet's decision", Kind.TEXT, editable=False),
            Column("decision", "The Council's decision", Kind.TEXT, editable=False),
            Column("equality_effect", "Equality effect together", Kind.LONG_TEXT, listed=False),
            SOURCE,
        ),
        states=States(
            "state", "opened", steps(policies.BUDGET_ROUND), move=budget_setting.move_round
        ),
        editors=(S151,),
        create=budget_round.open_round,
        change=budget_round.change_round,
        search=("code", "recommendation", "decision"),
        retention=RETENTION,
        description="The making of each year's budget, from cash limits to the locked budget.",
        empty="No round is opened yet. Open one with the days of Cabinet and of Budget Council.",
    )
)

BUDGET_STEPS = register(
    Register(
        name="budget-steps",
        title="Steps of budget timetables",
        singular="step",
        model=BudgetStep,
        area=PLANNING,
        section="Plan",
        key=("round", "code"),
        columns=(
            Column("title", "Step", Kind.TEXT, editable=False),
            Column("round", "Round", Kind.REFERENCE, facet=True, to="budget-rounds", fixed=True),
            Column("code", "Code", Kind.TEXT, fixed=True, listed=False),
            Column("owner_role", "Owning role", Kind.TEXT, facet=True, editable=False),
            Column("last_day", "Last day", Kind.DATE, editable=False),
            Column("planned_on", "Planned for", Kind.DATE, editable=False),
            Column("done_on", "Done", Kind.DATE, editable=False),
            Column("why", "Why then", Kind.TEXT, editable=False),
            Column("by_law", "Set by law", Kind.FLAG, facet=True, editable=False),
            Column("provision", "Provision", Kind.TEXT, editable=False, listed=False),
            SOURCE,
        ),
        ways=Ways.CHANGE,
        editors=(S151,),
        search=("title", "why"),
        retention=RETENTION,
        description="What is done by when in each round. Days are planned on the round's page.",
        empty="A step is laid out for each round as it is opened.",
    )
)

SUBMISSIONS = register(
    Register(
        name="budget-submissions",
        title="Budget submissions",
        singular="submission",
        model=BudgetSubmission,
        area=PLANNING,
        section="Plan",
        key=("round", "unit"),
        columns=(
            Column("reference", "Reference", Kind.TEXT, editable=False),
            ROUND,
            Column("unit", "Service", Kind.REFERENCE, required=True, facet=True, fixed=True),
            Column("cash_limit", "Cash limit", Kind.MONEY, required=True, unit="£"),
            Column("proposed", "Proposed", Kind.MONEY, unit="£", value=proposed),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("over_limit_reason", "Why over the limit", Kind.LONG_TEXT, listed=False),
            Column("submitted_on", "Sent in", Kind.DATE, editable=False),
            Column("agreed_on", "Agreed", Kind.DATE, editable=False, listed=False),
        ),
        states=States(
            "state", "draft", steps(policies.SUBMISSION), move=budget_submissions.move_submission
        ),
        unit_path="unit",
        editors=(S151,),
        create=budget_submissions.issue_limit,
        change=budget_submissions.change_submission,
        search=("reference", "over_limit_reason"),
        prefetch=("lines",),
        retention=RETENTION,
        description="What each budget holder proposes against the cash limit of the service.",
        empty="No cash limit is issued yet. Add one for each service, or import a sheet of limits.",
    )
)

SUBMISSION_LINES = register(
    Register(
        name="submission-lines",
        title="Lines of submissions",
        singular="submission line",
        model=SubmissionLine,
        area=PLANNING,
        section="Plan",
        key=("submission", "code"),
        columns=(
            Column(
                "submission",
                "Submission",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="budget-submissions",
                fixed=True,
            ),
            CODE,
            Column("heading", "Heading", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("base", "This year", Kind.MONEY, unit="£"),
            Column(
                "amount",
                "Proposed",
                Kind.MONEY,
                required=True,
                unit="£",
                help="Income and savings are negative.",
            ),
            Column("why", "What it rests on", Kind.TEXT, listed=False),
        ),
        unit_path="submission__unit",
        year_path="submission__round__year",
        editors=(S151,),
        create=budget_submissions.add_line,
        change=budget_submissions.change_line,
        search=("code", "heading", "why"),
        retention=RETENTION,
        description="Pay, prices, income and recharges as budget holders propose them.",
        empty="No line is proposed yet. Add one to a submission, or import a sheet of lines.",
    )
)

CHALLENGES = register(
    Register(
        name="budget-challenges",
        title="Challenges of submissions",
        singular="challenge",
        model=ChallengeNote,
        area=PLANNING,
        section="Plan",
        key=("submission", "asked_on"),
        columns=(
            Column("submission", "Submission", Kind.REFERENCE, facet=True, to="budget-submissions"),
            Column("asked_on", "Asked", Kind.DATE),
            Column("asked_role", "Asked by", Kind.TEXT),
            Column("question", "Question", Kind.LONG_TEXT),
            Column("answer", "Answer", Kind.LONG_TEXT),
            Column("answered_on", "Answered", Kind.DATE),
        ),
        unit_path="submission__unit",
        ways=Ways.NONE,
        search=("question", "answer"),
        retention=RETENTION,
        description="Questions put to submissions, and what was answered.",
        empty="Nothing was challenged yet. Challenge a submission on its own page.",
    )
)

COUNCIL_ITEMS = register(
    Register(
        name="council-items",
        title="Items of the council",
        singular="item",
        model=CouncilItem,
        area=PLANNING,
        section="Plan",
        key=("code",),
        columns=(
            CODE,
            ROUND,
            NAME,
            Column("paragraph", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("amount", "Amount", Kind.MONEY, required=True, unit="£", help="Its size."),
            SOURCE,
        ),
        editors=(S151,),
        search=("code", "name", "source"),
        retention=RETENTION,
        description="What makes up the requirement beside services: levies, grants, reserves.",
        empty="No item is recorded yet. Add one, or import a sheet of items.",
    )
)

FEES = register(
    Register(
        name="fees-and-charges",
        title="Fees and charges",
        singular="charge",
        model=FeeCharge,
        area=PLANNING,
        section="Plan",
        key=("round", "code"),
        columns=(
            CODE,
            ROUND,
            Column("unit", "Service", Kind.REFERENCE, required=True, facet=True),
            Column("name", "Charge", Kind.TEXT, required=True),
            Column("power", "Power", Kind.TEXT, required=True, help="The law that allows it."),
            Column("basis", "Basis", Kind.CHOICE, required=True, facet=True),
            Column("last", "This year", Kind.MONEY, unit="£"),
            Column("amount", "Proposed", Kind.MONEY, required=True, unit="£"),
            Column("increase", "Increase", Kind.MONEY, unit="£", value=increase),
            SOURCE,
        ),
        unit_path="unit",
        editors=(S151,),
        search=("code", "name", "power"),
        retention=RETENTION,
        description="The schedule of charges with the power, the basis and the increase of each.",
        empty="No charge is recorded yet. Add one, or import the schedule.",
    )
)

CONSULTATION = register(
    Register(
        name="budget-consultation",
        title="Budget consultation",
        singular="entry",
        model=ConsultationEntry,
        area=PLANNING,
        section="Plan",
        key=("round", "reference"),
        columns=(
            reference(),
            ROUND,
            Column("heard_on", "Heard", Kind.DATE, required=True),
            Column("audience", "Who was heard", Kind.TEXT, required=True, facet=True),
            Column("method", "How", Kind.TEXT, listed=False),
            Column("responses", "Responses", Kind.INTEGER),
            Column("summary", "What was said", Kind.LONG_TEXT, required=True),
            Column("outcome", "What came of it", Kind.LONG_TEXT),
            Column("consultation", "Consultation", Kind.TEXT, listed=False),
        ),
        validate=refers_to_one("consultation"),
        editors=(S151,),
        search=("reference", "audience", "summary", "outcome"),
        retention=RETENTION,
        description="What was heard about the budget and what came of it.",
        empty="Nothing is recorded yet. Add what was heard, or import a sheet.",
    )
)

DECLARED: tuple[Any, ...] = (
    BUDGET_ROUNDS,
    BUDGET_STEPS,
    SUBMISSIONS,
    SUBMISSION_LINES,
    CHALLENGES,
    COUNCIL_ITEMS,
    FEES,
    CONSULTATION,
)
