"""A section's text as its writer types it, cut into passages: paragraphs and tables of records.

Paragraphs are parted by an empty line. A paragraph may begin with `{{ anchor("name") }}`, by which
others refer to it, and with `{{ exempt("3") }}`, the paragraph of Schedule 12A that keeps it from
the public. A paragraph that is only `{{ register("reserves", columns="code,title") }}` is a table.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from townclerk.kernel.errors import Problem
from townclerk.reports.core import blocks
from townclerk.reports.core.prose import Part, See, read, sentences, typed_directions

_MARK = re.compile(r"\A\{\{\s*(anchor|exempt)\(\s*\"([^\"]*)\"\s*\)\s*\}\}\s*")
_TABLE = re.compile(r"\A\{\{\s*(register\(.*\))\s*\}\}\Z", re.DOTALL)
_ANCHOR = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, kw_only=True)
class TableQuery:
    """Records of a register asked for as a table: which, how narrowed, columns and totals."""

    register: str
    columns: tuple[str, ...] = ()
    where: str = ""
    """Facets and words as the list's own address says them: `state=open&q=library`."""
    sort: str = ""
    total: str = ""
    """Columns with a total row, parted by commas."""
    equals: str = ""
    """The figure the first total has to be equal to."""
    scope: str = ""
    period: str = ""
    caption: str = ""
    extract: str = ""
    """What the register tells of a period, by the name under which its area declares it."""
    window: str = ""
    """The period of the extract, as 2024-02-01..2024-06-30."""

    def __str__(self) -> str:
        asked = [self.register, ",".join(self.columns), self.where, self.sort, self.total]
        asked += [self.extract, self.window]
        return "table " + " | ".join(one for one in asked if one)


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One paragraph or table of a section, with its number in the report."""

    section: str
    title: str
    place: int
    """Counted from one through the passages of its section."""
    number: str
    """As 3.2; empty for tables, which are known by their captions."""
    source: str
    exempt: str = ""
    anchor: str = ""
    table: TableQuery | None = None
    shown: blocks.Image | blocks.Shown | None = None
    """The picture or exhibit it is, when it is one."""
    faults: tuple[Problem, ...] = ()

    @property
    def where(self) -> str:
        if self.number:
            return f"{self.title}, paragraph {self.number}"
        return f"{self.title}, {'table' if self.table else 'picture'}"

    @cached_property
    def written(self) -> blocks.Listed:
        """Its words: what introduces it, and the items of its list."""
        if self.table is not None or self.shown is not None:
            return blocks.Listed("")
        return blocks.listed(self.source)

    @cached_property
    def sentences(self) -> tuple[tuple[str, tuple[Part, ...]], ...]:
        """Each sentence as written, and its parts. Faulty ones stand as typed."""
        return tuple(one for piece in self.pieces for one in piece)

    @cached_property
    def pieces(self) -> tuple[tuple[tuple[str, tuple[Part, ...]], ...], ...]:
        """The sentences of the introduction, when there is one, and of each item of its list."""
        return tuple(
            tuple((one, read(one)[0]) for one in sentences(piece)) for piece in self.written.pieces
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it by itself: bindings, typed numbers and typed directions."""
        found = list(self.faults)
        for source in [one for piece in self.written.pieces for one in sentences(piece)]:
            parts, wrong = read(source, where=self.where)
            found += [*wrong, *typed_directions(parts, where=self.where)]
        return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A section of the report as it stands: its name, its title and its text."""

    name: str
    title: str
    text: str
    exempt: str = ""
    """The paragraph of Schedule 12A that keeps the whole section from the public."""


def passages(section: Written, chapter: int) -> tuple[Passage, ...]:
    """The passages of a section, numbered in the report.

    Units: `chapter` is the number of the section. Rounding: none.
    Source: practice; members cite papers by the number of their paragraphs.
    Applies: exempt paragraphs keep their numbers, so that both versions are cited alike.

    >>> [one.number for one in passages(Written(name="a", title="A", text="One.\\n\\nTwo."), 3)]
    ['3.1', '3.2']
    """
    found: list[Passage] = []
    said = 0
    for place, block in enumerate(_blocks(section.text), start=1):
        marks, rest, faults = _marks(block, section.title)
        table, wrong = _table(rest, section.title)
        shown, odd = blocks.alone(rest, section.title)
        spoken = table is None and shown is None
        said += spoken
        found.append(
            Passage(
                section=section.name,
                title=section.title,
                place=place,
                number=f"{chapter}.{said}" if spoken else "",
                source=rest,
                exempt=marks.get("exempt", section.exempt),
                anchor=marks.get("anchor", ""),
                table=table,
                shown=shown,
                faults=(*faults, *wrong, *odd),
            )
        )
    return tuple(found)


def places(sections: Sequence[Written]) -> dict[str, str]:
    """How each anchor and each section is called in the report: “paragraph 3.2”, “section 3”."""
    found: dict[str, str] = {}
    for number, section in enumerate(sections, start=1):
        found[section.name] = f"section {number}"
        for passage in passages(section, number):
            if passage.anchor:
                found[passage.anchor] = f"paragraph {passage.number}"
    return found


def reference_problems(sections: Sequence[Written]) -> list[Problem]:
    """References to places there are not, and anchors given twice."""
    known = places(sections)
    found: list[Problem] = []
    seen = {section.name for section in sections}
    for number, section in enumerate(sections, start=1):
        for passage in passages(section, number):
            if passage.anchor and passage.anchor in seen:
                found.append(
                    Problem(f"The anchor {passage.anchor} is given twice.", field=passage.where)
                )
            seen.add(passage.anchor)
            found += [
                Problem(
                    f"It refers to {part.anchor}, which no section or paragraph is called.",
                    field=passage.where,
                    hint=f"There are: {', '.join(sorted(known))}.",
                    code="see",
                )
                for _, parts in passage.sentences
                for part in parts
                if isinstance(part, See) and part.anchor not in known
            ]
    return found


def _blocks(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        if block.strip():
            yield blocks.tidy(block)


def _marks(block: str, title: str) -> tuple[dict[str, str], str, list[Problem]]:
    marks: dict[str, str] = {}
    faults: list[Problem] = []
    rest = block
    while found := _MARK.match(rest):
        kind, name = found[1], found[2].strip()
        if kind == "anchor" and not _ANCHOR.fullmatch(name):
            faults.append(
                Problem(
                    f"“{name}” is no name for an anchor.",
                    field=title,
                    hint="Use small letters, digits and hyphens, beginning with a letter.",
                    code="anchor",
                )
            )
        marks[kind] = name
        rest = rest[found.end() :]
    return marks, rest, faults


def _table(block: str, title: str) -> tuple[TableQuery | None, list[Problem]]:
    found = _TABLE.match(block)
    if found is None:
        return None, []
    try:
        return _query(found[1]), []
    except (SyntaxError, TypeError, ValueError) as error:
        wrong = Problem(
            f"The table cannot be read: {error}.",
            field=title,
            hint='Write register("reserves", columns="code,title"), with quoted words only.',
            code="table",
        )
        return TableQuery(register=""), [wrong]


def _query(expression: str) -> TableQuery:
    call = ast.parse(expression, mode="eval").body
    if not isinstance(call, ast.Call) or len(call.args) != 1:
        raise ValueError("it names one register")
    given = {str(word.arg): _words(word.value) for word in call.keywords}
    columns = tuple(one.strip() for one in given.pop("columns", "").split(",") if one.strip())
    return TableQuery(register=_words(call.args[0]), columns=columns, **given)


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError("only quoted words may stand in it")
