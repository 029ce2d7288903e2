"""The registers of capital: pots of grant, schemes with cost and funding, financial strategies."""

from townclerk.finance import policies
from townclerk.finance.models import (
    CapitalGrant,
    CapitalGrantYear,
    CapitalScheme,
    FinancialStrategy,
    SchemeCost,
    SchemeFunding,
)
from townclerk.finance.operations import capital
from townclerk.finance.permissions import PLANNING, S151
from townclerk.finance.registers import CODE, NAME, OWNER, RETENTION, YEAR, steps
from townclerk.kernel.money import Money
from townclerk.platform.registers import SOURCE, Column, Kind, Register, States, Ways, register

DECISION = Column(
    "decision", "Decision", Kind.TEXT, help="Reference of the decision that approves it."
)


def receipts_of(grant: CapitalGrant) -> Money:
    return Money.total(row.receipts for row in grant.by_year.all())


def commitments_of(grant: CapitalGrant) -> Money:
    return Money.total(row.commitments for row in grant.by_year.all())


def uncommitted_of(grant: CapitalGrant) -> Money:
    size = receipts_of(grant) if grant.awarded is None else grant.awarded
    return size - commitments_of(grant)


def cost_of(scheme: CapitalScheme) -> Money:
    return Money.total(row.amount for row in scheme.costs.all())


def funding_of(scheme: CapitalScheme) -> Money:
    return Money.total(row.amount for row in scheme.funding.all())


CAPITAL_GRANTS = register(
    Register(
        name="capital-grants",
        title="Capital grants",
        singular="capital grant",
        model=CapitalGrant,
        area=PLANNING,
        section="Plan",
        key=("code",),
        columns=(
            CODE,
            NAME,
            Column(
                "awarded",
                "Whole award",
                Kind.MONEY,
                unit="£",
                help="Empty where what it brings is recorded by year.",
            ),
            Column("receipts", "Expected receipts", Kind.MONEY, unit="£", value=receipts_of),
            Column("commitments", "Commitments", Kind.MONEY, unit="£", value=commitments_of),
            Column("uncommitted", "Not committed", Kind.MONEY, unit="£", value=uncommitted_of),
            SOURCE,
        ),
        editors=(S151,),
        ways=Ways.FORMS,
        search=("code", "name"),
        prefetch=("by_year",),
        retention=RETENTION,
        description="Capital grants with what they bring and what is committed, all years.",
        empty="No capital grant is recorded yet. Add one, or import a sheet of capital grants.",
    )
)

GRANT_YEARS = register(
    Register(
        name="capital-grant-years",
        title="Capital grants by year",
        singular="year of a capital grant",
        model=CapitalGrantYear,
        area=PLANNING,
        section="Plan",
        key=("grant", "year"),
        columns=(
            Column(
                "grant", "Grant", Kind.REFERENCE, True, facet=True, to="capital-grants", fixed=True
            ),
            YEAR,
            Column("receipts", "Expected receipts", Kind.MONEY, required=True, unit="£"),
            Column("commitments", "Commitments", Kind.MONEY, required=True, unit="£"),
        ),
        editors=(S151,),
        search=("grant__name",),
        retention=RETENTION,
        description="What each capital grant brings in a year, and what of it is committed.",
        empty="No year is recorded yet. Add one, or import a sheet of capital grants.",
    )
)

SCHEMES = register(
    Register(
        name="capital-schemes",
        title="Capital schemes",
        singular="capital scheme",
        model=CapitalScheme,
        area=PLANNING,
        section="Plan",
        key=("code",),
        columns=(
            CODE,
            NAME,
            Column("stage", "Stage", Kind.CHOICE, facet=True),
            Column("unit", "Service", Kind.REFERENCE, facet=True),
            Column("cost", "Cost", Kind.MONEY, unit="£", value=cost_of),
            Column("funded", "Funding", Kind.MONEY, unit="£", value=funding_of),
            Column("start", "Start", Kind.DATE),
            Column("finish", "Finish", Kind.DATE, listed=False),
            Column("objective", "What it is for", Kind.LONG_TEXT, required=True, listed=False),
            Column("asset", "What is built or bought", Kind.TEXT, listed=False),
            Column("sponsor_role", "Sponsoring role", Kind.TEXT, listed=False),
            Column(
                "revenue_note",
                "Effect on revenue",
                Kind.LONG_TEXT,
                listed=False,
                help="What it costs or brings in each year once it is there.",
            ),
            DECISION,
            Column("approved_on", "Approved", Kind.DATE, editable=False, listed=False),
            SOURCE,
        ),
        states=States(
            "stage",
            "pipeline",
            steps(policies.CAPITAL_SCHEME, approver=S151),
            move=capital.move_scheme,
        ),
        unit_path="unit",
        editors=(S151,),
        create=capital.create_scheme,
        change=capital.change_scheme,
        search=("code", "name", "objective", "asset"),
        prefetch=("costs", "funding"),
        retention=RETENTION,
        description="Every capital scheme from an idea to its close, with its cost and funding.",
        empty="No scheme is recorded yet. Add one, or import a sheet of schemes.",
    )
)

SCHEME = Column(
    "scheme", "Scheme", Kind.REFERENCE, True, facet=True, to="capital-schemes", fixed=True
)
YEAR_IF_KNOWN = Column(
    "year", "Year", Kind.YEAR, facet=True, fixed=True, help="Empty while it is not known."
)

SCHEME_COSTS = register(
    Register(
        name="scheme-costs",
        title="Costs of capital schemes",
        singular="cost of a scheme",
        model=SchemeCost,
        area=PLANNING,
        section="Plan",
        key=("scheme", "year"),
        columns=(
            SCHEME,
            YEAR_IF_KNOWN,
            Column("amount", "Cost", Kind.MONEY, required=True, unit="£"),
            SOURCE,
        ),
        unit_path="scheme__unit",
        editors=(S151,),
        create=capital.add_cost,
        change=capital.change_part,
        search=("scheme__name", "source"),
        retention=RETENTION,
        description="What each scheme costs in each year.",
        empty="No cost is recorded yet. Add one to a scheme, or import a sheet of costs.",
    )
)

SCHEME_FUNDING = register(
    Register(
        name="scheme-funding",
        title="Funding of capital schemes",
        singular="funding of a scheme",
        model=SchemeFunding,
        area=PLANNING,
        section="Plan",
        key=("scheme", "funder", "year"),
        columns=(
            SCHEME,
            Column(
                "funder",
                "Funder",
                Kind.TEXT,
                required=True,
                fixed=True,
                help="Who or what pays, in a few words.",
            ),
            YEAR_IF_KNOWN,
            Column("kind", "Kind of funding", Kind.CHOICE, required=True, facet=True),
            Column(
                "grant",
                "Pot of grant",
                Kind.REFERENCE,
                facet=True,
                to="capital-grants",
                listed=False,
                help="Where a capital grant of the council pays.",
            ),
            Column(
                "within_commitments",
                "Counted in the pot's commitments",
                Kind.FLAG,
                listed=False,
            ),
            Column("reserve", "Reserve", Kind.REFERENCE, to="reserves", listed=False),
            Column("amount", "Amount", Kind.MONEY, required=True, unit="£"),
            SOURCE,
        ),
        unit_path="scheme__unit",
        editors=(S151,),
        create=capital.add_funding,
        change=capital.change_part,
        search=("scheme__name", "funder", "source"),
        retention=RETENTION,
        description="What pays for each scheme in each year.",
        empty="No funding is recorded yet. Add some to a scheme, or import a sheet of funding.",
    )
)

STRATEGIES = register(
    Register(
        name="financial-strategies",
        title="Financial strategies",
        singular="financial strategy",
        model=FinancialStrategy,
        area=PLANNING,
        section="Plan",
        key=("code",),
        columns=(
            CODE,
            NAME,
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("year", "Year", Kind.YEAR, facet=True, help="Empty where it is not known."),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("body", "Approved by", Kind.CHOICE, facet=True),
            DECISION,
            Column("approved_on", "Approved", Kind.DATE, editable=False),
            OWNER,
            SOURCE,
        ),
        states=States(
            "state", "draft", steps(policies.STRATEGY, approver=S151), move=capital.move_strategy
        ),
        editors=(S151,),
        create=capital.draft_strategy,
        change=capital.change_strategy,
        search=("code", "name"),
        retention=RETENTION,
        description=(
            "Capital, treasury, investment and other strategies of the council's money, each with "
            "its year and its decision; the paper hangs on its page as a file."
        ),
        empty="No strategy is recorded yet. Add one, then attach its paper to its page.",
    )
)
