"""The calendar of meetings that a person's own secret opens, beside that of what they owe."""

from townclerk.platform.deadlines import feeds

feeds.ALSO["The meetings you may open"] = "democracy:own_ics"
