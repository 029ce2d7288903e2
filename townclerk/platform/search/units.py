"""The organisation as search knows it: every name a unit has or had leads to its page."""

from townclerk.kernel.display import date_display
from townclerk.platform.organisation.models import Kind, UnitName
from townclerk.platform.search.declaration import Audience, Findable, SearchableModel, declare


def declare_names() -> None:
    declare(
        SearchableModel(
            kind="units",
            title="Organisation",
            model=UnitName,
            findable=found_by_name,
            related=("unit",),
        )
    )


def found_by_name(name: UnitName) -> Findable:
    ended = f", until before {date_display(name.end)}" if name.end else ""
    return Findable(
        title=name.name,
        url=f"/organisation/{name.unit.code}/",
        audience=Audience.SIGNED_IN,
        summary=f"{Kind(name.kind).label} {name.unit.code}{ended}",
    )
