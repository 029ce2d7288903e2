"""Every example in the docstrings of the core runs, and each states its terms."""

import doctest
import inspect
import pkgutil
from importlib import import_module

import pytest

from townclerk.change import core

MODULES = [f"{core.__name__}.{found.name}" for found in pkgutil.iter_modules(core.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_it_runs_its_examples(name):
    assert len(MODULES) > 4
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_it_states_units_and_source_where_it_explains_an_example(name):
    module = import_module(name)
    for function in vars(module).values():
        if (
            inspect.isfunction(function)
            and function.__module__ == name
            and ">>>" in (function.__doc__ or "")
        ):
            assert "Units:" in function.__doc__
            assert "Source:" in function.__doc__
