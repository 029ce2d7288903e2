"""Forms and templates that come along, read from `forms/`; the council’s own are beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import groupby
from typing import Any

import yaml

from townclerk.kernel.errors import Problems, TownclerkError
from townclerk.reports.core.annex import Annex, annex
from townclerk.reports.core.blocks import tidy
from townclerk.reports.core.cover import KINDS, Section
from townclerk.reports.core.declaring import slug
from townclerk.reports.core.exhibits import Exhibit, exhibit
from townclerk.reports.core.passages import Passage, Written, passages
from townclerk.reports.core.prose import FigureRef, Part, figures_of
from townclerk.reports.core.references import Consultee
from townclerk.reports.core.timetable import Stage


class UnknownTemplate(TownclerkError):
    """No report template has this name."""


@dataclass(frozen=True)
class Sentence:
    """One sentence of a report: as written, and its parts."""

    chapter: str
    paragraph: int
    source: str
    parts: tuple[Part, ...]
    exempt: str = ""
    """The paragraph of Schedule 12A that keeps it from the public."""
    number: str = ""
    """Of its paragraph, as printed."""


@dataclass(frozen=True)
class Template:
    name: str
    title: str
    form: str
    sentences: tuple[Sentence, ...]
    cover: Mapping[str, Any] = field(default_factory=dict)
    """What a new report's cover starts with."""
    recommendations: tuple[str, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    contributors: Mapping[str, str] = field(default_factory=dict)
    """The role each chapter is asked of, by the chapter's name."""
    written: tuple[Written, ...] = ()
    """The chapters as the template writes them, when it was read from a file."""
    annex: Annex | None = None
    """The option sheets that close the report."""

    @property
    def figures(self) -> tuple[FigureRef, ...]:
        return figures_of([part for one in self.sentences for part in one.parts])

    @cached_property
    def chapters(self) -> tuple[Written, ...]:
        """The chapters a new report starts with."""
        if self.written:
            return self.written
        found = []
        for title, told in groupby(self.sentences, key=lambda one: one.chapter):
            paragraphs = [
                " ".join(one.source for one in together)
                for _, together in groupby(told, key=lambda one: one.paragraph)
            ]
            found.append(Written(name=slug(title), title=title, text="\n\n".join(paragraphs)))
        return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Form:
    """The sections of a cover, who clears the report, and when each stage is to be reached."""

    sections: tuple[Section, ...]
    consultees: tuple[Consultee, ...] = ()
    stages: tuple[Stage, ...] = ()
    heading: str = "Report for decision"
    """What stands over the cover."""

    def consultee(self, kind: str) -> Consultee | None:
        return next((one for one in self.consultees if one.kind == kind), None)


@cache
def form(name: str) -> Form:
    """The form that comes along under this name."""
    return form_of(_read(name))


def form_of(document: Mapping[str, Any]) -> Form:
    """A form from its data, whose shape has been checked."""
    return Form(
        sections=tuple(_section(row) for row in document["sections"]),
        consultees=tuple(Consultee(**row) for row in document.get("clearances") or ()),
        stages=tuple(
            Stage(name=row["stage"], title=row["title"], days=row["days"])
            for row in document.get("timetable") or ()
        ),
        heading=document.get("heading") or Form.heading,
    )


def form_sections(name: str) -> tuple[Section, ...]:
    """Every section of a form, for all bodies and dates."""
    return form(name).sections


@cache
def template(name: str) -> Template:
    """The template; refused when a digit stands unbound anywhere in it."""
    document = dict(_read(name))
    if "chapters" not in document and not document.get("catalogue"):
        raise UnknownTemplate(f"{name} is a form, not a report template.")
    beside = f"{name}-exhibits"
    if beside in _all_names():
        document["exhibits"] = _read(beside)["exhibits"]
    return template_of(document)


def template_of(document: Mapping[str, Any]) -> Template:
    """A template from its data."""
    given_chapters = document.get("chapters") or ()
    written = tuple(_written(chapter) for chapter in given_chapters)
    every = [one for number, w in enumerate(written, start=1) for one in passages(w, number)]
    problems = [problem for one in every for problem in one.problems]
    if problems:
        raise Problems(problems)
    return Template(
        document["name"],
        document["title"],
        document["form"],
        tuple(one for passage in every for one in sentences_of(passage)),
        document.get("cover") or {},
        tuple(document.get("recommendations") or ()),
        tuple(exhibit(one) for one in document.get("exhibits") or ()),
        {
            one.name: given["contributor"]
            for one, given in zip(written, given_chapters, strict=True)
            if given.get("contributor")
        },
        written,
        annex(document.get("annex")),
    )


def sentences_of(passage: Passage) -> tuple[Sentence, ...]:
    """The sentences of a paragraph; none of a table."""
    return tuple(
        Sentence(passage.title, passage.place, source, parts, passage.exempt, passage.number)
        for source, parts in passage.sentences
    )


def _written(chapter: Mapping[str, Any]) -> Written:
    return Written(
        name=chapter.get("name") or slug(chapter["title"]),
        title=chapter["title"],
        text="\n\n".join(tidy(prose) for prose in chapter["paragraphs"]),
        exempt=str(chapter.get("exempt") or ""),
    )


def names() -> list[str]:
    """The names of the report templates that come along."""
    return sorted(name for name in _all_names() if "chapters" in _read(name))


def forms() -> list[str]:
    """The names of the forms that come along."""
    return sorted(name for name in _all_names() if "sections" in _read(name))


def source(name: str) -> str:
    """A template or form that comes along, as written: to start one's own from."""
    if name not in _all_names():
        raise UnknownTemplate(
            f"There is no report template called {name}. “townclerk report list” shows them."
        )
    return files("townclerk.reports").joinpath("forms", f"{name}.yaml").read_text("utf-8")


def _all_names() -> list[str]:
    places = files("townclerk.reports").joinpath("forms").iterdir()
    return [place.name.removesuffix(".yaml") for place in places if place.name.endswith(".yaml")]


@cache
def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(source(name))
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
