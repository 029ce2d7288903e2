"""The pages of change in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION: tuple[Entry, ...] = ()
