"""Meetings and decisions from an XML file in the style of committee systems: our documented subset.

`docs/how-to/import-meetings-as-xml.md` describes the elements. Entities, outside files and the
network are never used; a file with a document type is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from lxml import etree

from townclerk.kernel.errors import Problem, Problems

LARGEST = 10 * 1024 * 1024
ROOT, VERSION = "committees", "1"
NO_TYPE = "Take the <!DOCTYPE …> out; nothing here needs one."
KINDS = ("ordinary", "annual", "budget", "special", "informal")
STATUSES = ("planned", "agenda-published", "held", "cancelled")
ITEM_KINDS = ("standing", "report", "decision", "question", "motion", "petition", "other")
PARAGRAPHS = ("1", "2", "3", "4", "5", "6", "7")
YES = {"yes": True, "no": False, "true": True, "false": False, "": False}
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemRow:
    """One item of an agenda."""

    line: int
    number: int
    title: str
    kind: str = "report"
    exempt: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionRow:
    """One decision of a meeting."""

    line: int
    reference: str
    title: str
    key: bool = False
    decided: date | None = None
    published: date | None = None
    text: str = ""
    reasons: str = ""
    alternatives: str = ""
    interests: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingRow:
    """One meeting of one body, with its items and decisions."""

    line: int
    body: str
    reference: str
    on: date
    starts: str = ""
    place: str = ""
    kind: str = "ordinary"
    status: str = "planned"
    agenda_on: date | None = None
    late_reason: str = ""
    source: str = ""
    items: tuple[ItemRow, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()


@dataclass
class _Reading:
    """The problems found so far, each at its line."""

    problems: list[Problem] = field(default_factory=list)

    def wrong(self, element: Any, message: str, column: str = "", hint: str = "") -> None:
        self.problems.append(Problem(message, row=element.sourceline, column=column, hint=hint))

    def asked(self, element: Any, name: str, *, needed: bool = False) -> str:
        text = (element.get(name) or "").strip()
        if needed and not text:
            self.wrong(element, f"<{element.tag}> has no {name}.", name, f'Write {name}="…".')
        return text

    def read(
        self, element: Any, name: str, how: Callable[[str], T], usual: T, hint: str, **more: Any
    ) -> T:
        text = self.asked(element, name, **more)
        if not text:
            return usual
        try:
            return how(text)
        except (ValueError, KeyError):
            self.wrong(element, f"“{text}” is no {name}.", name, hint)
            return usual

    def one_of(self, element: Any, name: str, known: tuple[str, ...], usual: str) -> str:
        def how(text: str) -> str:
            return known[known.index(text)]

        return self.read(element, name, how, usual, f"Use one of: {', '.join(known)}.")

    def day(self, element: Any, name: str, *, needed: bool = False) -> date | None:
        hint = "Write days like 2024-06-04."
        found: date | None = self.read(
            element,
            name,
            date.fromisoformat,
            None,
            hint,
            needed=needed,
        )
        return found


def read_meetings(content: bytes) -> tuple[MeetingRow, ...]:
    """The meetings of a file, or everything that is wrong with it.

    Units: days as 2024-06-04, times as 18:30.
    Source: our own subset; the elements are named as committee systems name them.
    Applies: to files up to 10 MB without a document type.
    Raises: `Problems`, each with its line and what to do.
    Example:

    >>> rows = read_meetings(b'<committees version="1"><committee code="cabinet">'
    ...     b'<meeting reference="c1" date="2024-06-04"/></committee></committees>')
    >>> rows[0].body, str(rows[0].on)
    ('cabinet', '2024-06-04')
    """
    root = _root(content)
    reading = _Reading()
    found: list[MeetingRow] = []
    for committee in root:
        if committee.tag != "committee":
            reading.wrong(committee, f"<{committee.tag}> stands where <committee> should.")
            continue
        code = reading.asked(committee, "code", needed=True)
        for element in committee:
            row = _meeting(reading, element, code, root.get("source", "").strip())
            if row is not None:
                found.append(row)
    _once(reading, found)
    if not found and not reading.problems:
        reading.wrong(root, "The file has no meeting.", hint="Put <meeting> into <committee>.")
    if reading.problems:
        raise Problems(reading.problems)
    return tuple(found)


def _root(content: bytes) -> etree._Element:
    if len(content) > LARGEST:
        raise Problems([Problem("The file is larger than 10 MB.", hint="Export fewer meetings.")])
    if b"<!DOCTYPE" in content:
        raise Problems([Problem("The file has a document type.", row=1, hint=NO_TYPE)])
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        raise Problems(
            [Problem("The file is no XML that can be read.", row=line, hint=str(error.msg))]
        ) from None
    if root.tag != ROOT or root.get("version") != VERSION:
        raise Problems(
            [
                Problem(
                    f"The file begins with <{root.tag}>.",
                    row=1,
                    hint=f'It should begin with <{ROOT} version="{VERSION}">.',
                )
            ]
        )
    return root


def _meeting(reading: _Reading, element: Any, body: str, source: str) -> MeetingRow | None:
    if element.tag != "meeting":
        reading.wrong(element, f"<{element.tag}> stands where <meeting> should.")
        return None
    on = reading.day(element, "date", needed=True)
    starts = reading.read(element, "time", _time, "", "Write times like 18:30.")
    items, decisions = [], []
    for child in element:
        if child.tag == "item":
            items.append(_item(reading, child))
        elif child.tag == "decision":
            decisions.append(_decision(reading, child))
        else:
            reading.wrong(child, f"<{child.tag}> has no place in <meeting>.")
    return MeetingRow(
        line=element.sourceline,
        body=body,
        reference=reading.asked(element, "reference", needed=True),
        on=on or date.min,
        starts=starts,
        place=reading.asked(element, "venue"),
        kind=reading.one_of(element, "kind", KINDS, "ordinary"),
        status=reading.one_of(element, "status", STATUSES, "planned"),
        agenda_on=reading.day(element, "agenda-published"),
        late_reason=reading.asked(element, "late-reason"),
        source=source,
        items=tuple(items),
        decisions=tuple(decisions),
    )


def _time(text: str) -> str:
    hours, minutes = text.split(":")
    if len(text) != len("18:30") or not (0 <= int(hours) < 24 and 0 <= int(minutes) < 60):
        raise ValueError(text)
    return text


def _item(reading: _Reading, element: Any) -> ItemRow:
    title = " ".join("".join(element.itertext()).split())
    if not title:
        reading.wrong(element, "The item has no title.", "item", "Write it within the element.")
    return ItemRow(
        line=element.sourceline,
        number=reading.read(element, "number", _positive, 0, "Write a whole number.", needed=True),
        title=title,
        kind=reading.one_of(element, "kind", ITEM_KINDS, "report"),
        exempt=reading.one_of(element, "exempt", PARAGRAPHS, ""),
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _decision(reading: _Reading, element: Any) -> DecisionRow:
    parts = dict.fromkeys(("text", "reasons", "alternatives", "interests"), "")
    for child in element:
        if child.tag in parts:
            parts[child.tag] = " ".join("".join(child.itertext()).split())
        else:
            reading.wrong(child, f"<{child.tag}> has no place in <decision>.")
    if not parts["text"]:
        reading.wrong(element, "The decision does not say what was decided.", "text", "Add <text>.")
    decided, published = reading.day(element, "decided"), reading.day(element, "published")
    if published is not None and (decided is None or published < decided):
        reading.wrong(element, "It is published before it is decided.", "published")
    return DecisionRow(
        line=element.sourceline,
        reference=reading.asked(element, "reference", needed=True),
        title=reading.asked(element, "title", needed=True),
        key=reading.read(element, "key", YES.__getitem__, False, "Write yes or no."),
        decided=decided,
        published=published,
        **parts,
    )


def _once(reading: _Reading, rows: list[MeetingRow]) -> None:
    """The same reference, or number within a meeting, stands in the file once."""
    seen: set[tuple[str, object]] = set()
    for row in rows:
        named: list[tuple[str, object, int]] = [("meeting", row.reference, row.line)]
        named += [(f"item of {row.reference}", item.number, item.line) for item in row.items]
        named += [("decision", one.reference, one.line) for one in row.decisions]
        for what, key, line in named:
            if (what, key) in seen and key:
                reading.problems.append(Problem(f"The {what} {key} is there twice.", row=line))
            seen.add((what, key))
