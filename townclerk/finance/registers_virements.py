"""The registers of virements: the rules of the financial regulations, and what is moved."""

from townclerk.finance import policies
from townclerk.finance.models import Virement, VirementRule
from townclerk.finance.operations import virements
from townclerk.finance.permissions import PLANNING, S151
from townclerk.finance.registers import CODE, RETENTION, steps
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

VIREMENT_RULES = register(
    Register(
        name="virement-rules",
        title="Virement rules",
        singular="virement rule",
        model=VirementRule,
        area=PLANNING,
        section="Plan",
        key=("code",),
        columns=(
            CODE,
            Column("between", "Moves money", Kind.CHOICE, required=True, facet=True),
            Column("up_to", "Up to", Kind.MONEY, unit="£", help="Empty where there is no limit."),
            Column("approver", "Who agrees it", Kind.CHOICE, required=True, facet=True),
            Column("one_off_only", "One-off only", Kind.FLAG),
            Column("start", "From", Kind.DATE, required=True),
            Column("end", "No longer from", Kind.DATE),
            Column("provision", "Provision", Kind.TEXT, listed=False),
            SOURCE,
        ),
        editors=(S151,),
        only=(S151,),
        search=("code", "provision"),
        retention=RETENTION,
        description="Up to which size whom the financial regulations leave a virement to.",
        empty="No rule is recorded yet. Add those of the financial regulations, or import them.",
    )
)

VIREMENTS = register(
    Register(
        name="virements",
        title="Virements",
        singular="virement",
        model=Virement,
        area=PLANNING,
        section="Plan",
        key=("reference",),
        columns=(
            reference(),
            ROUND,
            Column("on", "From the day", Kind.DATE, required=True),
            Column("from_unit", "Taken from", Kind.REFERENCE, required=True, facet=True),
            Column("from_group", "Line", Kind.TEXT, required=True),
            Column("to_unit", "Added to", Kind.REFERENCE, required=True, facet=True),
            Column("to_group", "Line added to", Kind.TEXT, required=True),
            Column("amount", "Amount", Kind.MONEY, required=True, unit="£"),
            Column("recurring", "Recurring", Kind.FLAG, facet=True, listed=False),
            Column("why", "Why", Kind.LONG_TEXT, required=True, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("between", "Moves money", Kind.CHOICE, facet=True, editable=False, listed=False),
            Column("approver", "Who agrees it", Kind.CHOICE, facet=True, editable=False),
            Column(
                "rule", "Rule", Kind.REFERENCE, to="virement-rules", editable=False, listed=False
            ),
            Column("decision", "Decision", Kind.TEXT, editable=False, listed=False),
            Column("answer", "Why refused", Kind.TEXT, editable=False, listed=False),
            Column("decided_on", "Decided", Kind.DATE, editable=False, listed=False),
            Column("posted_on", "Posted", Kind.DATE, editable=False, listed=False),
        ),
        states=States("state", "proposed", steps(policies.VIREMENT), move=virements.move_virement),
        unit_path="from_unit",
        editors=(S151,),
        create=virements.propose,
        ways=Ways.ADD | Ways.IMPORT,
        search=("reference", "why", "from_group", "to_group"),
        retention=RETENTION,
        description="Money moved within a locked budget, with who agreed it by which rule.",
        empty="Nothing is moved yet. Propose a virement once the year's budget is locked.",
    )
)
