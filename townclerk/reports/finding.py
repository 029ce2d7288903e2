"""Figures found by words, ready to be put into a text."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from townclerk.figures import COUNCIL, Definition, Figure
from townclerk.figures.asking import Ask, those_open
from townclerk.figures.permission import role_title
from townclerk.figures.questions import Listing
from townclerk.figures.register import definitions

if TYPE_CHECKING:
    from townclerk.platform.access.reader import Reader

LIMIT = 20
TRIED = 60
"""Questions asked at most: beyond it more words narrow the search better than more answers."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A figure with its value today, and the binding that puts it into a text."""

    label: str
    detail: str
    display: str
    binding: str
    direction: str
    """A binding that chooses a word by the sign; empty where the figure has none."""
    public: bool
    owner: str


def find(words: str, reader: "Reader") -> list[Found]:
    """The figures whose label, key, scope and period hold every word, as far as the reader may."""
    wanted = [word for word in words.lower().split() if word]
    if not wanted:
        return []
    listing = Listing()
    asked = list(islice(_questions(wanted, listing), TRIED))
    found = those_open([ask for ask, _ in asked], reader=reader)
    named = {(ask.key, ask.scope, str(ask.period or "")): label for ask, label in asked}
    return [_found(figure, named) for figure in found[:LIMIT]]


def _questions(wanted: list[str], listing: Listing) -> Iterator[tuple[Ask, str]]:
    """Whole plans and years of every scope, those whose words fit."""
    for definition in definitions():
        own = f"{definition.label} {definition.key}".lower()
        left = [word for word in wanted if word not in own]
        for scope in listing.scopes(definition):
            labels: list[str | None] = [*listing.periods(definition, scope.code)]
            if definition.whole or not definition.grain.periods:
                labels.insert(0, None)
            told = f"{scope.code} {scope.label}".lower()
            for label in labels:
                if all(word in told or word in (label or "").lower() for word in left):
                    yield _asked(definition, scope.code, label), scope.label


def _asked(definition: Definition, scope: str, label: str | None) -> Ask:
    return Ask(key=definition.key, scope=scope, period=label)


def _found(figure: Figure, named: dict[tuple[str, str | None, str], str]) -> Found:
    period = figure.period.label if figure.period else ""
    scope = "" if figure.scope == COUNCIL else figure.scope
    given = "".join(
        f', {name}="{value}"' for name, value in (("scope", scope), ("period", period)) if value
    )
    signed = hasattr(figure.value, "pence") or isinstance(figure.value, int | float)
    detail = [named.get((figure.key, figure.scope, period), ""), period]
    direction = f'{{{{ direction("{figure.key}", up="…", down="…"{given}) }}}}'
    return Found(
        label=figure.label,
        detail=", ".join(one for one in detail if one),
        display=figure.display,
        binding=f'{{{{ figure("{figure.key}"{given}) }}}}',
        direction=direction if signed else "",
        public=figure.definition.public,
        owner=role_title(figure.definition.owner_role),
    )


MARK = "//"
"""Typed where a figure is to stand, for those whose browser runs no script."""


def insert(text: str, binding: str) -> str:
    """The text with a binding where its mark stands, or at its end.

    >>> insert("The gap is //.", "{{ x }}")
    'The gap is {{ x }}.'
    """
    if MARK in text:
        return text.replace(MARK, binding, 1)
    gap = "" if not text or text.endswith((" ", "\n")) else " "
    return f"{text}{gap}{binding}"
