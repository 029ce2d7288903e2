"""A register's list over 100,000 rows, filtered and sorted, asked for by ten people at once.

Run: .venv/bin/python -m bench.lists [requests] [rows]
Ten sessions ask once a second each whether or not the last answer came (open loop), on SQLite, of
the service as `townclerk serve` starts it. The floor is the plain page of `lists_service` under
the same questions. Fails when p95 is 150 ms or more, or more than twice the floor's, or any answer
is not 200.
"""

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

USERS = 10
REQUESTS, ROWS = 1_000, 100_000
P95, TIMES = 0.150, 2.0
TYPES = ("core", "ring-fenced", "capital", "one-off")
SORTS = ("code", "-code", "name", "-yearly_cost", "end_date", "department", "-type", "state")
CHOSEN = random.Random(20261126)  # noqa: S311 (a fixed sequence, so that runs compare)


def fill(rows: int) -> list[str]:
    """The rows, and the cookies of ten people who may read them."""
    from datetime import date, timedelta

    from django.db import connection

    from townclerk.finance.models import GrantStream
    from townclerk.kernel.money import Money
    from townclerk.platform.tables import bring_up_to_date

    bring_up_to_date()
    GrantStream.objects.bulk_create(
        (
            GrantStream(
                code=f"stream-{number:06}",
                name=f"Stream {number * 7919 % rows} of funding",
                department=f"Department {number % 20}",
                type=TYPES[number % 4],
                state=("rumoured", "final")[number % 3 == 0],
                conditions=f"Spend it on purpose {number % 300}",
                end_date=date(2017, 4, 1) + timedelta(days=number % 1500),
                yearly_cost=Money(number * 104_729 % 10_000_019),
            )
            for number in range(rows)
        ),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [signed_in("finance-partner") for _ in range(USERS)]


def signed_in(role: str) -> str:
    """The cookie of a person who holds the role."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from townclerk.platform.access.testing import a_user

    user = a_user(role)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"sessionid={session.session_key}"


def question() -> str:
    """A filter, an order and a page, as somebody looking for something would choose them."""
    asked = {"sort": CHOSEN.choice(SORTS)}
    kind = CHOSEN.randrange(4)
    if kind == 0:
        asked["type"] = CHOSEN.choice(TYPES)
    elif kind == 1:
        asked["department"] = f"Department {CHOSEN.randrange(20)}"
    elif kind == 2:
        asked |= {"state": "final", "type": CHOSEN.choice(TYPES)}
    else:
        asked["q"] = f"purpose {CHOSEN.randrange(300)}"
    if CHOSEN.random() < 0.3:
        asked["page"] = str(CHOSEN.randrange(1, 5))
    return urlencode(asked)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(port: int) -> subprocess.Popen[bytes]:
    from townclerk.platform.web.commands import gunicorn

    process = subprocess.Popen(gunicorn("127.0.0.1", port, 2, 4))  # noqa: S603
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process
        except OSError:
            time.sleep(0.2)
    process.terminate()
    raise SystemExit("The service did not start.")


class Person(threading.Thread):
    """Asks at fixed times; an answer that is late makes the next question no later."""

    def __init__(self, port: int, cookie: str, path: str, asked: list[str], start: float) -> None:
        super().__init__()
        self.port, self.cookie, self.path = port, cookie, path
        self.mark = b"<tbody" if path.startswith(("/r/", "/plain/")) else b"</main>"
        self.asked, self.begin = asked, start
        self.taken: list[float] = []
        self.wrong: list[str] = []

    def run(self) -> None:
        service = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for number, question_ in enumerate(self.asked):
            due = self.begin + number
            time.sleep(max(0.0, due - time.perf_counter()))
            service.request("GET", f"{self.path}?{question_}", headers={"Cookie": self.cookie})
            answer = service.getresponse()
            content = answer.read()
            # From when it was due: waiting for one's own last answer counts too.
            self.taken.append(time.perf_counter() - due)
            if answer.status != 200 or self.mark not in content:
                self.wrong.append(f"{answer.status} for {question_}")


def ask(port: int, cookies: list[str], path: str, asked: list[str]) -> tuple[float, float, list]:
    """Median and p95 in seconds, and every wrong answer."""
    start = time.perf_counter() + 0.5
    people = [
        Person(port, cookie, path, asked[place::USERS], start + place / USERS)
        for place, cookie in enumerate(cookies)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    taken = [one for person in people for one in person.taken]
    wrong = [one for person in people for one in person.wrong]
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], wrong


def measure(requests: int, rows: int) -> int:
    cookies = fill(rows)
    port = free_port()
    asked = [question() for _ in range(requests)]
    service = serve(port)
    try:
        found = {}
        for name, path in (("plain page (floor)", "/plain/"), ("register's list", "/r/grants/")):
            ask(port, cookies, path, asked[: USERS * 4])
            median, p95, wrong = ask(port, cookies, path, asked)
            print(f"{name:<20} median {median * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
            found[path] = p95
            if wrong:
                print("\n".join(wrong[:10]), file=sys.stderr)
                return 1
    finally:
        service.terminate()
        service.wait()
    times = found["/r/grants/"] / found["/plain/"]
    print(f"{rows:,} rows, {requests:,} requests of {USERS} people: {times:.2f} times the floor")
    late = found["/r/grants/"] >= P95 or times > TIMES
    if late:
        print(f"p95 is to be under {P95 * 1000:.0f} ms and {TIMES} floors", file=sys.stderr)
    return 1 if late else 0


def main() -> int:
    words = [int(word) for word in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as home:
        os.environ["TOWNCLERK_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.lists_service.settings"
        os.environ.pop("TOWNCLERK_DATABASE_URL", None)
        # The plain page is no part of the program, so it is found beside this file.
        sys.path.insert(0, str(Path(__file__).parents[1]))
        import django

        django.setup()
        return measure(*words, *(REQUESTS, ROWS)[len(words) :])


if __name__ == "__main__":
    sys.exit(main())
