"""The registers of options: packages, sheets, and the tables a report prints over them."""

from typing import Any

from django.db.models import Q

from townclerk.change import policies_options
from townclerk.change.models import (
    OptionPackage,
    OptionSheet,
    OptionTableLine,
    OptionYear,
    PackageYear,
)
from townclerk.change.operations import options, options_parts
from townclerk.change.permissions import OPTION, PLANNING, S151
from townclerk.customers.public import refers_to_one
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

SECTION = "Change"
RETENTION = "financial-7-years"
EVERY = Q(id__isnull=False)
PUBLISHED = Q(published_on__isnull=False)
OF_PUBLISHED = Q(option__published_on__isnull=False)


def of_option(required: bool = True) -> Column:
    return Column(
        "option",
        "Option",
        Kind.REFERENCE,
        required=required,
        facet=True,
        to="options",
        fixed=True,
    )


def words(name: str, label: str, **more: Any) -> Column:
    return Column(name, label, Kind.LONG_TEXT, listed=False, **more)


def pounds(name: str, label: str, **more: Any) -> Column:
    return Column(name, label, Kind.MONEY, unit="£", **more)


def tick(name: str, label: str) -> Column:
    return Column(name, label, Kind.CHOICE, listed=False, help=f"{label}: yes, no or blank.")


def option_steps() -> tuple[Transition, ...]:
    return tuple(
        move.transition(
            name,
            other_than=move.other_than,
            subject="recommend" if move.verb.value == "approve" else "",
        )
        for name, move in policies_options.OPTION.items()
    )


PACKAGES = register(
    Register(
        name="option-packages",
        title="Packages of options",
        singular="package of options",
        model=OptionPackage,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("other_title", "Also called", Kind.TEXT, listed=False),
            Column("kind", "Kind", Kind.CHOICE, required=True, facet=True),
            Column("section", "Section", Kind.TEXT),
            Column("position", "Place in the list", Kind.INTEGER, listed=False),
            Column("unit", "Service", Kind.REFERENCE, facet=True, listed=False),
            Column("plan_line", "Line of the plan", Kind.TEXT, listed=False),
            pounds("printed_total", "Printed total"),
            pounds("summary_total", "Total in the summary", listed=False),
            words("note", "Note"),
            Column("published_on", "Published", Kind.DATE, fixed=True),
            SOURCE,
        ),
        unit_path="unit",
        published_when=PUBLISHED,
        create=options.create_package,
        search=("code", "title", "other_title"),
        retention=RETENTION,
        description="Options that are added up and phased together: projects, tables of a report.",
        empty="No package is recorded yet. Add one, then its option sheets.",
    )
)

PACKAGE_YEARS = register(
    Register(
        name="option-phasing",
        title="Phasing of packages",
        singular="year of a package",
        model=PackageYear,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("package", "year"),
        columns=(
            Column(
                "package",
                "Package",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="option-packages",
                fixed=True,
            ),
            Column("year", "Year", Kind.YEAR, required=True, facet=True, fixed=True),
            pounds("amount", "Saving, change from the year before", required=True),
            SOURCE,
        ),
        unit_path="package__unit",
        published_when=Q(package__published_on__isnull=False),
        retention=RETENTION,
        description="What each package saves by year, where it is not said option by option.",
        empty="No package is phased as a whole. Options carry their own years.",
    )
)

OPTIONS = register(
    Register(
        name="options",
        title="Option sheets",
        singular="option sheet",
        model=OptionSheet,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("title", "Title", Kind.TEXT, required=True),
            Column(
                "package",
                "Package",
                Kind.REFERENCE,
                required=True,
                facet=True,
                to="option-packages",
            ),
            Column("unit", "Owning service", Kind.REFERENCE, facet=True, listed=False),
            Column("service", "Service", Kind.TEXT),
            Column("approval_sought", "Approval sought", Kind.CHOICE, facet=True, listed=False),
            words("description", "What is to change"),
            words("rationale", "Why"),
            words("stops", "What stops, shrinks or comes later"),
            words("outcomes", "Outcomes"),
            words("impact_users", "Impact on users"),
            words("impact_partners", "Impact on partners"),
            words("impact_council", "Impact on the council"),
            Column("classification", "Classification", Kind.CHOICE, facet=True),
            Column("kind", "Kind of change", Kind.CHOICE, facet=True, listed=False),
            Column("nature", "Saving or income", Kind.CHOICE, facet=True, listed=False),
            Column("recurrence", "Recurrence", Kind.CHOICE, facet=True, listed=False),
            Column("cash", "Cashable or avoided", Kind.CHOICE, facet=True, listed=False),
            pounds("gross", "Gross"),
            pounds("low", "Lowest", listed=False),
            pounds("high", "Highest", listed=False),
            pounds("reinvestment", "Reinvested", listed=False),
            pounds("net", "Net", value=lambda sheet: sheet.net),
            pounds("exit_cost", "Exit cost", listed=False),
            Column("amount_note", "On the amount", Kind.TEXT, listed=False),
            Column("confidence", "Confidence", Kind.CHOICE, facet=True, listed=False),
            Column("included_in", "Inside", Kind.REFERENCE, to="options", listed=False),
            Column("outside_reason", "Why outside every total", Kind.TEXT, listed=False),
            tick("inform", "Inform"),
            tick("consult_internal", "Consult inside the council"),
            tick("engage", "Engage"),
            tick("coproduce", "Co-produce"),
            tick("consult_external", "Consult outside the council"),
            tick("partnership", "Work in partnership"),
            words("consultation_note", "On the consultation"),
            words("consultation_outcome", "What the consultation said"),
            Column("consultation_reference", "Consultation", Kind.TEXT, listed=False),
            Column("equality", "Equality status", Kind.CHOICE, facet=True, listed=False),
            words("equality_note", "On equality"),
            words("legislation", "Legislation considered"),
            words("evidence", "Evidence"),
            Column("timing", "Timing", Kind.TEXT, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True),
            Column("decision", "Decision", Kind.TEXT, editable=False, listed=False),
            words("amendment", "Amended", editable=False),
            Column("handed_to", "Delivered by", Kind.TEXT, editable=False, listed=False),
            Column("validated_on", "Validated", Kind.DATE, editable=False, listed=False),
            Column("approved_on", "Approved", Kind.DATE, editable=False, listed=False),
            Column("published_on", "Published", Kind.DATE, fixed=True, listed=False),
            Column("published_in", "Published in", Kind.TEXT, fixed=True, listed=False),
            SOURCE,
        ),
        states=States("state", "idea", option_steps(), move=options.move),
        unit_path="unit",
        published_when=PUBLISHED,
        validate=refers_to_one("consultation_reference"),
        create=options.create,
        change=options.change,
        search=("reference", "title", "service", "description"),
        retention=RETENTION,
        description="Every proposal to save, earn or spend, with what it does to whom.",
        empty="No option is recorded yet. Raise one, or import a sheet of options.",
    )
)

OPTION_YEARS = register(
    Register(
        name="option-years",
        title="Options by year",
        singular="year of an option",
        model=OptionYear,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("option", "year"),
        columns=(
            of_option(),
            Column("year", "Year", Kind.YEAR, required=True, facet=True, fixed=True),
            pounds("amount", "Saving, change from the year before", required=True),
            pounds("low", "Lowest"),
            pounds("high", "Highest"),
            SOURCE,
        ),
        unit_path="option__unit",
        published_when=OF_PUBLISHED,
        create=options_parts.adder(OptionYear, money=True),
        change=options_parts.changer(money=True),
        retention=RETENTION,
        description="What each option saves by year, with its range.",
        empty="No option is phased by itself yet.",
    )
)

TABLE_LINES = register(
    Register(
        name="option-table-lines",
        title="Printed tables of options",
        singular="line of a printed table",
        model=OptionTableLine,
        area=PLANNING,
        subject=OPTION,
        editors=(S151,),
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False),
            Column("table", "Table", Kind.TEXT, required=True, facet=True),
            Column("package", "Package", Kind.REFERENCE, facet=True, to="option-packages"),
            Column("group", "Group", Kind.TEXT, listed=False),
            Column("heading", "Heading", Kind.TEXT, required=True),
            Column("part", "Line or total", Kind.CHOICE, required=True, facet=True),
            Column("position", "Place in the table", Kind.INTEGER, listed=False),
            Column("option", "Option", Kind.REFERENCE, to="options", listed=False),
            pounds("assumption", "Planning assumption"),
            pounds("saving", "Forecast saving"),
            pounds("total", "Total"),
            pounds("sheet_amount", "As the sheet says"),
            pounds("sheet_low", "Lowest, as the sheet says", listed=False),
            pounds("sheet_high", "Highest, as the sheet says", listed=False),
            Column("note", "Note", Kind.TEXT, listed=False),
            SOURCE,
        ),
        published_when=EVERY,
        search=("table", "heading", "group"),
        retention=RETENTION,
        description="What a document printed over options, so that checks compare with it.",
        empty="No printed table is recorded.",
    )
)
