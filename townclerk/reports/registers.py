"""The registers of reports that come again: kinds, the catalogue of sections, and periods."""

from townclerk.platform.access.areas import Area
from townclerk.platform.registers import SOURCE, Column, Kind, Register, reference, register
from townclerk.reports import kinds, opening, periods
from townclerk.reports.models import ReportKind, ReportPeriod, SectionEntry

SECTION = "Report"

KINDS = register(
    Register(
        name="report-kinds",
        title="Kinds of report",
        singular="kind of report",
        model=ReportKind,
        area=Area.REPORTS,
        section=SECTION,
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True, listed=False),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("legal_basis", "Legal basis", Kind.TEXT),
            Column("inputs", "What goes into it", Kind.LONG_TEXT, listed=False),
            Column("audience", "For", Kind.TEXT, listed=False),
            Column("body", "Body", Kind.TEXT, listed=False, help="Code of the body it goes to."),
            Column("owner_role", "Due from", Kind.TEXT, required=True, facet=True),
            Column("sign_off_role", "Signed by", Kind.TEXT, listed=False),
            Column("cadence", "How often", Kind.CHOICE, required=True, facet=True),
            Column(
                "evidenced",
                "Claims cite evidence",
                Kind.FLAG,
                listed=False,
                help="Every paragraph has a figure or names its evidence, as evidence 6b.",
            ),
            Column("last_issued", "Last issued", Kind.DATE),
            Column("next_due", "Next due", Kind.DATE),
            SOURCE,
        ),
        validate=kinds.problems,
        create=kinds.create,
        change=kinds.change,
        search=("code", "title", "legal_basis"),
        description="What the council reports again and again: by what law, from whom, when next.",
        empty="No kind of report is recorded yet. Add one, or import a sheet.",
    )
)

SECTIONS = register(
    Register(
        name="report-sections",
        title="Catalogue of sections",
        singular="section of a kind of report",
        model=SectionEntry,
        area=Area.REPORTS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("kind", "Report", Kind.REFERENCE, True, facet=True, to="report-kinds"),
            Column(
                "section",
                "Name",
                Kind.TEXT,
                True,
                help="Stays the same over the periods.",
                listed=False,
            ),
            Column("title", "Section", Kind.TEXT, required=True),
            Column("unit", "Team", Kind.REFERENCE, facet=True, help="Code of the unit."),
            Column("portfolio", "Portfolio", Kind.REFERENCE, facet=True, help="Code of the unit."),
            Column("contributor_role", "Asked of", Kind.TEXT, facet=True, help="Code of the role."),
            Column("contributor", "Or of the account", Kind.TEXT, listed=False),
            Column("position", "Order", Kind.INTEGER, listed=False),
            Column("wanted", "What is wanted", Kind.LONG_TEXT, listed=False),
            Column(
                "figures",
                "Figures due",
                Kind.LONG_TEXT,
                listed=False,
                help="One a line: key scope=code at=window, last-day, month, quarter or year.",
            ),
            Column(
                "extracts",
                "Extracts of registers",
                Kind.LONG_TEXT,
                listed=False,
                help="One a line: name of the extract, then facets, as meetings-held body=cabinet. "
                "{about} stands for what the period is about.",
            ),
            Column(
                "trends",
                "Drawn over time",
                Kind.FLAG,
                listed=False,
                help="Each figure it prints that has three values by then gets a small picture.",
            ),
            Column("start", "From", Kind.DATE, required=True),
            Column("end", "Until", Kind.DATE, help="The first day it is no longer in force."),
            SOURCE,
        ),
        validate=opening.catalogue_problems,
        search=("reference", "section", "title"),
        description="Which sections a report has, whose they are and what feeds them.",
        empty="No section is recorded yet. Add the kind of report first, then import its sections.",
    )
)

PERIODS = register(
    Register(
        name="report-periods",
        title="Periods of reports",
        singular="period of a report",
        model=ReportPeriod,
        area=Area.REPORTS,
        section=SECTION,
        key=("reference",),
        columns=(
            reference(listed=False),
            Column("kind", "Kind", Kind.REFERENCE, True, facet=True, to="report-kinds", fixed=True),
            Column("title", "Title", Kind.TEXT, required=True),
            Column("first", "From", Kind.DATE, required=True, fixed=True),
            Column(
                "last", "To", Kind.DATE, required=True, fixed=True, help="The last day, counted."
            ),
            Column("portfolio", "Portfolio", Kind.REFERENCE, facet=True, fixed=True),
            Column(
                "about",
                "About",
                Kind.TEXT,
                listed=False,
                fixed=True,
                help="Reference of one record, where the catalogue writes {about}.",
            ),
            Column("body", "Body", Kind.TEXT, required=True, fixed=True),
            Column("meeting_date", "Meeting", Kind.DATE, required=True, fixed=True),
            Column("due", "Contributions due", Kind.DATE, required=True),
            Column("compile_by", "Compiled by", Kind.DATE, listed=False),
            Column("sign_by", "Signed by", Kind.DATE, listed=False),
            Column("state", "State", Kind.CHOICE, facet=True, editable=False),
            SOURCE,
        ),
        create=opening.open_period,
        change=periods.change,
        search=("reference", "title"),
        description="Each period with its window, its meeting and its days. Adding one opens it.",
        empty="No period is open. Open one from the page of reports, or import a sheet.",
    )
)
