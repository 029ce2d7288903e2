"""A small round that balances: two services, three items, one parish, three precepts."""

from datetime import UTC, date, datetime
from decimal import Decimal

from townclerk.democracy.models import AgendaItem, Body, Meeting, Member, Minutes, Vote, VoteCast
from townclerk.finance.models import (
    BudgetRound,
    BudgetSubmission,
    CouncilItem,
    MajorPrecept,
    ParishArea,
    SubmissionLine,
    TaxSetting,
)
from townclerk.finance.operations import budget_round, budget_submissions
from townclerk.kernel.money import Money
from townclerk.platform.audit.log import Actor
from townclerk.platform.organisation.models import Unit

MOMENT = datetime(2016, 9, 5, 9, 0, tzinfo=UTC)
CABINET, COUNCIL = date(2017, 1, 12), date(2017, 3, 2)
P = Money.pounds


def a_round(actor: Actor, **values) -> BudgetRound:
    given = {"year": 2017, "cabinet_on": CABINET, "council_on": COUNCIL, **values}
    return budget_round.open_round(given, actor=actor, moment=MOMENT)


def a_unit(code: str) -> Unit:
    return Unit.objects.get_or_create(code=code)[0]


def a_submission(round_: BudgetRound, code: str, limit: int, *lines, actor: Actor):
    """Lines are code, kind, amount."""
    values = {"round": round_, "unit": a_unit(code), "cash_limit": P(limit)}
    made = budget_submissions.issue_limit(values, actor=actor, moment=MOMENT)
    for name, kind, amount in lines:
        SubmissionLine.objects.bulk_create(
            [
                SubmissionLine(
                    submission=made, code=name, heading=name.title(), kind=kind, amount=P(amount)
                )
            ]
        )
    return made


def a_whole_round(actor: Actor, **values) -> BudgetRound:
    """Own requirement of £10m on a base of 10,000, so a Band D of £1,000; nothing is left over."""
    made = a_round(actor, **values)
    care = ("carers", "pay", 12_000_000), ("fees", "fees", -1_000_000)
    a_submission(made, "care", 11_000_000, *care, actor=actor)
    a_submission(made, "parks", 2_000_000, ("crews", "pay", 2_000_000), actor=actor)
    items = (
        ("contingency", "contingency", 1_000_000),
        ("grant", "general-grant", 3_500_000),
        ("reserve", "reserves-used", 500_000),
    )
    CouncilItem.objects.bulk_create(
        CouncilItem(round=made, code=code, name=code.title(), paragraph=kind, amount=P(size))
        for code, kind, size in items
    )
    a_tax(made)
    return made


def a_tax(made: BudgetRound) -> None:
    TaxSetting.objects.bulk_create(
        [
            TaxSetting(
                round=made,
                tax_base=Decimal("10000.00"),
                band_d=P(1000),
                social_care=P("60.00"),
                last_band_d=P("962.00"),
            )
        ]
    )
    ParishArea.objects.bulk_create(
        [
            ParishArea(
                round=made,
                code="ford",
                name="Ford",
                tax_base=Decimal(800),
                precept=P(20_400),
                received_on=date(2017, 2, 1),
                last_precept=P(19_200),
                last_tax_base=Decimal(800),
            )
        ]
    )
    MajorPrecept.objects.bulk_create(
        MajorPrecept(
            round=made, authority=code, name=code.title(), band_d=P(now), last_band_d=P(last)
        )
        for code, now, last in (("police", "155.52", "152.50"), ("fire", "72.86", "71.44"))
    )


def all_agreed(round_: BudgetRound) -> BudgetRound:
    round_.submissions.update(state=BudgetSubmission.State.AGREED)
    BudgetRound.objects.filter(pk=round_.pk).update(state=BudgetRound.State.CHALLENGED)
    return BudgetRound.objects.get(pk=round_.pk)


def a_council_meeting(on: date = COUNCIL, kind: str = Body.Kind.COUNCIL) -> Meeting:
    body = Body.objects.get_or_create(code=kind, defaults={"name": kind.title(), "kind": kind})[0]
    values = {"body": body, "on": on, "state": Meeting.State.HELD}
    return Meeting.objects.get_or_create(reference=f"{kind}-{on}", defaults=values)[0]


def a_vote(*ways: str, meeting: Meeting | None = None, motion: str = "The budget") -> int:
    """A vote by name of the Council, as its meeting's page records it: its number."""
    held = meeting or a_council_meeting()
    number = held.items.count() + 1
    item = AgendaItem.objects.create(meeting=held, number=number, title=motion)
    sizes = {"votes_for": ways.count("for"), "votes_against": ways.count("against")}
    carried = ways.count("for") > ways.count("against")
    vote = Vote.objects.create(item=item, motion=motion, recorded=True, carried=carried, **sizes)
    for at, way in enumerate(ways, start=1):
        code, label = f"councillor-{at}", f"Councillor {at}"
        member = Member.objects.get_or_create(code=code, defaults={"label": label})[0]
        VoteCast.objects.bulk_create([VoteCast(vote=vote, member=member, choice=way)])
    return vote.pk


def confirm(meeting: Meeting, on: date) -> None:
    """The minutes of a meeting, confirmed by a later one."""
    values = {"drafted_on": meeting.on, "confirmed_at": a_council_meeting(on)}
    Minutes.objects.create(meeting=meeting, state=Minutes.State.CONFIRMED, **values)
