"""The pages of change in the navigation."""

from townclerk.change import permissions
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.web.navigation import Entry


def _reads_all(reader: Reader) -> bool:
    return permissions.may(reader, Verb.READ).allowed


NAVIGATION: tuple[Entry, ...] = (
    Entry("Change", "Option sheets", "change:options"),
    Entry("Change", "Printed tables", "change:option-tables"),
    Entry("Change", "Overlaps", "change:option-overlaps", opens=_reads_all),
    Entry("Change", "Equality picture", "change:option-equality"),
    Entry("Change", "Redundancies", "change:option-staffing"),
    Entry("Change", "Option checks", "change:option-checks", opens=_reads_all),
    Entry("Change", "Portfolio chooser", "change:chooser"),
    Entry("Change", "Programme", "change:programme"),
    Entry("Change", "Savings in delivery", "change:savings"),
)
