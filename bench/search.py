"""Index 100,000 pages, write one at a time, and search them, beside the database's own query.

Run: .venv/bin/python -m bench.search   (with TOWNCLERK_DATABASE_URL set, on PostgreSQL)
The floor of a search runs the same full-text condition and order with no permission and no ORM.
On PostgreSQL give it an empty database: it makes the tables there.
"""

import os
import random
import statistics
import tempfile
import time
from datetime import date

PAGES = 100_000
WORDS = [
    f"{start}{end}" for start in "bcdfghklmnprstvw" for end in ("ark", "oad", "and", "ent", "est")
]
CHOSEN = random.Random(20261126)  # noqa: S311 (a fixed sequence, so that runs compare)


def pages():
    from townclerk.platform.access.areas import Area
    from townclerk.platform.search import Audience, Findable

    areas, audiences = list(Area), [Audience.PUBLISHED, Audience.TOTALS, Audience.RECORDS]
    for number in range(PAGES):
        yield (
            str(number),
            Findable(
                title=" ".join(CHOSEN.choices(WORDS, k=4)) + f" {number}",
                url=f"/r/things/{number}/",
                area=areas[number % len(areas)],
                audience=audiences[number % 3],
                unit=f"unit-{number % 200}",
                text=" ".join(CHOSEN.choices(WORDS, k=30)),
            ),
        )


def milliseconds(work, times):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def told(name, taken):
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"{name}: median {statistics.median(taken):.1f} ms, p95 {p95:.1f} ms")
    return p95


def bare(question):
    """What the database needs for the same words, with nothing of ours around it."""
    from django.db import connection

    match = {
        "sqlite": "SELECT rowid FROM search_words WHERE search_words MATCH %s"
        " ORDER BY bm25(search_words, 8, 1) LIMIT 20",
        "postgresql": "SELECT id FROM search_indexedpage WHERE words @@ to_tsquery('english', %s)"
        " ORDER BY -ts_rank(words, to_tsquery('english', %s)) LIMIT 20",
    }[connection.vendor]
    asked = " AND ".join(f'"{word}"' for word in question.split())
    values = [asked] if connection.vendor == "sqlite" else [" & ".join(question.split())] * 2
    with connection.cursor() as cursor:
        cursor.execute(match, values)
        cursor.fetchall()


def readers():
    from townclerk.platform.access.reader import Reader
    from townclerk.platform.access.testing import a_reader

    on = date(2026, 11, 26)
    yield "anonymous", Reader.anonymous(on)
    yield "budget holder of one unit", a_reader("budget-holder", unit="unit-7", on=on)
    yield "section 151 officer", a_reader("s151-officer", on=on)


def measure():
    from townclerk.platform.search import index
    from townclerk.platform.search.queries import find, suggest

    start = time.perf_counter()
    index.put("things", pages())
    taken = time.perf_counter() - start
    print(f"index {PAGES:,} pages: {taken:.1f} s, {taken / PAGES * 1e6:.0f} microseconds each")
    made = iter(list(pages())[:200])
    told("one page written again", milliseconds(lambda: index.put("things", [next(made)]), 200))
    asked = [" ".join(CHOSEN.choices(WORDS, k=CHOSEN.choice((1, 2, 3)))) for _ in range(100)]
    waiting = iter(asked)
    floor = told("floor: the database alone", milliseconds(lambda: bare(next(waiting)), 100))
    for name, reader in readers():
        waiting = iter(asked)
        p95 = told(f"search as {name}", milliseconds(lambda: find(next(waiting), reader), 100))  # noqa: B023
        print(f"  {p95 / floor:.1f} times the floor")
        waiting = iter(asked)
        told("  titles while typing", milliseconds(lambda: suggest(next(waiting), reader), 100))  # noqa: B023


def main():
    with tempfile.TemporaryDirectory() as home:
        os.environ["TOWNCLERK_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from townclerk.platform.tables import bring_up_to_date

        bring_up_to_date()
        measure()


if __name__ == "__main__":
    main()
