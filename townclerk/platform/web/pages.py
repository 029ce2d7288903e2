"""Numbered pages of a list, for the pagination component."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import QueryDict


def page_items(page: Page[Any], query: QueryDict, name: str = "page") -> dict[str, Any]:
    """Parameters of govukPagination: the addresses keep every other part of the query."""
    if page.paginator.num_pages < 2:
        return {}
    kept = [(key, value) for key, values in query.lists() if key != name for value in values]

    def address(number: int) -> str:
        return "?" + urlencode([*kept, (name, str(number))])

    items: list[dict[str, Any]] = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if isinstance(number, int):
            current = number == page.number
            items.append({"number": number, "href": address(number), "current": current})
        else:
            items.append({"ellipsis": True})
    made: dict[str, Any] = {"items": items}
    if page.has_previous():
        made["previous"] = {"href": address(page.previous_page_number())}
    if page.has_next():
        made["next"] = {"href": address(page.next_page_number())}
    return made
