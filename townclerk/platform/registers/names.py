"""What records that others refer to are called.

A unit is known by a code that never changes; people know it by the name it has on a day.
"""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from townclerk.platform.organisation.models import Unit
from townclerk.platform.organisation.queries import labels


class Names:
    """Names on a day. All units' are read together when the first is asked for."""

    def __init__(self, on: date) -> None:
        self.on = on

    def __call__(self, record: Any) -> str:
        if isinstance(record, Unit):
            return self._units.get(record.code, record.code)
        return str(record)

    def code(self, record: Any) -> str:
        """The code beside the name, where the name is not the code itself."""
        if isinstance(record, Unit) and self(record) != record.code:
            return record.code
        return ""

    @cached_property
    def _units(self) -> Mapping[str, str]:
        return labels(self.on)
