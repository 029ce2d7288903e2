"""The forms and templates of reports, read from `forms/`: data a council can change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from townclerk.kernel.errors import Problem, Problems, TownclerkError
from townclerk.reports.core.cover import KINDS, Section
from townclerk.reports.core.prose import FigureRef, Part, figures_of, parse, sentences


class UnknownTemplate(TownclerkError):
    """No report template has this name."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a template: as written, and its parts."""

    chapter: str
    paragraph: int
    source: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Template:
    name: str
    title: str
    form: str
    sentences: tuple[Sentence, ...]
    cover: Mapping[str, Any] = field(default_factory=dict)
    """What a new report's cover starts with."""
    recommendations: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[FigureRef, ...]:
        return figures_of([part for one in self.sentences for part in one.parts])


@cache
def form_sections(name: str) -> tuple[Section, ...]:
    """Every section of a form, for all bodies and dates."""
    return tuple(_section(row) for row in _read(name)["sections"])


@cache
def template(name: str) -> Template:
    """The template; refused when a digit stands unbound anywhere in it."""
    document = _read(name)
    if "chapters" not in document:
        raise UnknownTemplate(f"{name} is a form, not a report template.")
    found: list[Sentence] = []
    problems: list[Problem] = []
    for chapter in document["chapters"]:
        for number, prose in enumerate(chapter["paragraphs"], start=1):
            where = f"{chapter['title']}, paragraph {number}"
            for source in sentences(" ".join(prose.split())):
                try:
                    parts = parse(source, where=where)
                except Problems as refused:
                    problems += refused.problems
                else:
                    found.append(Sentence(chapter["title"], number, source, parts))
    if problems:
        raise Problems(problems)
    return Template(
        document["name"],
        document["title"],
        document["form"],
        tuple(found),
        document.get("cover", {}),
        tuple(document.get("recommendations", ())),
    )


def names() -> list[str]:
    """The names of the report templates there are."""
    return sorted(name for name in _all_names() if "chapters" in _read(name))


def _all_names() -> list[str]:
    places = files("townclerk.reports").joinpath("forms").iterdir()
    return [place.name.removesuffix(".yaml") for place in places if place.name.endswith(".yaml")]


def _read(name: str) -> dict[str, Any]:
    if name not in _all_names():
        raise UnknownTemplate(
            f"There is no report template called {name}. “townclerk report list” shows them."
        )
    text = files("townclerk.reports").joinpath("forms", f"{name}.yaml").read_text("utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def _section(row: dict[str, Any]) -> Section:
    kind = row.get("kind", "text")
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of section")
    return Section(
        name=row["name"],
        title=row["title"],
        kind=kind,
        mandatory=row.get("mandatory", True),
        choices=tuple(row.get("choices", ())),
        items=tuple(row.get("items", {}).items()),
        bodies=tuple(row.get("bodies", ())),
        start=row.get("from"),
        end=row.get("to"),
        head=row.get("head", False),
        group=row.get("group", ""),
    )
