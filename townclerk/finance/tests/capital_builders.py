"""A programme of two schemes: a roof paid by borrowing and receipts, and a road by its grant."""

from datetime import UTC, date, datetime

from townclerk.democracy.models import Body, Decision
from townclerk.finance.models import CapitalGrant, CapitalScheme
from townclerk.finance.operations import capital
from townclerk.kernel.money import Money
from townclerk.platform.audit.log import Actor

MOMENT = datetime(2017, 2, 1, 9, 0, tzinfo=UTC)
P = Money.pounds


def millions(amount: str | float) -> Money:
    return Money.thousands(round(float(amount) * 1000))


def a_decision(reference: str, kind: str = Body.Kind.COUNCIL, **values) -> str:
    body = Body.objects.get_or_create(code=kind, defaults={"name": kind.title(), "kind": kind})[0]
    given = {"title": "The scheme", "state": "made", "decided_on": date(2017, 1, 26), **values}
    Decision.objects.create(reference=reference, body=body, **given)
    return reference


def a_scheme(actor: Actor, code: str = "roof", **values) -> CapitalScheme:
    given = {"code": code, "name": code.title(), "objective": "To keep the rain out", **values}
    return capital.create_scheme(given, actor=actor, moment=MOMENT)


def cost(scheme: CapitalScheme, year: int | None, amount: Money, actor: Actor):
    given = {"scheme": scheme, "year": year, "amount": amount}
    return capital.add_cost(given, actor=actor, moment=MOMENT)


def pay(scheme: CapitalScheme, funder: str, year: int | None, amount: Money, actor: Actor, **more):
    given = {"scheme": scheme, "funder": funder, "year": year, "amount": amount}
    return capital.add_funding({"kind": "borrowing", **given, **more}, actor=actor, moment=MOMENT)


def a_pot(code: str = "town-deal", awarded: Money | None = None) -> CapitalGrant:
    return CapitalGrant.objects.create(
        code=code, name=code.replace("-", " ").title(), awarded=awarded
    )


def approved(scheme: CapitalScheme, actor: Actor, reference: str = "CL-1") -> CapitalScheme:
    """The scheme with its business case made and its decision recorded."""
    if not Decision.objects.filter(reference=reference).exists():
        a_decision(reference)
    stamp = {"actor": actor, "moment": MOMENT}
    scheme = capital.change_scheme(scheme, {"decision": reference}, **stamp)
    scheme = capital.move_scheme(scheme, "make-case", **stamp)
    return capital.move_scheme(scheme, "approve", **stamp)


def a_programme(actor: Actor) -> None:
    roof, road = a_scheme(actor), a_scheme(actor, "road")
    grant = a_pot("highways")
    grant.by_year.create(year=2017, receipts=P(900), commitments=P(100))
    cost(roof, 2017, P(300), actor)
    cost(roof, 2018, P(200), actor)
    pay(roof, "Loans", 2017, P(300), actor)
    pay(roof, "Sale of the depot", 2018, P(200), actor, kind="receipts")
    cost(road, 2017, P(700), actor)
    pay(road, "Highways grant", 2017, P(700), actor, kind="grant", grant=grant)
    for scheme in (roof, road):
        approved(scheme, actor)
