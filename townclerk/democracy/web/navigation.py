"""The pages of democracy in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (
    Entry("Decide", "Calendar of meetings", "democracy:calendar"),
    Entry("Decide", "Bodies and members", "democracy:bodies"),
    Entry("Decide", "Decisions", "democracy:decisions"),
)
