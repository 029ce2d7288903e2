"""Numbers in the words of a contributor: shown by their names in square brackets, kept bound."""

import re
from collections.abc import Mapping

from townclerk.reports.core.prose import BINDING, Direction, FigureRef, Literal, Number, read

_NAMED = re.compile(r"\[([^\[\]\n]+)\]")


def names_in(text: str, labels: Mapping[FigureRef, str]) -> dict[str, str]:
    """Each binding of a text by the name it is shown under, in their order.

    Applies: to figures and directions, by the label of the figure, and to numbers from elsewhere;
    two of one name are numbered. Other bindings stay as they are written.

    >>> names_in('{{ figure("a.b") }} of {{ literal("169", source="x") }}', {})
    {'b': '{{ figure("a.b") }}', '169': '{{ literal("169", source="x") }}'}
    """
    found: dict[str, str] = {}
    for binding in dict.fromkeys(one[0] for one in BINDING.finditer(text)):
        name = _name(binding, labels)
        if not name:
            continue
        number, free = 1, name
        while free in found:
            number += 1
            free = f"{name}, {number}"
        found[free] = binding
    return found


def named(text: str, names: Mapping[str, str]) -> str:
    """The text with the names in place of the bindings.

    >>> named('Of {{ figure("a.b") }}.', {"Visits": '{{ figure("a.b") }}'})
    'Of [Visits].'
    """
    shown = {binding: f"[{name}]" for name, binding in names.items()}
    return BINDING.sub(lambda one: shown.get(one[0], one[0]), text)


def bound(text: str, names: Mapping[str, str]) -> str:
    """The text with the bindings in place of the names; other words in brackets stay.

    >>> bound("Of [Visits] [sic].", {"Visits": '{{ figure("a.b") }}'})
    'Of {{ figure("a.b") }} [sic].'
    """
    return _NAMED.sub(lambda one: names.get(one[1], one[0]), text)


def _name(binding: str, labels: Mapping[FigureRef, str]) -> str:
    parts, problems = read(binding)
    part = parts[0] if len(parts) == 1 and not problems else None
    if isinstance(part, Number):
        return _plain(labels.get(part.figure) or part.figure.key.rpartition(".")[2])
    if isinstance(part, Direction):
        return _plain(f"{part.up} or {part.down}")
    return _plain(part.text) if isinstance(part, Literal) else ""


def _plain(name: str) -> str:
    return " ".join(name.replace("[", "(").replace("]", ")").replace("_", " ").split())
