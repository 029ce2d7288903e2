"""Search: one interface over SQLite's FTS5 and PostgreSQL's full-text search.

An area declares what is found with `declare(SearchableModel(...))` or
`declare(SearchablePages(...))` from its `AppConfig.ready`; anybody asks with `queries.find`.
"""

from townclerk.platform.search.declaration import (
    Audience,
    Findable,
    SearchableModel,
    SearchablePages,
    declare,
)

__all__ = ["Audience", "Findable", "SearchableModel", "SearchablePages", "declare"]
