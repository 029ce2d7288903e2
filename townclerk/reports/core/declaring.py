"""What a template or a form has to say before it may be used; every fault told at once."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from townclerk.kernel.errors import Problem
from townclerk.reports.core import exhibits
from townclerk.reports.core.cover import KINDS, unbound
from townclerk.reports.core.passages import Passage, Written, passages, reference_problems
from townclerk.reports.core.prose import figures_of
from townclerk.reports.core.references import APPROVES
from townclerk.reports.core.trends import FEWEST

_NAME = re.compile(r"[a-z][a-z0-9-]*")
HEAD = ("name", "title", "from", "to", "bodies")
TEMPLATE = (*HEAD, "form", "cover", "recommendations", "chapters", "exhibits", "annex")
FORM = (*HEAD, "heading", "sections", "timetable", "clearances")
CHAPTER = ("title", "name", "contributor", "exempt", "paragraphs")
SECTION = (
    "name", "title", "kind", "mandatory", "choices", "items", "bodies", "from", "to", "head",
    "group",
)  # fmt: skip
ANNEX = ("title", "columns", "groups")
EXHIBIT = ("chapter", "kind", "caption", "columns", "rows", "total", "where_known")
ROW = ("label", "key", "scope", "stands", "to", "each")


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a declaration may name."""

    figures: Collection[str]
    forms: Mapping[str, Collection[str]]
    """Each form with the names of its sections."""
    roles: Collection[str]
    registers: Collection[str]


def slug(title: str) -> str:
    """A section's name from its title.

    >>> slug("What has changed since")
    'what-has-changed-since'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def template_problems(document: Any, known: Known) -> list[Problem]:
    """Why a template cannot be used; empty when it can."""
    found = _head(document, TEMPLATE, "chapters")
    if found and not isinstance(document, Mapping):
        return found
    form = document.get("form")
    if form not in known.forms:
        found.append(_wrong(f"There is no form called {form}.", "form", known.forms))
    found += _cover(document.get("cover") or {}, known.forms.get(str(form)))
    given = _rows(document, "chapters", found)
    chapters = [one for one in given if isinstance(one, Mapping)]
    if len(chapters) < len(given) or not given:
        found.append(_wrong("It needs chapters, each with a title and paragraphs.", "chapters"))
    written = [_written(one) for one in chapters]
    for number, (one, section) in enumerate(zip(chapters, written, strict=True), start=1):
        found += _chapter(one, section, number, known)
    names = [one.name for one in written]
    found += [
        _wrong(f"Two chapters are called {name}.", "chapters")
        for name in sorted({one for one in names if names.count(one) > 1})
    ]
    found += reference_problems(written)
    found += _recommended(_rows(document, "recommendations", found))
    titles = {one.title for one in written}
    for number, one in enumerate(_rows(document, "exhibits", found), start=1):
        found += _exhibit(one, f"exhibit {number}", titles, known)
    return found + _annex(document.get("annex"), known)


def form_problems(document: Any) -> list[Problem]:
    """Why a form cannot be used; empty when it can."""
    found = _head(document, FORM, "sections")
    if found and not isinstance(document, Mapping):
        return found
    sections = _rows(document, "sections", found)
    if not sections:
        found.append(_wrong("It has no sections.", "sections"))
    for number, one in enumerate(sections, start=1):
        found += _section(one, f"section {number}")
    names = [one.get("name") for one in sections if isinstance(one, Mapping)]
    found += [
        _wrong(f"Two sections are called {name}.", "sections")
        for name in sorted({str(n) for n in names if names.count(n) > 1})
    ]
    for number, one in enumerate(_rows(document, "timetable", found), start=1):
        if not isinstance(one, Mapping) or not isinstance(one.get("days"), int):
            found.append(
                _wrong("It needs a stage, a title and a number of days.", f"stage {number}")
            )
    for number, one in enumerate(_rows(document, "clearances", found), start=1):
        found += _clearance(one, f"clearance {number}")
    kinds = [
        one.get("kind") for one in _rows(document, "clearances", []) if isinstance(one, Mapping)
    ]
    return found + [
        _wrong(f"Two clearances are called {kind}.", "clearances")
        for kind in sorted({str(one) for one in kinds if kinds.count(one) > 1})
    ]


def _clearance(given: Any, where: str) -> list[Problem]:
    """Who clears has letters for the reference; who approves says of what."""
    named = {"kind", "title", "role"}
    if not isinstance(given, Mapping) or set(given) not in (
        named | {"letters"},
        named | {"approves"},
    ):
        hint = "Who approves has approves in place of letters: unit or portfolio."
        return [_wrong("It needs kind, title, role and letters.", where, hint=hint)]
    if "approves" in given and given["approves"] not in APPROVES:
        return [_wrong(f"Nobody approves for {given['approves']}.", where, APPROVES)]
    return []


def _rows(document: Mapping[str, Any], name: str, found: list[Problem]) -> list[Any]:
    """A list of the declaration; what is no list is told and read as none."""
    given = document.get(name)
    if given is None:
        return []
    if not isinstance(given, list):
        found.append(_wrong(f"{name} is no list.", name))
        return []
    return given


def _head(document: Any, allowed: Iterable[str], must: str) -> list[Problem]:
    if not isinstance(document, Mapping):
        return [_wrong("It is no table of names and values.", "file")]
    found = [
        _wrong(f"{name} is not known here.", str(name), allowed)
        for name in document
        if name not in allowed
    ]
    needed = ("name", "title", must)
    found += [_wrong(f"{name} is missing.", name) for name in needed if not document.get(name)]
    if document.get("name") and not _NAME.fullmatch(str(document["name"])):
        found.append(_wrong("Use small letters, digits and hyphens for the name.", "name"))
    found += [
        _wrong(f"{document[name]} is no date.", name, hint="Write it as 2026-04-01.")
        for name in ("from", "to")
        if document.get(name) is not None and not isinstance(document[name], date)
    ]
    return found


def _written(chapter: Mapping[str, Any]) -> Written:
    title = str(chapter.get("title") or "")
    given = chapter.get("paragraphs")
    paragraphs = given if isinstance(given, list) else []
    return Written(
        name=str(chapter.get("name") or slug(title)),
        title=title,
        text="\n\n".join(str(one) for one in paragraphs),
        exempt=str(chapter.get("exempt") or ""),
    )


def _chapter(
    given: Mapping[str, Any], section: Written, number: int, known: Known
) -> list[Problem]:
    where = f"chapter {number}"
    found = _strange(given, CHAPTER, where)
    if not section.title:
        found.append(_wrong("The chapter has no title.", where))
    if not isinstance(given.get("paragraphs"), list):
        found.append(_wrong("The chapter has no list of paragraphs.", where))
    role = given.get("contributor")
    if role and role not in known.roles:
        found.append(_wrong(f"There is no role called {role}.", where, known.roles))
    for passage in passages(section, number):
        found += passage.problems
        found += _unknown(passage, known)
    return found


def _unknown(passage: Passage, known: Known) -> list[Problem]:
    """Figures and registers a passage asks for that are not there."""
    if passage.table is not None:
        named = passage.table.register
        if named in known.registers or passage.problems:
            return []
        return [_wrong(f"There is no register called {named}.", passage.where, known.registers)]
    asked = figures_of([part for _, parts in passage.sentences for part in parts])
    return [
        _wrong(f"There is no figure called {ref.key}.", passage.where)
        for ref in asked
        if ref.key not in known.figures
    ]


def _cover(given: Any, sections: Collection[str] | None) -> list[Problem]:
    """What a new report's cover starts with: sections of the form, their prose bound."""
    if not isinstance(given, Mapping):
        return [_wrong("It is no table of names and values.", "cover")]
    found = []
    for name, value in given.items():
        if sections is not None and name not in sections:
            found.append(_wrong(f"The form has no section {name}.", "cover", sections))
        if isinstance(value, str):
            found += unbound("cover", name, value)
    return found


def _recommended(texts: Iterable[Any]) -> list[Problem]:
    found = []
    for number, text in enumerate(texts, start=1):
        found += unbound(f"recommendation {number}", f"Recommendation {number}", str(text))
    return found


def _exhibit(given: Any, where: str, titles: Collection[str], known: Known) -> list[Problem]:
    if not isinstance(given, Mapping):
        return [_wrong("It is no table of names and values.", where)]
    found = _strange(given, EXHIBIT, where)
    missing = [name for name in EXHIBIT[:5] if not given.get(name)]
    found += [_wrong(f"{name} is missing.", where) for name in missing]
    if given.get("chapter") and given["chapter"] not in titles:
        found.append(_wrong(f"No chapter is called “{given['chapter']}”.", where, titles))
    if given.get("kind") and given["kind"] not in exhibits.KINDS:
        found.append(_wrong(f"{given['kind']} is no kind.", where, exhibits.KINDS))
    sizes = [len(_rows(given, name, [])) for name in ("rows", "columns")]
    if given.get("kind") == "trend" and (sizes[0] != 1 or sizes[1] < FEWEST):
        found.append(_wrong(f"A trend has one row and {FEWEST} columns or more.", where))
    total = [given["total"]] if "total" in given else []
    for number, row in enumerate([*_rows(given, "rows", found), *total], start=1):
        found += _exhibit_row(row, given, f"{where}, row {number}", known)
    return found


def _exhibit_row(row: Any, exhibit: Mapping[str, Any], where: str, known: Known) -> list[Problem]:
    labelled = isinstance(row, Mapping) and (row.get("label") or row.get("each"))
    if not labelled or "key" not in row:
        return [_wrong("It needs a label and a key.", where)]
    found = _strange(row, ROW, where)
    if row["key"] not in known.figures:
        found.append(_wrong(f"There is no figure called {row['key']}.", where))
    if row.get("each") and not exhibit.get("where_known"):
        found.append(_wrong("A row for each scope needs an exhibit that is “where_known”.", where))
    if row.get("to") and exhibit.get("kind") != "fan":
        found.append(_wrong("Only a fan has bands, from one scope to another.", where))
    return found


def _annex(given: Any, known: Known) -> list[Problem]:
    """What is wrong with the declaration of the option sheets that close a report."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        return [_wrong("It is no table of names and values.", "annex")]
    found = _strange(given, ANNEX, "annex")
    found += [_wrong(f"{name} is missing.", "annex") for name in ANNEX if not given.get(name)]
    for number, one in enumerate(_rows(given, "groups", found), start=1):
        where = f"annex, group {number}"
        if not isinstance(one, Mapping) or not one.get("title") or not one.get("kinds"):
            found.append(_wrong("It needs a title and kinds of packages.", where))
        elif one.get("counted") and one["counted"] not in known.figures:
            found.append(_wrong(f"There is no figure called {one['counted']}.", where))
    return found


def _section(given: Any, where: str) -> list[Problem]:
    if not isinstance(given, Mapping):
        return [_wrong("It is no table of names and values.", where)]
    found = _strange(given, SECTION, where)
    found += [
        _wrong(f"{name} is missing.", where) for name in ("name", "title") if not given.get(name)
    ]
    kind = given.get("kind", "text")
    if kind not in KINDS:
        found.append(_wrong(f"{kind} is no kind of section.", where, KINDS))
    if kind == "choice" and len(given.get("choices") or ()) < 2:
        found.append(_wrong("A choice needs two choices or more.", where))
    if kind == "impacts" and not given.get("items"):
        found.append(_wrong("Effects need the items they are on.", where))
    return found


def _strange(given: Mapping[str, Any], allowed: Iterable[str], where: str) -> list[Problem]:
    return [
        _wrong(f"{name} is not known here.", where, allowed)
        for name in given
        if name not in allowed
    ]


def _wrong(
    message: str, where: str, choices: Collection[str] | Iterable[str] = (), hint: str = ""
) -> Problem:
    listed = sorted(str(one) for one in choices)
    said = hint or (f"There are: {', '.join(listed)}." if 0 < len(listed) <= 20 else "")
    return Problem(message, field=where, hint=said, code="template")
