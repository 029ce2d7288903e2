"""Tables in and out: sheets read whole, checked whole, loaded whole; files safe to open."""

from townclerk.platform.exchange.templates import (
    ImportColumn,
    ImportTemplate,
    register_template,
    template,
    templates,
)

__all__ = ["ImportColumn", "ImportTemplate", "register_template", "template", "templates"]
