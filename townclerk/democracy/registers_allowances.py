"""The registers of members' allowances: schemes, their rates, and what was published each year."""

from django.db.models import Q

from townclerk.democracy.models import (
    AllowanceLine,
    AllowanceRate,
    AllowanceScheme,
    AllowanceStatement,
)
from townclerk.democracy.operations import allowances
from townclerk.democracy.permissions import CLERKS, DEMOCRATIC
from townclerk.democracy.policies import ALLOWANCES
from townclerk.democracy.registers import EVERY, EXAMPLE, RETENTION, SECTION, TO
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

SCHEMES = register(
    Register(
        name="allowance-schemes",
        title="Schemes of allowances",
        singular="scheme of allowances",
        model=AllowanceScheme,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("one_special", "One special responsibility a member", Kind.FLAG),
            Column("decision", "Made by", Kind.REFERENCE, to="decisions", listed=False),
            Column("start", "From", Kind.DATE, required=True, fixed=True),
            TO,
            EXAMPLE,
            SOURCE,
        ),
        published_when=EVERY,
        create=allowances.create_scheme,
        change=allowances.change,
        search=("code", "title"),
        retention=RETENTION,
        description="The council's own scheme of members' allowances, from when to when it holds.",
        empty="No scheme is entered yet. Add the one in force, then its rates.",
    )
)

RATES = register(
    Register(
        name="allowance-rates",
        title="Rates of allowances",
        singular="rate of an allowance",
        model=AllowanceRate,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("scheme", "Scheme", Kind.REFERENCE, True, to="allowance-schemes", fixed=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True, fixed=True),
            Column("title", "For what", Kind.TEXT, required=True),
            Column("body", "Body", Kind.REFERENCE, facet=True, to="bodies", fixed=True),
            Column("role", "Role", Kind.CHOICE, fixed=True),
            Column("seat", "Seat or portfolio", Kind.TEXT, fixed=True, listed=False),
            Column("yearly", "A year", Kind.MONEY, required=True),
            Column("start", "From", Kind.DATE, required=True, fixed=True),
            TO,
            SOURCE,
        ),
        published_when=EVERY,
        create=allowances.create_rate,
        change=allowances.change,
        search=("reference", "title"),
        retention=RETENTION,
        description="What a scheme pays in a year, for being a councillor or for a role on a body.",
        empty="No rate is entered yet. Add one, or import a sheet of rates.",
    )
)

STATEMENTS = register(
    Register(
        name="allowance-statements",
        title="Statements of allowances",
        singular="statement of allowances",
        model=AllowanceStatement,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("year",),
        columns=(
            Column("year", "Year", Kind.YEAR, required=True, facet=True, fixed=True),
            Column("note", "Note", Kind.TEXT, listed=False),
            Column("published_on", "Published", Kind.DATE, editable=False),
            Column("state", "State", Kind.CHOICE, facet=True),
        ),
        states=States(
            "state",
            "draft",
            (ALLOWANCES["publish"].transition("publish", act=allowances.publish),),
        ),
        published_when=Q(state=AllowanceStatement.State.PUBLISHED),
        create=allowances.begin_statement,
        search=("note",),
        retention=RETENTION,
        description="What every member was owed for a year, kept as it was published.",
        empty="No statement is begun. Begin one for a year that is over, then publish it.",
    )
)

LINES = register(
    Register(
        name="allowance-lines",
        title="Allowances of members",
        singular="allowance of a member",
        model=AllowanceLine,
        area=DEMOCRATIC,
        only=CLERKS,
        section=SECTION,
        key=("statement", "member", "title", "yearly"),
        columns=(
            Column("statement", "Statement", Kind.REFERENCE, facet=True, to="allowance-statements"),
            Column("member", "Member", Kind.REFERENCE, facet=True, to="members"),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("title", "For what", Kind.TEXT),
            Column("yearly", "A year", Kind.MONEY),
            Column("days", "Days", Kind.INTEGER),
            Column("amount", "Amount", Kind.MONEY),
        ),
        published_when=Q(statement__state=AllowanceStatement.State.PUBLISHED),
        ways=Ways.NONE,
        search=("member__label", "title"),
        retention=RETENTION,
        description="Each allowance of each member, as the statement of its year says it.",
        empty="No statement is published yet.",
    )
)
