"""The cover of a committee report: which sections it has, and when it is complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from townclerk.kernel.errors import Problem, Problems
from townclerk.reports.core.prose import parse, sentences, typed_directions


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section of the form. `bodies` empty: of every body; dates: first and last day."""

    name: str
    title: str
    kind: str = "text"
    mandatory: bool = True
    choices: tuple[str, ...] = ()
    items: tuple[tuple[str, str], ...] = ()
    bodies: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    head: bool = False
    """Stands in the list of short facts that opens the report."""
    group: str = ""
    """Sections that follow each other with the same group stand under it as one heading."""

    def applies(self, body: str, on: date) -> bool:
        return (
            (not self.bodies or body in self.bodies)
            and (self.start is None or self.start <= on)
            and (self.end is None or on <= self.end)
        )


IMPACTS = ("positive", "neutral", "negative")
KINDS = ("text", "reference", "choice", "yes-no", "date", "lines", "impacts", "clearance")
"""Only `text` is prose, whose numbers are bound; references and lines are names. A clearance is
filled in by whoever clears, and by nobody else."""


def form(sections: Sequence[Section], *, body: str, on: date) -> tuple[Section, ...]:
    """The sections a body's report of that day has."""
    return tuple(section for section in sections if section.applies(body, on))


def with_asked(sections: Sequence[Section], asked: Sequence[Section]) -> tuple[Section, ...]:
    """A form with sections asked for besides, after the last it has in prose.

    One of a name the form has already is left out, so that nothing is asked twice.
    """
    known = {section.name for section in sections}
    prose = [place for place, one in enumerate(sections, start=1) if one.kind == "text"]
    place = prose[-1] if prose else len(sections)
    more = [one for one in asked if one.name not in known]
    return (*sections[:place], *more, *sections[place:])


def problems(sections: Sequence[Section], values: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Why the cover cannot be submitted; empty when it can. All at once."""
    known = {section.name for section in sections}
    strange = [
        Problem(f"The form has no section called {name}.", field=name, code="unknown")
        for name in values
        if name not in known
    ]
    found = [problem for section in sections for problem in _section(section, values)]
    return (*strange, *found)


def _section(section: Section, values: Mapping[str, Any]) -> list[Problem]:
    value = values.get(section.name)
    if section.kind == "clearance":
        return []
    if section.kind == "impacts":
        return _impacts(section, value)
    chosen = _chosen(value)
    if not chosen:
        return [_blank(section)] if section.mandatory else []
    if section.kind in ("choice", "yes-no"):
        return _choice(section, chosen)
    if section.kind == "date" and not _is_date(value):
        return [Problem(f"{section.title} must be a date.", field=section.name, code="date")]
    return unbound(section.name, section.title, str(value)) if section.kind == "text" else []


def unbound(field: str, title: str, prose: str) -> list[Problem]:
    """Numbers typed into prose that no figure and no source stands behind; directions typed."""
    try:
        wrong = [
            problem
            for sentence in sentences(prose)
            for problem in typed_directions(parse(sentence))
        ]
        if wrong:
            raise Problems(wrong)
    except Problems as refused:
        return [
            Problem(f"{title}: {one.message}", field=field, hint=one.hint, code=one.code)
            for one in refused.problems
        ]
    return []


def recommendation_problems(texts: Sequence[str]) -> list[Problem]:
    """Why the recommendations cannot be submitted: none, a blank one, or unbound numbers."""
    if not texts:
        return [
            Problem(
                "The report recommends nothing.",
                field="recommendation-1",
                hint="Write at least one recommendation; each becomes a line of the decision.",
                code="blank",
            )
        ]
    found = []
    for number, text in enumerate(texts, start=1):
        field, title = f"recommendation-{number}", f"Recommendation {number}"
        if not text.strip():
            found.append(Problem(f"{title} is blank.", field=field, code="blank"))
        found += unbound(field, title, text)
    return found


def _chosen(value: Any) -> list[str]:
    """The words of a value, blanks left out."""
    given = value if isinstance(value, list | tuple) else [value]
    return [str(word).strip() for word in given if word is not None and str(word).strip()]


def _blank(section: Section) -> Problem:
    need = (
        "Choose one." if section.kind in ("choice", "yes-no") else "Fill it in before submitting."
    )
    return Problem(f"{section.title} is blank.", field=section.name, hint=need, code="blank")


def _choice(section: Section, chosen: list[str]) -> list[Problem]:
    allowed = section.choices if section.kind == "choice" else ("yes", "no")
    if len(chosen) > 1:
        return [
            Problem(
                f"{section.title} has {len(chosen)} choices marked; it takes exactly one.",
                field=section.name,
                code="many",
            )
        ]
    if chosen[0] not in allowed:
        return [
            Problem(
                f"{section.title} cannot be “{chosen[0]}”.",
                field=section.name,
                hint=f"Choose one of: {', '.join(allowed)}.",
                code="choice",
            )
        ]
    return []


def _impacts(section: Section, value: Any) -> list[Problem]:
    given = value if isinstance(value, Mapping) else {}
    found = []
    for code, title in section.items:
        mark = given.get(code) or ""
        if mark in IMPACTS:
            continue
        found.append(
            Problem(
                f"{section.title}: “{title}” is not marked {', '.join(IMPACTS[:2])} or negative.",
                field=f"{section.name}.{code}",
                code="blank" if not mark else "choice",
            )
        )
    return found


def _is_date(value: Any) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
