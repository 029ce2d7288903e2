"""The figures change publishes. Importing the modules registers what they declare."""

from townclerk.change import (
    figures_delivery,
    figures_options,
    figures_programme,
    figures_undelivered,
)

MODULES = (figures_options, figures_programme, figures_delivery, figures_undelivered)
