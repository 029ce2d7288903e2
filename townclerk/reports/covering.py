"""The cover of a report, by its form, as the blocks that open the document."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from townclerk.kernel.display import date_display
from townclerk.platform.documents import (
    Block,
    BoundNumber,
    Details,
    Heading,
    NumberedList,
    Paragraph,
    Reference,
    Span,
    Table,
    Text,
)
from townclerk.reports.building import Documents, bound_of
from townclerk.reports.core.cover import Section
from townclerk.reports.core.prose import Direction, Part, bind, figures_of, parse, read
from townclerk.reports.drafting import Draft

Say = Callable[[str], tuple[Span, ...]]
BLANK = "Not filled in yet"


def cover_blocks(draft: Draft, documents: Documents, *, loose: bool = False) -> list[Block]:
    """The head, the purpose, the recommendations, and every other section in its order."""
    say = partial(spans_of, documents=documents, draft=draft, loose=loose)
    head = [one for one in draft.sections if one.head]
    blocks: list[Block] = [
        Heading(draft.heading),
        Details(tuple(_row(one, draft.cover, say) for one in head)),
    ]
    rest = [one for one in draft.sections if not one.head]
    for place, section_group in enumerate(_grouped(rest)):
        blocks += _group(section_group, draft.cover, say)
        if place == 0:
            blocks += _recommendations(draft, say)
    return blocks


def spans_of(
    prose: str, documents: Documents, draft: Draft, *, loose: bool = False
) -> tuple[Span, ...]:
    """Prose of the cover with its numbers in place, each linked to its figure."""
    parts = read(prose)[0] if loose else parse(prose)
    return spans_said(parts, documents, draft, loose=loose)


def spans_said(
    parts: Sequence[Part], documents: Documents, draft: Draft, *, loose: bool = False
) -> tuple[Span, ...]:
    """Parts of prose as the document prints them: numbers linked, sources kept."""
    bound = {ref: bound_of(documents[str(ref)]) for ref in figures_of(parts)}
    found: list[Span] = []
    for part in parts:
        if loose and isinstance(part, Direction) and bound[part.figure].sign is None:
            found.append(Text("(no value)"))
            continue
        (span,) = bind([part], bound, draft.places)
        if span.figure:
            was = documents[str(span.figure)].get("was", "")
            found.append(BoundNumber(span.text, draft.address(span), was))
        elif span.anchor and span.anchor not in draft.closed:
            found.append(Reference(span.text, anchor_of(span.anchor)))
        else:
            found.append(Text(span.text, source=span.source))
    return tuple(found)


def anchor_of(name: str) -> str:
    """The name of a place within the document; dots of paragraph numbers become hyphens."""
    return name.replace(".", "-")


def _grouped(sections: Sequence[Section]) -> list[list[Section]]:
    return [
        list(together) for _, together in groupby(sections, key=lambda one: one.group or one.name)
    ]


def _group(sections: Sequence[Section], cover: Mapping[str, Any], say: Say) -> list[Block]:
    first = sections[0]
    if first.group:
        rows = tuple(_row(one, cover, say) for one in sections if _needed(one, cover))
        return [Heading(first.group, 2), Details(rows)]
    if not _needed(first, cover):
        return []
    blocks: list[Block] = [Heading(first.title, 2)]
    if first.kind == "impacts":
        return [*blocks, _impacts(first, cover.get(first.name))]
    if first.kind == "choice":
        return [*blocks, _choice(first, cover.get(first.name))]
    value = str(cover.get(first.name) or BLANK)
    paragraphs = value.split("\n\n") if first.kind == "text" else [value]
    return [*blocks, *(Paragraph(_said(first, one, say)) for one in paragraphs)]


def _needed(section: Section, cover: Mapping[str, Any]) -> bool:
    """An optional section that was left out is not drawn."""
    return section.mandatory or bool(cover.get(section.name))


def _row(section: Section, cover: Mapping[str, Any], say: Say) -> tuple[str, tuple[Span, ...]]:
    value = cover.get(section.name)
    if not value:
        return section.title, (Text(BLANK),)
    if isinstance(value, list | tuple):
        return section.title, (Text("; ".join(str(one) for one in value)),)
    return section.title, _said(section, str(value), say)


def _said(section: Section, value: str, say: Say) -> tuple[Span, ...]:
    if section.kind == "text":
        return say(value)
    if section.kind == "date":
        return (Text(_day(value)),)
    return (Text(value.capitalize() if section.kind == "yes-no" else value),)


def _day(value: str) -> str:
    try:
        return date_display(date.fromisoformat(value))
    except ValueError:
        return value


def _impacts(section: Section, value: Any) -> Table:
    given = value if isinstance(value, Mapping) else {}
    return Table(
        caption="Effect on each core purpose",
        header=("Core purpose", "Effect"),
        rows=tuple(
            (title, str(given.get(code) or "Not marked yet").capitalize())
            for code, title in section.items
        ),
    )


def _choice(section: Section, value: Any) -> Table:
    chosen = value if isinstance(value, list | tuple) else [value]
    return Table(
        caption="Which one applies",
        header=("Choice", "Applies"),
        rows=tuple((one, "Yes" if one in chosen else "No") for one in section.choices),
    )


def _recommendations(draft: Draft, say: Say) -> list[Block]:
    items = tuple(say(text) for text in draft.recommendations)
    blocks: list[Block] = [Heading("Recommendations", 2)]
    if not items:
        return [*blocks, Paragraph((Text(BLANK),))]
    who = draft.body[:1].upper() + draft.body[1:] if draft.body else "The council"
    return [*blocks, Paragraph((Text(f"{who} is recommended to:"),)), NumberedList(items)]
