"""What the number check reads: a report as a paper, earlier reports, and the figures in reach."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

from townclerk.figures import COUNCIL, Definition, Figure, Unit
from townclerk.figures.asking import Ask, those_open
from townclerk.figures.display import check_format
from townclerk.figures.questions import Listing
from townclerk.figures.register import definitions
from townclerk.kernel.money import Money
from townclerk.platform import documents as blocks
from townclerk.reports.core.checking.model import (
    Block,
    KnownFigure,
    Mark,
    Paper,
    Paragraph,
    Section,
    Table,
)
from townclerk.reports.core.checking.words import all_stems, stems_of
from townclerk.reports.models import Publication, Report
from townclerk.reports.sections import earlier_reports

if TYPE_CHECKING:
    from townclerk.figures.permission import Operator
    from townclerk.platform.access.reader import Reader

_UNITS = {
    Unit.MONEY: "money",
    Unit.PERCENT: "percent",
    Unit.DAYS: "day",
    Unit.COUNT: "plain",
    Unit.NUMBER: "plain",
}
_POWERS = {"£m": 6, "£000": 3}
EARLIER = 2
"""Earlier reports of the same kind that a report is held against."""


def paper_of(document: blocks.Document, *, on: date | None) -> Paper:
    """A composed document, with what is bound, sourced or marked in it. The option sheets of an
    annex are records with checks of their own; the tables over them are read."""
    sections: list[tuple[str, list[Block]]] = [(document.title, [])]
    for block in document.blocks:
        if isinstance(block, blocks.Heading):
            sections.append((block.text, []))
        else:
            sections[-1][1].extend(_blocks(block))
    kept = tuple(Section(title, tuple(found)) for title, found in sections if found)
    return Paper(title=document.title, sections=kept, on=on)


def _blocks(block: blocks.Block) -> Iterator[Block]:
    if isinstance(block, blocks.Paragraph):
        yield _paragraph(block.spans, number=block.number)
    elif isinstance(block, blocks.NumberedList | blocks.BulletList):
        for item in block.items:
            yield _paragraph(item, item=True)
    elif isinstance(block, blocks.Details):
        for label, spans in block.rows:
            yield _field(label, spans)
    elif isinstance(block, blocks.Table):
        total = (block.total,) if block.total else ()
        yield Table(block.caption, block.header, (*block.rows, *total), block.units)


def _field(label: str, spans: Sequence[blocks.Span]) -> Paragraph:
    """A field of the form: what stands in it was chosen, not written, so nothing is typed."""
    chosen = [
        replace(one, source="a field of the form")
        if isinstance(one, blocks.Text) and not one.source
        else one
        for one in spans
    ]
    return _paragraph([blocks.Text(f"{label}: ", source="marked"), *chosen])


def _paragraph(spans: Sequence[blocks.Span], *, number: str = "", item: bool = False) -> Paragraph:
    text, marks = "", []
    for span in spans:
        said = blocks.plain((span,))
        mark = _mark(span)
        if mark:
            marks.append(Mark(len(text), len(text) + len(said), *mark))
        text += said
    return Paragraph(text, tuple(marks), item, number)


def _mark(span: blocks.Span) -> tuple[str, str] | None:
    if isinstance(span, blocks.BoundNumber):
        return "bound", span.url
    if not isinstance(span, blocks.Text):
        return "marked", "a place of the report"
    if not span.source:
        return None
    return ("marked", "") if span.source == "marked" else ("literal", span.source)


def earlier_of(report: Report) -> list[Paper]:
    """The last published reports of the same template before this one, as they were printed."""
    found = (
        Publication.objects.select_related("report")
        .filter(report__in=earlier_reports(report))
        .order_by("-report__meeting_date")[:EARLIER]
    )
    return [_printed(one) for one in found]


def _printed(publication: Publication) -> Paper:
    rows: list[dict[str, Any]] = publication.content["sentences"]
    sections = []
    for chapter, told in groupby(rows, key=lambda row: row["chapter"]):
        paragraphs = groupby(told, key=lambda row: row["paragraph"])
        sections.append(
            Section(
                chapter,
                tuple(
                    Paragraph(" ".join(row["text"] for row in together))
                    for _, together in paragraphs
                ),
            )
        )
    title = f"{publication.report.subject}, {publication.report.meeting_date:%Y-%m-%d}"
    return Paper(title=title, sections=tuple(sections), on=publication.report.meeting_date)


def figures_in_reach(paper: Paper, reader: "Reader | Operator") -> list[KnownFigure]:
    """The figures the paper may be speaking of, by their names, as far as the reader may open them.

    Only figures whose name is said in the paper are asked for, and only scopes that are named.
    """
    said = frozenset().union(
        *(
            stems_of(block.text)
            for section in paper.sections
            for block in section.blocks
            if isinstance(block, Paragraph)
        ),
        *(all_stems(section.title) for section in paper.sections),
    )
    listing = Listing()
    asked: list[Ask] = []
    names: dict[tuple[str, str], str] = {}
    meant = [
        one for one in definitions() if one.unit in _UNITS and _named(stems_of(one.label), said)
    ]
    listing.read(meant)
    for definition in meant:
        for code, name in _scopes(definition, listing, said):
            names[definition.key, code] = name
            asked += _asks(definition, code, listing)
    answered = those_open(sorted(asked, key=_key), reader=reader, listing=listing)
    found = [_known(one, names.get((one.key, one.scope), "")) for one in answered]
    return [one for one in found if one is not None]


def _key(asked: Ask) -> str:
    return asked.key


def _named(label: frozenset[str], said: frozenset[str]) -> bool:
    """Whether two thirds of a name are said in the paper."""
    common = len(label & said)
    return bool(label) and common * 3 >= len(label) * 2 and common >= min(2, len(label))


def _scopes(
    definition: Definition, listing: Listing, said: frozenset[str]
) -> Iterator[tuple[str, str]]:
    for choice in listing.scopes(definition):
        if choice.code == COUNCIL:
            yield choice.code, ""
            continue
        named = stems_of(choice.label or choice.code.replace("-", " "))
        if named and named <= said:
            yield choice.code, choice.label or choice.code


def _asks(definition: Definition, scope: str, listing: Listing) -> list[Ask]:
    """Each period of a figure, and the whole where there is one."""
    periods = listing.periods(definition, scope)
    asked = [Ask(key=definition.key, scope=scope, period=period) for period in periods]
    if definition.whole or not definition.grain.periods:
        asked.append(Ask(key=definition.key, scope=scope))
    return asked


def _known(figure: Figure, name: str) -> KnownFigure | None:
    value = _number(figure)
    if value is None:
        return None
    return KnownFigure(
        label=figure.label,
        value=value,
        unit=_UNITS[figure.unit],
        ulp=_place(figure.definition),
        display=figure.display,
        bind=_binding(figure),
        scope=name,
        period=figure.period.label if figure.period else "",
    )


def _number(figure: Figure) -> Decimal | None:
    value = figure.value
    if isinstance(value, Money):
        return Decimal(value.pence) / 100
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(value) if isinstance(value, Decimal | int) else None


def _place(definition: Definition) -> Decimal:
    """One unit of the last place the figure is shown to."""
    sign, places = check_format(definition.display, definition.unit)
    usual = {"£m": 3, "£": 2}.get(sign, 0)
    power = _POWERS.get(sign, 0)
    return Decimal(1).scaleb(power - (usual if places is None else places))


def _binding(figure: Figure) -> str:
    asked = [f'"{figure.key}"']
    if figure.scope and figure.scope != COUNCIL:
        asked.append(f'scope="{figure.scope}"')
    if figure.period:
        asked.append(f'period="{figure.period.label}"')
    return f"figure({', '.join(asked)})"
