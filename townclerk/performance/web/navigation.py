"""The corporate plan in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (
    Entry("Monitor", "Corporate plan", "performance:plan"),
    Entry("Monitor", "Measures", "performance:measures"),
    Entry("Monitor", "Quarters", "performance:quarters"),
    Entry("Monitor", "Service plans", "performance:service_plans"),
    Entry("Monitor", "Reviews from outside", "performance:reviews"),
    Entry("Monitor", "Statutory returns", "performance:returns"),
    Entry("Monitor", "Partnerships and strategies", "performance:partnerships"),
    Entry("Monitor", "Intelligence", "performance:intelligence"),
)
