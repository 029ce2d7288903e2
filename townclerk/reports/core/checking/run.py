"""All checks over one paper."""

from collections.abc import Callable, Iterable, Sequence

from townclerk.reports.core.checking import (
    against,
    averages,
    changes,
    claims,
    columns,
    counts,
    days,
    details,
    events,
    footing,
    lists,
    misprints,
    netting,
    order,
    outliers,
    posts,
    repeated,
    rows,
    shares,
    stale,
    sums,
    superseded,
    unbound,
    years,
)
from townclerk.reports.core.checking.model import Finding, KnownFigure, Paper, ordered
from townclerk.reports.core.checking.reading import Reading, read

CHECKS: tuple[Callable[[Reading], Iterable[Finding]], ...] = (
    unbound.check,
    days.check,
    years.check,
    order.check,
    footing.check,
    columns.check,
    against.check,
    rows.check,
    outliers.check,
    details.check,
    superseded.check,
    repeated.check,
    repeated.against_earlier,
    sums.check,
    changes.check,
    shares.check,
    averages.check,
    claims.check,
    lists.check,
    counts.check,
    posts.check,
    events.check,
    netting.check,
    misprints.check,
    stale.check,
)


def check(
    paper: Paper, *, figures: Sequence[KnownFigure] = (), earlier: Sequence[Paper] = ()
) -> list[Finding]:
    """Everything found in a paper, worst first.

    Units: values as printed, money in pounds, percentages and points as they stand.
    Source: the house rule that no number reaches a reader unless it can be opened.
    Applies: English prose and tables as councils print them; what it cannot see stands in
    docs/how-to/check-a-report.md.
    Rounding: a value printed coarser stands for a finer one when it rounds to it.
    Raises: nothing; what cannot be read is not checked.
    """
    reading = read(paper, figures, earlier)
    return ordered([found for one in CHECKS for found in one(reading)])
