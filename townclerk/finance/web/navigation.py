"""The plan's pages in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (
    Entry("Plan", "Medium-term plan", "finance:plan"),
    Entry("Plan", "Council tax options", "finance:tax"),
    Entry("Plan", "Budget round", "finance:budget"),
    Entry("Collect", "Tax base", "finance:tax-base-now"),
    Entry("Collect", "Collection fund", "finance:fund-now"),
    Entry("Plan", "Reserves", "finance:reserves"),
    Entry("Plan", "Financial resilience", "finance:resilience"),
    Entry("Plan", "Grants", "finance:grants"),
    Entry("Plan", "Change fund", "finance:change-fund"),
    Entry("Plan", "Capital programme", "finance:capital"),
    Entry("Plan", "Capital grants", "finance:capital-grants"),
    Entry("Plan", "Checks", "finance:checks"),
)
