"""The structure the design promises, held by tests."""

import ast
import copy
from pathlib import Path

import grimp
import pytest
from django.urls import get_resolver

from townclerk.platform.access.http import undeclared_views

ROOT = Path(__file__).parents[2]
AREAS = ("finance", "change", "democracy", "assurance", "customers")
LONGEST_FUNCTION, LONGEST_FILE = 60, 500


@pytest.fixture(scope="module")
def built():
    return grimp.build_graph("townclerk", include_external_packages=False)


@pytest.fixture
def graph(built):
    return copy.deepcopy(built)


def sources() -> list[Path]:
    return [
        path
        for path in (ROOT / "townclerk").rglob("*.py")
        if "migrations" not in path.parts and "tests" not in path.parts
    ]


def trespasses(graph, areas=AREAS) -> list[str]:
    """Imports from one area into another that pass by its public door."""
    found = []
    for area in areas:
        for module in [m for m in graph.modules if m.startswith(f"townclerk.{area}.")]:
            for imported in graph.find_modules_directly_imported_by(module):
                parts = imported.split(".")
                other = len(parts) > 2 and parts[1] in areas and parts[1] != area
                if other and parts[2] != "public":
                    found.append(f"{module} imports {imported}")
    return found


def test_it_reaches_another_area_only_through_its_public_door(graph):
    assert any(m.startswith("townclerk.finance.") for m in graph.modules)
    assert trespasses(graph) == []


def test_it_catches_a_planted_trespass(graph):
    graph.add_module("townclerk.democracy.planted")
    graph.add_import(
        importer="townclerk.democracy.planted", imported="townclerk.finance.models.plan"
    )
    assert trespasses(graph) == [
        "townclerk.democracy.planted imports townclerk.finance.models.plan"
    ]


def test_it_keeps_files_and_functions_short():
    found = sources()
    assert len(found) > 100
    long = []
    for path in found:
        text = path.read_text()
        if text.count("\n") > LONGEST_FILE:
            long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.name}: {length} lines")
    assert long == []


def test_it_declares_access_on_every_view():
    assert len(get_resolver().url_patterns) > 3
    assert undeclared_views() == []


def test_it_names_no_module_after_nothing():
    assert [p for p in sources() if p.stem in {"utils", "helpers", "misc", "common"}] == []
