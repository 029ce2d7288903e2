"""Finding pages. What the reader may not see takes no part in counts, facets or suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Count, QuerySet

from townclerk.platform.access.reader import Reader
from townclerk.platform.search.core.terms import Term, read_question
from townclerk.platform.search.declaration import titles
from townclerk.platform.search.fulltext import matching
from townclerk.platform.search.models import IndexedPage
from townclerk.platform.search.permission import open_to

PAGE = 20
SUGGESTED = 8
VOCABULARY = 5_000
"""Titles among which a spelling is looked for."""


@dataclass(frozen=True)
class KindCount:
    kind: str
    title: str
    count: int


@dataclass(frozen=True)
class Result:
    kind: str
    kind_title: str
    key: str
    title: str
    summary: str
    url: str


@dataclass(frozen=True)
class Results:
    """One page of what was found. `total` counts the chosen kind, `everywhere` all kinds."""

    terms: tuple[Term, ...]
    kinds: tuple[KindCount, ...]
    total: int
    everywhere: int
    number: int
    shown: tuple[Result, ...]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def find(text: str, reader: Reader, *, kind: str = "", number: int = 1) -> Results:
    """Two queries whatever the size: one counts by kind, one reads the page asked for."""
    terms = read_question(text)
    if not terms:
        return Results(terms, (), 0, 0, 1, ())
    matched = matching(_visible(reader), terms)
    kinds = _kinds(matched)
    everywhere = sum(found.count for found in kinds)
    total = next((k.count for k in kinds if k.kind == kind), 0) if kind else everywhere
    number = min(max(1, number), max(1, -(-total // PAGE)))
    chosen = matched.filter(kind=kind) if kind else matched
    start = (number - 1) * PAGE
    rows = chosen[start : start + PAGE] if total else ()
    return Results(terms, kinds, total, everywhere, number, _shown(rows))


def suggest(text: str, reader: Reader) -> list[str]:
    """Titles that begin or go on as the reader is typing."""
    terms = read_question(text, unfinished=True)
    if not terms or len(str(terms[-1])) < 2:
        return []
    rows = matching(_visible(reader), terms)
    return list(dict.fromkeys(rows.values_list("title", flat=True)[: SUGGESTED * 2]))[:SUGGESTED]


def respelt(terms: Sequence[Term], reader: Reader) -> str:
    """The question with words nobody uses replaced by close ones from titles the reader may see."""
    titled = _visible(reader).order_by("-pk").values_list("title_words", flat=True)[:VOCABULARY]
    known = {word for words in titled for word in words.split()}
    asked = [word for term in terms for word in term.words]
    better = [
        word if word in known else next(iter(get_close_matches(word, known, n=1)), word)
        for word in asked
    ]
    return " ".join(better) if better != asked else ""


def _visible(reader: Reader) -> "QuerySet[IndexedPage]":
    return IndexedPage.objects.filter(open_to(reader))


def _kinds(matched: "QuerySet[IndexedPage]") -> tuple[KindCount, ...]:
    named = titles()
    # Ordered by kind, so that no match is ranked only to be counted.
    counted = matched.order_by("kind").values_list("kind").annotate(n=Count("pk"))
    found = [KindCount(kind, named.get(kind, kind), n) for kind, n in counted]
    return tuple(sorted(found, key=lambda k: (-k.count, k.title)))


def _shown(rows: Sequence[IndexedPage] | QuerySet[IndexedPage]) -> tuple[Result, ...]:
    named = titles()
    return tuple(
        Result(row.kind, named.get(row.kind, row.kind), row.key, row.title, row.summary, row.url)
        for row in rows
    )
