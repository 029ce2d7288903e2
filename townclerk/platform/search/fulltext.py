"""The two databases' own full-text search behind one interface: a condition and a rank.

Every word reaches the database as a parameter and quoted: what a reader types is never read as
the query language of either.
"""

from collections.abc import Sequence
from typing import TypeAlias

from django.db import connection
from django.db.models import FloatField, QuerySet
from django.db.models.expressions import RawSQL

from townclerk.platform.search.core.terms import Term
from townclerk.platform.search.models import IndexedPage

Pages: TypeAlias = "QuerySet[IndexedPage]"


def matching(pages: Pages, terms: Sequence[Term]) -> Pages:
    """Pages that hold every term, the closest first; a word in the title counts most."""
    found, rank = (_in_postgresql if _is_postgresql() else _in_sqlite)(pages, terms)
    return found.order_by(rank, "title", "pk")


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _in_sqlite(pages: Pages, terms: Sequence[Term]) -> tuple[Pages, RawSQL]:
    question = " AND ".join(f'"{term}"{"*" if term.open else ""}' for term in terms)
    found = pages.extra(
        tables=["search_words"],
        where=["search_words MATCH %s", "search_words.rowid = search_indexedpage.id"],
        params=[question],
    )
    rank = RawSQL("bm25(search_words, 8, 1)", [], output_field=FloatField())
    return found, rank


def _in_postgresql(pages: Pages, terms: Sequence[Term]) -> tuple[Pages, RawSQL]:
    question = " & ".join(
        "(" + " <-> ".join(f"'{w}'" for w in term.words) + (":*" if term.open else "") + ")"
        for term in terms
    )
    found = pages.extra(
        where=["search_indexedpage.words @@ to_tsquery('english', %s)"], params=[question]
    )
    rank = RawSQL(
        "-ts_rank(search_indexedpage.words, to_tsquery('english', %s))",
        [question],
        output_field=FloatField(),
    )
    return found, rank
