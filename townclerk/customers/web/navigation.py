"""The pages of customers in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (
    Entry("Serve", "Consultations", "customers:consultations"),
    Entry("Serve", "Consultation panel", "customers:panel"),
)
