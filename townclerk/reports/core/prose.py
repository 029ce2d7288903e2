"""Prose that binds its numbers: what a template may say, and what it may not type.

A number in prose is `{{ figure("key", period="2017/18") }}`; a word of direction is
`{{ direction("key", up="overspend", down="underspend") }}`; a number that no figure holds is
`{{ literal("169", source="…") }}`; a date or the number of a provision is `{{ marked("…") }}`;
another place of the report is `{{ see("anchor") }}`.
"""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from townclerk.kernel.errors import Problem, Problems

BINDING = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, order=True)
class FigureRef:
    """The question a number of the prose asks of the register of figures."""

    key: str
    scope: str = ""
    period: str = ""
    as_at: str = ""
    """The day it speaks of, as 2024-06-30, where it has no period."""

    def __str__(self) -> str:
        asked = [f"{name}={value}" for name, value in self._asked() if value]
        return self.key + (f" ({', '.join(asked)})" if asked else "")

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.as_at) if self.as_at else None

    def _asked(self) -> tuple[tuple[str, str], ...]:
        return ("scope", self.scope), ("period", self.period), ("as_at", self.as_at)


@dataclass(frozen=True)
class Bound:
    """A figure as answered: how it is displayed, its sign (−1, 0, 1; None when it has no value)."""

    display: str
    sign: int | None
    url: str = ""


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Number:
    """A bound figure. `absolute` leaves the sign off, for use beside a word of direction."""

    figure: FigureRef
    absolute: bool = False


@dataclass(frozen=True)
class Direction:
    """A word chosen by the sign of a figure."""

    figure: FigureRef
    up: str
    down: str
    level: str = "no change"


@dataclass(frozen=True)
class Literal:
    """A number no figure holds, with the source it was taken from."""

    text: str
    source: str


@dataclass(frozen=True)
class Marked:
    """A date, or the number of a provision: digits that are a name, not a quantity."""

    text: str


@dataclass(frozen=True)
class See:
    """Another place of the report, printed by the number it has there."""

    anchor: str


Part = Text | Number | Direction | Literal | Marked | See


@dataclass(frozen=True)
class Span:
    """A piece of bound prose; with the figure it shows and its address when it is a number."""

    text: str
    figure: FigureRef | None = None
    url: str = ""
    source: str = ""
    """Of a literal, where its number is from; “marked” for a date or the number of a provision."""
    anchor: str = ""
    """Where in the report it leads, when it names another place of it."""


def parse(prose: str, *, where: str = "") -> tuple[Part, ...]:
    """The parts of the prose; refuses unknown bindings and digits typed into the text.

    Raises: Problems, all of them at once, each saying what to write instead.
    """
    parts, problems = read(prose, where=where)
    if problems:
        raise Problems(problems)
    return parts


def read(prose: str, *, where: str = "") -> tuple[tuple[Part, ...], tuple[Problem, ...]]:
    """The parts of prose that is still being written, and what is wrong with it.

    What cannot be read stands among the parts as it was typed.
    """
    parts: list[Part] = []
    problems: list[Problem] = []
    last = 0
    for found in BINDING.finditer(prose):
        _text(prose[last : found.start()], parts, problems, where)
        try:
            parts.append(_binding(found[1]))
        except (SyntaxError, TypeError, ValueError) as error:
            parts.append(Text(found[0]))
            problems.append(
                Problem(
                    f"“{found[0]}” cannot be read: {error}.",
                    field=where,
                    hint="Use figure, direction, literal, marked or see, with quoted words only.",
                    code="binding",
                )
            )
        last = found.end()
    _text(prose[last:], parts, problems, where)
    problems += [
        _typed(word, where)
        for part in parts
        if isinstance(part, Direction)
        for word in (part.up, part.down, part.level)
        if _has_digit(word)
    ]
    return tuple(parts), tuple(problems)


_WENT = ("improved", "worsened", "increased", "decreased", "rose", "fell", "grew", "shrank")
_SPENT = ("overspend", "overspends", "overspent", "underspend", "underspends", "underspent")
DIRECTIONS = frozenset((*_WENT, *_SPENT, "widened", "narrowed"))
"""Words that say which way a figure went. Beside a figure they come from its sign."""


def typed_directions(parts: Sequence[Part], *, where: str = "") -> list[Problem]:
    """Words of direction typed into a sentence that quotes a figure."""
    if not any(isinstance(part, Number) for part in parts):
        return []
    words = [word for part in parts if isinstance(part, Text) for word in part.text.split()]
    bare = [word.strip(".,;:()’'\"").lower() for word in words]
    return [
        Problem(
            f"“{word}” is typed beside a figure, and would stay when the figure turns.",
            field=where,
            hint="Write direction(…) with the words for up and down; the sign chooses.",
            code="direction",
        )
        for word in bare
        if word in DIRECTIONS
    ]


def sentences(prose: str) -> tuple[str, ...]:
    """The prose cut into sentences; never inside a binding.

    >>> sentences('The gap is {{ figure("a.b") }}. It grew.')
    ('The gap is {{ figure("a.b") }}.', 'It grew.')
    """
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[0])
        return "\x00"

    bare = BINDING.sub(hold, prose.strip())
    kept = iter(held)
    return tuple(
        re.sub("\x00", lambda _: next(kept), sentence)
        for sentence in _SENTENCE_END.split(bare)
        if sentence
    )


def figures_of(parts: Sequence[Part]) -> tuple[FigureRef, ...]:
    """The questions the prose asks, each once, in their order."""
    asked = [part.figure for part in parts if isinstance(part, Number | Direction)]
    return tuple(dict.fromkeys(asked))


def bind(
    parts: Sequence[Part],
    answers: Mapping[FigureRef, Bound],
    places: Mapping[str, str] | None = None,
) -> tuple[Span, ...]:
    """The prose with its numbers, its words of direction and its references in place.

    `places` says how each anchor of the report is called in it, as “paragraph 3.2”.
    """
    return tuple(_span(part, answers, places or {}) for part in parts)


def plain(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def plain_source(source: str) -> str:
    """A sentence as written, with its marked dates and its literals as they read.

    >>> plain_source('As at {{ marked("30 June 2024") }} it was {{ figure("a.b") }}.')
    'As at 30 June 2024 it was {{ figure("a.b") }}.'
    """
    parts, _ = read(source)
    names = [found[0] for found in BINDING.finditer(source)]
    said = [part for part in parts if not isinstance(part, Text) or part.text in names]
    for name, part in zip(names, said, strict=False):
        if isinstance(part, Marked | Literal):
            source = source.replace(name, part.text, 1)
    return source


def _span(part: Part, answers: Mapping[FigureRef, Bound], places: Mapping[str, str]) -> Span:
    match part:
        case Number():
            bound = answers[part.figure]
            shown = bound.display.replace("−", "").replace("-", "") if part.absolute else None
            return Span(bound.display if shown is None else shown, part.figure, bound.url)
        case Direction():
            bound = answers[part.figure]
            if bound.sign is None:
                raise Problems([_no_sign(part.figure)])
            word = part.up if bound.sign > 0 else part.down if bound.sign < 0 else part.level
            return Span(word, part.figure, bound.url)
        case Literal():
            return Span(part.text, source=part.source)
        case See():
            return Span(places.get(part.anchor, f"(no {part.anchor} here)"), anchor=part.anchor)
        case Marked():
            return Span(part.text, source="marked")
        case Text():
            return Span(part.text)


def _no_sign(figure: FigureRef) -> Problem:
    return Problem(
        f"{figure} has no value, so no word of direction can be chosen from it.",
        hint="Leave the sentence out, or state the value first.",
        code="no-sign",
    )


def _text(text: str, parts: list[Part], problems: list[Problem], where: str) -> None:
    if "{{" in text or "}}" in text:
        problems.append(Problem("A binding is opened and not closed.", field=where, code="binding"))
    problems += [_typed(word, where) for word in text.split() if _has_digit(word)]
    if text:
        parts.append(Text(text))


def _has_digit(text: str) -> bool:
    # isnumeric also finds fractions, superscripts and the digits of other scripts.
    return any(character.isnumeric() for character in text)


def _typed(word: str, where: str) -> Problem:
    return Problem(
        f"“{word}” is typed into the text.",
        field=where,
        hint="Bind it with figure(…), give its source with literal(…), or, for a date or the "
        "number of a provision, use marked(…).",
        code="unbound",
    )


def _binding(expression: str) -> Part:
    tree = ast.parse(expression.strip(), mode="eval").body
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        raise ValueError("it is not one of the five bindings")
    maker = _MAKERS.get(tree.func.id)
    if maker is None:
        raise ValueError(f"there is no binding called {tree.func.id}")
    given = [_constant(node) for node in tree.args]
    named = {word.arg or "**": _constant(word.value) for word in tree.keywords}
    part: Part = maker(*given, **named)
    return part


def _constant(node: ast.expr) -> str | bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bool):
        return node.value
    raise ValueError("only quoted words, True and False may stand in a binding")


def _figure(
    key: str, *, scope: str = "", period: str = "", as_at: str = "", absolute: bool = False
) -> Number:
    return Number(_ref(key, scope, period, as_at), absolute)


def _direction(
    key: str,
    *,
    up: str,
    down: str,
    level: str = "no change",
    scope: str = "",
    period: str = "",
    as_at: str = "",
) -> Direction:
    return Direction(_ref(key, scope, period, as_at), up, down, level)


def _ref(key: str, scope: str, period: str, as_at: str) -> FigureRef:
    found = FigureRef(key, scope, period, as_at)
    try:
        _ = found.day
    except ValueError:
        raise ValueError(f"{as_at} is no day; write it as 2024-06-30") from None
    return found


def _literal(text: str, *, source: str) -> Literal:
    if not source.strip():
        raise ValueError("a literal needs its source")
    return Literal(text, source)


_MAKERS: dict[str, Callable[..., Any]] = {
    "figure": _figure,
    "direction": _direction,
    "literal": _literal,
    "marked": Marked,
    "see": See,
}
