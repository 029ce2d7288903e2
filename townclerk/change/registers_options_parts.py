"""The registers of what hangs on an option sheet. Staffing and claims are never published."""

from django.db.models import Q

from townclerk.change.models import (
    Claim,
    OptionAdvice,
    OptionDependency,
    OptionExclusion,
    OptionRisk,
    OptionScope,
    OptionStaffing,
)
from townclerk.change.operations import options_parts
from townclerk.change.permissions import OPTION, PLANNING, S151
from townclerk.change.registers_options import (
    OF_PUBLISHED,
    RETENTION,
    SECTION,
    of_option,
    pounds,
)
from townclerk.platform.registers import (
    SOURCE,
    Column,
    Kind,
    Register,
    Ways,
    reference,
    register,
)

STAFFING = register(
    Register(
        name="option-staffing",
        title="Staffing of options",
        singular="staffing of an option",
        model=OptionStaffing,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("option", "measure"),
        columns=(
            of_option(),
            Column("measure", "Measure", Kind.CHOICE, required=True, facet=True, fixed=True),
            Column("standing", "What is known", Kind.CHOICE, required=True, facet=True),
            Column("low", "Lowest", Kind.NUMBER),
            Column("high", "Highest", Kind.NUMBER),
            Column("words", "As the sheet says", Kind.TEXT),
            Column("note", "Note", Kind.TEXT, listed=False),
            SOURCE,
        ),
        unit_path="option__unit",
        create=options_parts.adder(OptionStaffing, money=True),
        change=options_parts.changer(money=True),
        retention=RETENTION,
        description="Staff in scope, vacant posts and redundancies as ranges. Unknown is not nil.",
        empty="No staffing is recorded yet.",
    )
)

CLAIMS = register(
    Register(
        name="option-claims",
        title="Claims of options",
        singular="claim",
        model=Claim,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("kind", "reference", "option", "growth"),
        columns=(
            Column("title", "What is claimed", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True, fixed=True),
            reference(),
            of_option(required=False),
            Column("growth", "Growth project", Kind.TEXT, fixed=True, listed=False),
            pounds("whole", "All there is"),
            pounds("amount", "Slice"),
            Column("shared", "Shared", Kind.FLAG, facet=True),
            pounds("left", "Left with the service", listed=False),
            SOURCE,
        ),
        unit_path="option__unit",
        create=options_parts.create_claim,
        change=options_parts.change_claim,
        search=("title", "reference", "growth"),
        retention=RETENTION,
        description="The budget lines, posts, contracts and income options count on.",
        empty="Nothing is claimed yet.",
    )
)

SCOPES = register(
    Register(
        name="option-scopes",
        title="Scopes of options",
        singular="service in a scope",
        model=OptionScope,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("option", "name"),
        columns=(
            of_option(),
            Column("name", "Service", Kind.TEXT, required=True, fixed=True),
            Column("kind", "Kind", Kind.CHOICE, facet=True),
            Column("unit", "Unit", Kind.REFERENCE, facet=True, listed=False),
            SOURCE,
        ),
        unit_path="option__unit",
        published_when=OF_PUBLISHED,
        create=options_parts.adder(OptionScope, money=False),
        change=options_parts.changer(money=False),
        search=("name",),
        retention=RETENTION,
        description="Services each option names in its scope.",
        empty="No scope is recorded yet.",
    )
)

RISKS = register(
    Register(
        name="option-risks",
        title="Risks of options",
        singular="risk of an option",
        model=OptionRisk,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("option", "number"),
        columns=(
            of_option(),
            Column("number", "Number", Kind.INTEGER, required=True, fixed=True),
            Column("risk", "Risk", Kind.LONG_TEXT, required=True),
            Column("mitigation", "What is done about it", Kind.LONG_TEXT),
            SOURCE,
        ),
        unit_path="option__unit",
        published_when=OF_PUBLISHED,
        create=options_parts.adder(OptionRisk, money=False),
        change=options_parts.changer(money=False),
        search=("risk", "mitigation"),
        retention=RETENTION,
        description="The numbered risks of each option, with what is done about them.",
        empty="No risk is recorded yet.",
    )
)

DEPENDENCIES = register(
    Register(
        name="option-dependencies",
        title="Dependencies of options",
        singular="dependency of an option",
        model=OptionDependency,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("option", "number"),
        columns=(
            of_option(),
            Column("number", "Number", Kind.INTEGER, required=True, fixed=True),
            Column("on_option", "Waits for the option", Kind.REFERENCE, to="options"),
            Column("on_package", "Waits for the package", Kind.REFERENCE, to="option-packages"),
            Column("on_other", "Waits for", Kind.TEXT),
            Column("note", "Why", Kind.TEXT),
            SOURCE,
        ),
        unit_path="option__unit",
        published_when=OF_PUBLISHED,
        create=options_parts.adder(OptionDependency, money=False),
        change=options_parts.changer(money=False),
        retention=RETENTION,
        description="What each option waits for.",
        empty="No dependency is recorded yet.",
    )
)

EXCLUSIONS = register(
    Register(
        name="option-exclusions",
        title="Options that exclude each other",
        singular="pair of options that exclude each other",
        model=OptionExclusion,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("option", "other"),
        columns=(
            of_option(),
            Column("other", "Or", Kind.REFERENCE, required=True, to="options", fixed=True),
            Column("reason", "Why not both", Kind.TEXT, required=True),
            SOURCE,
        ),
        unit_path="option__unit",
        published_when=OF_PUBLISHED & Q(other__published_on__isnull=False),
        create=options_parts.adder(OptionExclusion, money=False),
        change=options_parts.changer(money=False),
        retention=RETENTION,
        description="One or the other, not both: the chooser holds to it, and so do the steps.",
        empty="No two options are said to exclude each other.",
    )
)

ADVICE = register(
    Register(
        name="option-advice",
        title="Advice on options",
        singular="advice on an option",
        model=OptionAdvice,
        area=PLANNING,
        subject=OPTION,
        editors=(S151, "monitoring-officer"),
        section=SECTION,
        key=("option", "discipline", "given_on"),
        columns=(
            of_option(),
            Column("discipline", "Discipline", Kind.CHOICE, required=True, facet=True, fixed=True),
            Column("given_on", "Given", Kind.DATE, required=True, fixed=True),
            Column("text", "Advice", Kind.LONG_TEXT, required=True),
            SOURCE,
        ),
        unit_path="option__unit",
        create=options_parts.advise,
        ways=Ways.ADD,
        search=("text",),
        retention=RETENTION,
        description="What finance, staffing, legal and equality advisers said.",
        empty="No advice is recorded yet.",
    )
)
