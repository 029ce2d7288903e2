"""The pages of democracy in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (
    Entry("Decide", "Meetings", "democracy:calendar"),
    Entry("Decide", "Bodies", "democracy:bodies"),
    Entry("Decide", "Decisions", "democracy:decisions"),
)
