"""The register of scopes: what a figure can be about besides a unit of the organisation."""

from townclerk.figures.models import Scope
from townclerk.platform.access.areas import Area
from townclerk.platform.registers import SOURCE, Column, Kind, Register, register

SCOPES = register(
    Register(
        name="figure-scopes",
        title="Scopes of figures",
        singular="scope",
        model=Scope,
        area=Area.PERFORMANCE,
        section="Monitor",
        key=("code",),
        columns=(
            Column("code", "Code", Kind.TEXT, required=True, fixed=True),
            Column("label", "Name", Kind.TEXT, required=True),
            Column("kind", "Kind", Kind.TEXT, facet=True),
            SOURCE,
        ),
        search=("code", "label"),
        retention="permanent",
        description="Sites, groups, courses and whatever else a measure is kept for.",
        empty="No scope is named yet. Add one before its first value is stated.",
    )
)
