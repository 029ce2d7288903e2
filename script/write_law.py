"""Write docs/law.md: every dated parameter, its values, their sources and how sure we are."""

import sys
from pathlib import Path

from townclerk.kernel.display import date_display, period_display
from townclerk.kernel.explained import to_json
from townclerk.kernel.parameters import DatedValue, Parameter
from townclerk.platform.parameters import source

PLACE = Path(__file__).resolve().parent.parent / "docs/law.md"
INTRODUCTION = """# Law and other dated values

Every value that law, guidance or a council's own policy sets is kept with its dates and its
source, in the `law/` folder of the area that uses it. A value marked medium or low is not
confirmed, and each answer that rests on it says so. `townclerk calc show NAME` tells which of
them a calculation uses.

Written by `script/docs` from those files.
"""


def document() -> str:
    found = source()
    parts = [INTRODUCTION]
    parts += [_section(name, found.parameter(name)) for name in found.names()]
    return "\n".join(parts)


def _section(name: str, parameter: Parameter) -> str:
    rows = "\n".join(_row(value) for value in parameter.values)
    return (
        f"## {parameter.title}\n\n`{name}`, in {parameter.unit}.\n\n"
        f"| In force | Value | Source | Checked on | How sure |\n|---|---|---|---|---|\n{rows}\n"
    )


def _row(value: DatedValue) -> str:
    cells = (
        period_display(value.period),
        _told(value.value),
        str(value.provision),
        date_display(value.checked_on),
        value.confidence.value,
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _told(value: object) -> str:
    plain = to_json(value)
    if isinstance(plain, dict):
        return "; ".join(f"{key}: {_told(part)}" for key, part in plain.items())
    if isinstance(plain, list):
        return ", ".join(map(_told, plain))
    return str(plain)


if __name__ == "__main__":
    if "--check" in sys.argv:
        current = PLACE.read_text(encoding="utf-8") == document()
        sys.exit(0 if current else "docs/law.md is old.")
    PLACE.write_text(document(), encoding="utf-8")
