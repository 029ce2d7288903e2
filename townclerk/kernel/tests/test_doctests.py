"""The examples in docstrings of the kernel, every core, and calc run with the suite."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import townclerk


def _modules() -> list[str]:
    found = [
        name
        for _, name, _ in pkgutil.walk_packages(townclerk.__path__, "townclerk.")
        if ".tests" not in name
        and (name.startswith(("townclerk.kernel.", "townclerk.calc.")) or ".core." in name)
    ]
    return sorted(found)


MODULES = _modules()


@pytest.mark.parametrize("name", MODULES)
def test_it_does_what_its_examples_say(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name), report=True)
    assert failed == 0


def test_it_found_examples_to_run() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = [
        example
        for name in MODULES
        for test in finder.find(import_module(name))
        for example in test.examples
    ]
    assert len(examples) > 20
