"""The number check on two reports written by hand: every number changed once, one at a time.

Run: .venv/bin/python -m bench.number_changes [--seed 3] [--show]

One leading digit of a number becomes another, nothing else. The change counts as noticed when the
check then says something that blocks and that it does not say of the report as written. Many
numbers of a report stand once and have nothing to be compared with, so no check of words alone can
notice all of them: there is no floor but for false alarms.
"""

import argparse
import random
import re
from pathlib import Path

from townclerk.reports.core.checking.outside import from_text
from townclerk.reports.core.checking.run import check

ALARMS = 0.01
WRITTEN = Path(__file__).parent / "number_written"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
ROUND = 45
"""Characters of the text around a number, as shown."""


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=3)
    asked.add_argument("--show", action="store_true", help="print what is not noticed")
    given = asked.parse_args()
    numbers = noticed = alarms = 0
    for path in sorted(WRITTEN.glob("*.md")):
        text = path.read_text("utf-8")
        as_written = blocking(text)
        rng = random.Random(given.seed)  # noqa: S311 (which digit is changed, nothing secret)
        changes = [*changed(text, rng)]
        missed = [where for where, one in changes if not blocking(one) - as_written]
        numbers, alarms = numbers + len(changes), alarms + len(as_written)
        noticed += len(changes) - len(missed)
        print(f"{path.stem}: {len(changes) - len(missed)} of {len(changes)} changes noticed")
        if given.show:
            print(*(f"  {where}" for where in missed), sep="\n")
    print(
        f"{noticed} of {numbers} noticed, {noticed / numbers:.0%}; {alarms} false alarms in the "
        f"{numbers} numbers as written (at most {ALARMS:.0%})"
    )
    raise SystemExit(0 if alarms <= ALARMS * numbers else 1)


def blocking(text):
    return {one.key for one in check(from_text(text)) if one.severity.blocks}


def changed(text, rng):
    """Where a number stands, and the text with one of its first two digits another."""
    for found in NUMBER.finditer(text):
        old = found[0]
        places = [place for place, sign in enumerate(old) if sign.isdigit()][:2]
        place = rng.choice(places)
        others = [digit for digit in "123456789" if digit != old[place]]
        new = old[:place] + rng.choice(others) + old[place + 1 :]
        around = text[max(0, found.start() - ROUND) : found.end() + ROUND // 2]
        yield (
            f"{old} to {new}: {' '.join(around.split())}",
            text[: found.start()] + new + text[found.end() :],
        )


if __name__ == "__main__":
    main()
