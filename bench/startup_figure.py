"""How long `townclerk figure list` takes from a cold process. The target is 2 seconds.

Run: .venv/bin/python -m bench.startup_figure [KEY]
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 5
TARGET = 2.0


def main():
    command = [str(Path(sys.executable).with_name("townclerk")), "figure"]
    command += ["show", sys.argv[1]] if len(sys.argv) > 1 else ["list"]
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        taken.append(time.perf_counter() - start)
    middle = statistics.median(taken)
    print(f"{' '.join(command[1:])}: median {middle:.2f} s, target {TARGET} s")
    return 0 if middle <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
