"""Writing the index. Every function takes part in the transaction that is open around it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Model

from townclerk.platform.search.core.scopes import marked
from townclerk.platform.search.core.terms import plain_words
from townclerk.platform.search.declaration import (
    Findable,
    SearchableModel,
    declaration_of,
    declared_models,
    declared_pages,
)
from townclerk.platform.search.models import IndexedPage

T = TypeVar("T")
CHUNK = 500
MOST_LETTERS = 200_000
"""Of one page's text: PostgreSQL keeps at most a megabyte of words for a row."""

_KEPT = [
    "title",
    "summary",
    "url",
    "audience",
    "area",
    "unit",
    "scopes",
    "clearance",
    "subject",
    "title_words",
    "body_words",
]


def put(kind: str, pages: Iterable[tuple[str, Findable]]) -> int:
    """Add pages or bring them up to date: one statement for as many as the database takes."""
    count = 0
    for chunk in _chunks(_row(kind, key, page) for key, page in pages):
        IndexedPage.objects.bulk_create(
            chunk, update_conflicts=True, unique_fields=["kind", "key"], update_fields=_KEPT
        )
        count += len(chunk)
    return count


def put_records(records: Iterable[Model]) -> int:
    """Index records written in bulk, which send no signal. Models not declared are passed over."""
    count = 0
    for chunk in _chunks(records):
        count += _put_chunk(chunk)
    return count


def _put_chunk(records: list[Model]) -> int:
    by_kind: dict[str, list[tuple[str, Findable]]] = {}
    hidden: dict[str, list[str]] = {}
    for record in records:
        declared = declaration_of(type(record))
        if declared is None:
            continue
        page = declared.findable(record)
        if page is None:
            hidden.setdefault(declared.kind, []).append(str(record.pk))
        else:
            by_kind.setdefault(declared.kind, []).append((str(record.pk), page))
    for kind, keys in hidden.items():
        forget(kind, keys)
    return sum(put(kind, pages) for kind, pages in by_kind.items())


def forget(kind: str, keys: Iterable[str]) -> None:
    for chunk in _chunks(keys):
        IndexedPage.objects.filter(kind=kind, key__in=chunk).delete()


def purge() -> None:
    """After a disposal: also drop from the index's own pages the words of what was taken out."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")


def rebuild() -> dict[str, int]:
    """Build the whole index anew. Readers see the old one until all of it is there."""
    with transaction.atomic():
        IndexedPage.objects.all().delete()
        counts = {declared.kind: _fill(declared) for declared in declared_models()}
    return counts | refresh_pages()


def _fill(declared: SearchableModel) -> int:
    records = declared.model._default_manager.order_by("pk")  # noqa: SLF001
    if declared.related:
        records = records.select_related(*declared.related)
    return put_records(records.iterator(chunk_size=CHUNK))


def refresh_pages() -> dict[str, int]:
    """Bring the pages that come from the program itself up to date with it."""
    counts = {}
    with transaction.atomic():
        for declared in declared_pages():
            IndexedPage.objects.filter(kind=declared.kind).delete()
            counts[declared.kind] = put(declared.kind, declared.pages())
    return counts


def _row(kind: str, key: str, page: Findable) -> IndexedPage:
    return IndexedPage(
        kind=kind,
        key=key,
        title=page.title[:300],
        summary=page.summary[:500],
        url=page.url,
        audience=page.audience,
        area=page.area or "",
        unit=page.unit,
        scopes="".join(marked(scope) for scope in page.scopes),
        clearance=page.clearance,
        subject=page.subject,
        title_words=" ".join(plain_words(page.title)),
        body_words=" ".join(plain_words(f"{page.summary} {page.text[:MOST_LETTERS]}")),
    )


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(items)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk
