"""Every public calculation declares what its reader needs."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from townclerk.calc import catalogue
from townclerk.kernel.calculation import Calculation
from townclerk.platform.parameters import source

CALCULATIONS = {calculation.name: calculation for calculation in catalogue.calculations()}


def _leaves(schema: Any, path: str, root: Any) -> Iterator[tuple[str, Any]]:
    for name, part in schema.get("properties", {}).items():
        yield from _leaf(part, f"{path}.{name}", root)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from _leaf(schema[key], f"{path}[]", root)


def _leaf(part: Any, path: str, root: Any) -> Iterator[tuple[str, Any]]:
    described = part.get("description", "")
    while "$ref" in part:
        target = root
        for step in part["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        part = target
        described = described or part.get("description", "")
    yield path, part | {"description": described}
    yield from _leaves(part, path, root)


@pytest.mark.parametrize("name", CALCULATIONS)
def test_its_schema_is_a_json_schema_and_tells_the_unit_of_every_number(name: str) -> None:
    schema = CALCULATIONS[name].schema
    Draft202012Validator.check_schema(schema)
    leaves = list(_leaves(schema, "$", schema))
    assert leaves
    named = [(path, leaf) for path, leaf in leaves if not path.endswith("[]")]
    silent = [
        path
        for path, leaf in named
        if {"number", "integer"} & set(_types(leaf)) and not leaf["description"]
    ]
    assert silent == []


def _types(leaf: Any) -> list[str]:
    found = leaf.get("type", [])
    return [found] if isinstance(found, str) else list(found)


@pytest.mark.parametrize("name", CALCULATIONS)
def test_it_names_its_sources_and_parameters_that_exist(name: str) -> None:
    calculation = CALCULATIONS[name]
    assert calculation.sources
    assert calculation.title
    assert calculation.description
    for parameter in calculation.parameters:
        assert source().parameter(parameter).values


def test_it_refuses_two_calculations_of_one_name(
    monkeypatch: pytest.MonkeyPatch, sharing: Calculation
) -> None:
    module = SimpleNamespace(CALCULATIONS=(sharing, sharing))
    monkeypatch.setattr(catalogue, "import_module", lambda name: module)
    with pytest.raises(catalogue.DoubleCalculation, match="sharing"):
        catalogue.calculations()


def test_it_names_what_there_is_when_asked_for_what_there_is_not() -> None:
    with pytest.raises(catalogue.UnknownCalculation, match="deadline"):
        catalogue.by_name("nothing")
