"""The council's own numbers about consultations, as they stand on a day."""

from collections.abc import Mapping
from datetime import date

from townclerk.platform.parameters import source


def number(name: str, on: date) -> int:
    return int(source().parameter(f"customers/{name}").at(on).value)


def standards(on: date) -> Mapping[str, str]:
    """By their short names, in the order the panel goes through them."""
    return {
        str(k): str(v) for k, v in source().parameter("customers/standards").at(on).value.items()
    }
