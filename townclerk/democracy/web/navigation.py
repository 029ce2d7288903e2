"""The pages of democracy in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (
    Entry("Decide", "Meetings", "democracy:calendar"),
    Entry("Decide", "Bodies", "democracy:bodies"),
    Entry("Decide", "Forward plan", "democracy:forward_plan"),
    Entry("Decide", "Decisions", "democracy:decisions"),
    Entry("Decide", "Actions", "democracy:actions"),
    Entry("Decide", "Constitution", "democracy:constitution"),
    Entry("Decide", "Scrutiny", "democracy:scrutiny"),
    Entry("Decide", "Reviews", "democracy:reviews"),
    Entry("Decide", "Member development", "democracy:training"),
    Entry("Decide", "Education appeals", "democracy:appeals"),
    Entry("Decide", "Civic office", "democracy:civic"),
    Entry("Decide", "Feeds and open data", "democracy:feeds"),
)
