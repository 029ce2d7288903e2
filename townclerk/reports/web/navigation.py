"""The reports in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (Entry("Report", "Reports", "reports:index"),)
