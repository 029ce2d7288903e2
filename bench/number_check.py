"""The number check on made-up reports: clean ones, and ones with a single fault planted.

Run: .venv/bin/python -m bench.number_check [--seed N] [--clean 20] [--faults 200] [--show]

The seed is the clock's unless given. A fault counts as found when the check says something in a
section the fault touches that it does not say of the same report without the fault.
"""

import argparse
import time
from collections import Counter

from bench.number_papers import papers
from townclerk.reports.core.checking.lists import count_of
from townclerk.reports.core.checking.reading import read
from townclerk.reports.core.checking.run import check

RECALL = 0.95
ALARMS = 0.01
SECONDS = 1.0


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    asked.add_argument("--clean", type=int, default=20)
    asked.add_argument("--faults", type=int, default=200)
    asked.add_argument("--show", action="store_true", help="print what is missed and what is wrong")
    given = asked.parse_args()
    print(f"seed {given.seed}")
    quiet = clean(given)
    found = faults(given)
    quick = speed(given)
    raise SystemExit(0 if quiet and found and quick else 1)


def clean(given):
    numbers = alarms = 0
    for step in range(given.clean):
        made = papers.make(given.seed + step)
        numbers += int(count_of(read(made.paper)))
        told = [one for one in findings(made) if one.severity.blocks]
        alarms += len(told)
        if given.show:
            for one in told:
                print(f"  alarm {given.seed + step} {one.kind}: {one.place.words} | {one.why}")
    rate = alarms / numbers
    print(
        f"{given.clean} clean reports, {numbers} numbers: {alarms} false alarms, "
        f"{rate * 100:.2f} in a hundred numbers ({'at most' if rate <= ALARMS else 'OVER'} "
        f"{ALARMS * 100:.0f})"
    )
    return rate <= ALARMS


def faults(given):
    found, planted = Counter(), Counter()
    for step in range(given.faults):
        kind = papers.KINDS[step % len(papers.KINDS)]
        seed = given.seed + 1000 + step
        planted[kind] += 1
        spoiled, sound = papers.make(seed, kind), papers.make(seed, without(kind))
        before = {one.key for one in findings(sound)}
        new = [one for one in findings(spoiled) if one.key not in before]
        hit = [
            one
            for one in new
            if one.place.section in spoiled.at
            and (one.severity.blocks or kind in ("bind", "stale"))
        ]
        found[kind] += bool(hit)
        if not hit and given.show:
            print(f"  missed {seed} {kind} in {sorted(spoiled.at)}")
    for kind in papers.KINDS:
        print(f"  {kind:16} {found[kind]} of {planted[kind]}")
    recall = sum(found.values()) / sum(planted.values())
    print(
        f"{sum(planted.values())} faults: {recall * 100:.1f}% found "
        f"({'at least' if recall >= RECALL else 'UNDER'} {RECALL * 100:.0f}%)"
    )
    return recall >= RECALL


def without(kind):
    return "sound-authored" if kind in ("unbound", "figure", "bind") else ""


def findings(made):
    return check(made.paper, figures=made.figures, earlier=made.earlier)


def speed(given):
    made = papers.make(given.seed, sections=30)
    numbers = count_of(read(made.paper))
    start = time.perf_counter()
    findings(made)
    took = time.perf_counter() - start
    print(
        f"30 sections, {numbers} numbers: {took:.2f} s "
        f"({'under' if took < SECONDS else 'OVER'} {SECONDS:.0f} s)"
    )
    return took < SECONDS


if __name__ == "__main__":
    main()
