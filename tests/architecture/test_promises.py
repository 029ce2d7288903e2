"""What each row of the product promises, and the test that shows it, are held to one another."""

import ast
import csv
import functools
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = sorted((ROOT / "tests" / "promises").glob("*.csv"))
KINDS = {"test", "verb", "state", "expected"}


@functools.cache
def names_in(path: Path) -> frozenset[str]:
    """The tests a file defines, by name; those of a class as Class::name."""
    body = ast.parse(path.read_text()).body
    of_classes = {
        f"{node.name}::{name}"
        for node in body
        if isinstance(node, ast.ClassDef)
        for name in named(node.body)
    }
    return frozenset(of_classes | named(body))


def named(body: list[ast.stmt]) -> set[str]:
    return {
        node.name
        for node in body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    }


def wrong_with(line: dict[str, str]) -> str | None:
    """Why a line of a row does not stand, if it does not."""
    if line["kind"] not in KINDS:
        return f"'{line['kind']}' is none of {', '.join(sorted(KINDS))}"
    if not line["promise"].strip():
        return "says no promise"
    if bool(line["shown_by"].strip()) == bool(line["missing"].strip()):
        return "names either the tests that show it or why it is missing"
    for test in line["shown_by"].split():
        path, _, name = test.partition("::")
        if not (ROOT / path).is_file() or name not in names_in(ROOT / path):
            return f"names {test}, which is no test"
    return None


def faults(path: Path) -> list[str]:
    with path.open(newline="") as file:
        lines = list(csv.DictReader(file))
    return [
        f"{path.name}, line {number}: {fault}"
        for number, line in enumerate(lines, start=2)
        if (fault := wrong_with(line))
    ]


def test_there_are_rows():
    assert ROWS


@pytest.mark.parametrize("path", ROWS, ids=lambda path: path.stem)
def test_every_promise_names_the_tests_that_show_it(path):
    assert faults(path) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("verb,Sets a meeting,,", "names either the tests"),
        ("verb,Sets a meeting,tests/nowhere.py::test_it,", "which is no test"),
        ("verb,Sets a meeting,tests/architecture/test_promises.py::test_none,", "which is no test"),
        ("wish,Sets a meeting,,later", "is none of"),
        ("verb,,,later", "says no promise"),
    ],
)
def test_a_planted_fault_is_named(tmp_path, line, says):
    path = tmp_path / "13.1.csv"
    path.write_text(f"kind,promise,shown_by,missing\n{line}\n")
    assert says in faults(path)[0]
