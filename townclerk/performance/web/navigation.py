"""The pages of performance in the navigation."""

from townclerk.performance.operations import PERFORMANCE
from townclerk.performance.policies import SIGN_PACK
from townclerk.platform.access.areas import Reach, Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.web.navigation import Entry


def whole_area(reader: Reader) -> bool:
    return reader.may(Verb.READ, PERFORMANCE).allowed


def some_unit(reader: Reader) -> bool:
    """Those who read the whole area, or write and read the plans of their own services."""
    return whole_area(reader) or bool(reader.units(PERFORMANCE))


def signs_packs(reader: Reader) -> bool:
    """Cabinet Members, of the whole council or of a portfolio."""
    return reader.reach(PERFORMANCE, Verb.APPROVE, subject=SIGN_PACK) >= Reach.OWN


def quarters(reader: Reader) -> bool:
    """Those who read the whole area, or sign the packs of their portfolios."""
    return whole_area(reader) or signs_packs(reader)


NAVIGATION = (
    Entry("Monitor", "Corporate plan", "performance:plan"),
    Entry("Monitor", "Measures", "performance:measures"),
    Entry("Monitor", "Quarters", "performance:quarters", opens=quarters),
    Entry("Monitor", "Service plans", "performance:service_plans", opens=some_unit),
    Entry("Monitor", "Reviews from outside", "performance:reviews", opens=whole_area),
    Entry("Monitor", "Statutory returns", "performance:returns"),
    Entry("Monitor", "Partnerships and strategies", "performance:partnerships", opens=whole_area),
    Entry("Monitor", "Intelligence", "performance:intelligence", opens=some_unit),
)
