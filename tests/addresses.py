"""The table of addresses, and real addresses for it: found by following the links of the pages."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse
from lxml import etree
from lxml.html import document_fromstring

PROGRAMS = "api-1"
"""The namespace of the interface for programs: no pages for people."""
WHICH = ("name", "act", "move", "step", "kind", "form")
"""Parameters that choose between pages; the others choose between records of one page."""
TRIES = 3
"""How many addresses of one entry are tried until one is answered."""


@dataclass(frozen=True)
class Entry:
    """A row of the table: the name of an address, its route and the view behind it."""

    name: str
    route: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def for_programs(self) -> bool:
        return self.name.startswith(f"{PROGRAMS}:")


def table() -> tuple[Entry, ...]:
    return tuple(_walk(get_resolver().url_patterns, "/", ()))


def _walk(patterns: Any, prefix: str, spaces: tuple[str, ...]) -> Iterator[Entry]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, route, inner)
            continue
        name = ":".join((*spaces, str(pattern.name)))
        yield Entry(name, route, tuple(pattern.pattern.regex.groupindex), pattern.callback)


@dataclass(frozen=True)
class Visit:
    """What an address answered."""

    name: str
    kind: str
    """The name, and for registers and reports which of them: each is a page of its own."""
    address: str
    status: int
    content_type: str
    drawn: bool = False
    """The answer is a whole page, be it one that refuses."""
    moving: bool = False
    """Parts of the page are fetched on their own."""
    onward: str = ""
    sends: bool = False
    """The page holds a form that sends something."""
    noted: dict[str, Any] = field(default_factory=dict)
    """What whoever crawls wants to know of the page."""

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.drawn

    @property
    def only_takes(self) -> bool:
        """The address takes what a form sends and shows nothing of its own."""
        return self.status == 405

    @property
    def settled(self) -> bool:
        """Another record would be answered alike: with a page, with a file, or not at all."""
        return self.is_page or self.is_file or self.only_takes

    @property
    def leads_on(self) -> bool:
        """The address does what it is asked and sends on to a page."""
        return self.status == 302 and not self.onward.startswith("/sign-in/")

    @property
    def is_file(self) -> bool:
        return self.status == 200 and not self.drawn


LEADING = ("href", "action", "hx-get", "hx-post")
_leading = etree.XPath(f"//@*[{' or '.join(f'name() = {name!r}' for name in LEADING)}]")


def links(page: str) -> list[str]:
    """Where the elements of a page lead, in their order."""
    if not page:
        return []
    return [str(found) for found in _leading(document_fromstring(page)) if found]


EMPTY: Mapping[str, Visit] = MappingProxyType({})


def nothing(html: str) -> dict[str, Any]:
    return {}


def crawl(
    client: Any,
    starts: list[str],
    also: dict[str, str],
    within: str = "/",
    note: Callable[[str], dict[str, Any]] = nothing,
    alike: frozenset[str] = frozenset(),
    known: Mapping[str, Visit] = EMPTY,
) -> dict[str, Visit]:
    """By kind, the first address of each that shows a page or a file, else the last that was tried.

    What `also` names is visited under its own kind, whatever else of that sort was seen. `note`
    is asked of each page. Of the names in `alike` one page stands for those of every register, step
    and form. What is `known` from a crawl before is not visited again.
    """
    waiting = deque(starts)
    seen: set[str] = set()
    tried: dict[str, int] = {}
    found: dict[str, Visit] = dict(known)
    for kind, address in also.items():
        found[kind], html = _visit(client, kind.split()[0], kind, address, note)
        waiting.extend(urljoin(address, link) for link in links(html))
    while waiting:
        address = waiting.popleft().partition("#")[0]
        if address in seen or not address.startswith(within):
            continue
        seen.add(address)
        named = _named(address)
        if named is None:
            continue
        name, kind = named
        if name in alike:
            kind = name
        before = found.get(kind)
        if (before is not None and before.settled) or tried.get(kind, 0) >= TRIES:
            continue
        tried[kind] = tried.get(kind, 0) + 1
        found[kind], html = _visit(client, name, kind, address, note)
        waiting.extend(urljoin(address, link) for link in links(html))
    return found


def _named(address: str) -> tuple[str, str] | None:
    """The name of an address and its kind: a question after it makes another page of the same."""
    parts = urlsplit(address)
    if parts.netloc or parts.path.startswith("/static/") or not parts.path.startswith("/"):
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    which = [match.kwargs[key] for key in WHICH if key in match.kwargs]
    asked = ["?"] if parts.query and "form" not in match.kwargs else []
    return match.view_name, " ".join([match.view_name, *map(str, which), *asked])


def _visit(
    client: Any, name: str, kind: str, address: str, note: Callable[[str], dict[str, Any]]
) -> tuple[Visit, str]:
    answer = client.get(address)
    content_type = answer.headers.get("Content-Type", "")
    content = answer.getvalue()
    html = content.decode() if content_type.startswith("text/html") else ""
    visit = Visit(
        name,
        kind,
        address,
        answer.status_code,
        content_type,
        drawn="<html" in html,
        moving="hx-get=" in html or "hx-post=" in html,
        sends='method="post"' in html,
        onward=answer.headers.get("Location", ""),
        noted=note(html) if "<html" in html else {},
    )
    return visit, html


def guessed(entry: Entry, values: dict[str, object]) -> str | None:
    """An address of the entry made from values by the names of its parameters."""
    if any(name not in values for name in entry.parameters):
        return None
    for given in (values, dict.fromkeys(values, "none")):
        try:
            return reverse(entry.name, kwargs={name: given[name] for name in entry.parameters})
        except NoReverseMatch:
            # What fits the parameter of one address does not fit that of another of its name.
            continue
    return None
