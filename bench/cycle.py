"""Lists and searches of committees and measures at size, asked for by ten people at once.

Run: .venv/bin/python -m bench.cycle [requests for each page]
1,000 meetings, 20,000 agenda items, 5,000 actions and 50,000 values of measures, all in the search
index, on SQLite. Ten sessions ask once a second each (open loop) of the service as `townclerk
serve` starts it. The floor is the page about accessibility, which asks nothing of its own: what
any page costs with its frame and its session. Fails when a page's p95 is 150 ms or more.
"""

import os
import random
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from bench.lists import USERS, ask, free_port, serve, signed_in

REQUESTS = 1_000
P95 = 0.150
MEETINGS, ITEMS, ACTIONS, MEASURES, MONTHS = 1_000, 20, 5, 250, 200
WORDS = [
    "budget",
    "housing",
    "audit",
    "climate",
    "licence",
    "school",
    "road",
    "budget",
    "care",
    "market",
    "coast",
]
CHOSEN = random.Random(20261126)  # noqa: S311 (a fixed sequence, so that runs compare)
FLOOR = "/accessibility/"
PAGES = {
    "/r/meetings/": ("state", "body"),
    "/r/agenda-items/": ("kind", "outcome"),
    "/r/committee-actions/": ("state", "origin"),
    "/r/measures/": ("frequency", "unit"),
    "/democracy/": (),
    "/democracy/actions/": (),
    "/performance/measures/": (),
    "/search/": (),
}


def titled(number: int) -> str:
    return " ".join(CHOSEN.choices(WORDS, k=3)).capitalize() + f" {number}"


def fill_committees() -> None:
    from townclerk.democracy.models import AgendaItem, Body, CommitteeAction, Meeting

    bodies = Body.objects.bulk_create(
        Body(code=f"body-{n}", name=f"Committee {n}", kind=Body.Kind.SCRUTINY) for n in range(20)
    )
    first = date(2022, 1, 3)
    meetings = Meeting.objects.bulk_create(
        Meeting(
            reference=f"meeting-{n}",
            body=bodies[n % len(bodies)],
            on=first + timedelta(days=2 * n),
            state=Meeting.State.HELD if n < 900 else Meeting.State.PLANNED,
        )
        for n in range(MEETINGS)
    )
    AgendaItem.objects.bulk_create(
        (
            AgendaItem(meeting=meeting, number=n + 1, title=titled(n), outcome="considered")
            for meeting in meetings
            for n in range(ITEMS)
        ),
        batch_size=1000,
    )
    CommitteeAction.objects.bulk_create(
        (
            CommitteeAction(
                reference=f"action-{meeting.pk}-{n}",
                title=titled(n),
                meeting=meeting,
                owner_role="head-of-service",
                due=meeting.on + timedelta(days=40),
                report_to=meeting.body,
                state="closed" if (n + meeting.pk) % 5 else "assigned",
                closed_on=meeting.on if (n + meeting.pk) % 5 else None,
            )
            for meeting in meetings
            for n in range(ACTIONS)
        ),
        batch_size=1000,
    )


def fill_measures() -> None:
    from townclerk.figures.models import ReturnedValue
    from townclerk.performance.models import Measure

    Measure.objects.bulk_create(
        Measure(
            key=f"service.measure_{n}",
            label=titled(n),
            definition="What is counted.",
            kind=Measure.Kind.COUNT,
            owner_role="head-of-service",
            source="the counter",
            public=True,
        )
        for n in range(MEASURES)
    )
    stated = datetime(2026, 1, 1, tzinfo=UTC)
    months = [f"{2009 + n // 12}-{n % 12 + 1:02}" for n in range(MONTHS)]
    ReturnedValue.objects.bulk_create(
        (
            ReturnedValue(
                key=f"service.measure_{n}",
                period=month,
                value=str(CHOSEN.randrange(10_000)),
                evidence="counter",
                stated_at=stated,
                signed_at=stated,
                published_at=stated,
            )
            for n in range(MEASURES)
            for month in months
        ),
        batch_size=1000,
    )


def fill() -> list[str]:
    """The records, in the search index too, and the cookies of ten people."""
    from django.db import connection, transaction

    from townclerk.platform.search.index import rebuild
    from townclerk.platform.tables import bring_up_to_date

    bring_up_to_date()
    with transaction.atomic():
        fill_committees()
        fill_measures()
    rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [signed_in("chief-executive") for _ in range(USERS)]


def question(page: str) -> str:
    """What somebody looking for something would ask of the page."""
    if page == "/search/":
        return urlencode({"q": " ".join(CHOSEN.sample(sorted(set(WORDS)), 2))})
    # Meetings are called by their bodies, in none of these words.
    words = page != "/r/meetings/" and CHOSEN.random() < 0.5
    asked = {"q": CHOSEN.choice(WORDS)} if words else {}
    if PAGES[page] and CHOSEN.random() < 0.5:
        asked["sort"] = CHOSEN.choice(PAGES[page])
    if CHOSEN.random() < 0.3:
        asked["page"] = str(CHOSEN.randrange(1, 5))
    return urlencode(asked)


def measure(requests: int) -> int:
    cookies = fill()
    port = free_port()
    service = serve(port)
    failed = False
    try:
        ask(port, cookies, FLOOR, [""] * USERS * 2)
        _, floor, _ = ask(port, cookies, FLOOR, [""] * requests)
        print(f"{'the frame alone (floor)':<26} p95 {floor * 1000:.0f} ms")
        for page in PAGES:
            asked = [question(page) for _ in range(requests)]
            ask(port, cookies, page, asked[: USERS * 2])
            median, p95, wrong = ask(port, cookies, page, asked)
            late = p95 >= P95
            failed |= late or bool(wrong)
            print(
                f"{page:<26} median {median * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, "
                f"{p95 / floor:.1f} times the floor{', LATE' if late else ''}"
            )
            print("".join(f"  {one}\n" for one in wrong[:5]), end="")
    finally:
        service.terminate()
        service.wait()
    return 1 if failed else 0


def main() -> int:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    with tempfile.TemporaryDirectory() as home:
        os.environ["TOWNCLERK_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.lists_service.settings"
        os.environ.pop("TOWNCLERK_DATABASE_URL", None)
        # The service's settings are no part of the program, so they are found beside this file.
        sys.path.insert(0, str(Path(__file__).parents[1]))
        import django

        django.setup()
        return measure(requests)


if __name__ == "__main__":
    sys.exit(main())
