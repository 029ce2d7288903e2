"""The civic office read: the charity's balance, and what comes."""

from dataclasses import dataclass
from datetime import date

from townclerk.democracy.models import CharityAccount, CharityEntry, Engagement
from townclerk.kernel.money import Money


def signed(entry: CharityEntry) -> Money:
    """As it changes the balance of the charity."""
    return -entry.amount if entry.paid_out else entry.amount


@dataclass(frozen=True)
class Raised:
    """What an event brought its charity: what came in, what it cost, how many tickets it sold."""

    income: Money
    cost: Money
    tickets: int

    @property
    def kept(self) -> Money:
        return self.income - self.cost


def raised(engagement: Engagement) -> Raised | None:
    """None where no money of the event is entered. What is given to a cause is no cost of it."""
    entries = list(engagement.charity_entries.all())
    if not entries:
        return None
    zero = Money(0)
    cost = (one.amount for one in entries if one.kind == CharityEntry.Kind.COST)
    return Raised(
        income=sum((one.amount for one in entries if not one.paid_out), start=zero),
        cost=sum(cost, start=zero),
        tickets=sum(one.tickets or 0 for one in entries),
    )


def balance(account: CharityAccount, to: date) -> Money:
    """What the entries up to a day come to."""
    found = account.entries.filter(on__lte=to)
    return sum((signed(entry) for entry in found), start=Money(0))
