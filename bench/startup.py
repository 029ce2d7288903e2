"""How long the command line takes to start, beside the floor of an empty Python.

Run: python bench/startup.py [repeats]. Fails when help or a calculation takes 0.5 s or more.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 0.5
CASE = {"rule": "foi-reply", "start": "2026-03-02"}


def median_seconds(command: list[str], repeats: int) -> float:
    """The median of several runs; the first, which warms the disk, is left out."""
    taken = []
    for _ in range(repeats + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def main() -> int:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    python = sys.executable
    townclerk = str(Path(python).parent / "townclerk")
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case.json"
        case.write_text(json.dumps(CASE))
        floor = median_seconds([python, "-c", "pass"], repeats)
        measured = {
            "townclerk --help": median_seconds([townclerk, "--help"], repeats),
            "townclerk calc run": median_seconds(
                [townclerk, "calc", "run", "deadline", "--in", str(case)], repeats
            ),
        }
    print(f"{'python -c pass (floor)':<24} {floor:.3f} s")
    for name, seconds in measured.items():
        print(f"{name:<24} {seconds:.3f} s, {seconds / floor:.1f} times the floor")
    late = [name for name, seconds in measured.items() if seconds >= LIMIT]
    for name in late:
        print(f"{name} takes {LIMIT} s or more", file=sys.stderr)
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
