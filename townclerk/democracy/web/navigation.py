"""The pages of democracy in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (
    Entry("Decide", "Meetings", "democracy:calendar"),
    Entry("Decide", "Bodies", "democracy:bodies"),
    Entry("Decide", "Forward plan", "democracy:forward_plan"),
    Entry("Decide", "Decisions", "democracy:decisions"),
    Entry("Decide", "Actions", "democracy:actions"),
)
