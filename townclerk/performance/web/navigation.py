"""The pages of performance in the navigation."""

from townclerk.performance.operations import PERFORMANCE
from townclerk.platform.access.areas import Verb
from townclerk.platform.access.reader import Reader
from townclerk.platform.web.navigation import Entry


def whole_area(reader: Reader) -> bool:
    return reader.may(Verb.READ, PERFORMANCE).allowed


def some_unit(reader: Reader) -> bool:
    """Those who read the whole area, or write and read the plans of their own services."""
    return whole_area(reader) or bool(reader.units(PERFORMANCE))


NAVIGATION = (
    Entry("Monitor", "Corporate plan", "performance:plan"),
    Entry("Monitor", "Measures", "performance:measures"),
    Entry("Monitor", "Quarters", "performance:quarters", opens=whole_area),
    Entry("Monitor", "Service plans", "performance:service_plans", opens=some_unit),
    Entry("Monitor", "Reviews from outside", "performance:reviews", opens=whole_area),
    Entry("Monitor", "Statutory returns", "performance:returns"),
    Entry("Monitor", "Partnerships and strategies", "performance:partnerships", opens=whole_area),
    Entry("Monitor", "Intelligence", "performance:intelligence", opens=some_unit),
)
