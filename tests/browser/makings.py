"""What a page is made of, and which pages show something no page before them showed."""

from collections.abc import Callable, Iterable
from typing import Any
from unittest.mock import patch
from zlib import crc32

from django.template.backends import django, jinja2
from lxml.html import HtmlElement, document_fromstring

TELLING = {"role", "type", "scope", "rel", "method", "inputmode", "tabindex", "aria-current"}
"""Attributes whose value makes another thing of an element, and not only their presence."""
NAMED = {"a", "button", "th", "label", "legend", "summary", "caption", "title", "option", "dt"}
"""Elements that need words."""
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


class _Making:
    """Each sort of element in its place: its tag, classes and attributes beneath those of the one
    around it, whether it has words, and which heading follows which."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.heading = ""

    def add(self, element: HtmlElement, around: str) -> bool:
        """Whether it has words: its own, of an element in it, or of its label."""
        tag = element.tag
        if not isinstance(tag, str):
            return False  # A comment.
        given = element.attrib
        shown = f"{tag}.{'.'.join(sorted(given.get('class', '').split()))}"
        kept = [f"{name}={given[name]}" if name in TELLING else name for name in sorted(given)]
        self.found.add(f"{around} > {shown} {' '.join(kept)}")
        if tag in HEADINGS:
            self.found.add(f"{self.heading} then {tag}")
            self.heading = tag
        worded = "aria-label" in given or _says(element.text)
        for part in element:
            worded = self.add(part, shown) or _says(part.tail) or worded
        if not worded and tag in NAMED:
            self.found.add(f"{shown} without words")
        return worded


def _says(text: str | None) -> bool:
    return bool(text and text.strip())


def makings(page: str) -> list[int]:
    making = _Making()
    making.add(document_fromstring(page), "")
    return sorted(crc32(each.encode()) for each in making.found)


class Noting:
    """Notes of each page its template and its makings, while it is entered."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self.patches = [
            patch.object(kind, "render", self._render(kind.render))
            for kind in (jinja2.Template, django.Template)
        ]

    def _render(self, render: Callable[..., str]) -> Callable[..., str]:
        def noted(template: Any, *args: Any, **kwargs: Any) -> str:
            html = render(template, *args, **kwargs)
            self.drawn.append(str(template.template.name))
            return html

        return noted

    def __enter__(self) -> "Noting":
        for each in self.patches:
            each.start()
        return self

    def __exit__(self, *error: object) -> None:
        for each in self.patches:
            each.stop()

    def __call__(self, html: str) -> dict[str, Any]:
        """The page's own template was finished last."""
        return {"template": self.drawn[-1], "makings": makings(html)}


Visit = dict[str, Any]


def telling(visits: Iterable[Visit], by: tuple[str, ...], known: Iterable[int] = ()) -> list[Visit]:
    """At least one visit of each, and every one that shows what none before it showed.

    A page made of nothing but what was looked at already, in the same places, has nothing new to
    be found wrong with. The fullest come first, so that the fewest are needed.
    """
    seen, named, kept = set(known), set(), []
    for visit in sorted(visits, key=lambda each: -len(each["makings"])):
        names = {(each, visit[each]) for each in by}
        if names <= named and seen.issuperset(visit["makings"]):
            continue
        named |= names
        seen.update(visit["makings"])
        kept.append(visit)
    return kept
