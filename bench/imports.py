"""Import 100,000 rows with history, checked and committed, while somebody else goes on saving.

Then a sheet of plan lines with an amount a year, which brings records of two kinds, and one of
phasing entries as long as it may be, whose rows are posted one by one.

Run: .venv/bin/python -m bench.imports [rows]   (with TOWNCLERK_DATABASE_URL set, on PostgreSQL)
The floor hands the same parsed objects to `bulk_create_with_history`. Fails when a load takes 25 s
or more, more than twice the floor, 500 MB or more, or lets another user's save wait 2 s or more.
On PostgreSQL give it an empty database: it makes the tables there.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS, PLAN_LINES = 100_000, 10_000
LIMITS = {"seconds": 25.0, "times": 2.0, "megabytes": 500.0, "wait": 2.0}
POSTED = 15
"""As many as a sheet of phasing may have (`finance/imports/tables.py`)."""
TYPES = ("core", "ring-fenced", "capital", "one-off", "new-burdens")


def write_sheet(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("code,name,department,type,conditions,end_date,certified,yearly_cost,source\n")
        for number in range(rows):
            out.write(
                f"stream-{number:06},Stream {number} of funding,Department {number % 20},"
                f"{TYPES[number % 5]},Spend it on purpose {number % 300},"
                f"{1 + number % 28:02}/0{1 + number % 9}/2019,{'yes' if number % 3 else 'no'},"
                f'"{number:,}.{number % 100:02}",Sheet {number % 1000}\n'
            )


def write_lines(path: Path, rows: int) -> None:
    """Plan lines; each is followed by its three years' amounts."""
    with path.open("w", encoding="utf-8") as out:
        out.write("plan,code,heading,step,type,evidence,source,y1,y2,y3\n")
        for number in range(rows):
            out.write(
                f"1,line-{number:06},Pressure {number},original,inflation,"
                f"On purpose {number % 300},Sheet {number % 1000},"
                f"{number}.{number % 100:02},{number % 777},{number % 55}\n"
            )


def write_phasing(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write("plan,code,name,kind,amount,year,repayment,repayment_year\n")
        for number in range(rows):
            out.write(f"1,p{number},Saving {number},one-off-saving,5,2017/18,5,2018/19\n")


def declare():
    """Funding streams as a register written by the usual operations."""
    from townclerk.finance.models import GrantStream
    from townclerk.platform.access.areas import Area
    from townclerk.platform.registers import Column, Kind, Register, States, register

    return register(
        Register(
            name="bench-streams",
            title="Streams of the measurement",
            singular="stream",
            model=GrantStream,
            area=Area.FINANCIAL_PLANNING,
            section="Plan",
            key=("code",),
            columns=(
                Column("code", "Code", Kind.TEXT, required=True),
                Column("name", "Name", Kind.TEXT, required=True),
                Column("department", "Department", Kind.TEXT),
                Column("type", "Type", Kind.CHOICE, required=True, facet=True),
                Column("conditions", "Conditions", Kind.LONG_TEXT),
                Column("end_date", "Ends", Kind.DATE),
                Column("certified", "Certified", Kind.FLAG),
                Column("unit", "Service", Kind.REFERENCE),
                Column("yearly_cost", "Yearly cost", Kind.MONEY, unit="£"),
                Column("state", "State", Kind.CHOICE, facet=True),
                Column("source", "Source", Kind.TEXT),
            ),
            states=States("state", "rumoured"),
            unit_path="unit",
        )
    )


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def load(name: str, path: Path) -> dict[str, float]:
    from townclerk.platform import clock
    from townclerk.platform.access.models import User
    from townclerk.platform.audit.log import Actor
    from townclerk.platform.exchange import operations, template

    declare()
    actor = Actor(User.objects.get(username="bench"))
    before = peak_megabytes()
    marks: list[tuple[str, float]] = []
    began = time.perf_counter()

    def tell(done: int, of: int | None = None, doing: str = "") -> None:
        if not marks or marks[-1][0] != doing:
            marks.append((doing, time.perf_counter() - began))

    batch = operations.load(
        template(name),
        operations.File(path.name, path.read_bytes()),
        actor=actor,
        moment=clock.now(),
        again=True,
        tell=tell,
    )
    taken = time.perf_counter() - began
    for doing, at in marks:
        print(f"    {at:6.2f} s  {doing}", file=sys.stderr)
    return {
        "seconds": taken,
        "megabytes": peak_megabytes(),
        "before": before,
        "added": batch.added,
        "changed": batch.changed,
        "same": batch.same,
    }


def floor(path: Path) -> dict[str, float]:
    """The library's own bulk write of the objects the same sheet parses into."""
    from django.db import transaction
    from simple_history.utils import bulk_create_with_history

    from townclerk.finance.models import GrantStream
    from townclerk.platform import clock
    from townclerk.platform.access.models import User
    from townclerk.platform.access.reader import Reader
    from townclerk.platform.exchange import template
    from townclerk.platform.exchange.reading import read
    from townclerk.platform.registers.values import References, parse_all

    register = declare()
    user = User.objects.get(username="bench")
    moment = clock.now()
    references = References(Reader.of(user, moment.date()))
    sheet = read(path.read_bytes(), path.name, template("bench-streams"))
    made = []
    for cells in sheet.rows:
        columns = tuple(column for column in register.editable if column.name in cells)
        values, problems = parse_all(register, columns, cells, references)
        assert not problems
        made.append(GrantStream(**{**values, "code": f"floor-{values['code']}"}))
    began = time.perf_counter()
    with transaction.atomic():
        bulk_create_with_history(
            made, GrantStream, batch_size=500, default_user=user, default_date=moment
        )
    return {"seconds": time.perf_counter() - began}


def floor_of_lines(path: Path) -> dict[str, float]:
    """The same for plan lines and their amounts."""
    from django.db import transaction
    from simple_history.utils import bulk_create_with_history

    from townclerk.finance.imports.plan_lines import read
    from townclerk.finance.models import LineAmount, PlanLine
    from townclerk.platform import clock
    from townclerk.platform.access.models import User
    from townclerk.platform.exchange import reading, template

    user = User.objects.get(username="bench")
    sheet = read(reading.read(path.read_bytes(), path.name, template("plan-lines")).rows)
    assert not sheet.problems
    lines = [
        PlanLine(plan=line.plan, **{**line.values, "code": f"floor-{line.values['code']}"})
        for line in sheet.lines
    ]
    stamp = {"batch_size": 500, "default_user": user, "default_date": clock.now()}
    began = time.perf_counter()
    with transaction.atomic():
        made = bulk_create_with_history(lines, PlanLine, **stamp)
        amounts = [
            LineAmount(line=stored, year=year, amount=amount)
            for stored, line in zip(made, sheet.lines, strict=True)
            for year, amount in line.cells.items()
        ]
        bulk_create_with_history(amounts, LineAmount, **stamp)
    return {"seconds": time.perf_counter() - began}


def other_user(seconds: float) -> dict[str, float]:
    """Saves a record ten times a second, and says how long the slowest took."""
    from townclerk.finance.models import Reserve
    from townclerk.platform import clock, records
    from townclerk.platform.access.models import User
    from townclerk.platform.audit.log import Actor

    actor = Actor(User.objects.get(username="bench"))
    reserve = Reserve.objects.get(code="bench")
    # The first save of a process loads every page's code; a server has done so long before.
    reserve = records.change(reserve, {"purpose": "Warm"}, actor=actor, moment=clock.now())
    longest, count = 0.0, 0
    print("ready", flush=True)
    until = time.monotonic() + seconds
    stop = Path(os.environ["BENCH_STOP"])
    while time.monotonic() < until and not stop.exists():
        began = time.perf_counter()
        values = {"purpose": f"Purpose {count}"}
        reserve = records.change(reserve, values, actor=actor, moment=clock.now())
        longest, count = max(longest, time.perf_counter() - began), count + 1
        time.sleep(0.1)
    return {"wait": longest, "saves": count}


def prepare() -> None:
    from datetime import date

    from townclerk.finance.models import PlanVersion, Reserve
    from townclerk.kernel.money import Money
    from townclerk.platform.access.testing import a_user
    from townclerk.platform.tables import bring_up_to_date

    bring_up_to_date()
    if not Reserve.objects.filter(code="bench").exists():
        a_user("finance-partner", username="bench")
        Reserve.objects.create(
            code="bench",
            name="Bench",
            kind=Reserve.Kind.values[0],
            opening=Money(0),
            opened_on=date(2017, 4, 1),
        )
        PlanVersion.objects.create(number=1, title="Bench", first_year=2017, years=3)


def apart(what: str, *words: str, **more: str) -> subprocess.Popen[str]:
    """A process of its own, so that memory and connections are nobody else's."""
    command = [sys.executable, "-m", "bench.imports", what, *words]
    return subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, text=True, env=os.environ | more
    )


def answer(process: subprocess.Popen[str]) -> dict[str, float]:
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{process.args} ended with {process.returncode}")
    return json.loads(out.splitlines()[-1])


def beside(name: str, load_of: Path, folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """The load with the other user beside it."""
    stop = folder / "stop"
    stop.unlink(missing_ok=True)
    other = apart("other", "600", BENCH_STOP=str(stop))
    assert other.stdout
    assert other.stdout.readline().strip() == "ready"
    time.sleep(1)
    done = answer(apart("load", name, str(load_of)))
    stop.touch()
    return done, answer(other)


def measure(rows: int) -> int:
    folder = Path(os.environ["TOWNCLERK_HOME"])
    path = folder / "streams.csv"
    write_sheet(path, rows)
    answer(apart("prepare"))
    alone = answer(apart("floor", str(path)))["seconds"]
    print(f"floor, bulk_create_with_history of {rows:,} parsed objects: {alone:.1f} s")
    done, other = beside("bench-streams", path, folder)
    assert done["added"] == rows, done
    told("all added", done, other, alone)
    late = failures(done | {"times": done["seconds"] / alone} | {"wait": other["wait"]})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("on purpose", "for the purpose"), encoding="utf-8")
    again, other = beside("bench-streams", path, folder)
    assert again["changed"] == rows, again
    told("all changed", again, other, alone)
    late += failures(again | {"times": 0.0, "wait": other["wait"]})
    late += measure_plan(folder, min(rows, PLAN_LINES))
    for sentence in late:
        print(sentence, file=sys.stderr)
    return 1 if late else 0


def measure_plan(folder: Path, rows: int) -> list[str]:
    path = folder / "lines.csv"
    write_lines(path, rows)
    alone = answer(apart("floor-lines", str(path)))["seconds"]
    print(f"floor, bulk_create_with_history of {rows:,} lines and their amounts: {alone:.1f} s")
    done, other = beside("plan-lines", path, folder)
    assert done["added"] == rows, done
    told("plan lines, all added", done, other, alone)
    late = failures(done | {"times": done["seconds"] / alone, "wait": other["wait"]})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("On purpose", "For the purpose"), encoding="utf-8")
    again, other = beside("plan-lines", path, folder)
    assert again["changed"] == rows, again
    told("plan lines, all changed", again, other, alone)
    late += failures(again | {"times": 0.0, "wait": other["wait"]})
    posted = folder / "phasing.csv"
    write_phasing(posted, POSTED)
    done, other = beside("phasing", posted, folder)
    assert done["added"] == POSTED, done
    print(f"{POSTED} phasing entries posted one by one: {done['seconds']:.1f} s", end="; ")
    print(f"another user's saves waited {other['wait']:.2f} s at most")
    return late + failures(done | {"times": 0.0, "wait": other["wait"]})


def told(what: str, done: dict[str, float], other: dict[str, float], alone: float) -> None:
    print(
        f"{what}: {done['seconds']:.1f} s, {done['seconds'] / alone:.2f} times the floor, "
        f"peak {done['megabytes']:.0f} MB ({done['before']:.0f} MB before the file); "
        f"another user's {other['saves']:.0f} saves waited {other['wait']:.2f} s at most"
    )


def failures(measured: dict[str, float]) -> list[str]:
    return [
        f"{name}: {measured[name]:.2f} where {limit} is the limit"
        for name, limit in LIMITS.items()
        if measured[name] >= limit
    ]


def main() -> int:
    words = sys.argv[1:]
    if not words or words[0].isdecimal():
        with tempfile.TemporaryDirectory() as home:
            os.environ["TOWNCLERK_HOME"] = home
            os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
            return measure(int(words[0]) if words else ROWS)
    import django

    django.setup()
    works = {
        "prepare": lambda: prepare() or {},
        "floor": lambda: floor(Path(words[1])),
        "floor-lines": lambda: floor_of_lines(Path(words[1])),
        "load": lambda: load(words[1], Path(words[2])),
        "other": lambda: other_user(float(words[1])),
    }
    print(json.dumps(works[words[0]]()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
