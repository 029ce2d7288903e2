"""The budget book: service budgets, items, fees, what was heard, and the statement."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from townclerk.finance.core.spend_shares import HUNDRED, of_each_hundred
from townclerk.finance.models import BudgetRound, FeeCharge, SubmissionLine
from townclerk.finance.queries.budget_round import carried, service_budgets
from townclerk.finance.queries.resolution import Read, as_json, read
from townclerk.finance.queries.services import Names, service_names
from townclerk.kernel.display import date_display, money_display, percent_display
from townclerk.kernel.money import Money
from townclerk.platform.documents import Block, Details, Document, Heading, Paragraph, Table, Text

INCOME = frozenset(kind.label for kind in SubmissionLine.INCOME)
NOTHING = "Nothing is recorded."


def budget_book(round_: BudgetRound) -> Document:
    """The budget as it stands, or as the Council set it."""
    held, names = read(round_), service_names(round_.year)
    services = service_budgets(round_)
    blocks: list[Block] = [_head(round_), Heading("Budgets of services")]
    blocks += [_services(services, names)] if services else [says(NOTHING)]
    for unit, groups in services.items():
        blocks.append(_service(names[unit], groups))
    blocks += [says(_amended(one.title, one.moved_by)) for one in carried(round_)]
    blocks += _items(held)
    blocks += fees_of(round_)
    blocks += heard_of(round_)
    blocks += statement_of(round_)
    state = "As set by the Council" if round_.is_fixed else "Draft, not yet set"
    return Document(
        title=f"Budget book {round_.label}",
        subtitle=f"Financial year {round_.label}",
        status=state,
        checksum=digest_of_blocks(blocks),
        blocks=tuple(blocks),
    )


def digest_of_blocks(blocks: Sequence[Block]) -> str:
    """Of all that a document prints."""
    text = json.dumps(as_json([str(block) for block in blocks]))
    return hashlib.sha256(text.encode()).hexdigest()


def says(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def _amended(title: str, group: str) -> str:
    return f"The budgets hold the amendment “{title}”, moved by {group} and carried."


def _head(round_: BudgetRound) -> Details:
    rows = [
        ("Cabinet", date_display(round_.cabinet_on), round_.recommendation),
        ("Budget Council", date_display(round_.council_on), round_.decision),
    ]
    return Details(
        tuple(
            (label, (Text(f"{day}, {decision}" if decision else day),))
            for label, day, decision in rows
        )
    )


def _services(services: Mapping[str, Mapping[str, Money]], names: Names) -> Table:
    """Each service's spending, income and net, with its part of each £100 of net budget."""
    rows, sums = [], [Money.zero, Money.zero, Money.zero]
    shares = of_each_hundred({unit: Money.total(held.values()) for unit, held in services.items()})
    for unit, groups in services.items():
        income = Money.total(amount for name, amount in groups.items() if name in INCOME)
        spending = Money.total(groups.values()) - income
        net = spending + income
        share = money_display(shares[unit]) if shares else ""
        rows.append((names[unit], *map(money_display, (spending, income, net)), share))
        sums = [one + more for one, more in zip(sums, (spending, income, net), strict=True)]
    return Table(
        caption="Net budget of each service",
        units="£",
        header=("Service", "Spending", "Income", "Net", "Of each £100 net"),
        rows=tuple(rows),
        total=("All services", *map(money_display, sums), money_display(HUNDRED) if shares else ""),
        numeric=(1, 2, 3, 4) if shares else (1, 2, 3),
    )


def _service(unit: str, groups: Mapping[str, Money]) -> Table:
    return Table(
        caption=f"{unit}: what its budget is made of",
        units="£",
        header=("Group", "£"),
        rows=tuple((name, money_display(amount)) for name, amount in groups.items()),
        total=("Net", money_display(Money.total(groups.values()))),
        numeric=(1,),
    )


def _items(held: Read) -> list[Block]:
    if not held.items:
        return []
    rows = [
        (
            item.name,
            item.get_paragraph_display(),
            money_display(-item.amount if item.is_deduction else item.amount),
        )
        for item in held.items
    ]
    return [
        Heading("Items of the council"),
        Table(
            caption="What is added to the requirement, and what is taken from it",
            units="£",
            header=("Item", "Kind", "£"),
            rows=tuple(rows),
            numeric=(2,),
        ),
    ]


def fees_of(round_: BudgetRound) -> list[Block]:
    fees = round_.fees.select_related("unit").order_by("unit__code", "name", "id")
    rows = [
        (
            fee.name,
            f"{fee.power}; {fee.get_basis_display().lower()}",
            money_display(fee.last) if fee.last is not None else "new",
            money_display(fee.amount),
            _increase(fee),
        )
        for fee in fees
    ]
    if not rows:
        return []
    return [
        Heading("Fees and charges"),
        Table(
            caption="Each charge with its power and basis",
            units="£",
            header=("Charge", "Power and basis", "This year", "Proposed", "Increase"),
            rows=tuple(rows),
            numeric=(2, 3, 4),
        ),
    ]


def _increase(fee: FeeCharge) -> str:
    if not fee.last:
        return ""
    return percent_display((fee.amount / fee.last - 1) * 100, 1)


def heard_of(round_: BudgetRound) -> list[Block]:
    made: list[Block] = []
    for one in round_.consultation.order_by("heard_on", "id"):
        count = f", {one.responses} responses" if one.responses is not None else ""
        made.append(says(f"{one.audience}, {date_display(one.heard_on)}{count}: {one.summary}"))
        made.append(says(f"What came of it: {one.outcome or 'not recorded yet'}"))
    if made:
        made.insert(0, Heading("What was heard"))
    if round_.equality_effect:
        made += [Heading("Equality effect of the proposals together")]
        made += [says(round_.equality_effect)]
    return made


def statement_of(round_: BudgetRound) -> list[Block]:
    statement = round_.statement
    if not statement.signed_on:
        return [Heading("Robustness statement"), says("It is not signed yet.")]
    made: list[Block] = [
        Heading("Robustness statement"),
        says(f"{statement.reference}, signed on {date_display(statement.signed_on)}."),
        says(statement.estimates),
        says(statement.reserves),
    ]
    if statement.minimum_balance is not None:
        least = money_display(statement.minimum_balance)
        made.append(says(f"The least general balance advised is £{least}."))
    if statement.planned:
        rows = [(row["year"], money_display(Money(row["closing"]))) for row in statement.planned]
        made.append(
            Table(
                caption="General balance planned at the end of each year",
                units="£",
                header=("Year", "£"),
                rows=tuple(rows),
                numeric=(1,),
            )
        )
    return made
