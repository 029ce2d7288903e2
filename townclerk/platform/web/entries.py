"""Navigation entries of the platform's own pages, whose apps stand below the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (
    Entry("Council", "Organisation", "access:organisation"),
    Entry("Council", "People and roles", "access:users"),
    Entry("Council", "Access review", "access:reviews"),
    Entry("Council", "Settings", "access:settings"),
    Entry("Council", "Access log", "access:log"),
    Entry("Council", "Imports", "exchange:index"),
    Entry("Council", "What I owe", "tasks:mine"),
    Entry("Council", "Retention", "retention:index"),
    Entry("Council", "Jobs", "jobs:mine"),
)
