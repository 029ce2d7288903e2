"""Figures in the search: by label, key, definition and source, for who may know of them."""

from collections.abc import Iterator

from townclerk.figures import links, register
from townclerk.platform.search import Audience, Findable, SearchablePages, declare


def pages() -> Iterator[tuple[str, Findable]]:
    for found in register.definitions():
        open_to_all = found.public and not found.clearance
        yield (
            found.key,
            Findable(
                title=found.label,
                url=links.url(found.key),
                area=found.area,
                audience=Audience.EVERYONE if open_to_all else Audience.TOTALS,
                clearance="" if open_to_all else found.clearance,
                summary=found.definition,
                text=f"{found.key} {found.source}",
            ),
        )


declare(SearchablePages(kind="figures", title="Figures", pages=pages))
