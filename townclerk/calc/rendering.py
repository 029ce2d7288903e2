"""Calculations and their answers in plain lines, for a terminal."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from townclerk.calc.runner import Answer
from townclerk.kernel.calculation import Calculation, Check, ParameterSource, Verdict
from townclerk.kernel.display import date_display, period_display
from townclerk.kernel.explained import to_json
from townclerk.kernel.parameters import NoValue, Parameter


def as_json(content: Any) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False, default=to_json)


def description(calculation: Calculation, source: ParameterSource, on: date) -> dict[str, Any]:
    """Everything `calc show` says, as one document."""
    return {
        "name": calculation.name,
        "title": calculation.title,
        "description": calculation.description,
        "sources": [
            {"citation": str(provision), "url": provision.url, "note": provision.note}
            for provision in calculation.sources
        ],
        "schema": calculation.schema,
        "units": units(calculation.schema),
        "parameters": [_in_force(source.parameter(name), on) for name in calculation.parameters],
        "on": on.isoformat(),
        "example": calculation.example,
    }


def units(schema: Mapping[str, Any]) -> dict[str, str]:
    """What each value of a case is and in which unit, from the schema's own descriptions."""
    return dict(_units(schema, ""))


def _units(schema: Any, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(schema, Mapping):
        return
    if path and schema.get("description"):
        yield path, str(schema["description"])
    for name, part in schema.get("properties", {}).items():
        yield from _units(part, f"{path}.{name}" if path else name)
    if "items" in schema:
        yield from _units(schema["items"], f"{path}[]")


def _in_force(parameter: Parameter, on: date) -> dict[str, Any]:
    content: dict[str, Any] = {
        "name": parameter.name,
        "title": parameter.title,
        "unit": parameter.unit,
        "kind": parameter.kind,
    }
    try:
        found = parameter.at(on)
    except NoValue as error:
        return content | {"value": None, "why": str(error)}
    return content | {
        "value": to_json(found.value),
        "in_force": period_display(found.period),
        "source": str(found.provision),
        "url": found.provision.url,
        "checked_on": found.checked_on.isoformat(),
        "confidence": found.confidence.value,
        "note": found.note,
    }


def description_text(content: Mapping[str, Any]) -> str:
    lines = [f"{content['name']}: {content['title']}", "", content["description"], "", "Source"]
    lines += [f"  {provision['citation']}" for provision in content["sources"]]
    lines += ["", "Values of a case and their units"]
    lines += [f"  {path}: {text}" for path, text in content["units"].items()]
    on = date_display(date.fromisoformat(content["on"]))
    if content["parameters"]:
        lines += ["", f"Parameters in force on {on}"]
    for parameter in content["parameters"]:
        lines.append(f"  {parameter['name']}: {_value(parameter['value'])} {parameter['unit']}")
        if "why" in parameter:
            lines.append(f"    {parameter['why']}")
            continue
        mark = " (unconfirmed)" if parameter["confidence"] in {"medium", "low"} else ""
        checked = date_display(date.fromisoformat(parameter["checked_on"]))
        lines.append(f"    {parameter['source']}, {parameter['in_force']}")
        lines.append(f"    Checked on {checked}{mark}")
    lines += ["", "JSON Schema of one case", as_json(content["schema"])]
    lines += ["", "Worked example", as_json(content["example"])]
    return "\n".join(lines)


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def answer_text(answer: Answer, *, explain: bool) -> str:
    lines = [f"{path}: {_value(value)}" for path, value in _flat(to_json(answer.outcome.result))]
    if answer.unconfirmed:
        lines.append("Unconfirmed: a rule used here has not been checked against its source.")
    lines += [_check_line(check) for check in answer.checks]
    lines += [f"Note: {warning}" for warning in answer.warnings]
    if explain:
        lines += ["", answer.outcome.explanation.to_text()]
    return "\n".join(lines)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            yield from _flat(item, f"{path}.{place}")
    else:
        yield path, value


def _check_line(check: Check) -> str:
    printed = f"{check.name}: printed {to_json(check.printed)}"
    if check.verdict is Verdict.CANNOT_BE_DERIVED:
        return f"{printed} cannot be derived. {check.why}"
    if check.verdict is Verdict.AGREES:
        return f"{printed} agrees. {check.why}".rstrip()
    by = f" by {check.difference}" if check.difference else ""
    return f"{printed} differs{by} from {to_json(check.computed)}."
