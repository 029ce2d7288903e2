"""The registers of the tax base and of the collection fund estimate."""

from townclerk.finance.models import BaseLine, FundDemand, FundEstimate, TaxBaseReport
from townclerk.finance.operations import tax_base
from townclerk.finance.permissions import PLANNING, S151, TAX_BASE
from townclerk.finance.registers import NAME, RETENTION
from townclerk.finance.registers_budget import ROUND
from townclerk.kernel.money import Money
from townclerk.platform.registers import SOURCE, Column, Kind, Register, Ways, register

STATE = Column("state", "State", Kind.CHOICE, facet=True, editable=False)
NOTIFIED = Column("notified_on", "Notified", Kind.DATE, editable=False)


def balance_of(estimate: FundEstimate) -> Money:
    return estimate.balance


BASE_REPORTS = register(
    Register(
        name="tax-base-reports",
        title="Tax base reports",
        singular="tax base report",
        model=TaxBaseReport,
        area=PLANNING,
        section="Collect",
        key=("round",),
        subject=TAX_BASE,
        columns=(
            ROUND,
            STATE,
            Column("collection_rate", "Collection rate", Kind.NUMBER, required=True, unit="%"),
            Column("in_lieu", "Defence dwellings", Kind.NUMBER, listed=False),
            Column("places", "Decimal places", Kind.INTEGER, listed=False),
            Column("charge", "Band D for reductions", Kind.MONEY, unit="£", listed=False),
            Column("adopted", "Base adopted", Kind.NUMBER, editable=False),
            Column("decision", "Decision", Kind.TEXT, editable=False),
            Column("adopted_on", "Adopted", Kind.DATE, editable=False),
            NOTIFIED,
            SOURCE,
        ),
        editors=(S151,),
        create=tax_base.start_base,
        change=tax_base.change,
        ways=Ways.FORMS,
        search=("decision", "source"),
        retention=RETENTION,
        description="The tax base of each year, as worked out, adopted and notified.",
        empty="No tax base is begun yet. Begin one with the collection rate expected.",
    )
)

BASE_LINES = register(
    Register(
        name="tax-base-lines",
        title="Dwellings by band",
        singular="band",
        model=BaseLine,
        area=PLANNING,
        section="Collect",
        key=("round", "area", "band"),
        subject=TAX_BASE,
        columns=(
            ROUND,
            Column(
                "area",
                "Area",
                Kind.TEXT,
                required=True,
                facet=True,
                fixed=True,
                help="“whole”, or the code of the parish or part.",
            ),
            Column("band", "Band", Kind.CHOICE, required=True, fixed=True),
            Column("listed", "On the list", Kind.NUMBER, help="Dwellings on 30 November."),
            Column("additions", "Expected additions", Kind.NUMBER, listed=False),
            Column("exempt", "Exempt", Kind.NUMBER),
            Column("relief_out", "Moved to the band below", Kind.NUMBER, listed=False),
            Column("relief_in", "Moved from the band above", Kind.NUMBER, listed=False),
            Column("quarter_off", "With 25% off", Kind.NUMBER),
            Column("half_off", "With 50% off", Kind.NUMBER),
            Column("discount", "Other discounts, full charges", Kind.NUMBER, listed=False),
            Column("premium", "Premiums, full charges", Kind.NUMBER, listed=False),
            Column("changes", "Changes in the year", Kind.NUMBER, listed=False),
            Column("reductions", "Reduction, dwellings", Kind.NUMBER),
            Column("reductions_pounds", "Reduction", Kind.MONEY, unit="£", listed=False),
            SOURCE,
        ),
        editors=(S151,),
        search=("area", "source"),
        retention=RETENTION,
        description="Dwellings of each band, for the whole area and for each parish or part.",
        empty="No band is recorded yet. Import the sheet of dwellings by band.",
    )
)

FUND_ESTIMATES = register(
    Register(
        name="collection-fund-estimates",
        title="Collection fund estimates",
        singular="collection fund estimate",
        model=FundEstimate,
        area=PLANNING,
        section="Collect",
        key=("round",),
        columns=(
            ROUND,
            STATE,
            Column("opening", "Opening balance", Kind.MONEY, required=True, unit="£"),
            Column("credits", "Credits expected", Kind.MONEY, required=True, unit="£"),
            Column("debits", "Charges expected", Kind.MONEY, required=True, unit="£"),
            Column("balance", "Estimated balance", Kind.MONEY, unit="£", value=balance_of),
            Column("in_pounds", "In whole pounds", Kind.FLAG, listed=False),
            Column("estimated_on", "Estimated", Kind.DATE, editable=False),
            NOTIFIED,
            SOURCE,
        ),
        editors=(S151,),
        create=tax_base.start_estimate,
        change=tax_base.change,
        ways=Ways.FORMS,
        search=("source",),
        retention=RETENTION,
        description="What the council tax account will have over or lack at the year's end.",
        empty="No estimate is begun yet. Begin one with the balances expected.",
    )
)

FUND_DEMANDS = register(
    Register(
        name="collection-fund-demands",
        title="Demands on the collection fund",
        singular="demand",
        model=FundDemand,
        area=PLANNING,
        section="Collect",
        key=("round", "authority"),
        columns=(
            ROUND,
            Column("authority", "Authority", Kind.CHOICE, required=True, facet=True, fixed=True),
            NAME,
            Column("amount", "Demand", Kind.MONEY, required=True, unit="£"),
            SOURCE,
        ),
        editors=(S151,),
        search=("name",),
        retention=RETENTION,
        description="What each authority asks of the fund for the year the estimate is made in.",
        empty="No demand is recorded yet. Add the council's own and each precepting authority's.",
    )
)
