"""The corporate plan in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (
    Entry("Monitor", "Corporate plan", "performance:plan"),
    Entry("Monitor", "Measures", "performance:measures"),
)
