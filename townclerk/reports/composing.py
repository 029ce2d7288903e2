"""From a template and its figures to a document: sentences, tables and pictures in order."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from townclerk.figures import NotForReader
from townclerk.figures.permission import Operator
from townclerk.kernel.display import money_display
from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.charts.picture import Picture
from townclerk.platform.documents import (
    Block,
    BulletList,
    Document,
    Heading,
    NumberedList,
    Paragraph,
    Table,
    Text,
)
from townclerk.reports import picturing, tabling, trending
from townclerk.reports.annexing_blocks import annex_blocks
from townclerk.reports.building import Documents, documents_of, those_answered
from townclerk.reports.core import exempt
from townclerk.reports.core.blocks import Image, Shown
from townclerk.reports.core.exhibits import Exhibit, Row
from townclerk.reports.core.passages import Passage, TableQuery, Written
from townclerk.reports.core.prose import FigureRef, Span, figures_of
from townclerk.reports.covering import anchor_of, cover_blocks, spans_said
from townclerk.reports.drafting import Draft
from townclerk.reports.models import Report
from townclerk.reports.permissions import sees_exempt
from townclerk.reports.tabling_blocks import register_table, total_of

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader

UNIT = "£m"
WHOLE = "Whole plan"
DRAWN = ("bars", "path")
"""Pictures of several rows by column: side by side, or along a line."""


def refs_of(draft: Draft) -> tuple[FigureRef, ...]:
    """Every question a report asks, each once: of its cover, its chapters and its exhibits."""
    shown = [ref for one in draft.exhibits for ref in one.refs]
    shown += draft.sheets.refs
    totals = [ref for table in draft.tables if (ref := total_of(table)) is not None]
    return tuple(dict.fromkeys([*draft.cover_figures, *draft.figures, *shown, *totals]))


def questions_of(draft: Draft) -> tuple[str, ...]:
    """Every figure and every table of this version, as they are named in its documents."""
    images = [str(one) for one in draft.images if one.name in draft.files]
    return (*map(str, refs_of(draft)), *map(str, draft.tables), *draft.sheets.questions, *images)


def gather(
    draft: Draft, *, reader: "Reader | Operator", tables: Sequence["Reader"] = ()
) -> Documents:
    """Every figure and every table of records. `tables` are those who must be able to read these.

    Raises: Problems or TownclerkError when a figure has no value or is not for this reader.
    """
    found = documents_of(refs_of(draft), reader=reader) | _beside(draft)
    return found | {str(query): tabling.document(query, tables) for query in draft.tables}


def compose(
    draft: Draft, *, reader: "Reader | Operator", tables: Sequence["Reader"] = ()
) -> Document:
    """The report with today's figures. Tables are footed when it is drawn.

    Raises: Problems or TownclerkError when a figure has no value or is not for this reader.
    """
    return composed(draft, reader=reader, tables=tables)[0]


def composed(
    draft: Draft, *, reader: "Reader | Operator", tables: Sequence["Reader"] = ()
) -> tuple[Document, Documents]:
    """The report with today's figures, and these beside it."""
    _require_period(draft)
    with records.one_look():
        documents = gather(draft, reader=reader, tables=tables)
        return document_of(draft, documents), documents


def document_of(draft: Draft, documents: Documents, *, loose: bool = False) -> Document:
    """The report with these figures: its cover, its chapters, its tables and pictures.

    `loose` draws a report that is still being written: what cannot be said yet says so.
    """
    cover = cover_blocks(draft, documents, loose=loose)
    text: list[Block] = []
    for number, chapter in enumerate(draft.chapters, start=1):
        told = [one for one in draft.passages if one.section == chapter.name]
        text += _chapter(number, chapter, told, draft, documents, loose=loose)
        shown = [one for one in draft.exhibits if one.chapter == chapter.title]
        placed = [*draft.placed.values(), *(one for many in draft.beside.values() for one in many)]
        shown = [one for one in shown if one not in placed]
        text += [_drawn(one, draft, documents, loose=loose) for one in shown]
    blocks = [*cover, *text, *annex_blocks(draft, documents, loose=loose)]
    if draft.withholds and draft.withheld:
        blocks += _withheld(draft)
    return Document(
        title=draft.title,
        subtitle=f"Financial year {draft.period}" if draft.period else "",
        status=draft.status,
        checksum=checksum(draft, documents),
        blocks=tuple(blocks),
        dated=draft.dated,
        contents=len(draft.chapters) > 1,
    )


def preview(report: Report, draft: Draft, *, reader: "Reader | Operator") -> Document:
    """The report as its writers see it: its cleared values once it has them, live links.

    Exempt passages are left out for a reader without the clearance for them.

    Raises: NotForReader when one of its figures is not open to them.
    """
    return document_of(*as_written(report, draft, reader=reader), loose=True)


def as_written(
    report: Report, draft: Draft, *, reader: "Reader | Operator"
) -> tuple[Draft, Documents]:
    """What of a report this reader gets to see, and its figures: cleared ones once it has them."""
    shown = replace(draft, reference="", withholds=draft.withholds or not sees_exempt(reader))
    if not isinstance(reader, Operator):
        shown = replace(shown, annexed=shown.sheets.for_reader(reader))
    today = answered(report, shown, reader=reader)
    cleared = report.clearances.filter(kind="finance").first()
    if cleared is not None:
        today |= {
            key: one
            for key, one in cleared.values.items()
            if key in today and not today[key].get("closed")
        }
    return shown, today


def answered(report: Report, draft: Draft, *, reader: "Reader | Operator") -> Documents:
    """The figures and tables that have a value; the others say that they have none."""
    _require_period(draft)
    with records.one_look():
        found = _figures(refs_of(draft), reader)
        tables = {str(query): _table(query, report, draft, reader) for query in draft.tables}
        return found | tables | _beside(draft)


def _beside(draft: Draft) -> Documents:
    """The words of option sheets and the pictures, which are kept as the figures are."""
    return draft.sheets.documents() | picturing.documents(draft.images, draft.files)


def _figures(refs: Sequence[FigureRef], reader: "Reader | Operator") -> Documents:
    try:
        return documents_of(refs, reader=reader)
    except NotForReader:
        raise
    except TownclerkError:
        found, refused = those_answered(refs, reader=reader)
        return found | {question: _silent(question, why) for question, why in refused.items()}


def _table(
    query: TableQuery, report: Report, draft: Draft, reader: "Reader | Operator"
) -> dict[str, Any]:
    """The records as the report prints them, to a reader who may read every one of them."""
    readers = readers_of(report, draft)
    try:
        found = tabling.document(query, readers)
        if isinstance(reader, Operator):
            return found
        if draft.withholds and (whole := _whole(query, readers[:-1], found, reader)) is not None:
            return whole
        if tabling.document(query, (*readers, reader))["value"] == found["value"]:
            return found
    except Problems as refused:
        return _silent(str(query), refused.problems[0].message)
    return _silent(str(query), "Not every record of this table is open to you.") | {"closed": True}


NOT_PUBLIC = "Some of this is not open to everybody. The public version leaves it out."


def _whole(
    query: TableQuery,
    author: Sequence["Reader"],
    public: dict[str, Any],
    reader: "Reader",
) -> dict[str, Any] | None:
    """All of the table while it is written, to who may read every record of it as its author may;
    none where the public gets as much."""
    if not author:
        return None
    whole = tabling.document(query, author)
    if whole["value"] == public["value"]:
        return None
    if tabling.document(query, (*author, reader))["value"] != whole["value"]:
        return None
    return whole | {"table": whole["table"] | {"note": NOT_PUBLIC}}


def section_of(report: Report, draft: Draft, name: str, *, reader: "Reader | Operator") -> Document:
    """One chapter as it prints, for who writes it.

    Raises: NotForReader when one of its figures is not open to them.
    """
    shown = replace(draft, reference="", withholds=not sees_exempt(reader))
    told = [one for one in shown.shown if one.section == name]
    asked = [part for one in told for _, parts in one.sentences for part in parts]
    totals = [ref for one in told if one.table and (ref := total_of(one.table)) is not None]
    documents = _figures([*figures_of(asked), *totals], reader)
    documents |= {
        str(one.table): _table(one.table, report, shown, reader) for one in told if one.table
    }
    images = tuple(one.shown for one in told if isinstance(one.shown, Image))
    documents |= picturing.documents(images, shown.files)
    placed = [
        shown.placed[here] for one in told if (here := (one.section, one.place)) in shown.placed
    ]
    placed += [each for one in told for each in shown.beside.get((one.section, one.place), ())]
    documents |= _figures([ref for one in placed for ref in one.refs], reader)
    blocks = [block for one in told for block in _passage(one, shown, documents, loose=True)]
    return Document(title="", status=shown.status, checksum="", blocks=tuple(blocks))


def _silent(question: str, why: str) -> dict[str, Any]:
    said = "(no value)"
    return {"label": question, "value": None, "display": said, "url": "", "why": why}


def readers_of(report: Report, draft: Draft) -> tuple["Reader", ...]:
    """Who must be able to read the records of a table: the author, and the report's audience."""
    from townclerk.platform import clock
    from townclerk.platform.access.reader import Reader

    today = clock.today()
    audience = Reader.anonymous(today)
    author = (Reader.of(report.author, today),) if report.author else ()
    return (*author, audience) if draft.withholds or not author else author


def _require_period(draft: Draft) -> None:
    spoken = sorted({ref.period for ref in draft.template.figures if ref.period})
    if draft.period and spoken and draft.period not in spoken:
        raise TownclerkError(
            f"{draft.template.name} speaks of {', '.join(spoken)}, not of {draft.period}. "
            "Give one of its periods."
        )


def _chapter(
    number: int,
    chapter: Written,
    told: Sequence[Passage],
    draft: Draft,
    documents: Documents,
    *,
    loose: bool,
) -> list[Block]:
    hidden = draft.withholds and chapter.exempt
    title = "Exempt section" if hidden else chapter.title
    # The name of a section is made from its title, which a withheld one does not tell.
    anchor = f"s-{number}" if hidden else anchor_of(chapter.name)
    blocks: list[Block] = [Heading(title, 1, str(number), anchor)]
    if not draft.withholds:
        return blocks + [
            block for one in told for block in _passage(one, draft, documents, loose=loose)
        ]
    for run in exempt.runs(told):
        if run[0].exempt:
            blocks.append(Paragraph((Text(exempt.sentence(run), source="marked"),)))
        else:
            blocks += [
                block for one in run for block in _passage(one, draft, documents, loose=loose)
            ]
    return blocks


def _passage(passage: Passage, draft: Draft, documents: Documents, *, loose: bool) -> list[Block]:
    """A paragraph with its list, a table, or a picture."""
    if passage.table is not None:
        number = draft.table_numbers[passage.section, passage.place]
        return register_table(passage.table, number, documents, loose=loose)
    if passage.shown is not None:
        return [_placed(passage, draft, documents, loose=loose)]
    said = []
    for piece in passage.pieces:
        spans: list[Any] = []
        for _, parts in piece:
            if spans:
                spans.append(Text(" "))
            spans += spans_said(parts, documents, draft, loose=loose)
        said.append(tuple(spans))
    intro = said[: len(said) - len(passage.written.items)]
    items = tuple(said[len(intro) :])
    anchor = anchor_of(passage.anchor or f"p-{passage.number}")
    found: list[Block] = [
        Paragraph(intro[0] if intro else (), passage.number, anchor, passage.exempt)
    ]
    if items:
        found.append(NumberedList(items) if passage.written.ordered else BulletList(items))
    beside = draft.beside.get((passage.section, passage.place), ())
    return [*found, *(_drawn(one, draft, documents, loose=loose) for one in beside)]


def _placed(passage: Passage, draft: Draft, documents: Documents, *, loose: bool) -> Block:
    """A file of the report, or an exhibit of the template, where the text has it."""
    exhibit = draft.placed.get((passage.section, passage.place))
    if exhibit is not None:
        return _drawn(exhibit, draft, documents, loose=loose)
    image = passage.shown
    document = documents.get(str(image)) if isinstance(image, Image) else None
    if not isinstance(image, Image) or document is None or not image.alt:
        named = image.caption if isinstance(image, Shown) else str(image)
        return Paragraph((Text(f"({named}: it cannot be shown yet.)", source="marked"),))
    return picturing.drawn(image, document)


def _withheld(draft: Draft) -> list[Block]:
    """What the public version leaves out, by paragraph of the Schedule, and why."""
    every = draft.withheld
    number = sum(one.count for one in every)
    said = f"{number} passage{' is' if number == 1 else 's are'} withheld from this version."
    return [
        Heading("What is withheld, and why", 1, "", "withheld"),
        Paragraph((Text(said, source="marked"),)),
        Table(
            caption="Withheld passages, by paragraph of Schedule 12A",
            header=("Paragraph", "What it covers", "Passages", "Public interest"),
            rows=tuple(
                (one.paragraph, one.description, str(one.count), one.public_interest)
                for one in every
            ),
        ),
    ]


def _drawn(exhibit: Exhibit, draft: Draft, documents: Documents, *, loose: bool) -> Block:
    if loose and any(documents[str(ref)]["value"] is None for ref in exhibit.refs):
        return Paragraph((Text(f"{exhibit.caption}: a figure of it has no value."),))
    if not loose:
        return _exhibit(exhibit, draft, documents)
    try:
        return _exhibit(exhibit, draft, documents)
    except TownclerkError as error:
        return Paragraph((Text(str(error)),))


def _steps(exhibit: Exhibit, documents: Documents) -> Picture:
    """How one amount becomes another: step by step as listed, or a bridge by size of the moves."""
    # The drawing library takes half a second to load: only where a picture is drawn.
    from townclerk.platform.charts import Bar, bridge, waterfall

    bars = [
        Bar(
            row.label,
            _millions(row, exhibit.columns[0], documents),
            total=row.stands or row is exhibit.total,
        )
        for row in exhibit.lines
    ]
    if exhibit.kind == "bridge":
        return bridge(bars[0], bars[1:-1], bars[-1], title=exhibit.caption, unit=UNIT)
    return waterfall(bars, title=exhibit.caption, unit=UNIT)


def _series(exhibit: Exhibit, documents: Documents) -> Picture:
    from townclerk.platform.charts import Series, grouped_bars, lines

    series = [
        Series(row.label, tuple(_millions(row, column, documents) for column in exhibit.columns))
        for row in exhibit.lines
    ]
    draw = grouped_bars if exhibit.kind == "bars" else lines
    return draw(exhibit.columns, series, title=exhibit.caption, unit=UNIT, places=3)


def _fan(exhibit: Exhibit, documents: Documents) -> Picture:
    """The first row as a line, the others as bands around it, the widest first."""
    from townclerk.platform.charts import Band, Series, line_with_bands

    def along(row: Row, edge: Callable[[Row, str], FigureRef]) -> tuple[Decimal, ...]:
        return tuple(_amount(edge(row, column), documents) for column in exhibit.columns)

    line, *bands = exhibit.rows
    return line_with_bands(
        exhibit.columns,
        Series(line.label, along(line, Row.ref)),
        [Band(row.label, along(row, Row.ref), along(row, Row.upper)) for row in bands],
        title=exhibit.caption,
        unit=UNIT,
        places=3,
    )


def _exhibit(exhibit: Exhibit, draft: Draft, documents: Documents) -> Table | Picture:
    if exhibit.kind in ("waterfall", "bridge"):
        return _steps(exhibit, documents)
    if exhibit.kind == "fan":
        return _fan(exhibit, documents)
    if exhibit.kind == "trend":
        return trending.drawn(exhibit, documents)
    if exhibit.kind in DRAWN:
        return _series(exhibit, documents)
    cells = _displayed if exhibit.as_displayed else _cells
    return Table(
        caption=exhibit.caption,
        number=draft.table_numbers.get(exhibit, ""),
        units="" if exhibit.as_displayed else UNIT,
        header=("", *(column or WHOLE for column in exhibit.columns)),
        rows=tuple(cells(row, exhibit.columns, documents) for row in exhibit.rows),
        total=_cells(exhibit.total, exhibit.columns, documents) if exhibit.total else (),
        numeric=tuple(range(1, len(exhibit.columns) + 1)),
        links=tuple(_addresses(row, exhibit.columns, draft, documents) for row in exhibit.lines),
        was=tuple(_earlier(row, exhibit.columns, documents) for row in exhibit.lines),
    )


def _cells(row: Row, columns: Sequence[str], documents: Documents) -> tuple[str, ...]:
    amounts = [_money(row, column, documents) for column in columns]
    return (row.label, *(money_display(amount, UNIT, 3) for amount in amounts))


def _displayed(row: Row, columns: Sequence[str], documents: Documents) -> tuple[str, ...]:
    return (row.label, *(documents[str(row.ref(column))]["display"] for column in columns))


def _addresses(
    row: Row, columns: Sequence[str], draft: Draft, documents: Documents
) -> tuple[str, ...]:
    """Where each number of a row leads, as the numbers of the prose do."""
    asked = [row.ref(column) for column in columns]
    return ("", *(draft.address(Span("", ref, documents[str(ref)]["url"])) for ref in asked))


def _earlier(row: Row, columns: Sequence[str], documents: Documents) -> tuple[str, ...]:
    asked = [row.ref(column) for column in columns]
    return ("", *(documents[str(ref)].get("was", "") for ref in asked))


def _millions(row: Row, column: str, documents: Documents) -> Decimal:
    return _amount(row.ref(column), documents)


def _amount(ref: FigureRef, documents: Documents) -> Decimal:
    return Decimal(Money.pounds(documents[str(ref)]["value"]).pence) / 10**8


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
        "chapters": [
            [one.name, "" if draft.withholds and one.exempt else one.title, one.exempt]
            for one in draft.chapters
        ],
        "passages": [[one.number, one.exempt, one.source] for one in draft.shown],
        "withheld": [[one.paragraph, one.count, one.public_interest] for one in draft.withheld],
        "withholds": draft.withholds and bool(draft.withheld),
        "figures": {
            question: [documents[question]["value"], documents[question]["display"]]
            for question in questions_of(draft)
        },
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
