"""The number check on reports written by hand: every number changed once, one at a time.

Run: .venv/bin/python -m bench.number_changes [--seed 3] [--show]

One leading digit of a number becomes another, nothing else. The change counts as noticed when the
check then says something that blocks and that it does not say of the report as written. Many
numbers of a report stand once and have nothing to be compared with, so no check of words alone can
notice all of them; which these are was found by reading, and stands in `number_written/alone.csv`.
With --show a line of it that is noticed all the same is told. There is a floor for false alarms,
and one for what has something to be compared with.
"""

import argparse
import csv
import random
import re
from collections import Counter
from pathlib import Path

from townclerk.reports.core.checking.dates import read_dates
from townclerk.reports.core.checking.numbers import names_in, read_numbers
from townclerk.reports.core.checking.outside import from_text
from townclerk.reports.core.checking.run import check

ALARMS = 0.01
RECALL = 0.9
WRITTEN = Path(__file__).parent / "number_written"
ALONE = WRITTEN / "alone.csv"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
ROUND = 45
"""Characters of the text around a number, as shown."""
CLASSES = (
    "number of a paragraph",
    "caption or heading",
    "head or label of a table",
    "cell of a table",
    "date or year",
    "money",
    "percentage or points",
    "count",
    "name or time",
)


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=3)
    asked.add_argument("--show", action="store_true", help="print what is not noticed")
    given = asked.parse_args()
    alone = {(row["report"], row["number"]) for row in rows_of(ALONE)}
    noticed, missed, lone = Counter(), Counter(), Counter()
    numbers = alarms = 0
    for path in sorted(WRITTEN.glob("*.md")):
        text = path.read_text("utf-8")
        as_written = blocking(text)
        rng = random.Random(given.seed)  # noqa: S311 (which digit is changed, nothing secret)
        alarms += len(as_written)
        for found, new, one in changed(text, rng):
            numbers += 1
            kind, words = class_of(text, found), around(text, found)
            told = (path.stem, words) in alone
            if blocking(one) - as_written:
                noticed[kind] += 1
                if given.show and told:
                    print(f"  {path.stem}, noticed after all: {words}")
                continue
            (lone if told else missed)[kind] += 1
            if given.show and not told:
                print(f"  {path.stem}, missed: {found[0]} to {new}: {words}")
    table(noticed, missed, lone)
    verdict(numbers, alarms, sum(noticed.values()), sum(missed.values()))


def table(noticed, missed, lone):
    print(f"{'':26}{'noticed':>9}{'missed':>9}{'stands alone':>14}")
    for kind in CLASSES:
        print(f"{kind:26}{noticed[kind]:>9}{missed[kind]:>9}{lone[kind]:>14}")


def verdict(numbers, alarms, noticed, missed):
    share = noticed / (noticed + missed)
    print(
        f"{noticed} of {numbers} noticed, {noticed / numbers:.0%}; of those with something to be "
        f"compared with {share:.0%} ({'at least' if share >= RECALL else 'UNDER'} {RECALL:.0%}); "
        f"{alarms} false alarms as written (at most {ALARMS:.0%})"
    )
    raise SystemExit(0 if alarms <= ALARMS * numbers and share >= RECALL else 1)


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return [*csv.DictReader(file)]


def blocking(text):
    return {one.key for one in check(from_text(text)) if one.severity.blocks}


def changed(text, rng):
    """Each number, what one of its first two digits makes of it, and the text with that."""
    for found in NUMBER.finditer(text):
        old = found[0]
        places = [place for place, sign in enumerate(old) if sign.isdigit()][:2]
        place = rng.choice(places)
        others = [digit for digit in "123456789" if digit != old[place]]
        new = old[:place] + rng.choice(others) + old[place + 1 :]
        yield found, new, text[: found.start()] + new + text[found.end() :]


def around(text, found):
    """A number in its words, by which it is known."""
    before = text[max(0, found.start() - ROUND) : found.start()]
    after = text[found.end() : found.end() + ROUND // 2]
    return " ".join(f"{before}[{found[0]}]{after}".split())


def class_of(text, found):
    """What kind of number it is where it stands."""
    start = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    line = text[start : end if end >= 0 else len(text)]
    place = found.start() - start
    if re.match(r"\d+\.\s", line) and place == 0:
        return "number of a paragraph"
    if line.startswith("#") or re.match(r"Table \d", line):
        return "caption or heading"
    if "|" in line or "\t" in line:
        sign = "|" if "|" in line else "\t"
        above = text[:start].rstrip("\n").rpartition("\n")[2]
        first = sign not in above
        cell = line[line.rfind(sign, 0, place) + 1 :].partition(sign)[0]
        labelled = re.search(r"[A-Za-z]{2}|[QR]\d|'0", cell.replace("points", ""))
        return "head or label of a table" if first or labelled else "cell of a table"
    return in_words(line, place)


def in_words(line, place):
    dates = read_dates(line)
    if any(one.start <= place < one.end for one in dates):
        return "date or year"
    if any(start <= place < end for start, end in names_in(line)):
        return "name or time"
    told = read_numbers(line, tuple((one.start, one.end) for one in dates))
    unit = next((one.unit for one in told if one.start <= place < one.end), "")
    known = {"money": "money", "percent": "percentage or points", "points": "percentage or points"}
    return known.get(unit, "count")


if __name__ == "__main__":
    main()
