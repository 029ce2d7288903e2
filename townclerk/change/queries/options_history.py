"""What a sheet and its parts said at a moment, and what two moments say differently."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from townclerk.change.models import OptionSheet
from townclerk.platform import records
from townclerk.platform.registers import Column, Register
from townclerk.platform.registers.values import shown

Said = Mapping[tuple[str, str], str]
MOST = 30


@dataclass(frozen=True)
class Difference:
    place: str
    heading: str
    then: str
    now: str


def said(
    sheet: OptionSheet, own: Register, parts: tuple[Register, ...], moment: datetime | None
) -> Said:
    """By place and heading, as known at a moment; nothing before the sheet was raised."""
    found: dict[tuple[str, str], str] = {}
    for record in records.as_known(OptionSheet, moment, id=sheet.pk):
        for column in own.columns:
            if column.stored and (text := shown(own, column, record)):
                found[own.singular.capitalize(), column.label] = text
    for register in parts:
        for part in records.as_known(register.model, moment, option_id=sheet.pk):
            name = ", ".join(
                shown(register, column, part)
                for column in register.columns
                if column.name in register.key and column.name != "option"
            )
            text = "; ".join(
                f"{column.label}: {value}"
                for column in register.columns
                if _tells(register, column) and (value := shown(register, column, part))
            )
            found[register.title, name] = text
    return found


def _tells(register: Register, column: Column) -> bool:
    return column.stored and column.name not in register.key and column.name != "source"


def differences(then: Said, now: Said) -> tuple[Difference, ...]:
    return tuple(
        Difference(place, heading, then.get((place, heading), ""), now.get((place, heading), ""))
        for place, heading in dict.fromkeys((*then, *now))
        if then.get((place, heading), "") != now.get((place, heading), "")
    )


def moments(sheet: OptionSheet, parts: tuple[Register, ...]) -> list[datetime]:
    """When the sheet or a part of it changed, latest first."""
    found = set(sheet.history.values_list("history_date", flat=True))
    for register in parts:
        found |= set(
            register.model.history.filter(option_id=sheet.pk).values_list("history_date", flat=True)
        )
    return sorted(found, reverse=True)[:MOST]
