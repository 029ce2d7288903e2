"""The registers of setting the tax: base, parishes, precepts, amendments, resolutions."""

from townclerk.finance import policies
from townclerk.finance.models import (
    AmendmentChange,
    BudgetAmendment,
    MajorPrecept,
    ParishArea,
    PrintedSplit,
    RobustnessStatement,
    TaxResolution,
    TaxSetting,
)
from townclerk.finance.operations import budget_amendments
from townclerk.finance.permissions import PLANNING, S151
from townclerk.finance.registers import CODE, NAME, RETENTION, steps
from townclerk.finance.registers_budget import ROUND
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

PERMANENT = "permanent"

TAX_SETTINGS = register(
    Register(
        name="tax-settings",
        title="Tax settings",
        singular="tax setting",
        model=TaxSetting,
        area=PLANNING,
        section="Collect",
        key=("round",),
        columns=(
            ROUND,
            Column("tax_base", "Tax base", Kind.NUMBER, required=True, help="Band D equivalents."),
            Column("base_decision", "Decision on the base", Kind.TEXT, listed=False),
            Column("band_d", "Proposed Band D", Kind.MONEY, required=True, unit="£"),
            Column("social_care", "Adult social care in it", Kind.MONEY, unit="£"),
            Column("last_band_d", "Last year's Band D", Kind.MONEY, required=True, unit="£"),
            Column("last_social_care", "Social care in that", Kind.MONEY, unit="£", listed=False),
            Column("wholly_parished", "Wholly parished", Kind.FLAG, listed=False),
            SOURCE,
        ),
        editors=(S151,),
        search=("base_decision", "source"),
        retention=RETENTION,
        description="The adopted base and the proposed Band D of each year, beside last year's.",
        empty="No setting is recorded yet. Add one to the round in hand.",
    )
)

PARISHES = register(
    Register(
        name="parish-areas",
        title="Parishes and special areas",
        singular="area",
        model=ParishArea,
        area=PLANNING,
        section="Collect",
        key=("round", "code"),
        columns=(
            CODE,
            ROUND,
            NAME,
            Column("tax_base", "Tax base", Kind.NUMBER, required=True),
            Column("precept", "Precept", Kind.MONEY, unit="£", help="The cash sum asked for."),
            Column("received_on", "Received", Kind.DATE),
            Column("special_expenses", "Special expenses", Kind.MONEY, unit="£"),
            Column("last_tax_base", "Last year's base", Kind.NUMBER, listed=False),
            Column("last_precept", "Last year's precept", Kind.MONEY, unit="£", listed=False),
            Column("printed_band_d", "Band D it printed", Kind.MONEY, unit="£", listed=False),
            SOURCE,
        ),
        editors=(S151,),
        search=("code", "name"),
        retention=RETENTION,
        description="Each parish with its base and precept, and parts with expenses of their own.",
        empty="No parish is recorded yet. Add one, or import a sheet of parishes.",
    )
)

PRECEPTS = register(
    Register(
        name="major-precepts",
        title="Major precepts",
        singular="precept",
        model=MajorPrecept,
        area=PLANNING,
        section="Collect",
        key=("round", "authority"),
        columns=(
            ROUND,
            Column("authority", "Authority", Kind.CHOICE, required=True, facet=True, fixed=True),
            NAME,
            Column("band_d", "Band D", Kind.MONEY, unit="£", help="Empty until it is issued."),
            Column("last_band_d", "Last year", Kind.MONEY, unit="£"),
            Column("received_on", "Received", Kind.DATE),
            SOURCE,
        ),
        editors=(S151,),
        search=("name",),
        retention=RETENTION,
        description="What police, fire and the mayor ask for at Band D. Nil is a precept too.",
        empty="No precept is recorded yet. Add each authority that may issue one.",
    )
)

SPLITS = register(
    Register(
        name="printed-splits",
        title="Printed splits of a band",
        singular="printed split",
        model=PrintedSplit,
        area=PLANNING,
        section="Collect",
        key=("round", "band"),
        columns=(
            ROUND,
            Column("band", "Band", Kind.CHOICE, required=True, fixed=True),
            Column("core", "Core", Kind.MONEY, required=True, unit="£"),
            Column("social_care", "Adult social care", Kind.MONEY, required=True, unit="£"),
            SOURCE,
        ),
        editors=(S151,),
        search=("source",),
        retention=RETENTION,
        description="Splits into core and social care that were printed, to be checked.",
        empty="None is recorded. Add the printed split of each band to have it checked.",
    )
)

STATEMENTS = register(
    Register(
        name="robustness-statements",
        title="Robustness statements",
        singular="statement",
        model=RobustnessStatement,
        area=PLANNING,
        section="Decide",
        key=("round",),
        columns=(
            ROUND,
            Column("reference", "Reference", Kind.TEXT),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("estimates", "Of the estimates", Kind.LONG_TEXT, listed=False),
            Column("reserves", "Of the reserves", Kind.LONG_TEXT, listed=False),
            Column("minimum_balance", "Least balance advised", Kind.MONEY, unit="£"),
            Column("signed_on", "Signed", Kind.DATE),
            Column("regard_minute", "Minute of regard", Kind.TEXT),
        ),
        ways=Ways.NONE,
        search=("reference", "estimates", "reserves"),
        retention=PERMANENT,
        description="The chief finance officer's reports on estimates and reserves (section 25).",
        empty="A statement is drafted with each round. Write and sign it on the round's page.",
    )
)

AMENDMENTS = register(
    Register(
        name="budget-amendments",
        title="Budget amendments",
        singular="amendment",
        model=BudgetAmendment,
        area=PLANNING,
        section="Decide",
        key=("reference",),
        columns=(
            reference(),
            ROUND,
            Column("title", "Title", Kind.TEXT, required=True),
            Column("moved_by", "Moved by", Kind.TEXT, required=True, facet=True),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("band_d_change", "Change of Band D", Kind.MONEY, unit="£"),
            Column("tabled_on", "Tabled", Kind.DATE, editable=False, listed=False),
            Column("minute", "Minute", Kind.TEXT, editable=False, listed=False),
        ),
        states=States(
            "state", "draft", steps(policies.AMENDMENT), move=budget_amendments.move_amendment
        ),
        editors=(S151,),
        create=budget_amendments.draw,
        change=budget_amendments.change_amendment,
        search=("reference", "title", "moved_by"),
        retention=RETENTION,
        description="Changes to the recommended budget, costed and put to the vote.",
        empty="No amendment is drawn yet. Draw one once Cabinet has recommended the budget.",
    )
)

AMENDMENT_CHANGES = register(
    Register(
        name="amendment-changes",
        title="Lines of amendments",
        singular="line",
        model=AmendmentChange,
        area=PLANNING,
        section="Decide",
        key=("amendment", "what"),
        columns=(
            Column(
                "amendment",
                "Amendment",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="budget-amendments",
            ),
            Column("what", "What it changes", Kind.TEXT, required=True),
            Column("unit", "Service", Kind.REFERENCE),
            Column("item", "Item of the council", Kind.REFERENCE, to="council-items"),
            Column("option", "Budget option", Kind.TEXT, listed=False),
            Column("amount", "Adds to it", Kind.MONEY, required=True, unit="£"),
        ),
        editors=(S151,),
        create=budget_amendments.add_change,
        ways=Ways.ADD,
        search=("what", "option"),
        retention=RETENTION,
        description="Each line an amendment changes and by how much.",
        empty="No amendment changes a line yet. Add lines on the amendment's page.",
    )
)

RESOLUTIONS = register(
    Register(
        name="tax-resolutions",
        title="Tax resolutions",
        singular="resolution",
        model=TaxResolution,
        area=PLANNING,
        section="Collect",
        key=("round",),
        columns=(
            Column("round", "Round", Kind.REFERENCE, facet=True, to="budget-rounds"),
            Column("resolved_on", "Resolved", Kind.DATE),
            Column("decision", "Decision", Kind.TEXT),
            Column("digest", "Digest", Kind.TEXT, editable=False),
        ),
        ways=Ways.NONE,
        search=("decision",),
        retention=PERMANENT,
        description="The resolutions by which the Council set the tax, sealed as passed.",
        empty="None is passed yet. It is sealed when the Council's decision is recorded.",
    )
)
