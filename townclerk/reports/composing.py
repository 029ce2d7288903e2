"""From a template and its figures to a document: sentences, tables and pictures in order."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any

import yaml

from townclerk.kernel.display import money_display
from townclerk.kernel.errors import TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform.charts import Bar, Picture, waterfall
from townclerk.platform.documents import (
    Block,
    BoundNumber,
    Document,
    Heading,
    Paragraph,
    Table,
    Text,
)
from townclerk.reports.building import Documents, bound_of, documents_of
from townclerk.reports.catalogue import Sentence
from townclerk.reports.core.prose import FigureRef, Span, bind
from townclerk.reports.covering import cover_blocks
from townclerk.reports.drafting import Draft
from townclerk.reports.models import Report

if TYPE_CHECKING:
    from townclerk.figures.permission import Operator
    from townclerk.platform.access.reader import Reader

UNIT = "£m"
WHOLE = "Whole plan"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A label, and the question asked for each column. One that stands is drawn from the axis."""

    label: str
    key: str
    scope: str = ""
    stands: bool = False

    def ref(self, period: str) -> FigureRef:
        return FigureRef(self.key, self.scope, period)


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    chapter: str
    kind: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None

    @property
    def refs(self) -> list[FigureRef]:
        rows = [*self.rows, *([self.total] if self.total else [])]
        return [row.ref(column) for row in rows for column in self.columns]


def exhibits(name: str) -> tuple[Exhibit, ...]:
    """The tables and pictures of a template; a template without any has no such file."""
    place = files("townclerk.reports").joinpath("forms", f"{name}-exhibits.yaml")
    if not place.is_file():
        return ()
    return tuple(
        Exhibit(
            chapter=one["chapter"],
            kind=one["kind"],
            caption=one["caption"],
            columns=tuple(one["columns"]),
            rows=tuple(Row(**row) for row in one["rows"]),
            total=Row(**one["total"]) if "total" in one else None,
        )
        for one in yaml.safe_load(place.read_text("utf-8"))["exhibits"]
    )


def refs_of(draft: Draft) -> tuple[FigureRef, ...]:
    """Every question a report asks, each once: of its cover, its chapters and its exhibits."""
    shown = [ref for one in exhibits(draft.template.name) for ref in one.refs]
    return tuple(dict.fromkeys([*draft.cover_figures, *draft.template.figures, *shown]))


def compose(draft: Draft, *, reader: "Reader | Operator") -> Document:
    """The report with today's figures. Tables are footed when it is drawn.

    Raises: Problems or TownclerkError when a figure has no value or is not for this reader.
    """
    _require_period(draft)
    return document_of(draft, documents_of(refs_of(draft), reader=reader))


def document_of(draft: Draft, documents: Documents) -> Document:
    """The report with these figures: its cover, its chapters, its tables and pictures."""
    shown = exhibits(draft.template.name)
    blocks = cover_blocks(draft, documents)
    for chapter, told in groupby(draft.template.sentences, key=lambda one: one.chapter):
        blocks.append(Heading(chapter))
        blocks += _paragraphs(list(told), draft, documents)
        blocks += [_drawn(one, draft, documents) for one in shown if one.chapter == chapter]
    return Document(
        title=draft.title,
        subtitle=f"Financial year {draft.period}" if draft.period else "",
        status=draft.status,
        checksum=checksum(draft, documents),
        blocks=tuple(blocks),
    )


def preview(report: Report, draft: Draft, *, reader: "Reader | Operator") -> Document:
    """The report as its writers see it: its cleared values once it has them, live links.

    Raises: NotForReader when one of its figures is not open to them.
    """
    shown = replace(draft, reference="")
    today = compose(shown, reader=reader)
    cleared = report.clearances.filter(kind="finance").first()
    return today if cleared is None else document_of(shown, cleared.values)


def _require_period(draft: Draft) -> None:
    spoken = sorted({ref.period for ref in refs_of(draft) if ref.period})
    if draft.period and spoken and draft.period not in spoken:
        raise TownclerkError(
            f"{draft.template.name} speaks of {', '.join(spoken)}, not of {draft.period}. "
            "Give one of its periods."
        )


def _paragraphs(told: Sequence[Sentence], draft: Draft, documents: Documents) -> list[Block]:
    found: list[Block] = []
    for _, together in groupby(told, key=lambda one: one.paragraph):
        spans: list[Text | BoundNumber] = []
        for sentence in together:
            if spans:
                spans.append(Text(" "))
            # Only what the prose of this sentence asks; a missing one is a fault of ours.
            bound = {
                part.figure: bound_of(documents[str(part.figure)])
                for part in sentence.parts
                if hasattr(part, "figure")
            }
            spans += [
                BoundNumber(span.text, draft.address(span)) if span.figure else Text(span.text)
                for span in bind(sentence.parts, bound)
            ]
        found.append(Paragraph(tuple(spans)))
    return found


def _drawn(exhibit: Exhibit, draft: Draft, documents: Documents) -> Table | Picture:
    if exhibit.kind == "waterfall":
        rows = [*exhibit.rows, *([exhibit.total] if exhibit.total else [])]
        return waterfall(
            [
                Bar(
                    row.label,
                    Decimal(_money(row, exhibit.columns[0], documents).pence) / 10**8,
                    total=row.stands or row is exhibit.total,
                )
                for row in rows
            ],
            title=exhibit.caption,
            unit=UNIT,
        )
    return Table(
        caption=exhibit.caption,
        units=UNIT,
        header=("", *(column or WHOLE for column in exhibit.columns)),
        rows=tuple(_cells(row, exhibit.columns, documents) for row in exhibit.rows),
        total=_cells(exhibit.total, exhibit.columns, documents) if exhibit.total else (),
        numeric=tuple(range(1, len(exhibit.columns) + 1)),
        links=tuple(
            _addresses(row, exhibit.columns, draft, documents)
            for row in (*exhibit.rows, *([exhibit.total] if exhibit.total else []))
        ),
    )


def _cells(row: Row, columns: Sequence[str], documents: Documents) -> tuple[str, ...]:
    amounts = [_money(row, column, documents) for column in columns]
    return (row.label, *(money_display(amount, UNIT, 3) for amount in amounts))


def _addresses(
    row: Row, columns: Sequence[str], draft: Draft, documents: Documents
) -> tuple[str, ...]:
    """Where each number of a row leads, as the numbers of the prose do."""
    asked = [row.ref(column) for column in columns]
    return ("", *(draft.address(Span("", ref, documents[str(ref)]["url"])) for ref in asked))


def _money(row: Row, column: str, documents: Documents) -> Money:
    return Money.pounds(documents[str(row.ref(column))]["value"])


def checksum(draft: Draft, documents: Documents) -> str:
    """Of the words as written and the figures as answered, so that either change shows."""
    content: dict[str, Any] = {
        "template": draft.template.name,
        "status": draft.status,
        "reference": draft.reference,
        "period": draft.period,
        "title": draft.title,
        "cover": dict(draft.cover),
        "recommendations": list(draft.recommendations),
        "sentences": [one.source for one in draft.template.sentences],
        "figures": {ref: [one["value"], one["display"]] for ref, one in documents.items()},
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
