"""Capital programme and financial strategies, as the report to Budget Council prints them."""

from collections.abc import Sequence

from townclerk.figures import url as figure_url
from townclerk.finance.core.capital import (
    SOURCE_WORDS,
    THOUSAND,
    ByYear,
    Programme,
    Source,
    Year,
    sum_said,
)
from townclerk.finance.models import BudgetRound, CapitalScheme, FinancialStrategy
from townclerk.finance.queries.budget_round import set_at
from townclerk.finance.queries.capital_programme import (
    Expected,
    SchemeFacts,
    programme,
    schemes,
    strategies,
)
from townclerk.kernel.display import date_display, money_display
from townclerk.kernel.money import Money
from townclerk.kernel.years import FinancialYear
from townclerk.platform.documents import (
    Block,
    BoundNumber,
    BulletList,
    Heading,
    Paragraph,
    Table,
    Text,
)

SHOWN = 4
"""Years printed one by one from the year of the budget; later ones stand together."""
EARLIER, LATER, NO_YEAR = "Earlier years", "Later years", "No year yet"
RUNNING = tuple(one for one in CapitalScheme.PROGRAMME if one != CapitalScheme.Stage.CLOSED)


def capital_of(round_: BudgetRound) -> list[Block]:
    """The running programme, what is put up to join it, and what pays for both.

    A budget that is set keeps what the Council had before it: what was recorded since is not its.
    """
    made: list[Block] = [Heading("Capital programme")]
    every = schemes((*RUNNING, CapitalScheme.Stage.BUSINESS_CASE), set_at(round_))
    held = [one for one in every if one.scheme.stage in RUNNING]
    asked = [one for one in every if one.scheme.stage not in RUNNING]
    if not every:
        return [*made, _says("No capital scheme is approved, and none is put up for approval.")]
    if held:
        found = programme(held).value
        made += [
            _schemes("Approved schemes and what they cost", held, round_.year),
            _sources("What pays for the approved schemes", found, round_.year),
            _borrowing(found),
        ]
    else:
        made.append(_says("No scheme is approved yet."))
    if asked:
        made.append(_schemes("Schemes put up for approval", asked, round_.year))
        title = "What pays for the schemes put up for approval"
        made.append(_sources(title, programme(asked).value, round_.year))
    faults = [
        (Text(f"{one.scheme.name}. {fault}"),) for one in every for fault in one.stack.value.faults
    ]
    if faults:
        said = "Cost and funding do not agree, so these schemes cannot be approved or begun:"
        return [*made, _says(said), BulletList(tuple(faults))]
    return [*made, _says("Each scheme has as much funding as cost in each year.")]


def _says(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def _borrowing(found: Programme) -> Paragraph:
    if Source.BORROWING not in found.funding:
        return _says("Nothing of the approved programme is to be borrowed.")
    amount = sum_said(found.borrowing)
    address = figure_url("finance.capital.funding", Source.BORROWING)
    return Paragraph(
        (
            Text("The borrowing need of the approved programme is "),
            BoundNumber(amount, address),
            Text("."),
        )
    )


def _columns(years: Sequence[Year], first: int) -> tuple[str, ...]:
    """The columns that hold anything, in order: earlier, each year, later, no year yet."""
    last = first + SHOWN - 1
    labels = [EARLIER, *(FinancialYear(first + n).label for n in range(SHOWN)), LATER, NO_YEAR]
    used = {_column(year, first, last) for year in years}
    return tuple(label for label in labels if label in used)


def _column(year: Year, first: int, last: int) -> str:
    if year is None:
        return NO_YEAR
    if year < first:
        return EARLIER
    return LATER if year > last else FinancialYear(year).label


def _spread(amounts: ByYear, columns: Sequence[str], first: int) -> list[Money]:
    """Amounts by year put into the columns, and their sum last."""
    sums = dict.fromkeys(columns, Money.zero)
    for year, amount in amounts.items():
        sums[_column(year, first, first + SHOWN - 1)] += amount
    return [*sums.values(), Money.total(sums.values())]


def _table(
    caption: str, head: str, named: Sequence[tuple[str, ByYear]], first: int, sum_: str
) -> Table:
    columns = _columns([year for _, amounts in named for year in amounts], first)
    spread = [(name, _spread(amounts, columns, first)) for name, amounts in named]
    total = [Money.total(column) for column in zip(*(row for _, row in spread), strict=True)]
    unit, places = _precision([one for _, row in spread for one in row])

    def shown(row: Sequence[Money]) -> tuple[str, ...]:
        return tuple(money_display(one, unit, places) for one in row)

    return Table(
        caption=caption,
        units=unit,
        header=(head, *columns, "All years"),
        rows=tuple((name, *shown(row)) for name, row in spread),
        total=(sum_, *shown(total)),
        numeric=tuple(range(1, len(columns) + 2)),
    )


def _precision(amounts: Sequence[Money]) -> tuple[str, int]:
    """The shortest unit and places that still print each amount to the penny: tables are wide."""
    if all(one.pence % THOUSAND.pence == 0 for one in amounts):
        return "£000", 0
    return "£", 2 if any(one.pence % 100 for one in amounts) else 0


def _schemes(caption: str, found: Sequence[SchemeFacts], first: int) -> Table:
    named = [(_titled(one), dict(one.amounts.costs)) for one in found]
    return _table(caption, "Scheme", named, first, "All schemes")


def _titled(one: SchemeFacts) -> str:
    """A scheme with its stage, and the decision that approved it; one named beforehand is none."""
    stage = one.scheme.get_stage_display().lower()
    decision = f", {one.scheme.decision}" if one.scheme.approved_on is not None else ""
    return f"{one.scheme.name} ({stage}{decision})"


def _sources(caption: str, found: Programme, first: int) -> Table | Paragraph:
    named = [(SOURCE_WORDS[source], dict(held)) for source, held in found.funding.items()]
    if not named:
        return _says(f"{caption}: no funding is recorded.")
    return _table(caption, "Funding", named, first, "All funding")


def strategies_of(round_: BudgetRound) -> list[Block]:
    """The strategies the year's budget is set beside; what is missing is named as missing."""
    found = strategies(round_.year, set_at(round_))
    rows = [row for kind in found for row in _strategy_rows(kind)]
    made: list[Block] = [
        Heading("Capital, treasury and other strategies"),
        Table(
            caption=f"Strategies of {round_.label}",
            header=("Strategy", "Paper", "Approved", "What asks for it"),
            rows=tuple(rows),
        ),
    ]
    missing = [kind for kind in found if not kind.found]
    if missing:
        names = ", ".join(kind.title.lower() for kind in missing)
        made.append(_says(f"Missing for {round_.label}: {names}."))
    return made


def _strategy_rows(kind: Expected) -> list[tuple[str, ...]]:
    asked = kind.provision[:1].upper() + kind.provision[1:]
    if kind.unconfirmed:
        asked += " (not confirmed)"
    if not kind.found:
        return [(kind.title, "Missing", "None is recorded", asked)]
    return [(kind.title, one.name, approval_of(one), asked) for one in kind.found]


def approval_of(one: FinancialStrategy) -> str:
    """Who approved it and when; or whose it is to approve."""
    if one.approved_on is None:
        return f"For {one.get_body_display()} to approve"
    return f"{one.get_body_display()}, {date_display(one.approved_on)}, {one.decision}"
