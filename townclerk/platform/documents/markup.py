"""A document as a part of a page: semantic markup, no styles, no scripts."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from townclerk.platform.charts import Picture
from townclerk.platform.documents.blocks import (
    Block,
    BoundNumber,
    BulletList,
    Details,
    Document,
    Fold,
    Heading,
    Image,
    NumberedList,
    Paragraph,
    Reference,
    Span,
    Table,
    Text,
    check_footing,
)


def render_html(document: Document) -> Markup:
    """An article in the classes of GOV.UK Frontend; everything typed by people is escaped."""
    check_footing(document)
    head = Markup('<h1 class="govuk-heading-xl">{}</h1>').format(document.title)
    if document.subtitle:
        head += Markup('<p class="govuk-body-l">{}</p>').format(document.subtitle)
    dated = f"{document.dated}. " if document.dated else ""
    head += Markup('<p class="govuk-body-s">{}Status: {}. Checksum: <code>{}</code></p>').format(
        dated, document.status, document.checksum
    )
    if document.contents:
        head += _contents(document)
    body = Markup("\n").join(_block(block) for block in document.blocks)
    return Markup('<article lang="{}">{}\n{}</article>').format(document.language, head, body)


def _block(block: Block) -> Markup:  # noqa: PLR0911 (one return a kind of block)
    match block:
        case Heading():
            size = "l" if block.level == 1 else "m"
            level = min(block.level + 1, 6)
            return Markup('<h{0} class="govuk-heading-{1}"{2}>{3}{4}</h{0}>').format(
                level, size, _id(block.anchor), _numbered(block.number), block.text
            )
        case Paragraph():
            return _paragraph(block)
        case NumberedList():
            items = Markup("").join(
                Markup("<li>{}</li>").format(_spans(item)) for item in block.items
            )
            return Markup('<ol class="govuk-list govuk-list--number" start="{}">{}</ol>').format(
                block.start, items
            )
        case BulletList():
            items = Markup("").join(
                Markup("<li>{}</li>").format(_spans(item)) for item in block.items
            )
            return Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items)
        case Details():
            return _details(block)
        case Image():
            return _image(block)
        case Table():
            return _table(block)
        case Picture():
            return _picture(block)
        case Fold():
            return _fold(block)


def _image(image: Image) -> Markup:
    told = (
        Markup('<figcaption class="govuk-body-s">{}</figcaption>').format(image.title)
        if image.title
        else Markup("")
    )
    return Markup(
        '<figure class="tc-image"><img src="data:{};base64,{}" alt="{}">{}</figure>'
    ).format(image.media_type, b64encode(image.content).decode(), image.alt, told)


def _fold(fold: Fold) -> Markup:
    # The heading's own anchor stands inside, so that a link to it opens the part.
    body = Markup("\n").join(_block(block) for block in fold.blocks)
    return Markup(
        '<details class="govuk-details tc-opened"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text"{}>{}</div></details>'
    ).format(_block(replace(fold.heading, anchor="")), _id(fold.heading.anchor), body)


def render_blocks(document: Document) -> Markup:
    """The blocks alone, as a part of a document is shown while it is written."""
    return Markup("\n").join(_block(block) for block in document.blocks)


def _contents(document: Document) -> Markup:
    """The numbered headings, each a link."""
    rows = Markup("").join(
        Markup('<li><a class="govuk-link" href="#{}">{} {}</a></li>').format(
            one.anchor, one.number, one.text
        )
        for one in document.blocks
        if isinstance(one, Heading) and one.number
    )
    return Markup(
        '<nav class="tc-contents" aria-label="Contents"><h2 class="govuk-heading-s">Contents</h2>'
        '<ul class="govuk-list">{}</ul></nav>'
    ).format(rows)


def _id(anchor: str) -> Markup:
    return Markup(' id="{}"').format(anchor) if anchor else Markup("")


def _numbered(number: str) -> Markup:
    return Markup('<span class="tc-number">{}</span> ').format(number) if number else Markup("")


def _paragraph(block: Paragraph) -> Markup:
    kept = (
        Markup('<strong class="govuk-tag govuk-tag--red">Exempt: paragraph {}</strong> ').format(
            block.exempt
        )
        if block.exempt
        else Markup("")
    )
    kind = " tc-numbered" if block.number else ""
    return Markup('<p class="govuk-body{}"{}>{}{}{}</p>').format(
        kind, _id(block.anchor), _numbered(block.number), kept, _spans(block.spans)
    )


def _details(details: Details) -> Markup:
    rows = Markup("").join(
        Markup(
            '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">{}</dt>'
            '<dd class="govuk-summary-list__value">{}</dd></div>'
        ).format(label, _spans(spans))
        for label, spans in details.rows
    )
    return Markup('<dl class="govuk-summary-list">{}</dl>').format(rows)


def _spans(spans: Sequence[Span]) -> Markup:
    return Markup("").join(_span(span) for span in spans)


def _span(span: Span) -> Markup:
    if isinstance(span, BoundNumber):
        link = Markup('<a class="govuk-link" href="{}">{}</a>').format(span.url, span.display)
        if not span.was:
            return link
        return Markup(
            '<mark class="tc-moved">{}<span class="govuk-visually-hidden"> (was {})</span></mark>'
        ).format(link, span.was)
    if isinstance(span, Reference):
        return Markup('<a class="govuk-link" href="#{}">{}</a>').format(span.anchor, span.text)
    return (Markup("<strong>{}</strong>") if span.bold else Markup("{}")).format(span.text)


_HEADING = Markup('<th scope="col" class="govuk-table__header{}">{}</th>')
_CORNER = Markup('<td class="govuk-table__header{}">{}</td>')


def _table(table: Table) -> Markup:
    head = Markup("").join(
        # An empty corner is no heading.
        (_HEADING if text else _CORNER).format(_numeric(table, place, "header"), text)
        for place, text in enumerate(table.header)
        if place or not table.grouped
    )
    foot = (
        Markup("<tfoot>{}</tfoot>").format(_row(table, table.total, len(table.rows)))
        if table.total
        else ""
    )
    return Markup(
        # A group and not a region: one heading may stand over two tables of a document.
        '<div class="tc-scroll" tabindex="0" role="group" aria-label="{}">'
        '<table class="govuk-table">'
        '<caption class="govuk-table__caption govuk-table__caption--m">{}</caption>'
        '<thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>'
        "{}{}</table></div>"
    ).format(table.title, table.title, head, _bodies(table), foot)


def _bodies(table: Table) -> Markup:
    """The rows; of a grouped table one body a group, under the name its rows share."""
    body = Markup('<tbody class="govuk-table__body">{}</tbody>')
    if not table.grouped:
        rows = (_row(table, row, place) for place, row in enumerate(table.rows))
        return body.format(Markup("").join(rows))
    head = Markup(
        '<tr class="govuk-table__row"><th scope="rowgroup" colspan="{}" '
        'class="govuk-table__header">{}</th></tr>'
    )
    return Markup("").join(
        body.format(
            head.format(len(table.header) - 1, name)
            + Markup("").join(_row(table, table.rows[place], place, first=1) for place in places)
        )
        for name, places in table.groups
    )


def _row(table: Table, row: Sequence[str], line: int, *, first: int = 0) -> Markup:
    # A row without a name has no header: an empty one would be read out as nothing.
    named = Markup('<th scope="row" class="govuk-table__header">{}</th>')
    unnamed = Markup('<td class="govuk-table__cell">{}</td>')
    cells = (named if row[first] else unnamed).format(row[first])
    for place, text in enumerate(row[first + 1 :], start=first + 1):
        cells += Markup('<td class="govuk-table__cell{}">{}</td>').format(
            _numeric(table, place, "cell"),
            _cell(text, table.link(line, place), table.before(line, place)),
        )
    return Markup('<tr class="govuk-table__row">{}</tr>').format(cells)


def _cell(text: str, address: str, was: str) -> Markup:
    return _span(BoundNumber(text, address, was) if address else Text(text))


def _numeric(table: Table, place: int, part: str) -> str:
    return f" govuk-table__{part}--numeric" if place in table.numeric else ""


def _picture(picture: Picture) -> Markup:
    wide = range(1, len(picture.table.header))
    numbers = Table(
        caption=picture.title,
        header=picture.table.header,
        rows=picture.table.rows,
        numeric=tuple(wide),
    )
    # The drawing is our own output; nothing in it was typed without being escaped.
    return Markup(
        '<figure><div class="tc-scroll" tabindex="0" role="group" aria-label="{}">{}</div>'
        '<figcaption class="govuk-body-s">{}</figcaption>'
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">The numbers of this picture</span></summary>'
        '<div class="govuk-details__text">{}</div></details></figure>'
    ).format(picture.title, Markup(picture.svg), picture.title, _table(numbers))  # noqa: S704
