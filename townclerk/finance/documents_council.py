"""The report to Budget Council: settlement, proposals, fees, capital, tax, amendments, votes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from townclerk.finance.documents import resolution_document
from townclerk.finance.documents_book import (
    digest_of_blocks,
    fees_of,
    heard_of,
    says,
    statement_of,
)
from townclerk.finance.documents_capital import capital_of, strategies_of
from townclerk.finance.models import (
    BudgetAmendment,
    BudgetRound,
    GrantAmount,
    GrantStream,
    PlanVersion,
)
from townclerk.finance.models.grants import Stage
from townclerk.finance.queries import plan as plans
from townclerk.finance.queries.budget_amendments import costing
from townclerk.finance.queries.budget_round import set_at
from townclerk.finance.queries.budget_votes import vote_on
from townclerk.finance.queries.resolution import WorkedResolution
from townclerk.kernel.display import date_display, money_display
from townclerk.kernel.money import Money
from townclerk.platform import records
from townclerk.platform.documents import Block, Document, Heading, Table
from townclerk.platform.documents.blocks import Details, Text

FIRM = (Stage.FINAL, Stage.RECEIVED)
"""What is firm, the firmest last."""
OUT = (PlanVersion.State.PUBLISHED, PlanVersion.State.SUPERSEDED)


def council_report(worked: WorkedResolution) -> Document:
    """What the Council has before it when it sets the budget, and then what it decided."""
    round_ = worked.read.round
    resolution = resolution_document(worked, None)
    blocks: list[Block] = [_head(round_), *_settlement(round_), *_proposals(round_)]
    blocks += heard_of(round_)
    blocks += statement_of(round_)
    blocks += fees_of(round_)
    blocks += capital_of(round_)
    blocks += strategies_of(round_)
    blocks += resolution.blocks
    blocks += _amendments(round_)
    blocks += _vote(round_)
    state = "As set by the Council" if round_.is_fixed else "Draft, not yet before the Council"
    return Document(
        title=f"Budget and council tax {round_.label}",
        subtitle="Report to Budget Council",
        status=state,
        checksum=digest_of_blocks(blocks),
        dated=f"Council, {date_display(round_.council_on)}",
        blocks=tuple(_numbered(blocks)),
        contents=True,
    )


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    """Its parts numbered in order, so that the contents lead to each."""
    count = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            count += 1
            yield replace(block, number=str(count), anchor=f"part-{count}")
        else:
            yield block


def _head(round_: BudgetRound) -> Details:
    rows = [
        ("Meeting", f"Council, {date_display(round_.council_on)}"),
        ("Cabinet recommends it", round_.recommendation or "not recommended yet"),
        ("The Council's decision", round_.decision or "not decided yet"),
    ]
    return Details(tuple((label, (Text(said),)) for label, said in rows))


def _settlement(round_: BudgetRound) -> list[Block]:
    """Grants of the year that government made final, as known when the budget was set."""
    known_at = set_at(round_)
    names = {one.pk: one.name for one in records.as_known(GrantStream, known_at)}
    recorded = records.as_known(GrantAmount, known_at, year=round_.year)
    firm = [one for stage in FIRM for one in recorded if one.stage == stage]
    latest = {one.stream_id: one.amount for one in firm}
    made: list[Block] = [Heading("Final settlement")]
    if not latest:
        return [*made, says("No grant of the year is recorded as final yet.")]
    named = sorted((names[stream], amount) for stream, amount in latest.items())
    rows = [(name, money_display(amount)) for name, amount in named]
    total = Money.total(latest.values())
    table = _listed(f"Grants of {round_.label} as made final", ("Grant", "£"), rows, total)
    return [*made, table]


def _proposals(round_: BudgetRound) -> list[Block]:
    """What the published plan proposes for the year; a draft is nobody's final options."""
    made: list[Block] = [Heading("Final proposals")]
    plan = round_.plan
    if plan is None:
        return [*made, says("No plan is named for this budget.")]
    if plan.state not in OUT:
        return [*made, says("The plan that holds the proposals is not published.")]
    facts = plans.load(plan)
    if round_.year not in facts.years:
        return [*made, says(f"{facts.title} has no proposals for {round_.label}.")]
    place = facts.years.index(round_.year)
    moved = [
        (facts.by_code[code].heading, result.amounts[place])
        for code, result in facts.results.items()
        if facts.by_code[code].step == "proposal" and result.amounts[place]
    ]
    rows = [(heading, money_display(amount)) for heading, amount in moved]
    total = Money.total(amount for _, amount in moved)
    caption = f"What each proposal adds to the gap of {round_.label}; a saving takes away"
    return [*made, _listed(caption, ("Proposal", "£"), rows, total)]


def _listed(
    caption: str, header: tuple[str, str], rows: Sequence[tuple[str, str]], total: Money
) -> Table:
    return Table(
        caption=caption,
        units="£",
        header=header,
        rows=tuple(rows),
        total=("All", money_display(total)),
        numeric=(1,),
    )


def _amendments(round_: BudgetRound) -> list[Block]:
    """Each amendment that was put, what it costs and what became of it."""
    states = BudgetAmendment.State
    put = round_.amendments.exclude(state=states.DRAFT).order_by("id")
    put = put.exclude(state=states.WITHDRAWN, tabled_on=None)
    rows = []
    for one in put:
        costed = costing(one).value
        rows.append(
            (
                one.title,
                one.moved_by,
                money_display(costed.added),
                money_display(costed.taken),
                one.get_state_display() + (f": {one.minute}" if one.minute else ""),
            )
        )
    if not rows:
        return []
    return [
        Heading("Amendments"),
        Table(
            caption="Amendments, with what each adds and takes away",
            units="£",
            header=("Amendment", "Moved by", "Adds", "Takes away", "Outcome"),
            rows=tuple(rows),
            numeric=(2, 3),
        ),
    ]


def _vote(round_: BudgetRound) -> list[Block]:
    """The vote by name on the budget, then those on amendments."""
    amended = round_.amendments.exclude(vote=None).order_by("id")
    voted = [
        ("the budget", vote_on(round_)),
        *((f"“{one.title}”", vote_on(one)) for one in amended),
    ]
    made: list[Block] = []
    for about, vote in voted:
        if vote is None:
            continue
        counts = ", ".join(f"{label.lower()} {count}" for label, count in vote.ways)
        word = "Carried" if vote.carried else "Lost"
        made.append(says(f"{word} on {date_display(vote.held_on)}: {counts}. {vote.minute}."))
        made.append(
            Table(
                caption=f"How each member voted on {about}",
                header=("Member", "Voted"),
                rows=vote.members,
            )
        )
    return [Heading("Recorded votes"), *made] if made else []
