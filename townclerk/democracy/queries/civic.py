"""The civic office read: the charity's balance, and what comes."""

from datetime import date

from townclerk.democracy.models import CharityAccount, CharityEntry
from townclerk.kernel.money import Money


def signed(entry: CharityEntry) -> Money:
    """As it changes the balance of the charity."""
    return -entry.amount if entry.paid_out else entry.amount


def balance(account: CharityAccount, to: date) -> Money:
    """What the entries up to a day come to."""
    found = account.entries.filter(on__lte=to)
    return sum((signed(entry) for entry in found), start=Money(0))
