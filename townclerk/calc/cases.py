"""Reading cases: numbers as people print them, every fault at once with its JSON path."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from townclerk.kernel.errors import Problem, Problems
from townclerk.kernel.printed import UnreadableNumber, parse_number

OWN_KEYS = ("parameters", "printed")
"""Keys any case may carry beside those of its schema."""


def read_document(text: str, file: str) -> Any:
    """A JSON document with its decimal numbers exact."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except ValueError as error:
        hint = "Correct the file and run again."
        raise Problems(
            [Problem(f"This is not readable JSON: {error}.", file=file, hint=hint)]
        ) from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number that can be worked with")


def read_case(
    case: Any, schema: Mapping[str, Any], *, file: str, path: str = "$"
) -> dict[str, Any]:
    """A case made ready for its calculation: printed numbers read, then checked by the schema."""
    problems: list[Problem] = []
    ready = _coerce(case, schema, schema, path, problems, file)
    problems += _schema_problems(ready, schema, path, file)
    if problems:
        raise Problems(problems)
    return dict(ready)


def _coerce(
    value: Any,
    schema: Mapping[str, Any],
    root: Mapping[str, Any],
    path: str,
    problems: list[Problem],
    file: str,
) -> Any:
    """Where the schema asks for a number, read it as people print it."""
    schema = _resolved(schema, root)
    if isinstance(value, dict):
        return {
            key: _coerce(item, _property(schema, key), root, f"{path}.{key}", problems, file)
            for key, item in value.items()
        }
    if isinstance(value, list):
        items = schema.get("items", {})
        return [
            _coerce(item, items, root, f"{path}[{place}]", problems, file)
            for place, item in enumerate(value)
        ]
    wanted = _types(schema, root)
    if not wanted & {"number", "integer"} or "string" in wanted or isinstance(value, bool):
        return value
    return _number(value, wanted, path, problems, file)


def _number(value: Any, wanted: set[str], path: str, problems: list[Problem], file: str) -> Any:
    if value is None:
        return value
    try:
        number = parse_number(value)
    except UnreadableNumber as error:
        problems.append(Problem(str(error), field=path, file=file, code="number"))
        # Nought stands in, so that the schema does not complain of the same cell again.
        return 0
    if number is None:
        return None
    if number == number.to_integral_value() and "integer" in wanted:
        return int(number)
    return number


def _resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow references inside the one schema."""
    found: Any = schema
    while isinstance(found, Mapping) and "$ref" in found:
        reference, found = str(found["$ref"]), root
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
    return found if isinstance(found, dict) else {}


def _property(schema: Mapping[str, Any], key: str) -> Any:
    declared = schema.get("properties", {})
    if key in declared:
        return declared[key]
    for branch in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        if isinstance(branch, Mapping) and key in branch.get("properties", {}):
            return branch["properties"][key]
    return schema.get("additionalProperties", {})


def _types(schema: Mapping[str, Any], root: Mapping[str, Any]) -> set[str]:
    named = schema.get("type", ())
    found = {named} if isinstance(named, str) else set(named)
    for branch in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        found |= _types(_resolved(branch, root), root)
    return found


def _schema_problems(
    case: Any, schema: Mapping[str, Any], path: str, file: str
) -> Iterator[Problem]:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in sorted(validator.iter_errors(case), key=lambda found: str(found.json_path)):
        yield Problem(
            _sentence(error), field=path + str(error.json_path)[1:], file=file, code="schema"
        )


def _sentence(error: Any) -> str:
    """The validator's finding as a sentence that says what to do."""
    kind, limit = error.validator, error.validator_value
    if kind == "required":
        missing = [name for name in limit if name not in error.instance]
        return f"{', '.join(missing)} missing. Add {'it' if len(missing) == 1 else 'them'}."
    if kind == "additionalProperties" and isinstance(error.instance, dict):
        known = set(error.schema.get("properties", {}))
        unknown = sorted(set(error.instance) - known)
        return f"{', '.join(unknown)} not known here. Known are {', '.join(sorted(known))}."
    if kind == "enum":
        return f"{_shown(error.instance)} is not one of {', '.join(map(str, limit))}."
    if kind == "type":
        wanted = limit if isinstance(limit, str) else " or ".join(limit)
        return f"{_shown(error.instance)} is not of type {wanted}."
    if kind == "format":
        example = "2017-04-01" if limit == "date" else limit
        return f"{_shown(error.instance)} is not a {limit}. Write it like {example}."
    return f"{error.message}."


def _shown(value: Any) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
