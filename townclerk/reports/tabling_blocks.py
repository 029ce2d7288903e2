"""Tables of records as they print: the rows, their total, and what is said of those left out."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from townclerk.kernel.errors import Problem, Problems
from townclerk.platform.documents import Block, Paragraph, Table, Text
from townclerk.reports.building import Documents
from townclerk.reports.core.passages import TableQuery
from townclerk.reports.core.prose import FigureRef


def total_of(table: TableQuery) -> FigureRef | None:
    """The figure a table's total has to be equal to."""
    return FigureRef(table.equals, table.scope, table.period) if table.equals else None


def register_table(
    query: TableQuery, number: str, documents: Documents, *, loose: bool
) -> list[Block]:
    """The records, whose total is the sum of its rows and equal to its figure; then, where some
    are left out, that they are and what may be counted of them."""
    document = documents[str(query)]
    content = document.get("table")
    if content is None:
        return [Paragraph((Text(document["why"], source="marked"),))]
    ref = total_of(query)
    if ref is not None and not loose:
        figure = documents[str(ref)]
        if Decimal(figure["value"]) != Decimal(document["exact"] or 0):
            raise Problems([_unequal(query, document, figure)])
    counted = content.get("counted")
    found: list[Block] = []
    if content["rows"] or not counted:
        found.append(
            Table(
                caption=content["caption"],
                header=tuple(content["header"]),
                rows=tuple(tuple(row) for row in content["rows"]) or (_none(content["header"]),),
                grouped=content.get("grouped", False) and bool(content["rows"]),
                total=tuple(content["total"]),
                numeric=tuple(content["numeric"]),
                number=number,
            )
        )
    if counted:
        found.append(_counted(content, number="" if found else number))
    if content.get("note"):
        found.append(Paragraph((Text(content["note"], source="marked"),)))
    return found


def _counted(content: Mapping[str, Any], *, number: str) -> Table:
    """The number of records by what their area lets anybody know of them."""
    counted = content["counted"]
    return Table(
        caption=f"{content['caption']}, counted",
        header=tuple(counted["header"]),
        rows=tuple(tuple(row) for row in counted["rows"]),
        total=tuple(counted["total"]),
        numeric=(len(counted["header"]) - 1,),
        number=number,
    )


def _none(header: Sequence[str]) -> tuple[str, ...]:
    """The one row of a table without records."""
    return ("None", *("" for _ in header[1:]))


def _unequal(query: TableQuery, document: Any, figure: Any) -> Problem:
    return Problem(
        f"“{document['label']}” adds up to {document['exact']}, but {figure['label']} is "
        f"{figure['value']}.",
        field=str(query),
        hint="Correct the records, the filters of the table, or the figure it is held to.",
        code="total",
    )
