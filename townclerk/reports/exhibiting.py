"""The tables and pictures a template has today: those of figures that can be asked."""

from dataclasses import replace

from townclerk.figures.questions import Listing
from townclerk.figures.register import definitions_of
from townclerk.reports.catalogue import Template
from townclerk.reports.core import exhibits


def as_known(template: Template) -> Template:
    """The template with the exhibits that wait for a value where they have one."""
    waiting = [one for one in template.exhibits if one.where_known]
    if not waiting:
        return template
    listing = Listing()
    asked = definitions_of({key for one in waiting for key in one.keys})
    scopes = {
        key: {choice.code: choice.label for choice in listing.scopes(definition)}
        for key, definition in asked.items()
    }
    return replace(template, exhibits=exhibits.as_known(template.exhibits, scopes))
