"""The register of benefits that are not money."""

from townclerk.change.models import Benefit
from townclerk.change.operations import benefits
from townclerk.change.registers_programme import CODE, COMMON, OF_PUBLISHED, TITLE
from townclerk.platform.registers import SOURCE, Column, Kind, Register, register

BENEFITS = register(
    Register(
        name="benefits",
        title="Benefits that are not money",
        singular="benefit",
        model=Benefit,
        key=("code",),
        columns=(
            CODE,
            TITLE,
            Column("project", "Project", Kind.REFERENCE, facet=True, to="projects", fixed=True),
            Column("saving", "Saving", Kind.REFERENCE, to="savings", fixed=True, listed=False),
            Column("measure", "Measure", Kind.TEXT, required=True),
            Column("baseline", "From", Kind.NUMBER, required=True),
            Column("target", "To", Kind.NUMBER, required=True),
            Column("due", "By", Kind.DATE, required=True),
            Column("owner_role", "Owner", Kind.TEXT, listed=False),
            Column("result", "Measured", Kind.NUMBER),
            Column("measured_on", "Measured on", Kind.DATE, listed=False),
            Column("evidence", "Evidence", Kind.TEXT, listed=False),
            SOURCE,
        ),
        unit_path="project__unit",
        published_when=OF_PUBLISHED,
        create=benefits.create,
        change=benefits.change,
        search=("code", "title", "measure"),
        description="What projects and savings bring besides money: from where, to where, by when.",
        empty="No benefit is recorded yet. Add one to a project or to a saving.",
        **COMMON,
    )
)
