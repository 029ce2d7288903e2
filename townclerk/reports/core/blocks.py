"""What a paragraph of a section may be besides prose: a list, a picture, or an exhibit by name.

Lines that begin with `-` are bullets, lines that begin with `1.` are numbered; words before them in
the same paragraph introduce them. `{{ picture("harbour.png", alt="…", caption="…") }}` alone is a
file of the report, `{{ exhibit("…") }}` alone a table or picture of the template by its caption.
"""

import ast
import re
from dataclasses import dataclass

from townclerk.kernel.errors import Problem

_ITEM = re.compile(r"(-|\*|•|\d{1,3}[.)])\s+(.*)", re.DOTALL)
_ALONE = re.compile(r"\A\{\{\s*((picture|exhibit)\(.*\))\s*\}\}\Z", re.DOTALL)


@dataclass(frozen=True)
class Listed:
    """A paragraph as it is written: what introduces it, and the items of its list if it has one."""

    intro: str
    items: tuple[str, ...] = ()
    ordered: bool = False

    @property
    def pieces(self) -> tuple[str, ...]:
        return (self.intro, *self.items) if self.intro else self.items


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture among the files of the report, with the words for who cannot see it."""

    name: str
    alt: str = ""
    caption: str = ""

    def __str__(self) -> str:
        return f"picture {self.name}"


@dataclass(frozen=True)
class Shown:
    """A table or picture of the template, by its caption."""

    caption: str


def tidy(block: str) -> str:
    """A paragraph with its lines joined, but for those that begin an item of a list.

    >>> tidy("We ask to:\\n- note\\n  the plan\\n- agree")
    'We ask to:\\n- note the plan\\n- agree'
    """
    lines: list[str] = []
    for line in (one.strip() for one in block.strip().splitlines()):
        if lines and line and not _ITEM.match(line):
            lines[-1] = f"{lines[-1]} {line}"
        elif line:
            lines.append(line)
    return "\n".join(" ".join(line.split()) for line in lines)


def listed(block: str) -> Listed:
    """The introduction and the items of a tidy paragraph.

    >>> listed("In order:\\n1. ask\\n2. answer")
    Listed(intro='In order:', items=('ask', 'answer'), ordered=True)
    """
    lines = block.split("\n")
    found = [_ITEM.fullmatch(line) for line in lines]
    items = tuple(one[2] for one in found if one)
    if not items or (found[0] and len(items) == 1 and found[0][1] == "*"):
        return Listed(" ".join(lines))
    first = next(one for one in found if one)
    return Listed("" if found[0] else lines[0], items, first[1][0].isdigit())


def alone(block: str, where: str) -> tuple[Image | Shown | None, list[Problem]]:
    """The picture or exhibit that is the whole paragraph, and what is wrong with its name."""
    found = _ALONE.match(block)
    if found is None:
        return None, []
    try:
        made = _read(found[1], found[2])
    except (SyntaxError, TypeError, ValueError) as error:
        return Image(name=""), [_wrong(f"The picture cannot be read: {error}.", where)]
    if isinstance(made, Image) and not made.alt.strip():
        return made, [
            Problem(
                f"The picture {made.name} says nothing to who cannot see it.",
                field=where,
                hint='Say in alt="…" what it shows.',
                code="alt",
            )
        ]
    return made, []


def _read(expression: str, kind: str) -> Image | Shown:
    call = ast.parse(expression, mode="eval").body
    if not isinstance(call, ast.Call) or len(call.args) != 1:
        raise ValueError("it names one file or one caption")
    name = _words(call.args[0])
    given = {str(word.arg): _words(word.value) for word in call.keywords}
    return Shown(name, **given) if kind == "exhibit" else Image(name=name, **given)


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError("only quoted words may stand in it")


def _wrong(message: str, where: str) -> Problem:
    hint = 'Write picture("harbour.png", alt="The harbour") or exhibit("The proposals").'
    return Problem(message, field=where, hint=hint, code="picture")
