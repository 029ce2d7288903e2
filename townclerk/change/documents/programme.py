"""The highlight report of a programme: one source for its page, its PDF and its Word file."""

from hashlib import sha256

from townclerk.change.core.programme import ORDER
from townclerk.change.queries.programme_board import Board
from townclerk.figures import links
from townclerk.kernel.display import date_display, money_display
from townclerk.kernel.money import Money
from townclerk.platform.documents import (
    Block,
    BoundNumber,
    Document,
    Heading,
    Paragraph,
    Table,
    Text,
)


def highlight_report(board: Board) -> Document:
    """Status, money, what is not on track and why, risks, what comes next, what is to decide."""
    blocks: list[Block] = [
        Heading("Where the programme stands"),
        Paragraph(_summary(board)),
        _money(board),
        *_states(board),
        *_reasons(board),
        *_silent(board),
        *_risks(board),
        *_milestones(board),
        *_waiting(board),
        *_decisions(board),
    ]
    return Document(
        title=f"Highlight report: {board.programme.title}",
        subtitle=f"As at {date_display(board.on)}",
        status="Made from the records of the programme",
        checksum=sha256(repr(blocks).encode()).hexdigest()[:12],
        blocks=tuple(blocks),
    )


def _summary(board: Board) -> tuple[Text | BoundNumber, ...]:
    whole = board.whole.value
    said = board.whole.step.how.partition("; ")[2]
    saving = BoundNumber(
        board.whole.step.display,
        links.url("change.programme.saving", board.programme.code, as_at=board.on),
    )
    sure = f" Confidence in it is {whole.confidence.value}." if whole.confidence else ""
    return (
        Text(f"{whole.state.said.capitalize()}.", bold=True),
        Text(f" The programme is {said}. Its projects are to save "),
        saving,
        Text(f".{sure}"),
    )


def _shown(amounts: tuple[Money, ...]) -> tuple[str, ...]:
    return tuple(money_display(amount, "£m") for amount in (*amounts, Money.total(amounts)))


def _money(board: Board) -> Table:
    rows = tuple(
        (row.work.title, row.standing.state.said.capitalize(), *_shown(row.savings))
        for row in board.rows
    )
    years = len(board.years)
    return Table(
        caption="Savings of the projects by year",
        header=("Project", "State", *board.labels, "Total"),
        rows=rows,
        units="£m",
        total=("Total", "", *_shown(board.savings)),
        numeric=tuple(range(2, 3 + years)),
    )


def _states(board: Board) -> list[Block]:
    whole = board.whole.value
    rows = tuple(
        (
            state.said.capitalize(),
            str(whole.counts[state]),
            money_display(whole.by_state.get(state, Money.zero), "£m"),
        )
        for state in ORDER
        if state in whole.counts
    )
    return [
        Table(
            caption="Projects by state",
            header=("State", "Projects", "Saving, £m"),
            rows=rows,
            total=("All", str(len(board.rows)), money_display(whole.saving, "£m")),
            numeric=(1, 2),
        )
    ]


def _reasons(board: Board) -> list[Block]:
    rows = tuple(
        (row.work.title, row.standing.state.said.capitalize(), " ".join(row.standing.reasons))
        for row in board.rows
        if row.standing.reasons
    )
    return _part("Why", "What is not as planned, and why", ("Project", "State", "Why"), rows)


def _silent(board: Board) -> list[Block]:
    rows = tuple(
        (one.title, date_display(one.reported_on) if one.reported_on else "Never yet")
        for one in board.silent
    )
    caption = f"Projects that did not report within {board.matrix.report_days} days"
    return _part("Reports owed", caption, ("Project", "Last report"), rows)


def _risks(board: Board) -> list[Block]:
    rows = tuple(
        (risk.risk, "Not scored" if risk.score is None else str(risk.score), risk.mitigation)
        for risk in board.risks
    )
    return _part("Risks", "The highest risks", ("Risk", "Score", "What is done"), rows)


def _milestones(board: Board) -> list[Block]:
    rows = tuple(
        (project.title, mark.title, date_display(mark.planned), date_display(mark.expected))
        for mark, project in board.milestones
    )
    header = ("Project", "Milestone", "Planned", "Expected")
    return _part("What comes next", "Milestones late or due within 90 days", header, rows)


def _waiting(board: Board) -> list[Block]:
    rows = tuple(
        (
            one.receiver.title,
            f"{one.dependency.what}, from {one.giver.title}",
            date_display(one.dependency.need_on),
            date_display(one.expected),
        )
        for one in board.waiting
    )
    header = ("Project", "Waits for", "Needed", "Expected")
    return _part("Dependencies", "What projects wait for", header, rows)


def _decisions(board: Board) -> list[Block]:
    rows = tuple((one.project.title, one.what, one.who) for one in board.decisions)
    header = ("Project", "Decision", "By")
    return _part("Decisions", "What is to be decided", header, rows)


def _part(
    heading: str, caption: str, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> list[Block]:
    if not rows:
        return []
    return [Heading(heading), Table(caption=caption, header=header, rows=rows)]
