"""Where figures stand in the navigation."""

from townclerk.platform.web.navigation import Entry

NAVIGATION = (Entry(section="Figures", label="All figures", url="figures:index"),)
