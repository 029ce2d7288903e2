"""How long the command line takes to start, each command beside its floor in the same run.

The floor of help and of a calculation is an empty Python; that of a figure is a Python that makes
Django ready and does nothing. Run: python bench/startup.py [repeats]. Fails when one is too slow.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CASE = {"rule": "foi-reply", "start": "2026-03-02"}
EMPTY = "pass"
READY = (
    "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'; "
    "import django; django.setup()"
)


@dataclass(frozen=True)
class Measured:
    """A command, the Python that is its floor, and the seconds it may take."""

    arguments: tuple[str, ...]
    floor: str
    limit: float


def median_seconds(command: list[str], home: Path, repeats: int) -> float:
    """The median of several runs; the first, which warms the disk, is left out."""
    environment = os.environ | {"TOWNCLERK_HOME": str(home)}
    environment.pop("TOWNCLERK_DATABASE_URL", None)
    # As installed: compiled once. Where bytecode may not be written, compiling is what is measured.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(home.parent / "bytecode")
    taken = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        subprocess.run(  # noqa: S603 (our own commands)
            command, check=True, capture_output=True, env=environment
        )
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def main() -> int:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    python = sys.executable
    townclerk = str(Path(python).with_name("townclerk"))
    late = 0
    with tempfile.TemporaryDirectory() as folder:
        home, case = Path(folder) / "home", Path(folder) / "case.json"
        case.write_text(json.dumps(CASE))
        median_seconds([townclerk, "demo", "--if-empty"], home, 1)
        gap = ("figure", "show", "finance.plan.original_gap", "--period", "2017/18", "--explain")
        for one in (
            Measured(("--help",), EMPTY, 0.5),
            Measured(("calc", "run", "deadline", "--in", str(case)), EMPTY, 0.5),
            Measured(gap, READY, 2.0),
        ):
            floor = median_seconds([python, "-c", one.floor], home, repeats)
            taken = median_seconds([townclerk, *one.arguments], home, repeats)
            name = " ".join(one.arguments[:3])
            print(
                f"townclerk {name:<42} {taken:.3f} s, at most {one.limit} s; floor {floor:.3f} s, "
                f"{taken / floor:.1f} times"
            )
            if taken >= one.limit:
                print(f"townclerk {name} takes {one.limit} s or more", file=sys.stderr)
                late += 1
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
