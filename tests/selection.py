"""Which tests a run is for."""

from collections.abc import Collection

import pytest

DATABASE_FIXTURES = frozenset(
    {"db", "transactional_db", "django_db_setup", "demonstration_database", "plan_database"}
)
"""Without one of these, or the mark, Django refuses a test every question to the database."""
DATABASE_MARKS = ("django_db", "database")


def touches_database(fixtures: Collection[str], marks: Collection[str]) -> bool:
    """Whether a test works on the database of the run, so that another database may tell more."""
    return not DATABASE_FIXTURES.isdisjoint(fixtures) or any(m in marks for m in DATABASE_MARKS)


def only_database(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Those that touch a database, and the others."""
    chosen, others = [], []
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        wanted = touches_database(getattr(item, "fixturenames", ()), marks)
        (chosen if wanted else others).append(item)
    return chosen, others
