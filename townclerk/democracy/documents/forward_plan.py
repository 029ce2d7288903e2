"""The forward plan as it goes out: each decision to come with all the public must be told of it."""

from collections.abc import Iterable
from hashlib import sha256
from itertools import groupby

from townclerk.democracy.core.limits import Route
from townclerk.democracy.models import Entry
from townclerk.democracy.queries.published_plans import Plan, PrivateBusiness
from townclerk.kernel.display import date_display
from townclerk.platform.documents import (
    Block,
    BulletList,
    Details,
    Document,
    Heading,
    Paragraph,
    Table,
    Text,
)

LAW = (
    "Notice of key decisions is given here under regulation 9, and notice of business to be taken "
    "in private under regulation 5, of the Local Authorities (Executive Arrangements) (Meetings "
    "and Access to Information) (England) Regulations 2012."
)
MORE = "Other documents relevant to a decision may be put before whoever takes it."
NO_COPIES = "Where copies can be had is said when the plan is published."
NONE_NEEDED = "None is needed; the chair of the relevant scrutiny committee is told"


def forward_plan(plan: Plan, *, council: str) -> Document:
    """What is to come, what went by a shorter route, what is private, and what changed."""
    parts = (
        ("Decisions to come", _to_come(plan)),
        ("Less than full notice", _short(plan)),
        ("To be taken in private", _private(plan.private)),
        ("What changed since the last plan", _changed(plan)),
        ("Who decides", _members(plan)),
        ("Documents and how to ask for them", _copies(plan)),
    )
    blocks: list[Block] = [_said(_opening(plan)), _said(LAW)]
    if plan.remark:
        blocks.append(_said(plan.remark))
    for number, (title, part) in enumerate(parts, start=1):
        blocks += [Heading(title, number=str(number), anchor=f"part-{number}"), *part]
    day = date_display(plan.on)
    return Document(
        title="Forward plan",
        subtitle=_subtitle(plan),
        status="Published" if plan.published else "As it stands, not published as a plan",
        checksum=sha256(repr(blocks).encode()).hexdigest()[:12],
        dated=f"{council}, {day}",
        contents=True,
        blocks=tuple(blocks),
    )


def _opening(plan: Plan) -> str:
    day = date_display(plan.on)
    if plan.published:
        return f"Published on {day}."
    if plan.last is None:
        return f"As it stands on {day}. No plan has been published yet."
    return f"As it stands on {day}. The last plan was published on {_last(plan)}."


def _last(plan: Plan) -> str:
    return str(date_display(plan.last.published_on)) if plan.last else ""


def _subtitle(plan: Plan) -> str:
    if not plan.to_come:
        return "No decision to come"
    first, last = plan.to_come[0].decision_on, plan.to_come[-1].decision_on
    if first == last:
        return f"Decisions of {date_display(first)}"
    return f"Decisions from {date_display(first)} to {date_display(last)}"


def _said(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def _details(rows: Iterable[tuple[str, str]]) -> Details:
    return Details(tuple((label, (Text(said),)) for label, said in rows if said))


def _to_come(plan: Plan) -> list[Block]:
    if not plan.to_come:
        return [_said("No decision to come has been made known.")]
    blocks: list[Block] = []
    for month, entries in groupby(plan.to_come, key=lambda one: f"{one.decision_on:%B %Y}"):
        blocks.append(Heading(month, level=2))
        for entry in entries:
            blocks += [Heading(entry.title, level=3), _details(rows_of(entry, plan))]
    return blocks


def rows_of(entry: Entry, plan: Plan) -> list[tuple[str, str]]:
    """What the plan says of one decision: label and words."""
    key = "Yes. " if entry.is_key else "No. "
    rows = [
        ("Reference", entry.reference),
        ("What is to be decided", entry.text),
        ("Key decision", (key + (entry.ruling_reason or entry.key_reason)).strip()),
        ("Who decides", plan.makers[entry.pk]),
        ("When", _when(entry)),
        ("Wards", entry.wards),
        ("Portfolio", entry.portfolio),
        ("Lead officer", entry.lead_role),
        ("Consulted", entry.consultees),
        ("Documents to be considered", entry.documents or "None named yet"),
        ("Public or private", _openness(entry)),
    ]
    return [*rows, ("Notice given", _notice(entry)), ("Of interest to scrutiny", _interest(entry))]


def _when(entry: Entry) -> str:
    day = str(date_display(entry.decision_on))
    if not entry.deferrals or entry.first_for is None:
        return day
    times = "once" if entry.deferrals == 1 else f"{entry.deferrals} times"
    return f"{day}. Deferred {times}, first for {date_display(entry.first_for)}."


def _openness(entry: Entry) -> str:
    if not entry.exempt_paragraph:
        return "Public"
    return f"Part in private: paragraph {entry.get_exempt_paragraph_display()}. " + (
        entry.private_reason
    )


def _notice(entry: Entry) -> str:
    day = str(date_display(entry.published_on)) if entry.published_on else ""
    if not entry.route:
        return day
    return f"{day}: {entry.get_route_display().lower()}"


def _interest(entry: Entry) -> str:
    return f"Marked. {entry.interest_note}".strip() if entry.of_interest else ""


def _short(plan: Plan) -> list[Block]:
    """Key decisions on less than full notice, to come or ended since the last plan."""
    told = {one.pk for one in plan.to_come} | {*plan.changes.withdrawn, *plan.changes.decided}
    blocks: list[Block] = []
    for entry in plan.entries:
        if entry.pk not in told or entry.route in ("", Route.ORDINARY.value):
            continue
        urgent = entry.route == Route.SPECIAL_URGENCY.value
        rows = (
            (
                "Who decides, and when",
                f"{plan.makers[entry.pk]}, {date_display(entry.decision_on)}",
            ),
            ("Notice and route", _notice(entry)),
            ("Why full notice was not given", entry.route_reason),
            ("Whose agreement", entry.agreed_by if urgent else NONE_NEEDED),
        )
        blocks += [Heading(entry.title, level=2), _details(rows)]
    return blocks or [_said("Full notice of 28 clear days is given of every key decision here.")]


def _private(business: Iterable[PrivateBusiness]) -> list[Block]:
    blocks: list[Block] = []
    for one in business:
        notice = one.notice
        agreed = f"{notice.agreed_by}. {notice.agreed_reason}" if notice.agreed_by else ""
        rows = (
            ("Meeting", f"{one.body}, {date_display(one.on)}"),
            ("State", str(notice.get_state_display())),
            ("Paragraph", str(notice.get_paragraph_display())),
            ("Why in private", notice.reason),
            ("First notice", str(date_display(notice.first_on)) if notice.first_on else ""),
            ("Second notice", str(date_display(notice.second_on)) if notice.second_on else ""),
            ("Representations", notice.representations),
            ("Response", notice.response),
            ("Agreed without full notice by", agreed),
        )
        blocks += [Heading(notice.matter, level=2), _details(rows)]
    return blocks or [_said("No notice of a meeting in private is published.")]


def _changed(plan: Plan) -> list[Block]:
    if plan.last is None:
        return [_said("There is no plan before this one to compare it with.")]
    if not plan.changes.anything:
        return [_said(f"Nothing changed since the plan of {_last(plan)}.")]
    blocks: list[Block] = [_said(f"Since the plan of {_last(plan)}:")]
    tables = (
        ("Withdrawn", ("Decision", "It was for", "Why"), _withdrawn(plan)),
        ("Deferred", ("Decision", "From", "To", "Why", "Times in all"), _deferred(plan)),
        ("Decided", ("Decision", "Who decided"), _decided(plan)),
        ("New in this plan", ("Decision", "Who decides", "When"), _new(plan)),
    )
    for caption, header, rows in tables:
        if rows:
            blocks.append(Table(caption=caption, header=header, rows=rows))
    return blocks


def _withdrawn(plan: Plan) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (one.title, str(date_display(one.decision_on)), one.withdraw_reason or "No reason is kept")
        for one in plan.named(plan.changes.withdrawn)
    )


def _deferred(plan: Plan) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            one.title,
            str(date_display(plan.before[one.pk].decision_on)),
            str(date_display(one.decision_on)),
            one.defer_reason,
            str(one.deferrals),
        )
        for one in plan.named(plan.changes.deferred)
    )


def _decided(plan: Plan) -> tuple[tuple[str, ...], ...]:
    return tuple((one.title, plan.makers[one.pk]) for one in plan.named(plan.changes.decided))


def _new(plan: Plan) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (one.title, plan.makers[one.pk], str(date_display(one.decision_on)))
        for one in plan.named(plan.changes.new)
    )


def _members(plan: Plan) -> list[Block]:
    blocks: list[Block] = []
    for body, members in plan.members.items():
        blocks.append(Heading(body, level=2))
        if members:
            blocks.append(BulletList(tuple((Text(one),) for one in members)))
        else:
            blocks.append(_said("Its members are not recorded here."))
    return blocks or [_said("No body is to decide anything in this plan.")]


def _copies(plan: Plan) -> list[Block]:
    return [_said(plan.copies or NO_COPIES), _said(MORE)]
