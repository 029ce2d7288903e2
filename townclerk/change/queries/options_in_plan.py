"""Packages of options held against the lines of the plan that count them."""

from collections.abc import Iterator
from itertools import count

from townclerk.change.models import OptionPackage
from townclerk.change.queries import options as queries
from townclerk.change.queries.options_recorded import NotRecorded, Recorded
from townclerk.finance.public import Identity, NoPlan, current_version, draft_amounts, load
from townclerk.kernel.money import Money


def against_the_plan(held: Recorded) -> Iterator[Identity]:
    """Each package by year is what its line of the plan takes off the gap, so that a saving stands
    in the plan once and as its sheets say."""
    try:
        plan = load(current_version())
    except NoPlan as missing:
        raise NotRecorded(str(missing)) from missing
    ids = (f"PL{number:03}" for number in count(1))
    for package in held.held.packages:
        if not package.plan_line:
            continue
        result = plan.results.get(package.plan_line)
        if result is None:
            raise NotRecorded(f"The plan has no counted line {package.plan_line}.")
        for label, year, amount in zip(plan.labels, plan.years, result.amounts, strict=True):
            yield Identity(
                id=next(ids),
                statement=f"{package.title}: the plan counts what the package saves, {label}",
                where=f"Plan version {plan.number}, line {package.plan_line}",
                left=held.phased(package, year),
                # A saving narrows the gap: the plan holds it as a negative amount.
                right=-amount,
            )


def uncounted() -> list[OptionPackage]:
    """Packages whose line in the draft of the plan says something else than they do."""
    lines = draft_amounts()
    held = queries.read() if lines else None
    if held is None:
        return []
    years = {one.package.code: one.years for one in held.phasings()}
    return [
        package
        for package in held.packages
        if package.plan_line in lines
        and any(
            lines[package.plan_line].get(year, Money.zero) != -amount
            for year, amount in years[package.code].items()
        )
    ]
